"""Conflicts of interest between an examiner and an application, by the rules of the cycle."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal

from awards.assignment.people import Application, Clearance, Evidence, Examiner, Organisation

if TYPE_CHECKING:
    from awards.catalog.review_parts import ConflictRule

Reach = Literal["same_company", "group_company", "competitor", "business_partner", "lead_company"]
ChallengeState = Literal["in_time", "late", "without_reason"]
_DAY: Final = timedelta(days=1)
_WORK: Final = frozenset({"employment", "consulting_or_training"})


@dataclass(frozen=True, slots=True)
class Conflict:
    """What a rule found.

    Attributes
    ----------
    rule, kind, effect
        Of the rule: its code; exclusion, recusal or challenge; block, or chair_review until the chair clears it.
    since, until
        First and last day of the tie; None where not known, and where it has not ended.
    lifts_on
        First day on which the rule finds nothing any more; None while the tie has no end.
    why
        Codes: where it is known from, whom the tie is to, and `holds_now` or `within_lookback`.
    """

    rule: str
    kind: str
    effect: Literal["block", "chair_review"]
    since: date | None
    until: date | None
    lifts_on: date | None
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    evidence: Evidence
    reach: Reach
    since: date | None
    until: date | None


def add_years(day: date, years: int) -> date:
    """Return the same day of a later year; 29 February falls on the last day of February where the year has none."""
    year = day.year + years
    return date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))


def conflicts(examiner: Examiner, application: Application, rules: Sequence[ConflictRule], on: date) -> list[Conflict]:
    """Return what stands between an examiner and a file on a day, in the order of the rules, nearest first.

    A rule of N years holds up to and with the day N years after the last day of the tie: who left on 20 May 2023
    is barred on 20 May 2026 and free on 21 May. A rule of 0 years asks for a tie that holds on the day. A tie that
    has not begun yet is none.

    Parameters
    ----------
    rules
        The rules in force; a rule left out finds nothing.

    Raises
    ------
    ValueError
        If a rule names a relation that cannot be looked for.

    Notes
    -----
    Source: cycle file, conflict_of_interest; days are counted as in articles 157 and 160 of the Civil Act.
    """
    found = []
    for rule in rules:
        finder = _FINDERS.get(rule.relation)
        if finder is None:
            raise ValueError(f"{rule.code}: no way to look for a tie of the kind {rule.relation!r}")
        within = [one for hit in finder(rule, examiner, application) if (one := _dated(rule, hit, on))]
        found += sorted(within, key=lambda one: (one.lifts_on is not None, -(one.lifts_on or on).toordinal(), one.why))
    return found


def challenge_state(rule: ConflictRule, told_on: date, asked_on: date, reason: str) -> ChallengeState:
    """Tell whether an applicant's request counts: with a reason, by the last of the days it has from being told."""
    if not reason.strip():
        return "without_reason"
    in_time = rule.deadline_days is None or asked_on <= told_on + timedelta(days=rule.deadline_days)
    return "in_time" if in_time else "late"


def standing_conflicts(found: Sequence[Conflict], cleared: Collection[str]) -> list[Conflict]:
    """Leave out what the chair has cleared, by code of the rule; what blocks cannot be cleared."""
    return [one for one in found if one.effect == "block" or one.rule not in cleared]


def conflict_table(
    examiners: Sequence[Examiner], applications: Sequence[Application], rules: Sequence[ConflictRule], on: date
) -> dict[tuple[str, str], list[Conflict]]:
    """Return the conflicts of every pair that has any, by keys of application and examiner.

    Only pairs with an organisation in common are looked at, so that thousands of strangers cost nothing.
    """
    by_number: defaultdict[str, set[int]] = defaultdict(set)
    by_challenged: defaultdict[str, set[int]] = defaultdict(set)
    for place, application in enumerate(applications):
        near = (*application.applicants, *application.competitors, *(one.organisation for one in application.partners))
        for organisation in near:
            for number in (organisation.number, organisation.family):
                by_number[number].add(place)
        for challenge in application.challenges:
            by_challenged[challenge.examiner].add(place)
    table = {}
    for examiner in examiners:
        ties = (*(one.organisation for one in examiner.ties), *(one.organisation for one in examiner.past_reviews))
        # Both numbers: a tie may have been noted before the company joined its group.
        numbers = {number for one in ties for number in (one.number, one.family)}
        places = by_challenged[examiner.key].union(*(by_number[number] for number in numbers))
        for place in sorted(places):
            if found := conflicts(examiner, applications[place], rules, on):
                table[applications[place].key, examiner.key] = found
    return table


def cleared_rules(cleared: Collection[Clearance]) -> Mapping[tuple[str, str], frozenset[str]]:
    """Return the cleared rules by keys of application and examiner."""
    gathered: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for one in cleared:
        gathered[one.application, one.examiner].add(one.rule)
    return {pair: frozenset(rules) for pair, rules in gathered.items()}


def _dated(rule: ConflictRule, hit: _Found, on: date) -> Conflict | None:
    if hit.since is not None and hit.since > on:
        return None
    holds_now = hit.until is None or hit.until >= on
    lifts_on = None if hit.until is None else add_years(hit.until, rule.lookback_years) + _DAY
    if lifts_on is not None and on >= lifts_on:
        return None
    when = "holds_now" if holds_now else "within_lookback"
    since = None if hit.since and hit.until and hit.since > hit.until else hit.since
    return Conflict(rule.code, rule.kind, rule.effect, since, hit.until, lifts_on, (hit.evidence, hit.reach, when))


def _reach(rule: ConflictRule, of_tie: Organisation, application: Application) -> Reach | None:
    company, allies = application.company, application.allies
    if of_tie.number == company.number or (allies and any(of_tie.number == one.number for one in allies)):
        return "same_company"
    family = of_tie.family
    in_group = family == company.family or any(family == one.family for one in allies)
    return "group_company" if in_group and "group_companies" in rule.extends_to else None


def _ties(rule: ConflictRule, examiner: Examiner, application: Application) -> Iterator[_Found]:
    for tie in examiner.ties:
        if tie.relation == rule.relation and (reach := _reach(rule, tie.organisation, application)):
            yield _Found(tie.evidence, reach, tie.since, tie.until)


def _holdings(rule: ConflictRule, examiner: Examiner, application: Application) -> Iterator[_Found]:
    """Shares and bonds; of a listed company only from the threshold on, and always where the share is not known."""
    limit = rule.threshold
    for tie in examiner.ties:
        reach = _reach(rule, tie.organisation, application)
        if tie.relation != rule.relation or reach is None:
            continue
        unlisted_counts = not tie.listed and (limit is None or limit.any_unlisted)
        share_counts = limit is None or tie.share is None or tie.share >= limit.listed_share_ratio
        if unlisted_counts or share_counts:
            yield _Found(tie.evidence, reach, tie.since, tie.until)


def _competitors(_: ConflictRule, examiner: Examiner, application: Application) -> Iterator[_Found]:
    numbers = {one.number for one in application.competitors}
    for tie in examiner.ties:
        if tie.relation in _WORK and tie.organisation.number in numbers:
            yield _Found(tie.evidence, "competitor", tie.since, tie.until)


def _partners(_: ConflictRule, examiner: Examiner, application: Application) -> Iterator[_Found]:
    """The employer is a lead company or partner. Work and business each have to be within the look-back.

    They need not have overlapped: whoever works for last year's partner is tied. The start told is then not known.
    """
    heads = {one.group for one in application.applicants if one.group != one.number} - {""}
    for tie in examiner.ties:
        if tie.relation != "employment":
            continue
        if tie.organisation.number in heads:
            yield _Found(tie.evidence, "lead_company", tie.since, tie.until)
        for partner in application.partners:
            if partner.organisation.number == tie.organisation.number:
                since = max((day for day in (tie.since, partner.since) if day), default=None)
                until = min((day for day in (tie.until, partner.until) if day), default=None)
                yield _Found("business_ties", "business_partner", since, until)


def _earlier_reviews(_: ConflictRule, examiner: Examiner, application: Application) -> Iterator[_Found]:
    numbers = {one.number for one in application.applicants}
    for review in examiner.past_reviews:
        last_cycle = review.cycle_year == application.cycle_year - 1
        if last_cycle and review.organisation.number in numbers:
            yield _Found("earlier_assignments", "same_company", None, review.ended_on)


def _challenges(rule: ConflictRule, examiner: Examiner, application: Application) -> Iterator[_Found]:
    for one in application.challenges:
        state = challenge_state(rule, one.told_on, one.asked_on, one.reason)
        if one.examiner == examiner.key and state == "in_time":
            yield _Found("challenge", "same_company", one.asked_on, None)


_FINDERS: Final[Mapping[str, Callable[[ConflictRule, Examiner, Application], Iterator[_Found]]]] = {
    "employment": _ties,
    "consulting_or_training": _ties,
    "family_within_fourth_degree": _ties,
    "shareholding": _holdings,
    "competitor": _competitors,
    "supply_chain": _partners,
    "wrote_dossier": _ties,
    "academic_advisor": _ties,
    "reviewed_last_cycle": _earlier_reviews,
    "gift_or_dispute": _ties,
    "applicant_request": _challenges,
}
