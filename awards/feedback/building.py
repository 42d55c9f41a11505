"""Puts a report together: scores from the applicant's copy alone, words from the team's comments and the files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from awards.catalog.criteria import Category, Criteria, Item
from awards.comments.context import Source
from awards.comments.model import Comment, Guide, Theme
from awards.dossier import Dossier, item_number, sources
from awards.feedback.comparing import changes_since, own_view
from awards.feedback.content import (
    BandNote,
    Benchmark,
    CaseLink,
    CategoryNote,
    Cite,
    Content,
    Head,
    ItemNote,
    Kind,
    PeerRow,
    RangeNote,
    Remark,
    Section,
    Stamp,
    ThemeNote,
)
from awards.scoring.applicant_copy import ApplicantCopy
from awards.scoring.percents import PercentScale
from diagnosis.catalog.model import Text

SECTIONS: Final[tuple[Section, ...]] = ("total", "process", "results")
VITAL: Final = frozenset({"++", "--"})
MOST_ON_AGENDA: Final = 7
_MEASURES_AN_ITEM: Final = 2
_EXCERPT: Final = 34


@dataclass(frozen=True, kw_only=True)
class Material:
    """All a report is made from, in one language.

    Attributes
    ----------
    copy
        What may be told of the scores; None where nobody rated the dossier.
    comments, themes
        The team's, as agreed; none of any single examiner.
    own
        Values 0-100 of the dimensions of the company's own diagnosis, and their titles.
    peers
        Dimensions among their peers, without items; `benchmark` without rows.
    measures
        Titles of the company's own roadmap by the dimension they touch.
    before
        The report of an earlier year in the same language.
    """

    language: str
    head: Head
    stamp: Stamp
    criteria: Criteria
    points: Mapping[str, int]
    scale: PercentScale
    dossier: Dossier
    guide: Guide
    copy: ApplicantCopy | None = None
    bands: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    comments: Sequence[Comment] = ()
    themes: Sequence[Theme] = ()
    own: Mapping[str, float] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    peers: Mapping[str, PeerRow] = field(default_factory=dict)
    benchmark: Benchmark | None = None
    measures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cases: Sequence[CaseLink] = ()
    before: Content | None = None

    def say(self, text: Text | None) -> str:
        return text.in_(self.language) if text is not None else ""


def build(material: Material) -> Content:
    """Return what the report says.

    Raises
    ------
    awards.feedback.content.UnableToReadContent
        If something was put in that has no place in a report.
    """
    numbered = _numbered(material)
    themes = _themes(material, numbered)
    of_theme: dict[str, list[int]] = {}
    for theme in themes:
        for number in theme.remarks:
            of_theme.setdefault(number, []).append(theme.number)
    remarks: dict[str, list[Remark]] = {}
    cited = sources(material.dossier)
    for number, comment in numbered.items():
        made = _remark(material, number, comment, cited, tuple(of_theme.get(number, ())))
        remarks.setdefault(comment.item, []).append(made)
    categories = tuple(_categories(material, remarks))
    content = Content(
        language="ko" if material.language == "ko" else "en",
        head=material.head,
        stamp=material.stamp,
        bands=tuple(_bands(material)),
        ranges=range_notes(material.criteria, material.language),
        themes=themes,
        categories=categories,
        benchmark=_benchmark(material),
        cases=tuple(material.cases),
        changes=None,
        agenda=(),
    )
    content = replace(content, agenda=agenda(content))
    return replace(content, changes=changes_since(material.before, content)) if material.before else content


def weak_items(content: Content, most: int) -> tuple[ItemNote, ...]:
    """Return the items to look for cases for, the first first.

    Those of the agenda; where nobody commented, those that lie lowest by what is known, the agreed range or the
    company's own view.
    """
    by_code = {item.code: item for item in content.items}
    remarks = content.remarks
    codes = list(dict.fromkeys(remarks[number].item for number in content.agenda))
    if not codes:
        known = [(item.range_number or (item.own.range_number if item.own else 0), item) for item in content.items]
        codes = [item.code for number, item in sorted(known, key=lambda one: (one[0], -one[1].points)) if number]
    return tuple(by_code[code] for code in codes[:most])


def range_notes(criteria: Criteria, language: str) -> tuple[RangeNote, ...]:
    """Return the ranges of criteria from the lowest, their grades where they have no ranges."""
    if criteria.ranges:
        ordered = sorted(criteria.ranges, key=lambda one: one.from_)
        return tuple(
            RangeNote(
                code=one.code, number=number, low=one.from_, high=one.to, title=one.title.in_(language),
                process=one.process["overall"].in_(language), results=one.results["overall"].in_(language),
            )
            for number, one in enumerate(ordered, start=1)
        )  # fmt: skip
    grades = sorted(criteria.grades, key=lambda one: one.from_)
    return tuple(
        RangeNote(
            code=one.code, number=number, low=one.from_, high=one.to, title="",
            process=one.text.in_(language), results=one.text.in_(language),
        )
        for number, one in enumerate(grades, start=1)
    )  # fmt: skip


def agenda(content: Content) -> tuple[str, ...]:
    """Return the opportunities to begin with: those marked --, then those of a key theme, then by the item's points."""
    places = {number: place for place, number in enumerate(content.remarks)}
    points = {item.code: item.points for item in content.items}
    open_ones = [one for item in content.items for one in item.opportunities if not one.is_settled]
    ordered = sorted(
        open_ones, key=lambda one: (not one.is_vital, not one.themes, -points[one.item], places[one.number])
    )
    return tuple(one.number for one in ordered[:MOST_ON_AGENDA])


def _numbered(material: Material) -> dict[str, Comment]:
    """Return the comments by their number in the report, in the order of the criteria, the vital ones first."""
    found: dict[str, Comment] = {}
    for code in material.criteria.items:
        for kind, letter in (("strength", "S"), ("ofi", "O")):
            own = [one for one in material.comments if one.item == code and one.kind == kind]
            own.sort(key=lambda one: (one.resolved, one.importance not in VITAL))
            for place, one in enumerate(own, start=1):
                found[f"{item_number(code)}-{letter}{place}"] = one
    return found


def _remark(
    material: Material, number: str, comment: Comment, cited: Mapping[str, Source], themes: tuple[int, ...]
) -> Remark:
    text, language = _text(comment, material.language)
    factor = _factor(material.criteria, comment)
    key_factor = next((one.text for one in material.dossier.key_factors if one.id == comment.key_factor), "")
    return Remark(
        number=number,
        item=comment.item,
        kind="strength" if comment.kind == "strength" else "ofi",
        factor=comment.factor,
        factor_title=material.say(factor[1]) if factor else "",
        factor_question=material.say(factor[2]) if factor else "",
        text=text,
        language=language,
        is_vital=comment.importance in VITAL,
        is_absence=comment.absence,
        is_settled=comment.resolved,
        key_factor=key_factor,
        cites=tuple(_cite(key, cited) for key in dict.fromkeys(comment.cited)),
        next_step=_next_step(material, comment, factor[0] if factor else ""),
        themes=themes,
    )


def _text(one: Comment | Theme, language: str) -> tuple[str, str]:
    """Return the text in the reader's language, else the other with its language named."""
    text = one.text(language)
    other = "en" if language == "ko" else "ko"
    return (text, "") if text or not one.text(other) else (one.text(other), other)


def _factor(criteria: Criteria, comment: Comment) -> tuple[str, Text, Text] | None:
    item = criteria.items.get(comment.item)
    if criteria.factors is None or item is None:
        return None
    of_kind = criteria.factors.process if item.kind == "process" else criteria.factors.results
    return next(((one.key, one.title, one.question) for one in of_kind if one.code == comment.factor), None)


def _range_numbers(material: Material) -> dict[str, tuple[str, int]]:
    """Return code and number of the range of every item, from the applicant's copy and nothing else."""
    if material.copy is None:
        return {}
    known = {one.code: one.number for one in material.scale.ranges}
    return {one.item: (one.range_code, known[one.range_code]) for one in material.copy.items}


def _next_step(material: Material, comment: Comment, factor_key: str) -> str:
    """Return the criteria's words on this factor one range above the item's."""
    found = _range_numbers(material).get(comment.item)
    ordered = sorted(material.criteria.ranges, key=lambda one: one.from_)
    if comment.kind != "ofi" or found is None or not factor_key or found[1] >= len(ordered):
        return ""
    above = ordered[found[1]]
    kind = material.criteria.items[comment.item].kind
    return material.say((above.process if kind == "process" else above.results).get(factor_key))


def _cite(key: str, cited: Mapping[str, Source]) -> Cite:
    source = cited.get(key)
    mark = key.rpartition("-")[2][:1]
    if source is None:
        return Cite(id=key, kind="visit", label="")
    text = source.ko or source.en
    if mark == "F":
        return Cite(id=key, kind="figure", label=text)
    if mark == "E":
        return Cite(id=key, kind="evidence", label=text)
    return Cite(id=key, kind="paragraph", label=text if len(text) <= _EXCERPT else f"{text[:_EXCERPT].rstrip()}…")


def _themes(material: Material, numbered: Mapping[str, Comment]) -> tuple[ThemeNote, ...]:
    number_of = {comment.id: number for number, comment in numbered.items()}
    kinds = material.guide.key_themes
    # The kinds in the guide's order, process before results, strengths before opportunities.
    order = {code: place for place, code in enumerate(kinds)}
    found = []
    known = [theme for theme in material.themes if theme.kind in kinds]
    for number, theme in enumerate(sorted(known, key=lambda one: order[one.kind]), start=1):
        kind = kinds[theme.kind]
        text, language = _text(theme, material.language)
        said: Kind = "strength" if kind.comments_are == "strength" else "ofi"
        links = [number_of[key] for key in dict.fromkeys(theme.comments) if key in number_of]
        found.append(
            ThemeNote(
                number=number, kind=said, title=material.say(kind.title), text=text, language=language,
                remarks=tuple(sorted(links, key=list(numbered).index)),
            )
        )  # fmt: skip
    return tuple(found)


def _bands(material: Material) -> Iterable[BandNote]:
    if material.copy is None:
        return
    is_verified = material.criteria.bands is not None and material.criteria.bands.verified
    for section, told in ((name, one) for name in SECTIONS for one in material.copy.bands if one.section == name):
        edges = material.bands[told.section]
        words = {one.band: one for one in material.guide.bands.get(told.section, ())}
        found = words.get(told.band)
        # The guide speaks of bands with these limits; of others it is silent.
        fits = found is not None and (found.start, found.end) == edges[told.band - 1]
        yield BandNote(
            section=section,
            number=told.band,
            edges=tuple((int(low), int(high)) for low, high in edges),
            title=material.say(found.title) if found is not None and fits else "",
            text=material.say(found.text) if found is not None and fits else "",
            verified=material.guide.bands_verified and is_verified,
        )


def _categories(material: Material, remarks: Mapping[str, Sequence[Remark]]) -> Iterable[CategoryNote]:
    """Yield the categories with their items; items that stand in no group are one category of the whole."""
    root = material.criteria.tree
    loose = tuple(node for node in root.children if isinstance(node, Item))
    groups: list[tuple[str, Text, tuple[Item, ...]]] = []
    if loose:
        groups.append((root.code, root.title, loose))
    for node in root.children:
        if isinstance(node, Category):
            groups.append((node.code, node.title, tuple(one for one in node.walk() if isinstance(one, Item))))
    ranges = _range_numbers(material)
    for code, title, items in groups:
        notes = tuple(_item(material, item, remarks.get(item.code, ()), ranges.get(item.code)) for item in items)
        yield CategoryNote(
            code=code, title=material.say(title), points=sum(one.points for one in notes), items=notes
        )  # fmt: skip


def _item(material: Material, item: Item, remarks: Sequence[Remark], found: tuple[str, int] | None) -> ItemNote:
    notes = range_notes(material.criteria, material.language)
    above = next((one for one in notes if found is not None and one.number == found[1] + 1), None)
    measures = [title for code in item.links.compare for title in material.measures.get(code, ())]
    return ItemNote(
        code=item.code,
        number=item_number(item.code),
        title=material.say(item.title),
        kind=item.kind,
        points=int(material.points[item.code]),
        purpose=material.say(item.purpose),
        is_answered=material.dossier.section(item.code).is_answered,
        range_code=found[0] if found else "",
        range_number=found[1] if found else 0,
        next_meaning=(above.process if item.kind == "process" else above.results) if above else "",
        strengths=tuple(one for one in remarks if one.kind == "strength"),
        opportunities=tuple(one for one in remarks if one.kind == "ofi"),
        own=own_view(material.scale, item.links.compare, material.own, material.titles, found[1] if found else None),
        measures=tuple(dict.fromkeys(measures))[:_MEASURES_AN_ITEM],
    )


def _benchmark(material: Material) -> Benchmark | None:
    if material.benchmark is None:
        return None
    beside: dict[str, list[str]] = {}
    for item in material.criteria.items.values():
        for code in item.links.compare:
            beside.setdefault(code, []).append(item_number(item.code))
    rows = tuple(replace(row, items=tuple(beside[code])) for code, row in material.peers.items() if code in beside)
    return replace(material.benchmark, rows=rows) if rows else None
