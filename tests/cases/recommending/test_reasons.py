"""The one sentence: particles, what is said of what is known, and its length."""

from typing import Any

import pytest

from cases.matching import Match
from cases.reasons import LONGEST, reason_of
from cases.vocabulary import themes

RATE = {"kpi": "불량률", "kpi_en": "Defect rate", "before": "3.1", "after": "0.7", "unit": "%"}


def match(*themes: str, **values: Any) -> Match:
    plain: dict[str, Any] = {"same_sector": False, "same_group": False, "size_nearness": None, "start_nearness": None}
    return Match(id="a", score=0.5, themes=themes or ("traceability",), **(plain | values))


ALIKE = {"same_sector": True, "same_group": True, "size_nearness": 1.0}
NEAR = {"same_group": True, "size_nearness": 0.6}


@pytest.mark.parametrize(
    ("fit", "results", "korean", "english"),
    [
        (
            match("traceability", "training", **ALIKE),
            [RATE],
            "약점인 이력추적과 교육훈련에 집중해 불량률을 3.1%에서 0.7%로 줄인 같은 업종·같은 규모 사례입니다.",
            "An organization of your sector and size worked on traceability and training, your weak points, "
            "and cut its defect rate from 3.1% to 0.7%.",
        ),
        (
            match("leadership", **NEAR),
            [{"kpi": "설비종합효율", "kpi_en": "OEE", "before": "61", "after": "82", "unit": "%"}],
            "약점인 리더십에 집중해 설비종합효율을 61%에서 82%로 높인 같은 업종군·비슷한 규모 사례입니다.",
            "An organization of a related sector and of similar size worked on leadership, your weak point, "
            "and raised its OEE from 61% to 82%.",
        ),
        (
            match("lean", "cost-of-quality", same_group=True),
            [{"kpi": "대기시간", "kpi_en": "Waiting time", "before": "45", "after": "22", "unit": "min"}],
            "약점인 린(Lean)과 품질비용에 집중해 대기시간을 45분에서 22분으로 줄인 같은 업종군 사례입니다.",
            "An organization of a related sector worked on lean and cost of quality, your weak points, "
            "and cut its waiting time from 45 min to 22 min.",
        ),
        (
            match("smart-factory", start_nearness=0.8, same_sector=True),
            [{"kpi": "월 생산능력", "kpi_en": "Monthly capacity", "before": "400", "after": "1000", "unit": "개"}],
            "약점인 스마트공장에 집중해 월 생산능력을 400개에서 1,000개로 늘린, 출발점이 비슷한 같은 업종 사례입니다.",
            "An organization of your sector worked on smart factory, your weak point, "
            "and raised its monthly capacity from 400 units to 1,000 units.",
        ),
        (
            match("supplier-quality", size_nearness=1.0),
            [{"kpi": "납품 불량률", "kpi_en": "Delivery defect rate", "before": "", "after": "0", "unit": "ppm"}],
            "약점인 협력사 품질에 집중해 납품 불량률 0 ppm에 이른 같은 규모 사례입니다.",
            "An organization of your size worked on supplier quality, your weak point, "
            "and reached 0 ppm in delivery defect rate.",
        ),
        (
            match("quality-circle", same_sector=True),
            [{"text_ko": "재작업 40% 감소", "text_en": "Rework down 40%"}],
            "약점인 품질분임조에 집중해 재작업 40% 감소 성과를 낸 같은 업종 사례입니다.",
            "An organization of your sector worked on quality circles, your weak point, and reported: rework down 40%.",
        ),
        (
            match("cost-of-quality", same_sector=True),
            [{"text_ko": "연간 원가절감 약 1억 5천만 원", "text_en": "About KRW 150 million a year saved"}],
            "약점인 품질비용에 집중해 연간 원가절감 약 1억 5천만 원을 거둔 같은 업종 사례입니다.",
            "An organization of your sector worked on cost of quality, your weak point, "
            "and reported: about KRW 150 million a year saved.",
        ),
        (
            match("esg", "safety"),
            [],
            "약점인 ESG·환경과 안전에 집중한 사례입니다.",
            "An organization worked on sustainability and safety, your weak points.",
        ),
    ],
    ids=["both figures", "higher", "minutes", "start", "reached", "told", "amount", "nothing known"],
)
def test_the_sentence(fit: Match, results: list[dict[str, Any]], korean: str, english: str) -> None:
    assert reason_of(fit, results, "ko") == korean
    assert reason_of(fit, results, "en") == english


@pytest.mark.parametrize(
    ("unknown", "unsaid"),
    [
        ({"size_nearness": None}, ("규모", "size")),
        ({"size_nearness": 0.25}, ("규모", "size")),
        ({"start_nearness": None}, ("출발점", "start")),
        ({"same_sector": False, "same_group": False}, ("업종", "sector")),
    ],
)
def test_it_never_claims_what_is_unknown_or_far(unknown: dict[str, Any], unsaid: tuple[str, str]) -> None:
    whole = {**ALIKE, "start_nearness": 1.0}
    # Negative control: known, it is said.
    assert all(word in reason_of(match(**whole), [], lang) for word, lang in zip(unsaid, ("ko", "en"), strict=True))
    for word, language in zip(unsaid, ("ko", "en"), strict=True):
        assert word not in reason_of(match(**{**whole, **unknown}), [], language)


def test_a_change_nobody_measured_is_no_gain() -> None:
    rank = {"kpi": "순위", "kpi_en": "Rank", "before": "55", "after": "9", "unit": "rank"}
    about = {"kpi": "비용", "kpi_en": "Cost", "before": "7000", "after": "4000 미만", "unit": "USD"}
    expected = {"text_ko": "생산량 50% 증가 전망", "text_en": "Output expected to rise 50%"}
    assert reason_of(match(), [rank, about, expected], "ko") == "약점인 이력추적에 집중한 사례입니다."


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_case_and_theme_gives_one_sentence_that_fits(library: None, language: str) -> None:
    from cases.models import Case

    alike = {**ALIKE, "start_nearness": 1.0}
    for case in Case.objects.all():
        named = tuple(theme for theme in case.themes if theme in themes()) or ("lean",)
        for fit in (match(*named, **alike), match(*named, **NEAR), match(*named)):
            text = reason_of(fit, case.results, language)
            assert len(text) <= LONGEST[language], case.pk
            assert text.endswith("입니다." if language == "ko" else ".")
            assert "(은)" not in text, case.pk
            assert "()" not in text
            assert "  " not in text
