"""Conditions in three-valued logic: truth tables, every operator, and the laws that make unknown facts harmless."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.catalog.conditions import (
    Compare,
    Condition,
    FactValue,
    Joined,
    Operand,
    Operator,
    Truth,
    UnableToEvaluate,
    all_of,
    any_of,
    evaluate,
    facts_of,
)

F, U, T = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE
YEAR = 2026


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        (T, T, T, T), (T, U, U, T), (T, F, F, T),
        (U, T, U, T), (U, U, U, U), (U, F, F, U),
        (F, T, F, T), (F, U, F, U), (F, F, F, F),
    ],
)  # fmt: skip
def test_kleenes_tables(left: Truth, right: Truth, both: Truth, either: Truth) -> None:
    assert all_of([left, right]) is both
    assert any_of([left, right]) is either


def test_negation_and_empty_lists() -> None:
    assert [one.negated() for one in (F, U, T)] == [T, U, F]
    assert all_of([]) is T
    assert any_of([]) is F


def test_a_truth_is_never_taken_for_a_bool() -> None:
    with pytest.raises(TypeError, match="three-valued"):
        bool(U)


@pytest.mark.parametrize(
    ("op", "value", "known", "truth"),
    [
        ("eq", "small", "small", T), ("eq", "small", "large", F), ("ne", "small", "large", T), ("ne", "a", "a", F),
        ("in", ("micro", "small"), "small", T), ("in", ("micro", "small"), "mid", F),
        ("not_in", ("micro",), "mid", T), ("not_in", ("micro",), "micro", F),
        ("lt", 3, 2.9, T), ("lt", 3, 3, F), ("lte", 3, 3, T), ("lte", 3, 3.1, F),
        ("gt", 3, 3.1, T), ("gt", 3, 3, F), ("gte", 3, 3, T), ("gte", 3, 2.9, F),
        ("starts_with", "MGMT", "MGMT-SME", T), ("starts_with", "MGMT", "GRAND", F),
        ("eq", True, True, T), ("eq", True, False, F),
        ("lt", date(2026, 5, 1), date(2026, 4, 30), T), ("gte", date(2026, 5, 1), date(2026, 4, 30), F),
        # The cycle's own year counts and so does the year exactly N back; the year before that and years ahead do not.
        ("within_years", 3, frozenset({2026}), T), ("within_years", 3, frozenset({2023}), T),
        ("within_years", 3, frozenset({2022}), F), ("within_years", 3, frozenset({2027}), F),
        ("within_years", 3, frozenset({2010, 2024}), T), ("within_years", 3, frozenset(), F),
        ("within_years", 0, frozenset({2026}), T), ("within_years", 0, frozenset({2025}), F),
    ],
)  # fmt: skip
def test_every_operator(op: Operator, value: Operand, known: FactValue, truth: Truth) -> None:
    condition = Compare("fact", op, value)
    assert evaluate(condition, {"fact": known}, year=YEAR) is truth
    assert evaluate(condition, {"fact": None}, year=YEAR) is U
    assert evaluate(condition, {}, year=YEAR) is U


@pytest.mark.parametrize(
    ("op", "value", "known"),
    [
        ("eq", 3, "3"), ("lt", 3, "2"), ("eq", True, 1), ("gte", 1, True), ("in", (1, 2), "1"),
        ("within_years", 3, 2024), ("within_years", 3, "2024"), ("lt", date(2026, 5, 1), "2026-04-30"),
        ("starts_with", "A", 1),
    ],
)  # fmt: skip
def test_a_value_of_another_type_is_refused_and_not_guessed(op: Operator, value: Operand, known: FactValue) -> None:
    with pytest.raises(UnableToEvaluate, match="fact"):
        evaluate(Compare("fact", op, value), {"fact": known}, year=YEAR)


def test_joined_conditions_and_the_facts_they_name() -> None:
    members = Joined("all", (Compare("n", "gte", 5), Compare("n", "lte", 15)))
    assert [evaluate(members, {"n": n}, year=YEAR) for n in (4, 5, 15, 16)] == [F, T, T, F]
    neither = Joined("not", (Compare("a", "eq", True), Compare("b", "eq", True)))
    assert evaluate(neither, {"a": False, "b": False}, year=YEAR) is T
    assert evaluate(neither, {"a": False, "b": True}, year=YEAR) is F
    assert evaluate(neither, {"a": False}, year=YEAR) is U
    # One that is true settles it, whatever the other is.
    assert evaluate(neither, {"a": True}, year=YEAR) is F
    assert list(facts_of(Joined("any", (members, neither)))) == ["n", "n", "a", "b"]


NAMES = ("a", "b", "c", "d")
leaves = st.builds(
    Compare,
    st.sampled_from(NAMES),
    st.sampled_from(["eq", "ne", "lt", "lte", "gt", "gte"]),
    st.integers(0, 3),
)
conditions: st.SearchStrategy[Condition] = st.recursive(
    leaves,
    lambda inner: st.builds(
        lambda how, parts: Joined(how, tuple(parts)),
        st.sampled_from(["all", "any", "not"]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=8,
)
partly_known = st.dictionaries(st.sampled_from(NAMES), st.one_of(st.none(), st.integers(0, 3)))
values = st.integers(0, 3)


def truth(condition: Condition, facts: dict[str, int | None]) -> Truth:
    return evaluate(condition, facts, year=YEAR)


@given(conditions, partly_known)
def test_double_negation(condition: Condition, facts: dict[str, int | None]) -> None:
    twice = Joined("not", (Joined("not", (condition,)),))
    assert truth(twice, facts) is truth(condition, facts)


@given(st.lists(conditions, min_size=1, max_size=3), partly_known)
def test_de_morgan(parts: list[Condition], facts: dict[str, int | None]) -> None:
    negated = tuple(Joined("not", (part,)) for part in parts)
    assert truth(Joined("not", tuple(parts)), facts) is truth(Joined("all", negated), facts)
    assert truth(Joined("not", (Joined("all", tuple(parts)),)), facts) is truth(Joined("any", negated), facts)


@given(st.permutations(range(3)), st.lists(conditions, min_size=3, max_size=3), partly_known)
def test_order_and_repetition_do_not_matter(
    order: list[int], parts: list[Condition], facts: dict[str, int | None]
) -> None:
    for how in ("all", "any", "not"):
        straight = truth(Joined(how, tuple(parts)), facts)  # type: ignore[arg-type]
        assert truth(Joined(how, tuple(parts[i] for i in order)), facts) is straight  # type: ignore[arg-type]
        assert truth(Joined(how, tuple(parts + parts)), facts) is straight  # type: ignore[arg-type]


@given(st.lists(conditions, min_size=1, max_size=3), conditions, partly_known)
def test_one_more_part_only_narrows_all_and_only_widens_any(
    parts: list[Condition], more: Condition, facts: dict[str, int | None]
) -> None:
    longer = (*parts, more)
    assert truth(Joined("all", longer), facts).value <= truth(Joined("all", tuple(parts)), facts).value
    assert truth(Joined("any", longer), facts).value >= truth(Joined("any", tuple(parts)), facts).value


@given(conditions, partly_known, st.sampled_from(NAMES), values)
def test_more_knowledge_never_turns_a_definite_answer(
    condition: Condition, facts: dict[str, int | None], name: str, value: int
) -> None:
    before = truth(condition, facts)
    known = {**facts, name: facts[name] if facts.get(name) is not None else value}
    if before is not U:
        assert truth(condition, known) is before


@given(conditions, st.fixed_dictionaries(dict.fromkeys(NAMES, values)))
def test_nothing_is_unknown_once_every_fact_is_known(condition: Condition, facts: dict[str, int | None]) -> None:
    found = truth(condition, facts)
    assert found is not U

    def plain(one: Condition) -> bool:
        """Two-valued logic as an independent oracle."""
        if isinstance(one, Compare):
            known, value = facts[one.fact], one.value
            assert isinstance(known, int)
            assert isinstance(value, int)
            table = {"eq": known == value, "ne": known != value, "lt": known < value, "lte": known <= value}
            return {**table, "gt": known > value, "gte": known >= value}[one.op]
        parts = [plain(part) for part in one.parts]
        return all(parts) if one.how == "all" else any(parts) if one.how == "any" else not any(parts)

    assert found is (T if plain(condition) else F)


def test_taking_unknown_for_false_would_turn_answers() -> None:
    """Negative control of the law above: two-valued logic over unknown facts refuses and then takes it back."""
    condition = Joined("not", (Compare("a", "eq", 1),))
    careless = not any([False])
    assert careless is True
    assert truth(condition, {"a": 1}) is F
    assert truth(condition, {}) is U
