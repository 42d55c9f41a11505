"""The text of the method's page in both languages, with the engine's numbers put into its examples."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from diagnosis.catalog.model import Group, Item
from diagnosis.explaining.examples import FIGURES, SCORED, ScoredExample, figures_example, scored_example
from diagnosis.scoring import Answer, AnswerState
from qmplatform.statistics import round_half_up

Say = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a worked example: a group or a question with its answer and value."""

    code: str
    depth: int
    weight: str
    answer: str
    state: str
    value: str
    is_group: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One piece of a section; `kind` says which of the rest it uses."""

    kind: str
    text: str = ""
    anchor: str = ""
    lines: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    rows: tuple[Row, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def subsections(self) -> tuple[Block, ...]:
        return tuple(block for block in self.blocks if block.kind == "h")


@dataclass(frozen=True, slots=True)
class MethodPage:
    lead: str
    note: str
    sections: tuple[Section, ...]


@cache
def method_page(language: str) -> MethodPage:
    """Return the page in one language; the examples are computed once and kept."""
    text = resources.files("diagnosis.catalog").joinpath("library", "method.yaml").read_text(encoding="utf-8")
    source: dict[str, Any] = yaml.safe_load(text)
    sections = tuple(
        Section(
            entry["id"],
            entry["title"][language],
            tuple(_block(block, language) for block in entry["blocks"]),
        )
        for entry in source["sections"]
    )
    return MethodPage(source["lead"][language], source["note"][language], sections)


def _block(block: Mapping[str, Any], language: str) -> Block:
    if "p" in block:
        return Block(kind="p", text=_filled(_said(block["p"], language)))
    if "h" in block:
        return Block(kind="h", text=block["h"][language], anchor=block["h"]["id"])
    if "formula" in block:
        return Block(kind="formula", text=_said(block["formula"], language))
    if "list" in block:
        return Block(kind="list", lines=tuple(_said(line, language) for line in block["list"]))
    if "table" in block:
        return Block(
            kind="table",
            head=tuple(_said(cell, language) for cell in block["table"]["head"]),
            cells=tuple(tuple(_said(cell, language) for cell in row) for row in block["table"]["rows"]),
        )
    if "example" in block:
        example = scored_example(block["example"])
        numbers = numbers_of(block["example"])
        return Block(
            kind="example",
            name=example.name,
            text=_said(block["text"], language).format_map(numbers),
            rows=tuple(_rows(example)),
        )
    return Block(
        kind="figures",
        name=block["figures"],
        text=_said(block["text"], language).format_map(numbers_of(block["figures"])),
    )


def _said(text: str | Say, language: str) -> str:
    return text if isinstance(text, str) else text[language]


def _filled(text: str) -> str:
    """Put the numbers of named examples into running text: {means.score}."""
    return re.sub(r"\{(\w+)\.(\w+)\}", lambda found: numbers_of(found[1])[found[2]], text)


@cache
def numbers_of(name: str) -> dict[str, str]:
    """Return every number of an example by name, as the page writes it.

    Of a model with answers: each code's value, with `_low` and `_high` its ends, and score, base, level, coverage,
    balanced, ratio, interval. Of a few figures: what is given (`given_…`) and found; of a list each entry by place.
    """
    if name in SCORED:
        return _scored_numbers(scored_example(name))
    example = figures_example(name)
    told: dict[str, str] = {}
    for prefix, values in (("given_", example.given), ("", example.found)):
        for key, value in values.items():
            told |= _told(prefix + key, value)
    return told


def _scored_numbers(example: ScoredExample) -> dict[str, str]:
    sheet = example.sheet
    told = {code: _number(item.value) for code, item in sheet.items.items()}
    for code, node in sheet.nodes.items():
        told |= {code: _number(node.value), f"{code}_low": _number(node.low), f"{code}_high": _number(node.high)}
    told |= {
        "score": _number(sheet.score),
        "base": _number(sheet.base_score),
        "level": str(sheet.level),
        "coverage": _number(sheet.coverage),
        "balanced": _number(sheet.balanced),
        "ratio": _number(sheet.balance_ratio, 3),
        "interval_low": _number(example.interval.low),
        "interval_high": _number(example.interval.high),
    }
    shares = example.interval.level_shares.items()
    return told | {f"share_{level}": f"{_number(100 * share, 1)}%" for level, share in shares}


def _told(name: str, value: object) -> dict[str, str]:
    if isinstance(value, list | tuple):
        told = {name: ", ".join(_told("", entry)[""] for entry in value)}
        for place, entry in enumerate(value):
            told |= _told(f"{name}_{place}", entry)
        return told
    if isinstance(value, bool) or not isinstance(value, int | float):
        return {name: str(value)}
    if name.endswith("year"):
        return {name: str(value)}
    return {name: _number(value, 3 if abs(value) < 1 else 2), f"{name}_percent": f"{_number(100 * value, 0)}%"}


def _number(value: float | None, digits: int = 2) -> str:
    """Write a number with at most so many decimals and no trailing zeros."""
    if value is None:
        return "–"
    text = f"{round_half_up(value, digits):,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rows(example: ScoredExample) -> list[Row]:
    found: list[Row] = []

    def add(node: Group | Item, depth: int) -> None:
        sheet = example.sheet
        if isinstance(node, Group):
            value = sheet.nodes[node.code].value
            found.append(Row(node.code, depth, _number(node.weight), "", "", _number(value), True))
            for child in node.children:
                add(child, depth + 1)
            return
        item = sheet.items[node.code]
        answer = example.answers.get(node.code)
        told = _answer(answer) if item.state is AnswerState.ANSWERED else ""
        weight = _number(node.weight if node.points is None else node.points)
        found.append(Row(node.code, depth, weight, told, item.state.value, _number(item.value), False))

    for root in (example.model.root, *example.model.modules):
        add(root, 0)
    return found


def _answer(answer: Answer | None) -> str:
    if answer is None:
        return ""
    if isinstance(answer.value, tuple):
        return ", ".join(answer.value)
    if isinstance(answer.value, int | float):
        return f"{_number(answer.value, 4)}{' ' + answer.unit if answer.unit else ''}"
    return ""


def names_of_examples() -> tuple[str, ...]:
    """Return the names of all worked examples."""
    return (*SCORED, *FIGURES)
