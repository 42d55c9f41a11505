"""Formulas with their numbers put in, as a reader can check them with a calculator."""

from __future__ import annotations

from django.utils.translation import gettext as _

from diagnosis.catalog import Item, NumberItem
from diagnosis.catalog.model import Mean
from diagnosis.explaining import AnswerAccount, GateStep, GroupAccount
from diagnosis.report.answers import number_words
from qmplatform.korean.formats import number1, plain_number


def mean_words(mean: Mean) -> str:
    """Name the mean that brings a group together."""
    if mean == "min":
        return _("the least of its parts")
    if mean == "sum":
        return _("the sum of its parts")
    known = {
        1.0: _("weighted arithmetic mean"),
        0.0: _("weighted geometric mean"),
        -1.0: _("weighted harmonic mean"),
    }
    return known.get(float(mean)) or _("weighted power mean with exponent %(p)s") % {"p": plain_number(mean)}


def mean_lines(account: GroupAccount) -> tuple[str, ...]:
    """Write the formula of a mean that is not a plain sum, with its numbers."""
    counted = [part for part in account.parts if part.counts]
    if account.value is None or not counted:
        return ()
    if account.mean == "min":
        return (f"min({', '.join(_exact(part.value) for part in counted)}) = {_exact(account.value)}",)
    exponent = float(account.mean)
    total = account.total or 0.0
    if exponent == 0:
        terms = " + ".join(f"{_share(p.share)} × ln {_exact(p.value)}" for p in counted)
        return (f"{terms} = {_fine(total)}", f"exp({_fine(total)}) = {_exact(account.value)}")
    power = plain_number(exponent)
    terms = " + ".join(f"{_share(p.share)} × {_exact(p.value)}^{power}" for p in counted)
    return (f"{terms} = {_fine(total)}", f"({_fine(total)})^(1/{power}) = {_exact(account.value)}")


def answer_lines(item: Item, account: AnswerAccount, language: str) -> tuple[str, ...]:
    """Write how an answer became its value, with its numbers."""
    value = number1(account.x, 2)
    if account.way == "table":
        return (_("The model gives level %(level)d %(value)s points.") % {"level": account.own, "value": value},)
    if account.way == "percent":
        return (_("The percentage is the value: %(value)s.") % {"value": value},)
    if account.way == "options":
        return (f"100 × {_fine(account.own)} ÷ {_fine(account.high)} = {value}",)
    if account.way == "target" and isinstance(item, NumberItem) and item.target is not None:
        far = f"|{_fine(account.own)} − {_fine(item.target.value)}|"
        return (f"100 × max(0, 1 − {far} ÷ {_fine(item.target.tolerance)}) = {value}",)
    own, low, high = (_scaled(account, number) for number in (account.own, account.low, account.high))
    first = f"100 × ({own} − {low}) ÷ ({high} − {low})"
    lines = [] if account.transform == "identity" else [_transformed(account)]
    if account.way == "trend":
        lines.append(_("The slope over the years is %(slope)s a year.") % {"slope": _fine(account.own)})
    if account.is_held:
        given = {"formula": first, "value": value}
        lines.append(_("%(formula)s lies beyond an end, so it is held at %(value)s.") % given)
    else:
        lines.append(f"{first} = {value}")
    if isinstance(item, NumberItem):
        lines += _remarks(item, account, language)
    return tuple(lines)


def _scaled(account: AnswerAccount, number: float) -> str:
    if account.transform == "log10":
        return f"log {_fine(number)}"
    if account.transform == "ratio_defect":
        scaled = {account.own: account.scaled, account.low: account.scaled_low, account.high: account.scaled_high}
        return number1(scaled[number], 3)
    return _fine(number)


def _transformed(account: AnswerAccount) -> str:
    if account.transform == "log10":
        return _("Sizes differ by powers of ten, so their logarithms are compared.")
    return _("Near 100%% the logarithm of what fails is compared: %(own)s → %(scaled)s.") % {
        "own": _fine(account.own),
        "scaled": number1(account.scaled, 3),
    }


def _remarks(item: NumberItem, account: AnswerAccount, language: str) -> list[str]:
    said = []
    if account.is_converted:
        said.append(_("The number was converted: %(number)s.") % {"number": number_words(item, account.own, language)})
    if account.is_floored and item.floor is not None:
        said.append(_("A value below %(floor)s counts as that.") % {"floor": number_words(item, item.floor, language)})
    return said


def gate_words(title: str, gate: GateStep) -> str:
    """Say whether a gate is open."""
    given = {"title": title, "least": number1(gate.least), "value": "–" if gate.value is None else number1(gate.value)}
    if not gate.asked:
        return _("%(title)s does not apply, so its gate is not asked.") % given
    if gate.is_met:
        return _("%(title)s %(value)s meets its gate of %(least)s.") % given
    return _("%(title)s %(value)s is below its gate of %(least)s.") % given


def _exact(value: float | None) -> str:
    return "–" if value is None else number1(value, 2)


def _share(share: float) -> str:
    return number1(share, 3)


def _fine(number: float) -> str:
    """Write a number with as many digits as a calculator wants."""
    return plain_number(float(f"{number:.6g}"))
