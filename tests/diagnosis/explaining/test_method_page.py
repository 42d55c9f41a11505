"""The public page of the method: complete in both languages, its numbers the engine's."""

import json
import re
from typing import Any

import pytest
import yaml
from django.test import Client

from diagnosis.catalog.model import Group
from diagnosis.explaining.examples import FIGURES, SCORED, figures_example, scored_example, text_of
from diagnosis.explaining.method_page import method_page, names_of_examples, numbers_of
from tests.diagnosis.explaining.printed import compare
from tests.diagnosis.result.samples import model
from tests.qmplatform.pages.test_wording import faults_in

LANGUAGES = ("ko", "en")


@pytest.mark.parametrize("name", SCORED)
def test_the_engine_gives_the_printed_results(name: str) -> None:
    example, printed = scored_example(name), json.loads(text_of(f"{name}.results.json"))
    sheet, interval = example.sheet, example.interval
    found: dict[str, Any] = {
        "score": sheet.score,
        "base_score": sheet.base_score,
        "level": sheet.level,
        "coverage": sheet.coverage,
        "bounds": list(sheet.bounds),
        "nodes": {code: node.value for code, node in sheet.nodes.items()},
        "items": {code: item.value for code, item in sheet.items.items()},
        "flags": [{"rule": flag.rule, "severity": flag.severity} for flag in sheet.flags],
        "interval": [interval.low, interval.high],
        "at_least_3": interval.level_shares.get(3),
    }
    compare(found, printed)


@pytest.mark.parametrize("name", FIGURES)
def test_the_engine_gives_the_printed_figures(name: str) -> None:
    compare(figures_example(name).found, json.loads(text_of(f"{name}.json"))["gives"])


def test_by_hand_nobody_below_the_quantile_is_inside_the_interval() -> None:
    """Level 2 has 7 % > 5 %, level 4 has 3 % < 5 %; at least level 3 has 93 %."""
    interval = scored_example("interval").interval
    assert (interval.low, interval.high) == (40, 60)
    assert interval.level_shares[3] == pytest.approx(0.93, abs=0.03)


@pytest.mark.parametrize("language", LANGUAGES)
def test_says_everything_in_both_languages(language: str) -> None:
    page = method_page(language)
    assert [section.id for section in page.sections] == [section.id for section in method_page("en").sections]
    blocks = [block for section in page.sections for block in section.blocks]
    shown = [block.name for block in blocks if block.kind in ("example", "figures")]
    # Rules and points are told in docs/method.md; every other example is on the page.
    assert sorted(shown) == sorted(set(names_of_examples()) - {"rules", "points"})
    for block in blocks:
        said = " ".join((block.text, *block.lines, *block.head, *(cell for row in block.cells for cell in row)))
        assert "{" not in said
        assert said.strip()
        if language == "ko" and block.kind in ("p", "list", "example"):
            assert re.search("[가-힣]", said)
        if language == "en":
            assert not re.search("[가-힣]", said), said


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_holds_the_numbers(language: str) -> None:
    texts = {
        block.name: block.text
        for section in method_page(language).sections
        for block in section.blocks
        if block.kind in ("example", "figures")
    }
    assert numbers_of("means")["score"] == "43.33"
    assert "43.33" in texts["means"]
    assert "42" in texts["pooling"]
    assert numbers_of("pooling")["low"] in texts["pooling"]


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_everybody_may_read_it(client: Client, language: str) -> None:
    client.cookies["django_language"] = language
    response = client.get("/method/")
    html = response.content.decode()
    assert response.status_code == 200
    for section in method_page(language).sections:
        assert f'id="{section.id}"' in html
        assert f'href="#{section.id}"' in html
        for entry in section.subsections:
            assert f'href="#{entry.anchor}"' in html
    assert 'style="' not in html
    assert html.count("<h1") == 1


def test_links_from_a_result_lead_to_sections_that_are_there() -> None:
    from pathlib import Path

    folder = Path(__file__).parents[3] / "templates" / "diagnosis" / "result"
    wanted = {
        anchor
        for path in folder.rglob("*.html")
        for anchor in re.findall(r"\{% url 'method' %\}#(\w+)", path.read_text(encoding="utf-8"))
    }
    page = method_page("ko")
    there = {s.id for s in page.sections} | {e.anchor for s in page.sections for e in s.subsections}
    assert wanted
    assert wanted <= there


def test_a_wrong_printed_number_is_noticed() -> None:
    printed = json.loads(text_of("means.results.json")) | {"score": 43.35}
    with pytest.raises(AssertionError):
        compare({"score": scored_example("means").sheet.score}, {"score": printed["score"]})


def test_the_examples_are_plain_models() -> None:
    for name in SCORED:
        assert yaml.safe_load(text_of(f"{name}.yaml"))["model"]["key"].startswith("example-")


def test_korean_is_polite_and_short() -> None:
    for section in method_page("ko").sections:
        for block in section.blocks:
            for text in (block.text, *block.lines):
                assert not faults_in(text), text


def test_the_least_shares_are_those_of_the_model() -> None:
    (section,) = [section for section in method_page("en").sections if section.id == "missing"]
    told = next(block.lines for block in section.blocks if block.kind == "list")

    def percent(group: Group) -> str:
        return f"{100 * (group.min_share or 0):.0f}%"

    groups = model().groups()
    for domain, line in ((groups["INF"], told[0]), (groups["ORG"], told[0]), (groups["PER"], told[0])):
        for dimension in domain.child_groups():
            assert percent(dimension) in line
    for code in ("INF", "ORG", "PER", "TOTAL"):
        assert percent(groups[code]) in told[1]
