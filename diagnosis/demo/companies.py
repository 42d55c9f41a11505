"""Who the demo is about. All of it is invented; no tax office gives numbers that begin with 00."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts.models import Company, Membership, User
from accounts.services.companies import CompanyFacts

PASSWORD = "demo-quality-2026"  # noqa: S105  shown to everybody on the demo's start
SYNTHETIC_PEERS = 160
PEERS_SEED = 20261121


@dataclass(frozen=True)
class DemoPerson:
    email: str
    name: str
    role: str


@dataclass(frozen=True)
class DemoTask:
    """A measure of the plan taken on: which one in the plan's order, by which of the people, due how long after."""

    place: int
    status: str
    person: int | None = None
    owner_name: str = ""
    due_after_days: int = 180
    actual_effort: float | None = None
    note: str = ""


@dataclass(frozen=True)
class DemoPlan:
    """What the company said before it planned, as names of `PlanInputs`, and the tasks it took on.

    Of the cases its result recommends it saves so many of the first, and tells of the last of these what came of it.
    """

    inputs: dict[str, Any]
    tasks: tuple[DemoTask, ...]
    saved_cases: int = 0
    outcome: str = ""
    outcome_note: str = ""


@dataclass(frozen=True)
class DemoYear:
    """One diagnosis: how many years ago it was, how able the company then was, and what is told differently."""

    years_ago: int
    ability: float
    modules: tuple[str, ...] = ()
    # Item code -> value as in an answers file; what is not here is drawn around the ability.
    told: dict[str, Any] = field(default_factory=dict)
    # A draft stops after this share of the sections and is not submitted.
    answered_share: float = 1.0
    plan: DemoPlan | None = None


@dataclass(frozen=True)
class DemoCompany:
    facts: CompanyFacts
    size_code: str
    seed: int
    people: tuple[DemoPerson, ...]
    years: tuple[DemoYear, ...]
    certificates: tuple[dict[str, str], ...] = ()


def _people(domain: str, owner: str, editor: str, viewer: str) -> tuple[DemoPerson, ...]:
    return (
        DemoPerson(f"owner@{domain}.example", owner, Membership.Role.OWNER),
        DemoPerson(f"editor@{domain}.example", editor, Membership.Role.EDITOR),
        DemoPerson(f"viewer@{domain}.example", viewer, Membership.Role.VIEWER),
    )


COMPANIES = (
    DemoCompany(
        facts=CompanyFacts(
            business_number="0011100010",
            name="한빛도금",
            sector_code="FABMETAL",
            ksic_code="C2592",
            region_code="41",
            employees=28,
            sales_krw=5_600_000_000,
            founded_on=date(2008, 4, 1),
        ),
        size_code=Company.Size.SMALL,
        seed=11,
        people=_people("hanbit", "김도현", "이수진", "박민호"),
        years=(
            DemoYear(
                years_ago=1,
                ability=27,
                plan=DemoPlan(
                    {"people_months_a_quarter": 2.0, "money": 30.0, "quarters": 4},
                    (
                        DemoTask(
                            0, "done", person=1, actual_effort=0.7, note="작업일지 불량 이름을 28개로 합쳤습니다."
                        ),
                        DemoTask(1, "dropped", owner_name="생산반장", note="수주가 몰려 다음 해로 미뤘습니다."),
                    ),
                ),
            ),
            DemoYear(
                years_ago=0,
                ability=36,
                plan=DemoPlan(
                    {
                        "horizon": "operational",
                        "cost_shares": {"MATERIAL": 45.0, "LABOUR": 30.0, "FAILURE": 15.0, "ENERGY": 10.0},
                        "kpis": ["DELIVERY", "CLAIMS", "DEFECTS"],
                        "people_months_a_quarter": 3.0,
                        "money": 60.0,
                        "quarters": 6,
                    },
                    (
                        DemoTask(0, "doing", person=1, due_after_days=120, note="도금 1라인에서 먼저 시작합니다."),
                        DemoTask(1, "todo", owner_name="생산반장", due_after_days=240),
                    ),
                    saved_cases=2,
                    outcome="partly",
                    outcome_note="한 라인에 먼저 적용했습니다. 점검 시간은 줄었고 불량은 더 지켜봅니다.",
                ),
                # Careful inspectors, paper records: the shop finds defects and cannot tell where they began.
                told={"INF1.1": 2, "INF3.1": 2, "INF3.2": 1, "INF3.4": 1, "ORG2.1": 4, "ORG2.2": 3, "PER1.1": 1},
            ),
        ),
    ),
    DemoCompany(
        facts=CompanyFacts(
            business_number="0028100027",
            name="미래전자부품",
            sector_code="ICTDEV",
            ksic_code="C2622",
            region_code="47",
            employees=640,
            sales_krw=285_000_000_000,
            founded_on=date(1996, 9, 12),
        ),
        size_code=Company.Size.MID,
        seed=23,
        people=_people("mirae", "최은영", "정태온", "한지안"),
        years=(
            DemoYear(years_ago=1, ability=56, modules=("DNA",)),
            DemoYear(
                years_ago=0,
                ability=64,
                modules=("DNA", "ESG"),
                # Well equipped, thin on people: analysis stands still when two engineers are away.
                told={"INF1.1": 4, "INF2.1": 4, "INF4.1": 3, "ORG1.1": 2, "ORG1.3": 2, "ORG5.1": 1, "ORG5.2": 2},
            ),
        ),
    ),
    DemoCompany(
        facts=CompanyFacts(
            business_number="0038600036",
            name="새들건설",
            sector_code="CONSTR",
            ksic_code="F4111",
            region_code="43",
            employees=85,
            sales_krw=42_000_000_000,
            founded_on=date(2001, 2, 19),
        ),
        size_code=Company.Size.MEDIUM,
        seed=37,
        people=_people("saedeul", "오세림", "윤가람", "서다인"),
        years=(
            DemoYear(years_ago=2, ability=33),
            DemoYear(years_ago=1, ability=40, modules=("ESG",)),
            DemoYear(years_ago=0, ability=43, modules=("ESG",), answered_share=0.5),
        ),
    ),
)

# People of the platform: who, and in which role.
PLATFORM_PEOPLE = (
    DemoPerson("official@platform.example", "문정책", User.PlatformRole.OFFICIAL),
    # Publishes what the first one wrote.
    DemoPerson("editor@platform.example", "조편집", User.PlatformRole.OFFICIAL),
    DemoPerson("examiner@platform.example", "심평가", User.PlatformRole.EXAMINER),
    DemoPerson("admin@platform.example", "관리자", User.PlatformRole.ADMINISTRATOR),
)
