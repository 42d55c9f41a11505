"""Words of the plan in the language now in use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from diagnosis.catalog import Item, RubricItem
from diagnosis.models import ImprovementTask
from diagnosis.priorities import PlanInputs
from qmplatform.korean.formats import KST, number1, plain_number, won_in_words

_WON = 1_000_000
_SCORE_OF_A_LEVEL = 20.0
_NOTICEABLE = 0.005


def horizon_words() -> dict[str, str]:
    """Name the horizons, the nearest first."""
    return {
        "operational": _("Operational: up to one year"),
        "tactical": _("Tactical: one to three years"),
        "strategic": _("Strategic: more than three years"),
    }


def status_words() -> dict[str, str]:
    """Name how a task may stand."""
    return {
        ImprovementTask.Status.TODO.value: _("To do"),
        ImprovementTask.Status.DOING.value: _("Under way"),
        ImprovementTask.Status.DONE.value: _("Finished"),
        ImprovementTask.Status.DROPPED.value: _("Dropped"),
    }


def reason_words() -> dict[str, str]:
    """Say why a target is what it is."""
    return {
        "next_level": _("One level up: too few peers to compare with"),
        "upper_quartile": _("Where the best quarter of the peers stands"),
        "two_steps": _("Two levels up: the best quarter stands still higher"),
        "ahead": _("Already level with the best quarter of the peers"),
        "highest": _("Already at the highest level"),
        "prerequisite": _("Other measures need this level first"),
        "own": _("Your own target"),
    }


def money_words(million_won: float, language: str) -> str:
    """Write an amount that is kept in million won."""
    return won_in_words(round(million_won * _WON), language)


def people_months_words(months: float) -> str:
    return _("%(months)s person-months") % {"months": number1(months)}


def budget_sentence(inputs: PlanInputs, language: str) -> str:
    """Say within which means the plan was made."""
    limits = []
    if inputs.money is not None:
        limits.append(_("%(amount)s in all") % {"amount": money_words(inputs.money, language)})
    if inputs.people_months_a_quarter is not None:
        months = plain_number(inputs.people_months_a_quarter)
        limits.append(_("%(months)s person-months a quarter") % {"months": months})
    if not limits:
        return _("What has the most effect comes first. What needs another measure waits for it.")
    said = {"limits": ", ".join(limits), "quarters": inputs.quarters}
    return (
        _("The most effect within %(limits)s and %(quarters)d quarters. What needs another measure waits for it.")
        % said
    )


def clash_words(names: tuple[str, ...], labels: Mapping[str, str]) -> str:
    """Name what two people changed at the same time."""
    known = {
        "horizon": _("Horizon"),
        "kpis": _("Key figures"),
        "people_months_a_quarter": _("Own staff"),
        "money": _("Money"),
        "quarters": _("Quarters"),
    }
    return ", ".join(labels.get(name.partition(":")[2], known.get(name, name)) for name in names)


def level_words(item: Item, level: float) -> str:
    """Write a level: of a question with levels the level, of any other its points."""
    if isinstance(item, RubricItem):
        return _("level %(level)s") % {"level": f"{level:g}" if level == int(level) else number1(level)}
    return _("%(points)s points") % {"points": number1(level * _SCORE_OF_A_LEVEL)}


def limit_words(count: int, most: int) -> str:
    return _("You chose %(count)d. Keep at most %(most)d.") % {"count": count, "most": most}


def quarter_heads(computed_at: datetime, count: int) -> list[tuple[str, str, bool]]:
    """Return the year and the name of each quarter from the coming one on, and whether its year is a new one."""
    day = computed_at.astimezone(KST)
    first = day.year * 4 + (day.month - 1) // 3 + 1
    return [
        (str(place // 4), _("Q%(quarter)d") % {"quarter": place % 4 + 1}, place == first or place % 4 == 0)
        for place in range(first, first + count)
    ]


def effort_words(ratio: float) -> str:
    """Say that the estimates follow what earlier tasks took; nothing where they stand as they are."""
    if abs(ratio - 1.0) < _NOTICEABLE:
        return ""
    told = {"ratio": number1(ratio, 2)}
    return _("Your earlier tasks took other people than estimated: the estimates are multiplied by %(ratio)s.") % told
