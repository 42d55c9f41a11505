"""How an answer is read back: on its page, in the reply to an autosave, and before submission."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from diagnosis.catalog import NumberItem, Text
from diagnosis.models import Answer
from diagnosis.scoring.units import convert_unit
from diagnosis.services.reading import soft_warning, with_unit
from qmplatform.korean.formats import KST
from qmplatform.korean.josa import attach


def confidence_labels() -> dict[str, str]:
    """Return how sure one may be of an answer, the surest first."""
    return {
        Answer.Confidence.SURE.value: _("Sure"),
        Answer.Confidence.USUAL.value: _("Fairly sure"),
        Answer.Confidence.ESTIMATE.value: _("Estimate"),
    }


def number_readback(item: NumberItem, stored: Mapping[str, Any]) -> tuple[str, str]:
    """Return what was understood of a stored number, and the question to ask if it is unusual."""
    value = convert_unit(stored["value"], stored["unit"], item.unit)
    understood = with_unit(item, value)
    if get_language() == "ko":
        understood = attach(understood, "으로/로")
    sentence = _("Understood as %(value)s.") % {"value": understood}
    if stored["unit"] != item.unit:
        typed = with_unit(item, stored["value"], stored["unit"])
        sentence = _("%(sentence)s You wrote %(typed)s.") % {"sentence": sentence, "typed": typed}
    return sentence, soft_warning(item, value)


def saved_label(saved_at: datetime) -> str:
    """Return "saved" with the time in Korea."""
    return _("Saved %(time)s") % {"time": f"{saved_at.astimezone(KST):%H:%M}"}


def progress_label(answered: int, total: int) -> str:
    """Return how many questions are answered, as text."""
    percent = answered * 100 // total if total else 100
    return _("%(answered)d of %(total)d questions (%(percent)d%%)") % {
        "answered": answered,
        "total": total,
        "percent": percent,
    }


def say(text: Text | None) -> str:
    """Return a text of the model in the reader's language; nothing for None."""
    return text.in_(get_language() or "ko") if text is not None else ""
