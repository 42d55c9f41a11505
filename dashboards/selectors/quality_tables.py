"""Tables of the page on the survey's quality beside those of scales and items, and its values."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards.figures import Column, Kind, Row, Table, Value, Withheld
from dashboards.selectors.signs import SIGNS
from dashboards.survey import Flag
from dashboards.survey.figures import LEAST
from diagnosis.catalog import AssessmentModel

_NONE: Final = Value(withheld=Withheld.NONE)
Figures = dict[str, Any]


def formative_table(model: AssessmentModel, found: Figures, language: str) -> Table:
    """Show coverage and correlation of what makes up the score."""
    columns = (
        Column("companies", _("Number of companies"), Kind.COUNT),
        Column("coverage", _("Answered"), Kind.PERCENT),
        Column("r", _("Correlation with all levels"), Kind.RATIO),
    )
    rows = [
        Row(
            one["code"],
            Value(f"{one['code']} {model.items()[one['code']].title.in_(language)}"),
            (
                counted(one["companies"]),
                share(one["coverage"], enough=(one["companies"] or 0) >= LEAST),
                ratio(one, "r"),
            ),
        )
        for one in found["formative"]
    ]
    return Table(
        code="formative",
        title=_("Checklists and numbers"),
        columns=columns,
        rows=tuple(rows),
        name_title=_("Survey question"),
        lead=_("These make up the score rather than mirror one thing, so alpha says nothing of them."),
        empty=_("The model has none."),
    )


def rules_table(model: AssessmentModel, found: Figures, language: str) -> Table:
    """Show how often each rule fired, the most often first."""
    columns = (
        Column("companies", _("Companies it fired for"), Kind.COUNT),
        Column("percent", _("Of those who answered"), Kind.PERCENT),
        Column("able", _("Answered its questions"), Kind.COUNT),
        Column("message", _("What it says"), Kind.TEXT),
    )
    rows = []
    for one in sorted(found["rules"], key=lambda rule: -(rule["companies"] or 0)):
        rule = model.rules[one["rule"]]
        name = ", ".join(dict.fromkeys((*rule.if_.codes, *rule.then.codes)))
        values = (
            counted(one["companies"]),
            share(one["percent"], enough=(one["able"] or 0) >= LEAST),
            counted(one["able"]),
            Value(rule.message.in_(language)),
        )
        rows.append(Row(f"rule-{one['rule'] + 1}", Value(name), values))
    return Table(
        code="rules",
        title=_("Consistency rules that still fired"),
        columns=columns,
        rows=tuple(rows),
        name_title=_("Survey questions"),
        lead=_("Companies saw each of them before they handed in, and left their answers as they were."),
        empty=_("The model has none."),
    )


def signs_table(found: Figures) -> Table:
    """Show how many companies show which sign, and what officials decided."""
    columns = (
        Column("companies", _("Number of companies"), Kind.COUNT),
        Column("percent", _("Share"), Kind.PERCENT),
        Column("meaning", _("What it means"), Kind.TEXT),
    )
    rows = []
    for flag in Flag:
        one, words = found["signs"][flag.value], SIGNS[flag]
        measured = flag is not Flag.TOO_FAST
        values = (counted(one["companies"]), share(one["percent"])) if measured else (_NONE, _NONE)
        rows.append(Row(flag.value, Value(str(words.title)), (*values, Value(str(words.meaning)))))
    several = found["several"]
    rows.append(
        Row(
            "several",
            Value(_("Two signs or more")),
            (counted(several["companies"]), share(several["percent"]), Value(_("An official looks at these."))),
        )
    )
    out = found["left_out"]
    rows.append(
        Row(
            "left_out",
            Value(_("Left out of benchmarks")),
            (counted(out["companies"]), share(out["percent"]), Value(_("By an official's decision, with a reason."))),
        )
    )
    return Table(
        code="signs",
        title=_("Signs of careless answering"),
        columns=columns,
        rows=tuple(rows),
        name_title=_("Sign"),
        lead=_("A sign is no proof. Nobody is left out by a sign alone."),
    )


def assessor_table(found: Figures) -> Table:
    """Show bias, limits of agreement and agreement over all companies."""
    columns = (Column("value", _("Value"), Kind.RATIO), Column("points", _("Percent points"), Kind.CHANGE))
    nothing = _NONE
    rows = (
        Row("bias", Value(_("Self above assessor, on average")), (nothing, Value(found["bias"]))),
        Row("low", Value(_("95% interval from")), (nothing, Value(found["low"]))),
        Row("high", Value(_("95% interval to")), (nothing, Value(found["high"]))),
        Row("lower", Value(_("Limit of agreement, lower")), (nothing, Value(found["lower"]))),
        Row("upper", Value(_("Limit of agreement, upper")), (nothing, Value(found["upper"]))),
        Row("icc", Value(_("Agreement, ICC(A,1)")), (ratio(found, "icc"), nothing)),
        Row("kappa", Value(_("Agreement by level, weighted kappa")), (ratio(found, "kappa"), nothing)),
    )
    lead = ngettext(
        "About %(number)s company of the award beside what its assessors agreed on.",
        "About %(number)s companies of the award beside what their assessors agreed on.",
        found["companies"],
    ) % {"number": found["companies"]}
    return Table(
        code="assessor",
        title=_("Self-diagnosis against assessors"),
        columns=columns,
        rows=rows,
        name_title=_("Figure"),
        lead=lead,
    )


def counted(number: int | None) -> Value:
    """Return a count, withheld where it is under five."""
    return Value(withheld=Withheld.FEW) if number is None else Value(number)


def share(number: float | None, *, enough: bool = True) -> Value:
    """Return a share, withheld where either side is under five or too few answered."""
    if number is not None:
        return Value(number)
    return Value(withheld=Withheld.FEW if enough else Withheld.NONE)


def ratio(found: Figures, name: str) -> Value:
    """Return a statistic, none where it has no value."""
    number = found.get(name)
    return _NONE if number is None else Value(number)
