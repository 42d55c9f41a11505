"""What each kind of check needs in the guide's file, and which values its message may use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Needs:
    """Numbers, lists of codes and patterns of a check; `values` are the placeholders beside ``place``.

    `codes` and `patterns` marked with a leading ``?`` may be left out.
    """

    numbers: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    values: tuple[str, ...] = ()


COMMENT_CHECKS: Final[Mapping[str, Needs]] = {
    "item_exists": Needs(values=("found",)),
    "evidence_given": Needs(),
    "evidence_exists": Needs(values=("found",)),
    "evidence_of_item": Needs(values=("found",)),
    "factor_matches_kind": Needs(codes=("process", "results"), values=("found", "options")),
    "importance_matches_kind": Needs(codes=("strength", "ofi"), values=("found", "options")),
    "key_factor_if_important": Needs(codes=("importance",), values=("importance",)),
    "key_factor_exists": Needs(values=("found",)),
    "similarity_max": Needs(numbers=("ko_share", "en_share", "gram"), values=("source", "percent")),
    "numbers": Needs(codes=("?free",), patterns=("?but",), values=("found",)),
    "numbers_elsewhere": Needs(codes=("?free",), patterns=("?but",), values=("found", "source")),
    "numbers_agree": Needs(values=("found",)),
    "absent": Needs(patterns=("find", "?but", "?unless_cited"), values=("found",)),
    "present": Needs(patterns=("find",)),
    "length": Needs(numbers=("ko_min", "ko_max", "en_min", "en_max"), values=("length", "min", "max")),
    "text_limit": Needs(numbers=("ko", "en"), values=("length", "max")),
    "one_topic": Needs(numbers=("max_sentences",), patterns=("find", "?but"), values=("found", "count")),
    "polarity": Needs(patterns=("find", "present", "?but"), values=("kind", "found")),
    "names": Needs(codes=("after",), values=("found",)),
    "text_given": Needs(),
    "both_languages": Needs(),
    "right_language": Needs(numbers=("share",)),
}
SET_CHECKS: Final[Mapping[str, Needs]] = {
    "no_double_minus": Needs(numbers=("from",), values=("from", "found")),
    "no_strength": Needs(numbers=("up_to",), values=("up_to", "found")),
    "min_each": Needs(numbers=("strength", "ofi", "no_strength_up_to", "no_ofi_from"), values=("kind", "count", "min")),
    "count": Needs(numbers=("min", "max"), values=("count", "min", "max")),
    "balance": Needs(numbers=("low_up_to", "high_from", "double"), values=("strengths", "ofis")),
    "conflict": Needs(values=("first", "second", "evidence")),
    "duplicate": Needs(values=("first", "second")),
    "near_duplicate": Needs(numbers=("value", "gram"), values=("first", "second", "percent")),
    "one_item": Needs(values=("found",)),
}
THEME_CHECKS: Final[Mapping[str, Needs]] = {
    "theme_max": Needs(numbers=("max",), values=("kind", "count", "max")),
    "theme_links": Needs(values=("count", "min")),
    "theme_known": Needs(values=("found",)),
    "theme_kind": Needs(values=("found", "kind")),
    "theme_items": Needs(values=("count", "min")),
    "theme_no_new_facts": Needs(codes=("?free",), values=("found",)),
    "theme_template": Needs(values=("found", "options")),
}
PLACES: Final = (
    "item",
    "kind",
    "factor",
    "importance",
    "key_factor",
    "evidence",
    "looked_in",
    "ko",
    "en",
    "set",
    "themes",
    "comments",
)
WORDS: Final = ("strength", "ofi", "no_gap", "many_sentences")
THEME_KINDS: Final = ("process_strength", "process_ofi", "results_strength", "results_ofi")
BANDS: Final = ("total", "process", "results")
