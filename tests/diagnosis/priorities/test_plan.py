"""Highlights, and the next measures in an order that holds."""

import json
import random
from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnosis.catalog.library import Measure, read_library
from diagnosis.catalog.model import Text
from diagnosis.priorities import Dimension, ItemStanding, Plan, PlanInputs, make_plan, roadmap

T = Text("가", "a")


def measure(code: str, *needs: str, months: float = 3, helps: Sequence[str] = ()) -> Measure:
    return Measure(
        code=code,
        title=T,
        what=T,
        first_week=T,
        pitfalls=T,
        prerequisites=needs,
        effort_months=months,
        cost_band="₩",
        capacity=1,
        helps=tuple(helps),
        who_helps=(),
        standards=(),
    )


def item(code: str, level: float = 1.0, weight: float = 0.1, **fields) -> ItemStanding:
    return ItemStanding(code=code, dimension=code.partition(".")[0], level=level, known=True, weight=weight, **fields)


def planned(
    items: Sequence[ItemStanding],
    measures: Sequence[Measure],
    named: Mapping[str, Sequence[str]],
    dimensions: Sequence[Dimension] = (),
    off: Sequence[str] = (),
    inputs: PlanInputs | None = None,
) -> Plan:
    return make_plan(
        inputs=inputs,
        items=items,
        dimensions=dimensions,
        measures={m.code: m for m in measures},
        measures_of_item=named,
        measures_off=off,
    )


def codes(found: Plan) -> list[str]:
    return [step.measure for step in found.steps]


def test_the_first_measure_an_item_names_helps_it_most() -> None:
    found = planned([item("INF1.1")], [measure("A"), measure("B"), measure("C")], {"INF1.1": ["C", "A", "B"]})
    assert codes(found) == ["C", "A", "B"]
    (first, second, third) = (step.priority for step in found.steps)
    assert (second / first, third / first) == pytest.approx((0.6, 0.4))


def test_what_is_needed_comes_first_and_says_so() -> None:
    measures = [measure("A", "B", months=3), measure("B", "C", months=4), measure("C", months=3)]
    found = planned([item("INF1.1")], measures, {"INF1.1": ["A"]})
    assert codes(found) == ["C", "B", "A"]
    assert [step.starts_quarter for step in found.steps] == [0, 1, 3]
    assert [step.quarters for step in found.steps] == [1, 2, 1]
    assert found.steps[2].needs == ("B",)
    assert found.steps[2].met == ()


def test_a_prerequisite_in_place_is_met_not_repeated() -> None:
    measures = [measure("A", "B"), measure("B", helps=["ORG1"])]
    items = [item("INF1.1"), item("ORG1.1", 4.0), item("ORG1.2", 2.0)]
    found = planned(items, measures, {"INF1.1": ["A"]})
    assert codes(found) == ["A"]
    assert found.steps[0].met == ("B",)
    weaker = planned([items[0], items[1], item("ORG1.2", 1.9)], measures, {"INF1.1": ["A"]})
    assert codes(weaker) == ["B", "A"]


def test_measures_that_make_no_sense_here_are_left_out_and_count_as_in_place() -> None:
    measures = [measure("A", "B"), measure("B")]
    found = planned([item("INF1.1")], measures, {"INF1.1": ["B", "A"]}, off=["B"])
    assert codes(found) == ["A"]
    assert found.steps[0].met == ("B",)
    assert "B" in codes(planned([item("INF1.1")], measures, {"INF1.1": ["B", "A"]}))


def test_at_most_two_at_once() -> None:
    measures = [measure(code, months=6) for code in "ABCD"]
    items = [item(f"INF1.{n}") for n in range(1, 5)]
    found = planned(items, measures, {f"INF1.{n}": [code] for n, code in enumerate("ABCD", 1)})
    assert [step.starts_quarter for step in found.steps] == [0, 0, 2, 2]


def test_without_the_limit_all_would_begin_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roadmap, "AT_ONCE", 99)
    found = planned([item("INF1.1")], [measure(c) for c in "ABC"], {"INF1.1": ["A", "B", "C"]})
    assert [step.starts_quarter for step in found.steps] == [0, 0, 0]


def test_five_steps_and_three_candidates() -> None:
    many = [measure(f"M{n:02}") for n in range(20)]
    items = [item(f"INF1.{n}", weight=0.01 * (n + 1)) for n in range(20)]
    found = planned(items, many, {f"INF1.{n}": [f"M{n:02}"] for n in range(20)})
    assert codes(found) == [f"M{n}" for n in range(19, 11, -1)]
    assert [step.candidate for step in found.steps] == [False] * 5 + [True] * 3


def test_nothing_is_spent_on_what_cannot_end_in_time() -> None:
    measures = [measure("LONG", months=12), measure("AFTER", "FIRST"), measure("FIRST"), measure("SHORT")]
    items = [item("INF1.1", weight=0.4), item("INF2.1", weight=0.3), item("INF3.1", weight=0.1)]
    named = {"INF1.1": ["LONG"], "INF2.1": ["AFTER"], "INF3.1": ["SHORT"]}
    # Money for one measure a quarter: LONG would be worth most, then AFTER, which has to wait for FIRST.
    for quarters, money, chosen in ((1, 3, ["SHORT"]), (2, 6, ["FIRST", "AFTER"]), (4, 3, ["LONG"])):
        found = planned(items, measures, named, inputs=PlanInputs(money=money, quarters=quarters))
        assert [step.measure for step in found.steps if not step.candidate] == chosen


def test_little_effort_for_much_is_a_quick_win() -> None:
    measures = [measure("A", months=2), measure("B", months=9), measure("C", months=2), measure("D", months=4)]
    weights = dict(zip("ABCD", (0.4, 0.3, 0.2, 0.1), strict=True))
    items = [item(f"INF{n}.1", weight=weights[c]) for n, c in enumerate("ABCD")]
    found = planned(items, measures, {f"INF{n}.1": [c] for n, c in enumerate("ABCD")})
    assert [step.measure for step in found.steps if step.quick_win] == ["A"]


def test_reasons_name_the_items_with_most_to_gain_first() -> None:
    items = [item("INF1.1", 2.0), item("INF1.2", 0.0, weight=0.3), item("INF1.3", 5.0)]
    named = {code: ["A"] for code in ("INF1.1", "INF1.2", "INF1.3")}
    (step,) = planned(items, [measure("A")], named).steps
    assert [(r.code, r.level, r.target) for r in step.reasons] == [
        ("INF1.2", 0.0, 1.0),
        ("INF1.1", 2.0, 3.0),
    ]


def test_who_leads_everywhere_looks_to_the_next_level() -> None:
    ahead = [item("INF1.1", 4.0, upper_quartile=2.0), item("INF1.2", 5.0, upper_quartile=2.0)]
    found = planned(ahead, [measure("A"), measure("B")], {"INF1.1": ["A"], "INF1.2": ["B"]})
    assert codes(found) == ["A"]
    assert found.steps[0].reasons[0].target == 5.0


def test_at_the_top_there_is_nothing_left_to_plan() -> None:
    assert planned([item("INF1.1", 5.0)], [measure("A")], {"INF1.1": ["A"]}).steps == ()
    assert planned([], [], {}) == Plan()


def dimension(code: str, value: float, *quartiles: float | None) -> Dimension:
    return Dimension(code, value, *quartiles)


def test_strengths_are_in_the_upper_quarter_gaps_below_the_middle() -> None:
    dims = [
        dimension("A", 80, 20, 40, 60),
        dimension("B", 60, 20, 40, 60),
        dimension("C", 50, 20, 40, 60),
        dimension("D", 39, 20, 40, 60),
        dimension("E", 20, 20, 40, 60),
    ]
    found = planned([], [], {}, dims)
    assert [(h.code, h.reason) for h in found.strengths] == [("A", "above_q3"), ("B", "above_q3")]
    assert [(h.code, h.reason) for h in found.gaps] == [("E", "below_q1"), ("D", "below_median")]


def test_gaps_with_more_to_gain_come_first() -> None:
    dims = [dimension("INF1", 10, 20, 40, 60), dimension("ORG1", 10, 20, 40, 60)]
    items = [item("INF1.1", 3.0), item("ORG1.1", 0.0, upper_quartile=4.0)]
    assert [h.code for h in planned(items, [], {}, dims).gaps] == ["ORG1", "INF1"]


@pytest.mark.parametrize(
    ("percentile", "low", "is_strength"),
    [(75, 51, True), (90, 50, False), (74, 60, False), (75, None, False)],
)
def test_by_rank_a_strength_has_its_interval_above_the_middle(
    percentile: float, low: float | None, is_strength: bool
) -> None:
    one = Dimension("A", 50, None, 40, None, percentile, low, 99)
    found = planned([], [], {}, [one, dimension("B", 10), dimension("C", 90)])
    assert ("A" in [h.code for h in found.strengths if h.reason == "above_q3"]) == is_strength


@pytest.mark.parametrize(("percentile", "level", "is_gap"), [(25, 1.0, True), (26, 1.0, False), (25, 5.0, False)])
def test_by_rank_a_gap_has_something_to_gain(percentile: float, level: float, is_gap: bool) -> None:
    one = Dimension("INF1", 30, percentile=percentile, low=10, high=40)
    found = planned([item("INF1.1", level)], [], {}, [one, dimension("B", 10), dimension("C", 90)])
    assert ("INF1" in [h.code for h in found.gaps if h.reason == "below_q1"]) == is_gap


def test_without_peers_the_own_best_and_weakest_are_shown_none_twice() -> None:
    dims = [dimension(code, value) for code, value in zip("ABCD", (50, 40, 30, 20), strict=True)]
    found = planned([], [], {}, dims)
    assert [(h.code, h.reason) for h in found.strengths] == [("A", "highest"), ("B", "highest")]
    assert [(h.code, h.reason) for h in found.gaps] == [("D", "lowest"), ("C", "lowest")]


@given(
    dims=st.lists(
        st.tuples(st.floats(0, 100), st.none() | st.lists(st.floats(0, 100), min_size=3, max_size=3).map(sorted)),
        max_size=14,
    )
)
def test_no_dimension_is_both_strength_and_gap(dims: list) -> None:
    rows = [Dimension(f"D{n:02}", value, *(quartiles or ())) for n, (value, quartiles) in enumerate(dims)]
    found = planned([], [], {}, rows)
    assert len(found.strengths) <= 5
    assert len(found.gaps) <= 5
    assert {h.code for h in found.strengths}.isdisjoint(h.code for h in found.gaps)


LIBRARY = read_library().measures
TARGETS = sorted({target for m in LIBRARY.values() for target in m.helps if "." in target})


@settings(max_examples=60, deadline=None)
@given(
    levels=st.lists(st.integers(0, 5), min_size=len(TARGETS), max_size=len(TARGETS)),
    off=st.sets(st.sampled_from(sorted(LIBRARY)), max_size=4),
)
def test_any_plan_over_the_real_measures_keeps_its_promises(levels: list[int], off: set[str]) -> None:
    items = [item(code, float(level)) for code, level in zip(TARGETS, levels, strict=True)]
    named = {code: sorted(m.code for m in LIBRARY.values() if code in m.helps) for code in TARGETS}
    found = planned(items, list(LIBRARY.values()), named, off=sorted(off))
    shuffled = items.copy()
    random.Random(1).shuffle(shuffled)
    assert codes(planned(shuffled, list(LIBRARY.values()), named, off=sorted(off))) == codes(found)
    assert len(found.steps) <= 8
    assert off.isdisjoint(codes(found))
    ends = {}
    for step in found.steps:
        for need in set(step.needs) - set(step.met):
            assert ends[need] <= step.starts_quarter, f"{step.measure} before {need}"
        ends[step.measure] = step.starts_quarter + step.quarters
    for quarter in range(max(ends.values(), default=0)):
        busy = [s for s in found.steps if s.starts_quarter <= quarter < s.starts_quarter + s.quarters]
        assert len(busy) <= 2
    assert Plan.from_dict(json.loads(json.dumps(found.as_dict()))) == found


def test_the_real_measures_form_no_circle() -> None:
    assert list(TopologicalSorter({c: m.prerequisites for c, m in LIBRARY.items()}).static_order())
