"""Says in one sentence why a case was recommended: the weak theme, what the company shares with it, and the gain."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from cases.figures import Figure, change_told, figures
from cases.matching import STEPS, Match
from cases.vocabulary import theme_name
from qmplatform.korean.formats import with_unit
from qmplatform.korean.josa import attach, particle_for

# Characters of one sentence; what does not fit is left out, the gain last.
LONGEST: Final = {"ko": 80, "en": 140}
_THEMES_NAMED: Final = 2
_LONGEST_KPI: Final = {"ko": 18, "en": 36}
_LONGEST_TOLD: Final = 28
# A result in words that reads on as a noun: "재작업 40% 감소".
_ENDS_AS_NOUN: Final = re.compile("[0-9].*(감소|단축|절감|향상|증가|증대|개선)$")
_SAME_EN: Final = ("of your sector", "of your size")
_START_KO: Final = "비슷한 출발점"
# And one that reads on as an amount: "연간 원가절감 약 1억 5천만 원".
_ENDS_AS_AMOUNT: Final = re.compile("(효과|절감|절약).*[0-9].*원$")
# One step apart at most: not the same, but similar.
_SIMILAR: Final = STEPS[1]


def reason_of(match: Match, results: Sequence[Mapping[str, Any]], language: str) -> str:
    """Return the reason in one sentence.

    Parameters
    ----------
    match
        With at least one theme. What it does not know of size, sector or start is not mentioned.
    results
        Of the case, as `Case.results` holds them.
    language
        ``ko``, or anything else for English.

    Returns
    -------
    str
        At most `LONGEST` characters: the second theme goes first, then what is shared beyond the sector, then the gain.
    """
    spoken = "ko" if language == "ko" else "en"
    write, shared = (_korean, _shared_ko(match)) if spoken == "ko" else (_english, _shared_en(match))
    names = [theme_name(theme, spoken) for theme in match.themes[:_THEMES_NAMED]]
    sentences = [
        write(names[:count], shared[:parts], gain)
        for gain in (*_gains(results, spoken), "")
        # With or without a gain, the sentence says what fits as long as anything does.
        for parts in range(len(shared), min(len(shared), 1) - 1, -1)
        for count in range(len(names), 0, -1)
    ]
    return next((text for text in sentences if len(text) <= LONGEST[spoken]), sentences[-1])


def _korean(names: Sequence[str], shared: Sequence[str], gain: str) -> str:
    weak = f"{attach(names[0], '과/와')} {names[1]}" if len(names) > 1 else names[0]
    done = f"집중해 {gain}" if gain else "집중한"
    start = ", 출발점이 비슷한" if _START_KO in shared else ""
    alike = "·".join(part for part in shared if part != _START_KO)
    return " ".join(part for part in (f"약점인 {weak}에 {done}{start}", alike, "사례입니다.") if part)


def _english(names: Sequence[str], shared: Sequence[str], gain: str) -> str:
    who = " ".join(part for part in ("An organization", _listed(shared)) if part)
    weak = f"{' and '.join(names)}, your weak point{'s' if len(names) > 1 else ''}"
    return f"{who} worked on {weak}, {gain}." if gain else f"{who} worked on {weak}."


def _listed(parts: Sequence[str]) -> str:
    if tuple(parts[:2]) == _SAME_EN:
        parts = ["of your sector and size", *parts[2:]]
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)


def _shared_ko(match: Match) -> list[str]:
    sector = ["같은 업종"] if match.same_sector else ["같은 업종군"] if match.same_group else []
    return [*sector, *_nearly(match.size_nearness, "같은 규모", "비슷한 규모"), *_started(match, _START_KO)]


def _shared_en(match: Match) -> list[str]:
    sector = [_SAME_EN[0]] if match.same_sector else ["of a related sector"] if match.same_group else []
    size = _nearly(match.size_nearness, _SAME_EN[1], "of similar size")
    return [*sector, *size, *_started(match, "with a similar start")]


def _nearly(nearness: float | None, same: str, similar: str) -> list[str]:
    if nearness is None or nearness < _SIMILAR:
        return []
    return [same if nearness == 1 else similar]


def _started(match: Match, words: str) -> list[str]:
    return [words] if match.start_nearness is not None and match.start_nearness >= _SIMILAR else []


def _gains(results: Sequence[Mapping[str, Any]], language: str) -> Iterator[str]:
    """Yield what was gained, the plainest first: exact figures before and after, a change told, a figure reached."""
    told = [figure for figure in figures(results, language) if len(figure.kpi.text) <= _LONGEST_KPI[language]]
    told = [figure for figure in told if not figure.kpi.lang]
    for figure in told:
        if figure.change:
            yield _changed_ko(figure) if language == "ko" else _changed_en(figure)
    change = change_told(results, language)
    if change and not change.lang and language == "ko":
        if len(change.text) <= _LONGEST_TOLD and _ENDS_AS_NOUN.search(change.text):
            yield f"{change.text} 성과를 낸"
        elif len(change.text) <= _LONGEST_TOLD and _ENDS_AS_AMOUNT.search(change.text):
            yield f"{attach(change.text, '을/를')} 거둔"
    elif change and not change.lang and len(change.text) <= 2 * _LONGEST_TOLD:
        yield f"and reported: {_small(change.text)}"
    for figure in told:
        if not figure.before and figure.after_value is not None and figure.is_measure:
            reached = with_unit(figure.after, figure.unit)
            kpi = figure.kpi.text
            yield f"{kpi} {reached}에 이른" if language == "ko" else f"and reached {reached} in {_small(kpi)}"


def _changed_ko(figure: Figure) -> str:
    before, after = (with_unit(value, figure.unit) for value in (figure.before, figure.after))
    verb = "줄인" if _is_lower(figure) else "높인" if figure.unit.startswith(("%", "점")) else "늘린"
    return f"{attach(figure.kpi.text, '을/를')} {before}에서 {after}{particle_for(after, '으로/로')} {verb}"


def _changed_en(figure: Figure) -> str:
    before, after = (with_unit(value, figure.unit) for value in (figure.before, figure.after))
    verb = "cut" if _is_lower(figure) else "raised"
    return f"and {verb} its {_small(figure.kpi.text)} from {before} to {after}"


def _is_lower(figure: Figure) -> bool:
    return (figure.after_value or 0.0) < (figure.before_value or 0.0)


def _small(text: str) -> str:
    """Write the first word small where it is a word, not a short name such as OEE."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
