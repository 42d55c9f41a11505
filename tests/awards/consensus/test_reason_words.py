"""Every reason for a refusal has a sentence in both languages."""

import pytest
from django.utils import translation

from awards.reason_words import reason_text, reasons_text
from awards.scoring import Code, Reason

FACTS = {
    "item": "AWD4.1", "examiner": "E1", "by": "E1", "percent": 45, "low": 0, "high": 100, "step": 5, "range": "R3",
    "factor": "D", "lowest": "R2", "most": 45, "have": 2, "need": 3, "characters": 10, "least": 60, "rounds": 2,
    "read": 40, "stands": 45, "from": "R3", "to": "R5",
}  # fmt: skip


@pytest.mark.parametrize("code", list(Code))
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_code_has_a_sentence_without_leftovers(code: Code, language: str) -> None:
    with translation.override(language):
        sentence = reason_text(Reason(code, FACTS), names={"E1": "한위원"})
    assert sentence
    assert "%(" not in sentence
    assert "E1" not in sentence
    assert "%%" not in sentence
    assert "AWD" not in sentence


def test_a_fact_that_is_not_there_is_a_dash() -> None:
    with translation.override("en"):
        assert reason_text(Reason(Code.PERCENT_OFF_STEP)) == "Percents go in steps of -: - is none."


def test_reasons_stand_once_and_name_their_item() -> None:
    reasons = [Reason(Code.REASON_MISSING, {"item": "AWD1.1"})] * 2
    with translation.override("en"):
        assert reasons_text(reasons) == ["1.1: Say why, in a few words."]
