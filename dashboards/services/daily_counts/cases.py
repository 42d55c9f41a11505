"""How companies use the cases: recommended, read, kept, tried, and whether it helped."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from accounts.models import Company
from cases.models import CompanyCase
from dashboards.daily import Places, protect
from dashboards.services.daily_counts.tallies import owner_of, tallies_of
from diagnosis.disclosure import may_show_mean, shown_count

TOP: Final = 20
_HELPED: Final = (CompanyCase.Outcome.HELPED, CompanyCase.Outcome.PARTLY)
USE: Final = ("read", "kept", "tried", "helped")


def count_cases(until: datetime) -> dict[str, Any]:
    """Return what may be told of the use of cases up to a moment.

    ``{"recommended": Protected, "use": Protected, "top": [{"case", "read", "kept", "tried", "helped"}]}``: the steps of
    what was recommended, the steps whatever led to a case, and the cases that most companies read.
    """
    places, marks = Places(until.date()), _marks(until)
    recommended = CompanyCase.objects.filter(recommended_at__lt=until)
    steps = {"recommended": recommended, **{name: recommended.filter(marks[name]) for name in USE}}
    whole = Company.objects.filter(created_at__lt=until)
    use = {name: CompanyCase.objects.filter(marks[name]) for name in USE}
    return {
        "recommended": protect({name: tallies_of(rows).get((), []) for name, rows in steps.items()}, places),
        "use": protect(
            {
                "registered": tallies_of(whole, company="").get((), []),
                **{name: tallies_of(rows).get((), []) for name, rows in use.items()},
            },
            places,
        ),
        "top": _top(marks),
        "is_synthetic": whole.filter(is_synthetic=True).exists(),
    }


def _marks(until: datetime) -> dict[str, Q]:
    """Return what each step asks of a row; whoever takes a step has taken those before it."""
    read = Q(read_at__lt=until)
    tried = read & Q(tried_on__lt=until.date())
    return {
        "read": read,
        "kept": read & (Q(saved_at__lt=until) | Q(tried_on__lt=until.date())),
        "tried": tried,
        "helped": tried & Q(outcome__in=_HELPED, told_at__lt=until),
    }


def _top(marks: dict[str, Q]) -> list[dict[str, Any]]:
    rows: QuerySet[CompanyCase, Any] = (
        CompanyCase.objects.filter(marks["read"], case__state="published")
        .annotate(_owner=owner_of("company__", alone="company__business_number"))
        .values("case_id")
        .annotate(**{f"n_{name}": Count("id", filter=marks[name]) for name in USE})
        .annotate(**{f"g_{name}": Count("_owner", filter=marks[name], distinct=True) for name in USE})
    )
    found: list[dict[str, Any]] = []
    for row in rows:
        told: dict[str, int | None] = {
            name: shown_count(row[f"n_{name}"]) if may_show_mean(row[f"n_{name}"], row[f"g_{name}"]) else None
            for name in USE
        }
        if told["read"] is not None:
            found.append({"case": row["case_id"], **told})
    # By what is told alone: the order tells no more than the numbers.
    return sorted(found, key=lambda one: (-one["read"], one["case"]))[:TOP]
