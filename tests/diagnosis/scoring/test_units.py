"""Units and their conversion."""

import pytest

from diagnosis.scoring import UnableToConvertUnit, convert_unit, units_for


@pytest.mark.parametrize(
    ("value", "unit", "to_unit", "expected"),
    [
        (1, "%", "ppm", 10_000),
        (120, "ppm", "%", 0.012),
        (1.5, "억원", "백만원", 150),
        (3, "천원", "원", 3_000),
        (2, "일", "hours", 48),
        (90, "분", "hours", 1.5),
        (5, None, "ppm", 5),
        (5, "ppm", "ppm", 5),
        (5, "furlong", "furlong", 5),
        (3, "건/억원", "per_bn_krw", 30),
        (0.3, "share", "%", 30),
    ],
)
def test_conversion(value: float, unit: str | None, to_unit: str, expected: float) -> None:
    assert convert_unit(value, unit, to_unit) == pytest.approx(expected)


@pytest.mark.parametrize(("unit", "to_unit"), [("ppm", "days"), ("원", "%"), ("furlong", "%"), ("ppm", None)])
def test_units_of_different_families_are_refused(unit: str, to_unit: str | None) -> None:
    with pytest.raises(UnableToConvertUnit) as caught:
        convert_unit(1, unit, to_unit)
    assert unit in caught.value.message_ko


def test_every_accepted_unit_converts() -> None:
    for unit in ("%", "ppm", "원", "hours", "per_bn_krw", "score"):
        accepted = units_for(unit)
        assert accepted[0] == unit
        for other in accepted:
            assert convert_unit(convert_unit(7, other, unit), unit, other) == pytest.approx(7)
    assert units_for(None) == ()
    assert units_for("furlong") == ("furlong",)
