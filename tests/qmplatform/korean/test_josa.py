"""Particles after every kind of word."""

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmplatform.korean.josa import UnableToAttachParticle, attach
from qmplatform.korean.readings import Final, final_of

CASES = list(csv.DictReader((Path(__file__).parent / "josa_cases.csv").read_text(encoding="utf-8").splitlines()))


def test_the_table_is_complete() -> None:
    assert len(CASES) == 120


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["expected"])
def test_table(case: dict[str, str]) -> None:
    assert attach(case["word"], case["particle_pair"]) == case["expected"]


@pytest.mark.parametrize(
    ("word", "pair", "expected"),
    [
        ("회사", "는/은", "회사는"),
        ("100,000,000", "을/를", "100,000,000을"),
        ("1,000,000,000,000", "은/는", "1,000,000,000,000는"),
        ("1,100,000", "은/는", "1,100,000은"),
        ("007", "으로/로", "007로"),
        ("ISO 9001:2015", "은/는", "ISO 9001:2015는"),
        ("30 kg", "은/는", "30 kg은"),
        ("25°C", "은/는", "25°C는"),
        ("4M", "은/는", "4M은"),
        ("2m", "은/는", "2m는"),
        ("５０", "은/는", "５０은"),
        ("feedback", "을/를", "feedback을"),
        ("Project", "을/를", "Project를"),
        ("system", "과/와", "system과"),
        ("IoT", "은/는", "IoT는"),
        ("ㄹ", "으로/로", "ㄹ로"),
        ("[부록 1]", "으로/로", "[부록 1]로"),
        ("(가온)", "이/가", "(가온)이"),
        ("품질 ", "은/는", "품질 은"),
        ("품질.", "은/는", "품질.은"),
        ("株", "은/는", "株은(는)"),
        ("🏭", "으로/로", "🏭(으)로"),
        ("", "이라/라", "(이)라"),
        ("대표", "으로서/로서", "대표로서"),
        ("김", "이에요/예요", "김이에요"),
        ("A+", "을/를", "A+를"),
    ],
)
def test_beyond_the_table(word: str, pair: str, expected: str) -> None:
    assert attach(word, pair) == expected


def test_decomposed_hangul_reads_the_same() -> None:
    assert attach(unicodedata.normalize("NFD", "품질"), "은/는").endswith("은")


def test_unknown_pair_is_refused() -> None:
    with pytest.raises(UnableToAttachParticle, match="은/는"):
        attach("회사", "처럼/같이")


@given(st.text())
def test_any_text_comes_back_unchanged_in_front(word: str) -> None:
    assert attach(word, "은/는").removeprefix(word) in {"은", "는", "은(는)"}


@given(st.text(alphabet="가나다라마바사아각난닫랄맘갈", min_size=1))
def test_a_quotation_mark_is_not_heard(word: str) -> None:
    assert final_of(f"‘{word}’") is final_of(word)


def test_the_rieul_rule_matters() -> None:
    """Negative control: without the ㄹ rule 서울 would take 으로."""
    assert final_of("서울") is Final.RIEUL
    assert attach("서울", "으로/로") != attach("부산", "으로/로").replace("부산", "서울")
