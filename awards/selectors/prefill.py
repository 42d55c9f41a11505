"""What the self-diagnosis has to say for a dossier: proposals the applicant takes or leaves, each with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from awards.catalog import Item
from awards.catalog.indicators import INDICATOR_OF, MODEL, QUESTION_OF
from awards.models import AwardApplication, DossierFigure, DossierText
from awards.selectors.dossier import has_consent
from awards.selectors.review_log import criteria_for
from diagnosis.catalog import NumberItem, RubricItem, Text
from diagnosis.models import Answer, Result
from diagnosis.scoring import UnableToConvertUnit, convert_unit
from diagnosis.selectors.catalog import model_of

CONSENT: Final = "N02"
# A level below says what is not done yet: no text for a dossier.
LEAST_LEVEL: Final = 1


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One answer of the self-diagnosis that a proposal rests on."""

    code: str
    title: Text
    year: int
    answer: str
    is_estimate: bool = False


@dataclass(frozen=True, slots=True)
class TextProposal:
    """Paragraphs for an item, drafted from one part of the diagnosis; `left_out` are answers it has no words for."""

    key: str
    item: str
    part: Text
    text: str
    lines: tuple[SourceLine, ...]
    left_out: tuple[Text, ...]
    origin: dict[str, Any]
    is_taken: bool

    kind: Final = "text"

    @property
    def rows(self) -> int:
        """How high a field is to show the draft: lines wrap about every 60 characters."""
        return sum(1 + len(line) // 60 for line in self.text.splitlines()) + 1


@dataclass(frozen=True, slots=True)
class FigureProposal:
    """A figure for an item: one question of the diagnosis, year by year."""

    key: str
    item: str
    indicator: str
    title: str
    unit: str
    direction: str
    values: dict[int, float]
    lines: tuple[SourceLine, ...]
    origins: tuple[dict[str, Any], ...]
    is_taken: bool

    kind: Final = "figure"


Proposal = TextProposal | FigureProposal


@dataclass(frozen=True)
class Prefill:
    """What can be proposed for an application.

    Attributes
    ----------
    result
        The newest result of the company; None where it has none.
    is_consented
        Whether the applicant agrees that its results are pulled in.
    """

    application: AwardApplication
    result: Result | None
    is_consented: bool
    proposals: tuple[Proposal, ...] = ()

    @cached_property
    def by_key(self) -> dict[str, Proposal]:
        return {one.key: one for one in self.proposals}

    @cached_property
    def by_item(self) -> dict[str, tuple[Proposal, ...]]:
        found: dict[str, list[Proposal]] = {}
        for one in self.proposals:
            found.setdefault(one.item, []).append(one)
        return {item: tuple(ones) for item, ones in found.items()}

    @property
    def open_count(self) -> int:
        """How many proposals were not taken yet."""
        return sum(not one.is_taken for one in self.proposals)


def prefill_of(application: AwardApplication, *, item: str = "") -> Prefill:
    """Return what the newest diagnosis proposes, for one item or for all; nothing where there is no consent."""
    results = _results(application)
    is_consented = has_consent(application, CONSENT)
    if not results or not is_consented:
        return Prefill(application, results[0] if results else None, is_consented)
    drafting = _Drafting(application, results)
    wanted = [one for code, one in criteria_for(application).items.items() if item in ("", code)]
    found = tuple(proposal for one in wanted for proposal in drafting.proposals(one))
    return Prefill(application, results[0], is_consented, found)


def _rows(application: AwardApplication) -> Any:
    rows = Result.objects.filter(
        submission__diagnosis__company_id=application.company_id,
        submission__diagnosis__model_version__key=MODEL,
        is_bulk=False,
    )
    return rows.exclude(submission__diagnosis__state="cancelled")


def _results(application: AwardApplication) -> list[Result]:
    """Return the newest result of every year, the latest year first."""
    rows = _rows(application).select_related("submission__diagnosis__model_version")
    rows = rows.defer("content", "submission__diagnosis__model_version__source")
    found: dict[int, Result] = {}
    for row in rows.order_by("-submission__diagnosis__reference_year", "-created_at", "-pk"):
        found.setdefault(row.submission.diagnosis.reference_year, row)
    return list(found.values())


class _Drafting:
    """Drafts the proposals of one application from its company's results."""

    def __init__(self, application: AwardApplication, results: list[Result]) -> None:
        self.language = application.language
        self.results = results
        self.newest = results[0]
        self.model = model_of(self.newest.submission.diagnosis.model_version)
        texts = DossierText.objects.filter(application=application)
        self.taken_codes = {
            row.code: {code for origin in row.origins for code in origin["codes"]} for row in texts if row.text.strip()
        }
        figures = DossierFigure.objects.filter(application=application).exclude(indicator="")
        self.drawn = set(figures.values_list("code", "indicator"))

    def proposals(self, item: Item) -> Iterator[Proposal]:
        for code in item.links.prefill:
            yield from self._texts(item, code)
        for question in self._questions(item):
            proposal = self._figure(item, question)
            if proposal is not None:
                yield proposal

    def _texts(self, item: Item, code: str) -> Iterator[TextProposal]:
        """Draft one text a dimension; a domain or module named as a whole gives one of each of its dimensions."""
        group = self.model.groups().get(code)
        if group is None:
            return
        dimensions = [group] if group.child_items() else list(group.child_groups())
        for dimension in dimensions:
            said, lines, left_out = [], [], []
            for question in dimension.child_items():
                answer = self._answer(self.newest, question.code)
                if not isinstance(question, RubricItem) or answer is None:
                    continue
                level = int(answer["value"])
                told = next((one.text for one in question.levels if one.level == level), None)
                if level < LEAST_LEVEL or told is None:
                    left_out.append(question.title)
                    continue
                said.append(self._sentence(question, told, answer))
                lines.append(self._line(self.newest, question, told.in_(self.language), answer))
            if not said:
                continue
            codes = [line.code for line in lines]
            yield TextProposal(
                key=f"{item.code}:{dimension.code}",
                item=item.code,
                part=dimension.title,
                text="\n".join(said),
                lines=tuple(lines),
                left_out=tuple(left_out),
                origin=origin_data(self.newest, codes),
                is_taken=set(codes) <= self.taken_codes.get(item.code, set()),
            )

    def _sentence(self, question: RubricItem, told: Text, answer: Mapping[str, Any]) -> str:
        """Write one paragraph: what the level says, and what the company itself wrote beside it."""
        parts = [f"{question.title.in_(self.language)}: {told.in_(self.language).strip()}"]
        parts += [str(answer.get(name) or "").strip() for name in ("note", "evidence")]
        return " ".join(_closed(part) for part in parts if part)

    def _questions(self, item: Item) -> list[NumberItem]:
        """Return the number questions behind an item's figures: those it names, then those of its parts."""
        items = self.model.items()
        named = [QUESTION_OF[code] for code in item.links.indicators if code in QUESTION_OF]
        if item.kind == "results":
            groups = self.model.groups()
            named += [one.code for code in item.links.prefill if code in groups for one in groups[code].walk()]
        found = (items.get(code) for code in dict.fromkeys(named))
        return [one for one in found if isinstance(one, NumberItem) and not one.trend]

    def _figure(self, item: Item, question: NumberItem) -> FigureProposal | None:
        values: dict[int, float] = {}
        lines, origins = [], []
        for result in reversed(self.results):
            answer = self._answer(result, question.code)
            told = {} if answer is None else _by_year(question, answer, result.submission.diagnosis.reference_year)
            if answer is None or not told:
                continue
            values |= told
            unit = self._unit(question)
            lines += [
                self._line(result, question, f"{value:g} {unit}".strip(), answer, year) for year, value in told.items()
            ]
            origins.append(origin_data(result, [question.code]))
        if not values:
            return None
        indicator = INDICATOR_OF.get(question.code, question.code)
        return FigureProposal(
            key=f"{item.code}:{question.code}",
            item=item.code,
            indicator=indicator,
            title=question.title.in_(self.language),
            unit=self._unit(question),
            direction="down" if question.direction == "lower" else "up",
            values=dict(sorted(values.items())),
            lines=tuple(lines),
            origins=tuple(origins),
            is_taken=(item.code, indicator) in self.drawn,
        )

    def _unit(self, question: NumberItem) -> str:
        label = question.unit_label.in_(self.language) if question.unit_label else ""
        return (label or question.unit or "")[:20]

    def _answer(self, result: Result, code: str) -> Mapping[str, Any] | None:
        answer = result.submission.answers.get(code)
        if answer is None or answer["state"] != Answer.State.ANSWERED or answer["value"] is None:
            return None
        return answer  # type: ignore[no-any-return]

    def _line(
        self, result: Result, question: RubricItem | NumberItem, said: str, answer: Mapping[str, Any], year: int = 0
    ) -> SourceLine:
        return SourceLine(
            code=question.code,
            title=question.title,
            year=year or result.submission.diagnosis.reference_year,
            answer=said,
            is_estimate=answer.get("confidence") == Answer.Confidence.ESTIMATE,
        )


def origin_data(result: Result, codes: list[str]) -> dict[str, Any]:
    """Return where something was drafted from, as rows keep it; `taken_at` is set when it is taken."""
    return {
        "result": str(result.pk),
        "receipt": result.submission.receipt_number,
        "codes": codes,
        "reference_year": result.submission.diagnosis.reference_year,
        "taken_at": "",
    }


def _by_year(question: NumberItem, answer: Mapping[str, Any], year: int) -> dict[int, float]:
    """Return the numbers of an answer in the question's own unit; one without years is of the year diagnosed."""
    value = answer["value"]
    stored = value if isinstance(value, Mapping) else {year: value}
    found = {}
    for key, number in stored.items():
        if isinstance(number, bool) or not isinstance(number, int | float):
            continue
        try:
            own = convert_unit(number, answer.get("unit"), question.unit)
        except UnableToConvertUnit:
            continue
        found[int(key)] = float(f"{own:.12g}")
    return found


def _closed(text: str) -> str:
    return text if text.endswith((".", "!", "?", ")")) else f"{text}."
