"""The fictional applicant from independent reviews to bands, and the published example of the Baldrige criteria."""

import pytest

from awards.scoring import (
    BonusStatus,
    Code,
    Outcome,
    Path,
    PercentScale,
    Phase,
    Scheme,
    ScoredItem,
    agenda,
    applicant_copy,
    award_bonus,
    award_points,
    check_rating,
    fold,
    spread,
)
from tests.awards.scoring.world import (
    BONUS,
    D13,
    DEMO,
    KNQA,
    RULES,
    SCALE,
    SPREAD_RULES,
    demo_log,
    demo_reviews,
    demo_setup,
    demo_team,
)


def test_every_review_keeps_to_the_rules() -> None:
    setup = demo_setup()
    for review in demo_reviews():
        for item, rating in review.ratings.items():
            assert check_rating(SCALE, rating, factors=setup.factors[item], cap_ranges=RULES.cap_ranges) == ()


@pytest.mark.parametrize("expected", DEMO["consensus"], ids=lambda case: case["item"])
def test_independent_spread_and_what_was_agreed(expected: dict) -> None:
    scores = {found["examiner"]: found["percent"] for found in DEMO["reviews"] if found["item"] == expected["item"]}
    found = spread(scores, scale=SCALE, rules=SPREAD_RULES)
    assert list(scores.values()) == expected["independent"]
    assert (found.spread, found.ranges_apart) == (expected["spread"], expected["ranges_apart"])
    assert found.outcome is (Outcome.AGREED if expected["path"] == "median" else Outcome.DISCUSS)
    item = fold(demo_setup(), demo_log()).items[expected["item"]]
    assert item.path.value == expected["path"]
    assert item.agreed == expected["agreed"]
    assert SCALE.range_of(item.agreed).code == expected["agreed_range"]
    assert [dict(entry.spread.scores) for entry in item.rounds] == [entry["scores"] for entry in expected["rounds"]]
    assert item.independent is not None
    assert dict(item.independent.scores) == scores, "old scores stay beside the new ones"


def test_widest_spread_is_discussed_first() -> None:
    log = demo_log()
    opened = fold(demo_setup(), log[:5])
    assert opened.phase is Phase.CONSENSUS
    assert agenda(demo_setup(), opened) == ("AWD7.1", "AWD4.1")
    assert {code: item.path for code, item in opened.items.items()} == {
        "AWD1.1": Path.MEDIAN,
        "AWD4.1": Path.DISCUSSION,
        "AWD6.1": Path.MEDIAN,
        "AWD7.1": Path.DISCUSSION,
    }
    assert agenda(demo_setup(), fold(demo_setup(), log[:6])) == ("AWD7.1",)


def test_percents_after_the_visit_are_the_final_ones() -> None:
    state = fold(demo_setup(), demo_log())
    assert state.phase is Phase.FINAL
    assert state.percents == {code: DEMO["final_percents"][code] for code in state.items}
    assert state.lead == demo_team().lead


def test_points_bands_and_bonus_are_those_expected() -> None:
    expected = DEMO["expected"]
    score = award_points(KNQA, SCALE, DEMO["final_percents"])
    assert score.total == expected["total_points"]
    assert score.kinds == {"process": expected["process_points"], "results": expected["results_points"]}
    assert score.bands["total"].points == expected["total_rounded"]
    for section in ("total", "process", "results"):
        assert score.bands[section].number == expected[f"band_{section}"]
    assert score.missing == ()
    bonus = award_bonus(BONUS, base=score.total, parts={"B-ESG-E": 10, "B-ESG-S": 6})
    assert (bonus.granted, bonus.status) == (expected["esg_bonus"], BonusStatus.BELOW_FLOOR)
    assert [reason.code for reason in bonus.reasons] == [Code.BASE_BELOW_FLOOR]
    assert bonus.unverified == ("cap", "base_floor")


def test_the_applicant_reads_ranges_and_bands() -> None:
    copy = applicant_copy(KNQA, SCALE, DEMO["final_percents"])
    told = {item.item: item.range_code for item in copy.items}
    assert {code: told[code] for code in DEMO["ranges"]} == DEMO["ranges"]
    assert len(told) == 17
    assert {f"band_{band.section}": band.band for band in copy.bands} == DEMO["bands"]


def baldrige() -> tuple[Scheme, PercentScale]:
    items = tuple(
        ScoredItem(code, points, code[0], "results" if code.startswith("7") else "process")
        for code, points in D13["item_points"].items()
    )
    bands = {"total": tuple((low, high) for low, high in D13["score_bands"])}
    ranges = [(f"R{at}", low, high) for at, (low, high) in enumerate(D13["percent_ranges"], start=1)]
    return Scheme(items, bands), PercentScale.of(ranges)


def test_published_points_and_example() -> None:
    scheme, scale = baldrige()
    example = D13["derived_example"]
    score = award_points(scheme, scale, example["percent"])
    assert score.items == example["item_scores"]
    assert score.total == example["total"]
    assert score.bands["total"].number == example["band"]
    full = award_points(scheme, scale, dict.fromkeys(D13["item_points"], 100))
    assert full.categories == D13["category_points"]
    assert full.total == D13["total"]


def test_the_award_has_the_published_points() -> None:
    assert {item.code.removeprefix("AWD"): item.points for item in KNQA.items} == D13["item_points"]
    assert [[found.low, found.high] for found in SCALE.ranges] == D13["percent_ranges"]
    assert [list(band) for band in KNQA.bands["total"]] == D13["score_bands"]
