"""The order of what was found: rarer, oftener, in the title, verified, one can learn from."""

from cases.search.ranking import Wanted, Way, rarity, standing_factor, text_score

RARITIES = {"도금": 3.0, "개선": 0.5, "표면": 2.0}
PADDING = " ".join(["다른"] * 40)


def wanted(*words: str) -> list[Wanted]:
    return [Wanted(word, (Way((word,), 1.0),)) for word in words]


def score(title: str, body: str, *, of: list[Wanted] | None = None) -> float:
    return text_score(of or wanted("도금", "개선"), RARITIES, title, body)


def test_the_rarer_word_tells_more() -> None:
    assert score("제목", "도금 글") > score("제목", "개선 글") > 0 == score("제목", "글")


def test_the_title_tells_more_than_the_text() -> None:
    assert score("도금", "글") > score("제목", "도금")


def test_repeats_tell_more_but_ever_less() -> None:
    once, twice, often = (score("제목", f"{'도금 ' * n}{PADDING}") for n in (1, 2, 12))
    assert once < twice < often < 3 * once


def test_a_token_that_follows_itself_counts_twice() -> None:
    assert score("제목", f"도금 도금 {PADDING}") == score("제목", f"도금 {PADDING} 도금")


def test_a_longer_text_says_less() -> None:
    assert score("제목", f"도금 {PADDING}") > score("제목", f"도금 {PADDING} {PADDING}")


def test_part_of_a_token_is_no_find() -> None:
    assert score("제목", "도금도") == 0


def test_the_best_way_to_say_a_concept_counts_once() -> None:
    two = [Wanted("도금", (Way(("도금",), 1.0), Way(("표면",), 0.35)))]
    assert score("제목", "도금 표면", of=two) == score("제목", "도금 글", of=two) > score("제목", "표면 글", of=two) > 0


def test_a_token_in_every_case_still_tells_something() -> None:
    assert rarity(1, 100) > rarity(50, 100) > rarity(100, 100) > 0
    # Counts may run ahead of the total for a moment.
    assert rarity(101, 100) > 0


def test_of_equal_texts_the_verified_and_the_telling_one_stand_above() -> None:
    bare, rich, verified, both = (standing_factor(standing) for standing in range(4))
    assert both > rich > bare
    assert both > verified > bare
