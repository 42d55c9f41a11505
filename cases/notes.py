"""The known notes on how far a source was read, in both languages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_NOTES: dict[str, str | Promise] = {
    "award fact and any figures were read in the cited source": _("Award and figures stand in the source."),
    "from general knowledge; needs a source check before publication": _("Its source is still to be found."),
    "award fact read in the cited source; the short description is partly from general knowledge": _(
        "The award stands in the source; the description is partly from general knowledge."
    ),
    "award fact read in the cited source; themes, size and sector tags are an editor judgement": _(
        "The award stands in the source; themes, size and sector are our judgement."
    ),
    "figures read in the cited source; designation year not confirmed": _(
        "The figures stand in the source; the year is not confirmed."
    ),
}


def note_text(note: str) -> str:
    """Return a note in the active language; one nobody knows as it is."""
    return str(_NOTES.get(note, note))
