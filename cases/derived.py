"""What is worked out from a case's own fields whenever they change. Pure but for the vocabulary."""

from collections.abc import Mapping
from typing import Any, Final

from cases.figures import has_number
from cases.searching import search_key
from cases.vocabulary import methods, themes

_TITLE_FIELDS: Final = ("title_ko", "title_en", "organisation_ko", "organisation_en")
_BODY_FIELDS: Final = (
    "award_ko",
    "award_en",
    "category",
    "sector_ko",
    "sector_en",
    "region_text",
    "summary_ko",
    "summary_en",
    "problem_ko",
    "problem_en",
    "root_cause_ko",
    "root_cause_en",
    "approach_ko",
    "approach_en",
    "enablers_ko",
    "enablers_en",
    "effect_ko",
    "effect_en",
    "lessons_ko",
    "lessons_en",
)
_RESULT_TEXTS: Final = ("text_ko", "text_en", "kpi", "kpi_en")


def derived_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Work out what lists need: is there something to learn, are there figures, what is searched without an index.

    Parameters
    ----------
    values : mapping
        Value of each of a case's own fields, by the field's name.

    Returns
    -------
    dict
        ``is_rich``, ``has_figures``, ``search_title`` and ``search_text`` of `cases.models.Case`.
    """
    results = values["results"]
    title = [values[field] for field in _TITLE_FIELDS]
    body = [values[field] for field in _BODY_FIELDS]
    body += [str(values["year"] or "")]
    body += [name for code in values["themes"] if (one := themes().get(code)) for name in (one.ko, one.en)]
    body += [name for code in values["methods"] if (one := methods().get(code)) for name in (one.ko, one.en)]
    body += [result[key] for result in results for key in _RESULT_TEXTS if key in result]
    return {
        "is_rich": bool(values["approach_ko"] or values["approach_en"] or results),
        "has_figures": has_number(results),
        "search_title": "\n".join(search_key(text) for text in title if text),
        "search_text": "\n".join(search_key(text) for text in title + body if text),
    }
