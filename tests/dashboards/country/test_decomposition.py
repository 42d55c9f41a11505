"""A change taken apart from published figures alone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboards.editions import NATION, EditionView, NodeValue, SetKey
from dashboards.selectors.decomposition import decomposition
from qmplatform.statistics import mean_change, round_half_up
from tests.dashboards.country.editions import AS_OF, BEFORE, earlier, now

pytestmark = pytest.mark.once


def edition(
    groups: dict[tuple[str, str], tuple[int, float]], *, withheld: frozenset[SetKey] = frozenset()
) -> EditionView:
    """Return an edition of groups by size: companies and mean of each."""
    companies = sum(n for n, _mean in groups.values())
    mean = sum(n * mean for n, mean in groups.values()) / companies
    cells = {NATION: {"TOTAL": value(companies, mean)}}
    for (group, size), (n, one) in groups.items():
        key = SetKey(group=group, size=size)
        if key not in withheld:
            cells[key] = {"TOTAL": value(n, one)}
    return replace(now(), cells=cells, withheld=withheld)


def value(companies: int, mean: float) -> NodeValue:
    shown = round_half_up(mean)
    return NodeValue(shown, shown - 1, shown + 1, companies)


def test_others_taking_part_is_no_real_change() -> None:
    before = edition({("SERVICE", "small"): (50, 40.0), ("SERVICE", "large"): (50, 60.0)})
    after = edition({("SERVICE", "small"): (90, 40.0), ("SERVICE", "large"): (10, 60.0)})
    found = decomposition(after, before, "TOTAL")
    assert found is not None
    assert (found.total, found.mix, found.real) == (-8.0, -8.0, 0.0)


def test_everybody_improving_is_no_mix_change() -> None:
    groups = {("SERVICE", "small"): (50, 40.0), ("SERVICE", "large"): (50, 60.0)}
    found = decomposition(edition({key: (n, mean + 2) for key, (n, mean) in groups.items()}), edition(groups), "TOTAL")
    assert found is not None
    assert (found.total, found.mix, found.real) == (2.0, 0.0, 2.0)


def test_what_is_withheld_on_one_side_is_one_rest_on_both() -> None:
    hidden = frozenset({SetKey(group="PUBLIC", size="large")})
    before = edition({("SERVICE", "small"): (80, 40.0), ("PUBLIC", "large"): (20, 60.0)})
    after = edition({("SERVICE", "small"): (80, 40.0), ("PUBLIC", "large"): (20, 70.0)}, withheld=hidden)
    found = decomposition(after, before, "TOTAL")
    assert found is not None
    assert [part.key for part in found.classes] == [SetKey(group="SERVICE", size="small"), None]
    assert (found.total, found.mix, found.real) == (2.0, 0.0, 2.0)


def test_too_little_is_published_to_take_a_change_apart() -> None:
    hidden = frozenset({SetKey(group="SERVICE", size="small")})
    before = edition({("SERVICE", "small"): (80, 40.0), ("PUBLIC", "large"): (20, 60.0)}, withheld=hidden)
    assert decomposition(before, before, "TOTAL") is None


def test_a_number_that_is_kept_has_not_changed() -> None:
    view = now()
    kept = replace(view.cells[NATION]["TOTAL"], kept_as_of=BEFORE)
    held = replace(view, cells={**view.cells, NATION: {**view.cells[NATION], "TOTAL": kept}})
    assert decomposition(view, earlier(), "TOTAL") is not None
    assert decomposition(held, earlier(), "TOTAL") is None


def test_sectors_are_told_apart_by_size_alone() -> None:
    found = decomposition(now(), earlier(), "TOTAL", SetKey(sector="AUTO"))
    assert found is not None
    assert {part.key.crossing for part in found.classes if part.key} == {"sector*size"}


def test_without_an_edition_before_there_is_no_change() -> None:
    assert decomposition(now(), None, "TOTAL") is None
    assert timedelta(days=300) < AS_OF - BEFORE


_SIDE = st.dictionaries(
    st.tuples(st.sampled_from(["SERVICE", "PUBLIC"]), st.sampled_from(["small", "medium", "large"])),
    st.tuples(st.integers(1, 40).map(lambda n: 5 * n), st.integers(100, 900).map(lambda n: n / 10)),
    min_size=1,
)


@settings(max_examples=60, deadline=None)
@given(_SIDE, _SIDE)
def test_the_parts_always_add_up_as_displayed(
    first: dict[tuple[str, str], tuple[int, float]], second: dict[tuple[str, str], tuple[int, float]]
) -> None:
    found = decomposition(edition(second), edition(first), "TOTAL")
    if found is None:
        return
    assert round_half_up(found.mix + found.real) == found.total
    # Where both editions have the same classes nothing is left as rest: it is the textbook's own split.
    if set(first) == set(second):
        whole = mean_change(dict(first.items()), dict(second.items()))
        assert whole is not None
        assert found.real == pytest.approx(whole.real, abs=0.051)
