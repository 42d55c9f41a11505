"""What people agree to: versioned texts. A published text never changes; new words are a new version."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ConsentWords:
    """One language of a consent text: what for, which data, how long, and what follows from a no."""

    title: str
    purpose: str
    fields: str
    period: str
    consequence: str


@dataclass(frozen=True, slots=True)
class ConsentText:
    """A versioned consent text.

    Attributes
    ----------
    required : bool
        The service cannot be used without it.
    from_on : date
        First day of this version.
    """

    purpose_code: str
    version: str
    from_on: date
    required: bool
    ko: ConsentWords
    en: ConsentWords

    def words(self, language: str) -> ConsentWords:
        """Give the Korean words, or the English ones for any other language."""
        return self.ko if language == "ko" else self.en


CONSENT_TEXTS: tuple[ConsentText, ...] = (
    ConsentText(
        purpose_code="service",
        version="2026-11",
        from_on=date(2026, 1, 1),
        required=True,
        ko=ConsentWords(
            title="자가진단 서비스 제공을 위한 개인정보 수집·이용",
            purpose="회원 확인, 회사 구성원 관리, 진단 결과와 보고서 제공, 서비스 안내",
            fields="이메일 주소, 이름, 비밀번호(암호화), 접속 기록",
            period="탈퇴할 때까지. 접속 기록은 1년",
            consequence="동의하지 않으면 가입할 수 없습니다. 철회하면 계정을 닫습니다.",
        ),
        en=ConsentWords(
            title="Collection and use of personal data to provide the self-diagnosis",
            purpose="To know members, manage the people of a company, and give results, reports and notices",
            fields="E-mail address, name, password (hashed), access records",
            period="Until you leave; access records for one year",
            consequence="Without it you cannot sign up. Withdrawing it closes your account.",
        ),
    ),
    ConsentText(
        purpose_code="terms",
        version="2026-11",
        from_on=date(2026, 1, 1),
        required=True,
        ko=ConsentWords(
            title="이용약관",
            purpose="회사가 입력한 답변을 채점하고, 개별 기업을 알 수 없는 통계로 비교기준을 만듭니다.",
            fields="회사 정보와 진단 답변. 통계에는 5개사 미만인 칸을 싣지 않습니다.",
            period="회사가 삭제를 요청할 때까지",
            consequence="동의하지 않으면 가입할 수 없습니다. 철회하면 계정을 닫습니다.",
        ),
        en=ConsentWords(
            title="Terms of use",
            purpose="Answers of your company are scored; benchmarks are statistics that show no single company.",
            fields="Facts of the company and its answers. Statistics leave out cells of fewer than five companies.",
            period="Until the company asks for deletion",
            consequence="Without it you cannot sign up. Withdrawing it closes your account.",
        ),
    ),
    ConsentText(
        purpose_code="news",
        version="2026-11",
        from_on=date(2026, 1, 1),
        required=False,
        ko=ConsentWords(
            title="교육·지원사업 소식 받기",
            purpose="진단 결과에 맞는 교육, 지원사업, 포상 공고를 이메일로 알립니다.",
            fields="이메일 주소, 이름",
            period="철회하거나 탈퇴할 때까지",
            consequence="동의하지 않아도 모든 기능을 쓸 수 있습니다.",
        ),
        en=ConsentWords(
            title="News on training and support programmes",
            purpose="We write to you about training, support programmes and awards that fit your results.",
            fields="E-mail address, name",
            period="Until you withdraw it or leave",
            consequence="Everything works without it.",
        ),
    ),
    ConsentText(
        purpose_code="interview",
        version="2026-11",
        from_on=date(2026, 1, 1),
        required=False,
        ko=ConsentWords(
            title="우수사례 인터뷰 요청 받기",
            purpose="개선 성과를 우수사례로 소개하고 싶을 때 담당자에게 연락합니다.",
            fields="이메일 주소, 이름, 소속 회사",
            period="철회하거나 탈퇴할 때까지",
            consequence="동의하지 않아도 모든 기능을 쓸 수 있습니다.",
        ),
        en=ConsentWords(
            title="Requests for a good-practice interview",
            purpose="We contact you when your improvement could be shown as good practice.",
            fields="E-mail address, name, company",
            period="Until you withdraw it or leave",
            consequence="Everything works without it.",
        ),
    ),
)


class UnableToFindConsent(LookupError):
    """No consent text of this purpose is in force."""


def current_consents(on: date) -> tuple[ConsentText, ...]:
    """Return the newest text of each purpose on a day: required ones first."""
    newest: dict[str, ConsentText] = {}
    for text in CONSENT_TEXTS:
        if text.from_on <= on and (
            text.purpose_code not in newest or newest[text.purpose_code].from_on <= text.from_on
        ):
            newest[text.purpose_code] = text
    return tuple(sorted(newest.values(), key=lambda text: not text.required))


def current_consent(purpose_code: str, on: date) -> ConsentText:
    """Return the text of a purpose in force on a day.

    Raises
    ------
    UnableToFindConsent
        There is none.
    """
    for text in current_consents(on):
        if text.purpose_code == purpose_code:
            return text
    raise UnableToFindConsent(purpose_code)
