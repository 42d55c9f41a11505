"""The sentences of a result, in the language now in use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.reference import GROUPS, UnableToFindSector, sector
from diagnosis.benchmark import Position
from diagnosis.report.facts import NodeFact, Standing
from diagnosis.scoring import AnswerState
from diagnosis.scoring.rollup import (
    DOMAIN_WITHOUT_SCORE,
    NOT_APPLICABLE,
    NOTHING_ANSWERED,
    SHARE_TOO_SMALL,
    TOO_FEW_ANSWERED,
)
from qmplatform.korean.formats import KST, number1, signed1
from qmplatform.statistics import round_half_up

UNBALANCED_BELOW = 0.9


def peers_words(position: Position, size_names: Mapping[str, str], language: str) -> str:
    """Say who the peers are: "Automotive × Medium enterprise"."""
    if position.peers == "anchor":
        return _("Published values of another survey")
    parts = []
    if position.sector:
        parts.append(_sector_name(position.sector, language))
    if position.group:
        parts.append(next((g.name(language) for g in GROUPS if g.code == position.group), position.group))
    if position.size:
        parts.append(size_names.get(position.size, position.size))
    return " × ".join(parts) or _("All companies in the country")


def _sector_name(code: str, language: str) -> str:
    try:
        return sector(code).name(language)
    except UnableToFindSector:
        return code


def why_none_words(reason: str, answered: int, applicable: int) -> str:
    """Say why a group has no score."""
    texts = {
        NOT_APPLICABLE: _("None of its questions applies to this company."),
        NOTHING_ANSWERED: _("No question of it was answered."),
        SHARE_TOO_SMALL: _("Too few questions were answered (%(answered)d of %(applicable)d)."),
        TOO_FEW_ANSWERED: _("Too few questions were answered (%(answered)d of %(applicable)d)."),
        DOMAIN_WITHOUT_SCORE: _("A domain has no score."),
    }
    return texts.get(reason, "") % {"answered": answered, "applicable": applicable}


def state_word(state: AnswerState) -> str:
    """Say in a word what was answered where there is no number."""
    return {
        AnswerState.UNKNOWN: _("Not known"),
        AnswerState.NA_CLAIMED: _("Not applicable"),
        AnswerState.NA_PROFILE: _("Not asked"),
        AnswerState.MISSING: _("Not answered"),
        AnswerState.ANSWERED: "",
    }[state]


def state_sentence(state: AnswerState) -> str:
    """Say what becomes of a question without an answer."""
    return {
        AnswerState.UNKNOWN: _("Answered with not known. It is left out of the score and widens its interval."),
        AnswerState.NA_CLAIMED: _("Declared not applicable. Its weight goes to the others of its group."),
        AnswerState.NA_PROFILE: _("Not asked of this kind of company. Its weight goes to the others of its group."),
        AnswerState.MISSING: _("Not answered. It is left out of the score and widens its interval."),
        AnswerState.ANSWERED: "",
    }[state]


def standing_sentence(standing: Standing | None, value: float | None) -> str:
    """Say in plain words where a score stands."""
    if value is None:
        return _("There is no overall score yet.")
    if standing is None:
        return _("Too few companies can be compared, so no position is shown.")
    if standing.is_published_value:
        return _("Too few companies can be compared. A published value of another survey stands beside the score.")
    top = standing.top_percent
    if top is not None and standing.median is not None:
        if top <= 25:
            return _("Ahead of three in four companies of the same kind.")
        if top <= 50:
            return _("Ahead of half of the companies of the same kind.")
        if top <= 75:
            return _("Just short of the middle of the companies of the same kind.")
        return _("Among the lower quarter of the companies of the same kind.")
    if value >= standing.mean:
        return _("Above the mean of the companies of the same kind (%(mean)s).") % {"mean": number1(standing.mean)}
    return _("Below the mean of the companies of the same kind (%(mean)s).") % {"mean": number1(standing.mean)}


def finding_sentence(strength: str, gap: str) -> str:
    """Name the strongest dimension and the one to look at first."""
    if not strength or not gap or strength == gap:
        return ""
    return _("Strongest: %(strength)s. Look first at: %(gap)s.") % {"strength": strength, "gap": gap}


def balance_words(ratio: float | None, domains: tuple[NodeFact, ...]) -> str:
    """Say whether the domains have grown evenly."""
    scored = [domain for domain in domains if domain.value is not None]
    if ratio is None or len(scored) < 2:
        return ""
    shown = f"{ratio:.2f}"
    if ratio >= UNBALANCED_BELOW:
        return _("Balance %(ratio)s: the domains have grown evenly.") % {"ratio": shown}
    lowest = min(scored, key=lambda domain: domain.value or 0.0)
    return _("Balance %(ratio)s, unbalanced: %(domain)s lags behind the others.") % {
        "ratio": shown,
        "domain": lowest.title,
    }


def highlight_words(reason: str, standing: Standing | None, gap: float | None) -> str:
    """Say why a dimension stands out."""
    if reason == "above_q3" and standing is not None and standing.q3 is not None:
        return _("Above the upper quarter of the peers (%(bound)s).") % {"bound": number1(standing.q3)}
    if reason == "below_q1" and standing is not None and standing.q1 is not None:
        return _("Below the lower quarter of the peers (%(bound)s).") % {"bound": number1(standing.q1)}
    if reason == "below_median" and standing is not None and standing.median is not None and gap is not None:
        return _("%(gap)s points below the median of the peers (%(median)s).") % {
            "gap": number1(abs(gap)),
            "median": number1(standing.median),
        }
    return _("Among your highest scores.") if reason == "highest" else _("Among your lowest scores.")


def level_words(level: int | None) -> str:
    """Say a level of a question."""
    return "" if level is None else _("level %(level)d") % {"level": level}


def interval_words(low: float, high: float) -> str:
    """Say the 90 % interval and what it means."""
    return _("Nine times in ten the score lies between %(low)s and %(high)s, given how sure the answers are.") % {
        "low": number1(low),
        "high": number1(high),
    }


def likelihood_words(level: int, share: float) -> str:
    """Say how likely a level is reached; never that it is certain or impossible, for draws cannot tell."""
    percent = int(round_half_up(100 * share, 0))
    if percent >= 100:
        return _("Level %(level)d or above: more than 99%% likely.") % {"level": level}
    if percent <= 0:
        return _("Level %(level)d or above: less than 1%% likely.") % {"level": level}
    return _("Level %(level)d or above: %(percent)d%% likely.") % {"level": level, "percent": percent}


def change_words(change: float | None, year: int | None, is_clear: bool | None) -> str:
    """Say whether the score has changed since the year before, or only seems to have."""
    if change is None or year is None:
        return ""
    given = {"change": signed1(change), "year": year}
    if is_clear is None:
        return _("Since %(year)s: %(change)s points.") % given
    if is_clear:
        return _("Since %(year)s: %(change)s points, a clear change.") % given
    return _("Since %(year)s: %(change)s points, within the uncertainty of the answers.") % given


def change_of_level(level: float, target: float) -> str:
    return _("level %(now)d → %(then)d") % {"now": int(level), "then": round(target)}


def change_of_score(level: float, target: float, share_of_score: float) -> str:
    return _("%(now)s → %(then)s points") % {
        "now": number1(level * share_of_score),
        "then": number1(target * share_of_score),
    }


def start_measuring() -> str:
    return _("not known → start to measure")


def months_words(months: float) -> str:
    """Say how long a measure takes."""
    if months < 1:
        return _("a few weeks")
    whole = round(months)
    return ngettext("about %(count)d month", "about %(count)d months", whole) % {"count": whole}


def cost_words(band: str) -> str:
    """Say what a measure costs outside the firm."""
    return {
        "₩": _("below KRW 10 million"),
        "₩₩": _("KRW 10 to 100 million"),
        "₩₩₩": _("above KRW 100 million"),
    }[band]


def capacity_words(months: float) -> str:
    return _("%(months)s person-months of own staff") % {"months": number1(months)}


def quarter_label(computed_at: datetime, offset: int) -> str:
    """Name a quarter, 0 being the one after the moment of scoring."""
    day = computed_at.astimezone(KST)
    place = day.year * 4 + (day.month - 1) // 3 + 1 + offset
    return _("Q%(quarter)d %(year)d") % {"year": place // 4, "quarter": place % 4 + 1}


def quadrant_words() -> dict[str, str]:
    return {"improve": _("Improve first"), "keep": _("Keep up"), "low": _("Later"), "excess": _("Enough")}
