"""How well the rules tell good comments from bad ones, measured on a table of comments of our own."""

import sys
from collections import Counter

from awards.comments.checker import check_comment
from tests.awards.comments.cases import application, comment_of, read

DEFAULTS = {"item": "AWD4.1", "kind": "ofi", "factor": "A", "importance": "-", "evidence": ["4.1-P1"]}
PEOPLE = ("김철수", "Jane Miller")
# The comments are written in one language on purpose.
LEFT_OUT = {"CR23"}


def measured(second_lot=None):
    """Return hits, false alarms and misses a rule, over the whole table or one of its lots."""
    right, wrong, missed = Counter(), Counter(), Counter()
    for entry in read("table")["comments"]:
        if second_lot is not None and entry["id"].startswith("h") is not second_lot:
            continue
        comment = comment_of({**DEFAULTS, **entry})
        found = {finding.rule for finding in check_comment(comment, application(PEOPLE))} - LEFT_OUT
        wanted = set(entry["expects"])
        right.update(found & wanted)
        wrong.update(found - wanted)
        missed.update(wanted - found)
    return right, wrong, missed


def shares(right, wrong, missed):
    precision = right / (right + wrong) if right + wrong else 1.0
    recall = right / (right + missed) if right + missed else 1.0
    return precision, recall


def test_the_table_is_large_and_about_half_of_it_good():
    entries = read("table")["comments"]
    good = sum(not entry["expects"] for entry in entries)
    assert len(entries) >= 60
    assert 0.4 <= good / len(entries) <= 0.6
    assert len({entry["id"] for entry in entries}) == len(entries)


def test_precision_and_recall_of_each_rule(capsys):
    right, wrong, missed = measured()
    lines = []
    for rule in sorted(right | wrong | missed):
        precision, recall = shares(right[rule], wrong[rule], missed[rule])
        lines.append(f"{rule} precision {precision:.2f} recall {recall:.2f} (of {right[rule] + missed[rule]})")
        assert precision >= 0.8, rule
        assert recall >= 0.7, rule
    precision, recall = shares(right.total(), wrong.total(), missed.total())
    with capsys.disabled():
        sys.stdout.write("\n".join(("", *lines, f"all  precision {precision:.3f} recall {recall:.3f}", "")))
    assert precision >= 0.95
    assert recall >= 0.92


def test_comments_that_mended_no_pattern_fare_nearly_as_well(capsys):
    right, wrong, missed = (count.total() for count in measured(second_lot=True))
    precision, recall = shares(right, wrong, missed)
    with capsys.disabled():
        sys.stdout.write(f"\nunseen: precision {precision:.3f} recall {recall:.3f} (of {right + missed})\n")
    assert precision >= 0.85
    assert recall >= 0.7


def test_good_comments_are_never_blocked_without_need():
    blocked = [
        entry["id"]
        for entry in read("table")["comments"]
        if not entry["expects"]
        and any(
            finding.severity == "block"
            for finding in check_comment(comment_of({**DEFAULTS, **entry}), application(PEOPLE))
        )
    ]
    assert len(blocked) <= 1, blocked
