"""Plain functions that make rows for tests."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from accounts.models import Company, Membership, Office, User

NOW = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
PASSWORD = "correct-horse-battery"


def make_user(email: str, **fields: Any) -> User:
    return User.objects.create_user(email, PASSWORD, **fields)


def make_company(name: str = "한빛도금", business_number: str = "1248100998", **fields: Any) -> Company:
    values: dict[str, Any] = {
        "sector_code": "FABMETAL",
        "ksic_code": "C2592",
        "region_code": "41",
        "employees": 32,
        "sales_krw": 6_200_000_000,
        "founded_on": date(2009, 3, 2),
        "size_suggested": Company.Size.SMALL,
        "size_code": Company.Size.SMALL,
        "size_limits_on": date(2025, 9, 1),
        "created_at": NOW,
    }
    return Company.objects.create(name=name, business_number=business_number, **(values | fields))


def make_membership(user: User, company: Company, role: str) -> Membership:
    return Membership.objects.create(user=user, company=company, role=role, created_at=NOW)


@dataclass(frozen=True)
class People:
    company: Company
    other_company: Company
    owner: User
    editor: User
    viewer: User
    stranger: User
    official: User
    # Of the region 26 (Busan); an association of the sector FABMETAL; one who reads only.
    local_official: User
    association: User
    analyst: User
    examiner: User
    administrator: User

    def by_role(self) -> dict[str, User]:
        return {
            role: getattr(self, role)
            for role in (
                *("owner", "editor", "viewer", "stranger"),
                *("official", "local_official", "association", "analyst", "examiner", "administrator"),
            )
        }


def make_people() -> People:
    company, other = make_company(), make_company("새롬건설", "1208147521", sector_code="CONSTR", ksic_code="F41")
    people = People(
        company=company,
        other_company=other,
        owner=make_user("owner@example.com", name="김대표"),
        editor=make_user("editor@example.com", name="이품질"),
        viewer=make_user("viewer@example.com", name="박사원"),
        stranger=make_user("stranger@example.com", name="최타사"),
        official=make_user("official@example.com", platform_role=User.PlatformRole.OFFICIAL),
        local_official=make_user("local@example.com", platform_role=User.PlatformRole.LOCAL_OFFICIAL),
        association=make_user("association@example.com", platform_role=User.PlatformRole.ASSOCIATION),
        analyst=make_user("analyst@example.com", platform_role=User.PlatformRole.ANALYST),
        examiner=make_user("examiner@example.com", platform_role=User.PlatformRole.EXAMINER),
        administrator=make_user("admin@example.com", platform_role=User.PlatformRole.ADMINISTRATOR),
    )
    make_membership(people.owner, company, Membership.Role.OWNER)
    make_membership(people.editor, company, Membership.Role.EDITOR)
    make_membership(people.viewer, company, Membership.Role.VIEWER)
    make_membership(people.stranger, other, Membership.Role.OWNER)
    Office.objects.create(user=people.local_official, region_code="26", name="부산광역시", given_at=NOW)
    Office.objects.create(user=people.association, sector_code="FABMETAL", given_at=NOW)
    return people
