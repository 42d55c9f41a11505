"""Size classes of companies by the dated sales limits of 중소기업기본법 시행령, annexes 1 and 3.

A suggestion, never a ruling: total assets, company groups and the years of grace are not known here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from accounts.reference.data import read_data
from accounts.reference.sectors import sector as find_sector
from qmplatform.korean.formats import plain_number, won_in_words

SIZES = ("micro", "small", "medium", "mid", "large", "public")
_EOK = 100_000_000
# Sections with the higher limit of employees for a micro enterprise (소상공인기본법 시행령 제3조).
_TEN_EMPLOYEES = frozenset("BCFH")
_CAVEAT_KO = "자산 5,000억 원 이상이거나 대기업집단이면 다릅니다."
_CAVEAT_EN = "Assets of KRW 500 billion or more, or belonging to a large group, would change it."


@dataclass(frozen=True, slots=True)
class SizeLimits:
    """Limits of an industry on a day.

    Attributes
    ----------
    sme_krw, small_krw : int
        Highest three-year average of yearly sales of an SME and of a small enterprise, in won.
    micro_below : int
        A small enterprise with fewer employees is a micro enterprise.
    limits_on : date or None
        Day these limits came into force; None for those before 2025-09-01, whose day differs by industry.
    """

    ksic: str
    sme_krw: int
    small_krw: int
    micro_below: int
    limits_on: date | None


@dataclass(frozen=True, slots=True)
class SizeSuggestion:
    """A suggested size class with its reason.

    Attributes
    ----------
    code : str
        One of `SIZES`, or empty where the decree sets no limit for the industry.
    limits_on : date or None
        As in `SizeLimits`.
    """

    code: str
    reason_ko: str
    reason_en: str
    limits_on: date | None

    def reason(self, language: str) -> str:
        """Give the reason in Korean, or in English for any other language."""
        return self.reason_ko if language == "ko" else self.reason_en


@cache
def _table() -> tuple[date, dict[str, dict[str, int | None]]]:
    data = read_data("size_thresholds")
    return date.fromisoformat(data["valid_from"]), {row["ksic"]: row for row in data["rows"]}


def limits_of(ksic: str, on: date) -> SizeLimits | None:
    """Return the limits for an industry code on a day, or None where the decree sets none.

    The longest prefix wins: N76 before N, E36 before E, C30393 before C30.
    """
    if ksic.startswith(("O", "S94")):
        return None
    valid_from, rows = _table()
    sme_key, small_key = "sme_max_eok", "small_max_eok"
    if on < valid_from:
        sme_key, small_key = "sme_max_eok_before", "small_max_eok_before"
    for length in range(len(ksic), 0, -1):
        row = rows.get(ksic[:length])
        sme, small = (row[sme_key], row[small_key]) if row else (None, None)
        if sme is not None and small is not None:
            return SizeLimits(
                ksic=ksic[:length],
                sme_krw=sme * _EOK,
                small_krw=small * _EOK,
                micro_below=10 if ksic[0] in _TEN_EMPLOYEES else 5,
                limits_on=valid_from if on >= valid_from else None,
            )
    return None


def _lowest(prefixes: Iterable[str], on: date) -> SizeLimits | None:
    found = [limits for limits in (limits_of(prefix, on) for prefix in prefixes) if limits]
    if not found:
        return None
    return SizeLimits(
        ksic=found[0].ksic,
        sme_krw=min(limits.sme_krw for limits in found),
        small_krw=min(limits.small_krw for limits in found),
        micro_below=min(limits.micro_below for limits in found),
        limits_on=found[0].limits_on,
    )


def size_suggest(
    ksic: str, employees: int, sales_krw_3y_avg: int, on: date, *, sector_code: str | None = None
) -> SizeSuggestion:
    """Suggest a size class.

    Parameters
    ----------
    ksic : str
        Industry code as `parse_ksic` gives it. Empty where it is not known: then the lowest limits of the
        sector's industries are taken, and the reason says so.
    employees : int
        Regular employees (상시근로자).
    sales_krw_3y_avg : int
        Yearly sales, average of the last three business years, in won.
    on : date
        Day whose limits count.
    sector_code : str, optional
        Needed where `ksic` is empty.

    Returns
    -------
    SizeSuggestion

    Raises
    ------
    UnableToFindSector
        `ksic` is empty and `sector_code` is none of ours.
    """
    prefixes = (ksic,) if ksic else find_sector(sector_code or "").ksic
    if all(prefix.startswith("O") for prefix in prefixes):
        return SizeSuggestion(
            "public",
            "공공행정 업종이므로 공공기관으로 제안합니다.",
            "The industry is public administration, so a public institution is suggested.",
            None,
        )
    limits = _lowest(prefixes, on)
    if limits is None:
        return SizeSuggestion(
            "",
            "이 업종에는 법정 매출액 한도가 없습니다. 직접 골라 주세요.",
            "The decree sets no sales limit for this industry. Please choose yourself.",
            None,
        )
    code, ko, en = _judge(limits, employees, sales_krw_3y_avg, is_finance=prefixes[0].startswith("K"))
    if not ksic and len(prefixes) > 1:
        ko = f"{ko} 업종 안의 가장 낮은 한도로 계산했습니다."
        en = f"{en} The lowest limits within the sector were used."
    return SizeSuggestion(code, f"{ko} {_CAVEAT_KO}", f"{en} {_CAVEAT_EN}", limits.limits_on)


def _judge(limits: SizeLimits, employees: int, sales: int, *, is_finance: bool) -> tuple[str, str, str]:
    ko_sales, en_sales = won_in_words(sales), won_in_words(sales, "en")
    if sales > limits.sme_krw:
        cap_ko, cap_en = won_in_words(limits.sme_krw), won_in_words(limits.sme_krw, "en")
        ko = f"평균 매출 {ko_sales}은 중소기업 한도 {cap_ko}을 넘습니다."
        en = f"Average sales of {en_sales} exceed the SME limit of {cap_en}."
        if is_finance:
            return "large", f"{ko} 금융·보험업은 중견기업이 될 수 없습니다.", f"{en} Finance cannot be mid-sized."
        return "mid", ko, en
    cap_ko, cap_en = won_in_words(limits.small_krw), won_in_words(limits.small_krw, "en")
    if sales > limits.small_krw:
        return (
            "medium",
            f"평균 매출 {ko_sales}은 소기업 한도 {cap_ko}을 넘습니다.",
            f"Average sales of {en_sales} exceed the limit of {cap_en} for small enterprises.",
        )
    ko = f"평균 매출 {ko_sales}은 소기업 한도 {cap_ko} 이하입니다."
    en = f"Average sales of {en_sales} are within the limit of {cap_en} for small enterprises."
    people, least = plain_number(employees), limits.micro_below
    if employees < least:
        return (
            "micro",
            f"{ko} 근로자 {people}명은 {least}명 미만입니다.",
            f"{en} {people} employees: fewer than {least}.",
        )
    return "small", f"{ko} 근로자 {people}명은 {least}명 이상입니다.", f"{en} {people} employees: {least} or more."
