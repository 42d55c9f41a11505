"""The filters in real templates."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.safestring import mark_safe

from qmplatform.korean.keepall import WORD_JOINER


def rendered(expression: str, value: object) -> str:
    return Template(f"{{% load korean %}}{{{{ value|{expression} }}}}").render(Context({"value": value}))


@pytest.mark.parametrize(
    "expression", ['josa:"은/는"', "keepall", "won", "number1", "signed1", "percent", "kdate", "kdatetime"]
)
def test_none_gives_nothing(expression: str) -> None:
    assert rendered(expression, None) == ""


def test_user_text_stays_escaped() -> None:
    assert rendered('josa:"은/는"', "<b>회사</b>") == "&lt;b&gt;회사&lt;/b&gt;은(는)"
    assert "<b>" not in rendered("keepall", "<b>회사</b>")
    assert rendered('josa:"을/를"', "R&D") == "R&amp;D를"


def test_safe_text_stays_safe_and_is_heard_without_its_markup() -> None:
    assert rendered('josa:"은/는"', mark_safe("<b>품질</b>")) == "<b>품질</b>은"
    assert rendered('josa:"을/를"', mark_safe("R&amp;D")) == "R&amp;D를"
    assert rendered("keepall", mark_safe("<i>품질</i>")) == f"<i>품{WORD_JOINER}질</i>"


def test_chained_filters_keep_escaping() -> None:
    chained = Template('{% load korean %}{{ value|josa:"이/가"|keepall }}').render(Context({"value": "<x>서울"}))
    assert chained == f"&lt;x&gt;서{WORD_JOINER}울{WORD_JOINER}이"


def test_numbers_and_dates_follow_the_language() -> None:
    moment = datetime(2026, 11, 21, 5, 3, tzinfo=UTC)
    with translation.override("ko"):
        assert rendered("won", 123450000) == "1억 2,345만 원"
        assert rendered("kdatetime", moment) == "2026. 11. 21.(토) 오후 2:03"
    with translation.override("en"):
        assert rendered("won", 123450000) == "KRW 123,450,000"
        assert rendered("kdate", date(2026, 11, 21)) == "21 November 2026 (Sat)"
    assert rendered("number1", 56.05) == "56.1"
    assert rendered("signed1", -4.04) == "\u22124.0"
    assert rendered("percent", 33.333) == "33.3%"


def test_josa_takes_other_objects() -> None:
    assert rendered('josa:"으로/로"', 3) == "3으로"
