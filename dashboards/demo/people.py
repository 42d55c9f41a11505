"""Who looks at the country on the demo site. All of them are invented."""

from dataclasses import dataclass

from accounts.models import User
from diagnosis.demo.companies import PASSWORD, PLATFORM_PEOPLE

__all__ = ["ADMINISTRATOR", "OFFICES", "PASSWORD", "DemoOffice"]


@dataclass(frozen=True)
class DemoOffice:
    """A person of an office, and the one region or sector it may see."""

    email: str
    name: str
    role: str
    office: str
    region_code: str = ""
    sector_code: str = ""


OFFICES = (
    DemoOffice(
        "busan@platform.example", "한부산", User.PlatformRole.LOCAL_OFFICIAL, "부산광역시 (가상)", region_code="26"
    ),
    DemoOffice(
        "association@platform.example",
        "차부품",
        User.PlatformRole.ASSOCIATION,
        "자동차부품 협회 (가상)",
        sector_code="AUTO",
    ),
    DemoOffice("analyst@platform.example", "안연구", User.PlatformRole.ANALYST, "정책 연구소 (가상)"),
)
# Gives the offices.
ADMINISTRATOR = next(person for person in PLATFORM_PEOPLE if person.role == User.PlatformRole.ADMINISTRATOR)
