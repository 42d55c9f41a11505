"""Who the practice cycle is about. All of it is invented; no tax office gives numbers that begin with 00."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from accounts.models import Company, Membership, User
from accounts.services.companies import CompanyFacts
from diagnosis.demo.companies import DemoPerson


@dataclass(frozen=True)
class DemoApplicant:
    """A fictional company that only applies: it has an owner and no diagnosis."""

    facts: CompanyFacts
    size_code: str
    owner: DemoPerson


@dataclass(frozen=True)
class DemoFile:
    """One application: whose, for what, how good, and how far it comes.

    `until` is the last of: draft, completion, submitted, review, consensus, visit, decided.
    """

    business_number: str
    category: str
    product: str
    level: int
    until: str
    field_code: str = ""
    team_name: str = ""
    # Of a draft: items written so far.
    items: int = 0


@dataclass(frozen=True)
class DemoExaminer:
    person: DemoPerson
    profile: dict[str, Any] = field(default_factory=dict)
    # How far the practice file is rated from its reference, in percent points.
    off: int = 0


def _owner(domain: str, name: str) -> DemoPerson:
    return DemoPerson(f"owner@{domain}.example", name, Membership.Role.OWNER)


def _facts(number: str, name: str, sector: str, ksic: str, **other: Any) -> CompanyFacts:
    """Return facts of a company that sells as much as its people make in a usual year."""
    return CompanyFacts(
        business_number=number,
        name=name,
        sector_code=sector,
        ksic_code=ksic,
        sales_krw=other["employees"] * 240_000_000,
        **other,
    )


APPLICANTS: Final = (
    DemoApplicant(
        _facts(
            "0041200058", "가람정밀", "FABMETAL", "C2592", region_code="48", employees=96, founded_on=date(2003, 5, 6)
        ),
        Company.Size.MEDIUM,
        _owner("garam", "나가람"),
    ),
    DemoApplicant(
        _facts(
            "0051300062", "솔빛오토", "AUTO", "C3033", region_code="31", employees=148, founded_on=date(1999, 3, 15)
        ),
        Company.Size.MEDIUM,
        _owner("solbit", "도솔빛"),
    ),
    DemoApplicant(
        _facts("0061100076", "누리푸드", "FOOD", "C1075", region_code="52", employees=62, founded_on=date(2006, 10, 2)),
        Company.Size.SMALL,
        _owner("nuri", "라누리"),
    ),
    DemoApplicant(
        _facts(
            "0071400084", "다온메디칼", "MEDDEV", "C2719", region_code="42", employees=54, founded_on=date(2010, 7, 20)
        ),
        Company.Size.SMALL,
        _owner("daon", "마다온"),
    ),
)

HANBIT, MIRAE, SAEDEUL = "0011100010", "0028100027", "0038600036"
FILES: Final = (
    DemoFile(HANBIT, "MGMT-SME", "도금 부품", 55, "decided"),
    DemoFile("0051300062", "MGMT-SME", "조향 부품", 60, "visit"),
    DemoFile(MIRAE, "MGMT-MID", "센서 모듈", 50, "consensus"),
    DemoFile("0041200058", "MGMT-SME", "정밀 축", 45, "review"),
    DemoFile("0061100076", "INNOV-CS", "발효 식품", 45, "submitted"),
    DemoFile("0071400084", "INNOV-DX", "진단 기기", 40, "completion"),
    DemoFile(SAEDEUL, "INNOV-PROD", "공동주택", 45, "draft", items=5),
    DemoFile(HANBIT, "CIRCLE", "도금 부품", 60, "submitted", team_name="새벽별 분임조"),
)


def _person(local: str, name: str) -> DemoPerson:
    return DemoPerson(f"{local}@platform.example", name, User.PlatformRole.EXAMINER)


def _examiner(local: str, name: str, employer: str, off: int, **other: Any) -> DemoExaminer:
    profile: dict[str, Any] = {
        "cycles_before": 3,
        "employer_name": employer,
        "employer_number": "",
        "region_code": "11",
        "sectors": ["FABMETAL", "AUTO", "ICTDEV"],
        "groups": ["MANUFACTURING"],
        "skills": ["results_analysis", "process_control", "people"],
        "sme_experience": True,
        "is_judge": False,
        "is_active": True,
    }
    return DemoExaminer(_person(local, name), profile | other, off)


EXAMINERS: Final = (
    _examiner("examiner", "심평가", "가온품질연구원", 0),
    _examiner("examiner2", "하현장", "한결컨설팅", 5),
    _examiner("examiner3", "고자료", "새길대학교", -5),
    _examiner("examiner4", "배지표", "다솜기술원", 5, cycles_before=1),
    _examiner("examiner5", "유공정", "라온기술사사무소", 0),
    _examiner("examiner6", "홍사람", "마루인재원", -5),
    # Works for one of the applicants: the rules keep this one from its file.
    _examiner("examiner7", "기이해", "미래전자부품", 5, employer_number=MIRAE),
)
JUDGES: Final = tuple(
    _examiner(f"judge{number}", name, employer, 0, is_judge=True)
    for number, (name, employer) in enumerate(
        (
            ("정판정", "가나학회"),
            ("임공평", "다라협회"),
            ("서원칙", "마바연구소"),
            ("남경험", "사아대학교"),
            ("추기록", "자차재단"),
        ),
        start=1,
    )
)
# Shown with the other log-ins: those the rules give files to; the first examiner stands there already.
SHOWN: Final = (EXAMINERS[2], *EXAMINERS[4:6], *JUDGES[:2])
