"""Korean on the screens: polite, short, without exclamation, apology or blame."""

import re

import polib
import pytest
from django.conf import settings

CATALOGUES = sorted(settings.BASE_DIR.glob("locale/*/ko/LC_MESSAGES/django.po"))
LONGEST_SENTENCE = 40
BANNED = re.compile(r"!|죄송|유감|잘못된|잘못 입력|올바르지 않|귀하|당신|에러|클릭|[\U0001f300-\U0001faff]")
# A sentence that ends in a full stop ends politely; a heading or a label has no full stop.
POLITE = re.compile(r"(니다|니까|세요|시오|까요)[.?]$")
# A label and its value: "예: C25922.", "출처: 행정안전부.", "등록일 2026-11-20."
LABELLED = re.compile(r"(:\s.+|00)\.$")
# What looks like the end of a sentence but is not: 2026. 11. 20., 예: …, file endings, addresses.
NOT_AN_END = re.compile(r"\d\.\s*(?=\d)|\S+@\S+|https?://\S+|%\(\w+\)[sd]|\{\w*\}|<[^>]+>")
IN_BRACKETS = re.compile(r"\([^)]*\)")


def faults_in(text: str) -> list[str]:
    found = [f"banned: {match.group()}" for match in [BANNED.search(text)] if match]
    plain = IN_BRACKETS.sub("", NOT_AN_END.sub("00", text))
    for sentence in re.split(r"(?<=[.?])\s+|\n+", plain.strip()):
        if not re.search(r"[가-힣]", sentence):
            continue
        if len(sentence) > LONGEST_SENTENCE and sentence.endswith((".", "?")):
            found.append(f"{len(sentence)} characters: {sentence}")
        if sentence.endswith(".") and not POLITE.search(sentence) and not LABELLED.search(sentence):
            found.append(f"not polite: {sentence}")
    return found


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-4])
def test_korean_is_polite_and_short(path: object) -> None:
    faults = {}
    for entry in polib.pofile(str(path)):
        for text in (entry.msgstr, *entry.msgstr_plural.values()):
            if found := faults_in(text):
                faults[text] = found
    assert faults == {}


@pytest.mark.parametrize(
    "text",
    [
        "잘못된 입력입니다.",
        "저장했습니다!",
        "값을 입력해라.",
        "이 문장은 마흔 글자를 훌쩍 넘기도록 길게 길게 이어 써서 읽는 사람이 숨이 차고 지치게 됩니다.",
    ],
)
def test_the_check_sees_faults(text: str) -> None:
    assert faults_in(text)


@pytest.mark.parametrize(
    "text", ["이 항목을 채워 주세요.", "자가진단", "2026. 11. 20. 제출", "날짜를 확인해 주세요. 예: 2026-11-20"]
)
def test_the_check_lets_good_korean_pass(text: str) -> None:
    assert faults_in(text) == []
