"""Where the applications of a cycle stand: the order by base points always beside the order with the bonus.

Organisations are ranked within their category, small and medium firms among themselves; circles within their field.
Only files whose consensus is closed are ranked. Nothing is rounded before it is compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from awards.catalog import AwardCategory, Criteria, Cycle
from awards.catalog.circle_parts import CircleField
from awards.catalog.conditions import FactValue
from awards.models import ApplicationFact, ApplicationSubmission, AwardApplication, BonusAssessment, ReviewEvent
from awards.scoring import (
    AwardScore,
    Band,
    Bonus,
    Candidate,
    Phase,
    Place,
    Ranking,
    TieBreaks,
    award_bonus,
    award_points,
    fold,
    points_short_of,
    rank,
    separate_rankings,
)
from awards.scoring.event_log import from_data
from awards.scoring.from_catalog import (
    SIZE_FACT,
    bonus_bars,
    bonus_rule,
    circle_ties,
    organisation_ties,
    ranking_tracks,
)
from awards.scoring.points import TOTAL
from awards.selectors.files import cycle_from
from awards.selectors.preferences import floor_of, small_sizes, wildcards_per_field
from awards.selectors.review_log import criteria_for, cycle_for, scheme_for, setup_for
from diagnosis.catalog.model import Text

State = AwardApplication.State
# Files that were scored: those still in, and those the judges have decided on.
RANKED_STATES: Final = (State.SHORTLIST, State.VISIT, State.JUDGING, State.DECIDED)
_SCORED: Final = frozenset({Phase.VISIT, Phase.FINAL})
REGIONAL: Final = "team.regional_qualified"
SMALL, OTHERS = "small", "others"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One application in its order.

    Attributes
    ----------
    base, final
        Its place before the bonus, and with it.
    bonus
        None where the category has none.
    assessment
        The bonus as the team assessed it last; None where it has not.
    floor, short_of
        Least base points of an honour, where the judges or the criteria set them, and how many are missing.
    floor_binds
        False where small firms may have a lower one that is not known yet: then it is only shown.
    is_wildcard
        A circle of a small firm that did not qualify in its region and was let in all the same.
    """

    application: AwardApplication
    score: AwardScore
    bonus: Bonus | None
    assessment: BonusAssessment | None
    base: Place
    final: Place
    size: str
    floor: float | None = None
    short_of: float | None = None
    floor_binds: bool = True
    is_small: bool = False
    is_wildcard: bool = False

    @property
    def moved(self) -> int:
        """Return by how many places the bonus moves it up (+) or down (-)."""
        return self.base.place - self.final.place

    @property
    def band(self) -> Band | None:
        """Return the band of the base points; a bonus moves nobody into another."""
        return self.score.bands.get(TOTAL)

    @property
    def total(self) -> float:
        return self.score.total if self.bonus is None else self.bonus.total


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One order: a category, or the part of it that is ranked by itself, or a field of circles.

    Attributes
    ----------
    track
        "small" where small and medium firms are ranked among themselves, "others" for the rest beside them.
    lines
        In the final order.
    """

    key: str
    category: AwardCategory
    criteria: Criteria
    field: CircleField | None = None
    track: str = ""
    lines: tuple[Line, ...] = ()
    wildcards_allowed: int = 0

    @property
    def base_lines(self) -> tuple[Line, ...]:
        """Return the same applications in the order before the bonus."""
        return tuple(sorted(self.lines, key=lambda line: (line.base.place, str(line.application.pk))))

    @property
    def points(self) -> float:
        """Return the most points there are."""
        return scheme_for(self.lines[0].application).points_of(TOTAL) if self.lines else 0.0

    @property
    def has_bonus(self) -> bool:
        return any(line.bonus is not None for line in self.lines)

    @property
    def is_moved(self) -> bool:
        """Tell whether the bonus changes the order at all."""
        return any(line.moved for line in self.lines)

    @property
    def small_share(self) -> float:
        return sum(line.is_small for line in self.lines) / len(self.lines) if self.lines else 0.0

    def title_of(self, code: str | None) -> Text | None:
        """Return the name of the category or item of the criteria that separates two with the same points."""
        if code is None:
            return None
        found = self.criteria.categories.get(code) or self.criteria.items.get(code)
        return found.title if found else None

    @property
    def wildcards(self) -> int:
        return sum(line.is_wildcard for line in self.lines)


@dataclass(frozen=True, slots=True)
class _File:
    """What is known of one application before it is ranked."""

    application: AwardApplication
    score: AwardScore
    bonus: Bonus | None
    assessment: BonusAssessment | None
    size: str
    is_wildcard: bool


def standings(cycle_key: str, **within: str) -> list[Standing]:
    """Return every order of a cycle, in the order of its categories; one without a scored file is left out.

    Parameters
    ----------
    within
        A category, and a field of circles, to which orders are kept; nothing in them hangs on other files.
    """
    rows = AwardApplication.objects.filter(cycle_key=cycle_key, state__in=RANKED_STATES, **within)
    applications = list(rows.select_related("company", "cycle", "criteria").order_by("pk"))
    files = _files(applications)
    by_category: defaultdict[str, list[_File]] = defaultdict(list)
    for file in files:
        by_category[file.application.category].append(file)
    if not files:
        return []
    # Of applications begun before and after a correction of the cycle's file the newer file names the categories.
    cycle = cycle_from(max((one.application.cycle for one in files), key=lambda row: row.pk).source)
    found: list[Standing] = []
    for category in cycle.categories:
        group = by_category[category.code]
        if group:
            found += _circles(cycle, category, group) if category.fields_from else _tracks(cycle, category, group)
    return found


def line_of(application: AwardApplication) -> tuple[Standing, Line] | None:
    """Return where an application stands; None before its consensus is closed."""
    within = {"category": application.category, "field_code": application.field_code}
    for standing in standings(application.cycle_key, **within):
        for line in standing.lines:
            if line.application.pk == application.pk:
                return standing, line
    return None


def basis_of(standing: Standing, line: Line) -> dict[str, Any]:
    """Return the figures the judges have before them, as a question keeps them."""
    bonus, band, separates = line.bonus, line.band, standing.title_of(line.final.separated_by)
    return {
        "standing": standing.key,
        "of": len(standing.lines),
        "points": standing.points,
        "base": line.score.total,
        "base_place": line.base.place,
        "base_ties": len(line.base.ties),
        "band": None if band is None else [band.number, band.low, band.high],
        "bonus_claimed": None if bonus is None else bonus.claimed,
        "bonus_granted": None if bonus is None else bonus.granted,
        "bonus_status": None if bonus is None else bonus.status.value,
        "total": line.total,
        "final_place": line.final.place,
        "final_ties": len(line.final.ties),
        "separated_by": line.final.separated_by,
        "separated_title": None if separates is None else {"ko": separates.ko, "en": separates.en},
        "floor": line.floor,
        "short_of": line.short_of,
        "is_small": line.is_small,
        "is_wildcard": line.is_wildcard,
    }


def bonus_with(application: AwardApplication, score: AwardScore, parts: Mapping[str, int]) -> Bonus:
    """Return what points of the parts would come to beside a base, with what is known of the legal bars.

    Raises
    ------
    Refused
        If a part is unknown, or has points that its scale does not have.
    """
    cycle = cycle_for(application)
    rule = cycle.bonus.rules[0]
    facts = _facts([application], _bar_facts(cycle))[application.pk]
    bars = bonus_bars(rule, facts, year=cycle.year)
    return award_bonus(bonus_rule(rule), base=score.total, parts=parts, bars=bars)


def shortfall(application: AwardApplication) -> tuple[float | None, float | None]:
    """Return the least base points that bind an application, and how many are missing; None where none bind."""
    cycle = cycle_for(application)
    size = _sizes([application]).get(application.pk) or application.company.size_code
    floor, binds = floor_of(cycle, application, is_small=size in small_sizes(cycle))
    return (floor, points_short_of(score_of(application), floor)) if binds else (None, None)


def score_of(application: AwardApplication) -> AwardScore:
    """Return the base points of an application as its log now leaves them; what is open counts 0."""
    events = ReviewEvent.objects.filter(application=application).order_by("number").values_list("data", flat=True)
    setup = setup_for(application)
    percents = fold(setup, [from_data(data) for data in events]).percents
    return award_points(scheme_for(application), setup.scale, percents)


# ---------------------------------------------------------------- gathering, in a fixed number of queries


def _files(applications: Sequence[AwardApplication]) -> list[_File]:
    scores = _scores(applications)
    scored = [one for one in applications if one.pk in scores]
    cycles = {cycle_for(one).checksum: cycle_for(one) for one in scored}
    keys = {key for cycle in cycles.values() for key in _bar_facts(cycle)}
    facts = _facts(scored, keys | {SIZE_FACT, REGIONAL})
    handed_in = _sizes(scored)
    assessments = _assessments(scored)
    found = []
    for one in scored:
        # As it was handed in: a company that grows meanwhile is not ranked anew.
        size = handed_in.get(one.pk) or one.company.size_code
        is_team = cycle_for(one).category(one.category).kind == "team"
        bonus = None if is_team else _bonus(one, scores[one.pk], assessments.get(one.pk), facts[one.pk])
        is_wildcard = is_team and facts[one.pk].get(REGIONAL) is False
        found.append(_File(one, scores[one.pk], bonus, assessments.get(one.pk), size, is_wildcard))
    return found


def _scores(applications: Sequence[AwardApplication]) -> dict[Any, AwardScore]:
    events: defaultdict[Any, list[Any]] = defaultdict(list)
    rows = ReviewEvent.objects.filter(application__in=applications).order_by("number")
    for pk, data in rows.values_list("application_id", "data"):
        events[pk].append(from_data(data))
    scores = {}
    for one in applications:
        setup = setup_for(one)
        state = fold(setup, events[one.pk])
        if state.phase in _SCORED:
            scores[one.pk] = award_points(scheme_for(one), setup.scale, state.percents)
    return scores


def _facts(applications: Sequence[AwardApplication], keys: Collection[str]) -> dict[Any, dict[str, FactValue]]:
    found: dict[Any, dict[str, FactValue]] = {one.pk: {} for one in applications}
    for row in ApplicationFact.objects.filter(application__in=applications, key__in=keys):
        found[row.application_id][row.key] = frozenset(row.value) if isinstance(row.value, list) else row.value
    return found


def _sizes(applications: Sequence[AwardApplication]) -> dict[Any, str]:
    rows = ApplicationSubmission.objects.filter(application__in=applications).order_by("number")
    return {pk: size for pk, size in rows.values_list("application_id", "content__applicant__size") if size}


def _assessments(applications: Sequence[AwardApplication]) -> dict[Any, BonusAssessment]:
    rows = BonusAssessment.objects.filter(application__in=applications).select_related("assessed_by").order_by("pk")
    return {row.application_id: row for row in rows}  # the last one holds


def _bar_facts(cycle: Cycle) -> set[str]:
    found = [key for rule in cycle.bonus.rules for key in bonus_bars(rule, {}, year=cycle.year)]
    return {fact for key in found for fact in key.split(", ")}


def _bonus(
    application: AwardApplication,
    score: AwardScore,
    assessment: BonusAssessment | None,
    facts: Mapping[str, FactValue],
) -> Bonus | None:
    cycle = cycle_for(application)
    if not cycle.bonus.rules:
        return None
    rule = cycle.bonus.rules[0]
    parts = assessment.parts if assessment is not None and assessment.rule == rule.code else {}
    bars = bonus_bars(rule, facts, year=cycle.year)
    return award_bonus(bonus_rule(rule), base=score.total, parts=parts, bars=bars)


# ---------------------------------------------------------------- ranking


def _tracks(cycle: Cycle, category: AwardCategory, files: Sequence[_File]) -> list[Standing]:
    criteria = criteria_for(files[0].application)
    known = {*files[0].score.items, *files[0].score.categories}
    # Criteria without these categories, as those of the competitiveness award, know no such tie break.
    ties = TieBreaks(tuple(code for code in organisation_ties(cycle).by if code in known))
    sizes = tuple(dict.fromkeys(size for of in ranking_tracks(cycle).values() for size in of))
    rankings = separate_rankings(_candidates(files), ties, tracks={SMALL: sizes}, general=OTHERS)
    has_both = all(ranking.final_order for ranking in rankings.values())
    return [
        Standing(
            key=f"{category.code}-{track}",
            category=category,
            criteria=criteria,
            track=track if has_both or track == SMALL else "",
            lines=_lines(cycle, ranking, files),
        )
        for track, ranking in rankings.items()
        if ranking.final_order
    ]


def _circles(cycle: Cycle, category: AwardCategory, files: Sequence[_File]) -> list[Standing]:
    criteria = criteria_for(files[0].application)
    by_field: defaultdict[str, list[_File]] = defaultdict(list)
    for file in files:
        by_field[file.application.field_code].append(file)
    fields = {field.code: field for field in criteria.fields}
    ties = circle_ties(cycle, criteria)
    return [
        Standing(
            key=f"{category.code}-{code}",
            category=category,
            criteria=criteria,
            field=fields.get(code),
            lines=_lines(cycle, rank(_candidates(by_field[code]), ties), by_field[code]),
            wildcards_allowed=wildcards_per_field(cycle),
        )
        for code in [*fields, *sorted(set(by_field) - set(fields))]
        if by_field[code]
    ]


def _candidates(files: Sequence[_File]) -> list[Candidate]:
    return [Candidate(str(file.application.pk), file.score, file.bonus, file.size or None) for file in files]


def _lines(cycle: Cycle, ranking: Ranking, files: Sequence[_File]) -> tuple[Line, ...]:
    by_code = {str(file.application.pk): file for file in files}
    base = {place.code: place for place in ranking.base_order}
    lines = []
    for place in ranking.final_order:
        file = by_code[place.code]
        is_small = file.size in small_sizes(cycle)
        floor, binds = floor_of(cycle, file.application, is_small=is_small)
        lines.append(
            Line(
                application=file.application,
                score=file.score,
                bonus=file.bonus,
                assessment=file.assessment,
                base=base[place.code],
                final=place,
                size=file.size,
                floor=floor,
                short_of=points_short_of(file.score, floor),
                floor_binds=binds,
                is_small=is_small,
                is_wildcard=file.is_wildcard,
            )
        )
    return tuple(lines)
