"""Figures of the fairness pages in templates."""

from collections.abc import Mapping

from django import template
from django.utils.translation import gettext as _

from awards.fairness.pictures import Effect
from qmplatform.korean.formats import signed1

register = template.Library()


@register.filter
def share_width(share: float | None) -> str:
    """Write a share as the width of a bar: one decimal and never a comma, whatever the language."""
    return f"{min(max(share or 0.0, 0.0), 1.0) * 100:.1f}%"


@register.filter
def as_percent(share: float | str | None) -> str:
    """Write a share in whole per cent; what is not told, None or a template's nothing, as a dash."""
    return f"{share * 100:.0f}%" if isinstance(share, int | float) else "–"


@register.filter
def coefficient(value: float | str | None) -> str:
    """Write a coefficient with two decimals; what is not told as a dash."""
    return f"{value:.2f}".replace("-", "\u2212") if isinstance(value, int | float) else "–"


@register.filter
def interval(effect: Effect | Mapping[str, float] | None) -> str:
    """Write the ends of an effect with their signs."""
    if effect is None:
        return "–"
    low, high = (effect.low, effect.high) if isinstance(effect, Effect) else (effect["low"], effect["high"])
    return _("%(low)s to %(high)s") % {"low": signed1(low), "high": signed1(high)}


@register.filter
def limits(bias: Mapping[str, float]) -> str:
    """Write the limits of agreement with their signs."""
    return _("%(low)s to %(high)s") % {"low": signed1(bias["lower"]), "high": signed1(bias["upper"])}
