"""Award files as rows: a published one never changes, a correction is a new row, a cycle needs its criteria."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from awards.models import AwardFile
from awards.selectors.files import (
    UnableToFindAwardFile,
    criteria_of,
    cycle_of,
    is_replaced,
    published_before,
    published_criteria,
    published_cycle,
    published_cycle_named,
    published_cycles,
)
from awards.services.files import (
    UnableToLoadAwardFile,
    UnableToPublishAwardFile,
    award_file_load,
    award_file_publish,
    missing_criteria,
)
from diagnosis.catalog import UnableToReadModel
from qmplatform.models import AuditEntry
from tests.awards.catalog.files import CRITERIA, CYCLES, spoiled, text_of
from tests.awards.loaded import CYCLE, load_criteria, load_cycle, next_year
from tests.factories import NOW, People

pytestmark = pytest.mark.django_db
TEXT = text_of(CYCLES, CYCLE)
CORRECTED = spoiled(TEXT, 'day_ends_at: "18:00:00"', 'day_ends_at: "17:00:00"')
LATER = NOW + timedelta(days=1)


def test_a_cycle_is_loaded_published_and_read() -> None:
    row = load_cycle()
    assert (row.kind, row.name, row.key, row.version, row.status) == ("cycle", CYCLE, CYCLE, "2026", "published")
    assert row.source == TEXT
    assert cycle_of(row).checksum == row.checksum
    assert published_cycles() == [row] == [published_cycle(2026)] == [published_cycle_named(CYCLE)]
    criteria = published_criteria("knqa-2026")
    assert (criteria.key, criteria.version) == ("knqa", criteria_of(criteria).version)


def test_a_draft_is_replaced() -> None:
    row = load_cycle(publish=False)
    again = award_file_load(name=CYCLE, text=CORRECTED, by=None, now=LATER)
    assert (again.pk, again.source, again.loaded_at) == (row.pk, CORRECTED, LATER)


def test_loading_and_publishing_twice_changes_nothing(people: People) -> None:
    row = load_cycle()
    entries = AuditEntry.objects.count()
    assert award_file_load(name=CYCLE, text=TEXT, by=None, now=LATER) == row
    again = award_file_publish(award_file=row, by=people.official, now=LATER)
    assert (again.published_at, again.published_by) == (NOW, None)
    assert (AwardFile.objects.filter(kind="cycle").count(), AuditEntry.objects.count()) == (1, entries)
    # Comments are no content: the checksum is that of what the file says.
    assert award_file_load(name=CYCLE, text="# again\n" + TEXT, by=None, now=LATER) == row


def test_a_correction_is_a_new_row_and_the_older_one_is_kept(people: People) -> None:
    first = load_cycle()
    second = award_file_load(name=CYCLE, text=CORRECTED, by=people.official, now=LATER)
    assert published_cycle(2026) == first
    assert published_before(second) == first
    second = award_file_publish(award_file=second, by=people.official, now=LATER)
    assert published_cycle(2026) == second
    assert published_cycles() == [second]
    assert (is_replaced(first), is_replaced(second)) == (True, False)
    first.refresh_from_db()
    assert (first.source, first.status) == (TEXT, "published")
    assert (second.published_by, published_before(first)) == (people.official, None)


def test_another_year_stands_beside_and_is_compared_with_the_last() -> None:
    last = load_cycle()
    new = load_cycle(name="knqa-2027", text=next_year(), publish=False)
    assert published_before(new) == last
    assert published_cycles() == [last]
    new = award_file_publish(award_file=new, by=None, now=LATER)
    assert published_cycles() == [new, last]


def test_what_happened_is_in_the_audit_trail(people: People) -> None:
    load_criteria()
    row = award_file_load(name=CYCLE, text=TEXT, by=people.official, now=NOW)
    award_file_publish(award_file=row, by=people.official, now=NOW)
    told = AuditEntry.objects.order_by("-sequence").values_list("action", "subject")[:2]
    assert list(told) == [("award_file_publish", str(row)), ("award_file_load", str(row))]


def test_a_cycle_waits_for_its_criteria() -> None:
    load_criteria(publish=False)
    row = award_file_load(name=CYCLE, text=TEXT, by=None, now=NOW)
    names = ("knqa-2026", "qcas-2026", "qcircle-2026")
    assert missing_criteria(row) == names
    with pytest.raises(UnableToPublishAwardFile, match="knqa-2026, qcas-2026, qcircle-2026") as caught:
        award_file_publish(award_file=row, by=None, now=NOW)
    assert caught.value.missing == names
    load_criteria()
    assert award_file_publish(award_file=row, by=None, now=NOW).is_published


def test_a_cycle_without_its_criteria_is_not_even_loaded() -> None:
    with pytest.raises(UnableToReadModel):
        award_file_load(name=CYCLE, text=TEXT, by=None, now=NOW)
    assert not AwardFile.objects.exists()


def test_a_cycle_is_named_by_its_key() -> None:
    load_criteria()
    with pytest.raises(UnableToLoadAwardFile, match=r"knqa-2026\.yaml"):
        award_file_load(name="other", text=TEXT, by=None, now=NOW)


@pytest.mark.parametrize("text", ["", "model: {}", "cycle: {}", "\ufeffcycle: []", "a: [", "- 1"])
def test_a_bad_file_leaves_no_row(text: str) -> None:
    with pytest.raises(UnableToReadModel):
        award_file_load(name="bad", text=text, by=None, now=NOW)
    assert not AwardFile.objects.exists()


def test_what_is_not_published_is_not_found() -> None:
    load_cycle(publish=False)
    for find in (lambda: published_cycle(2026), lambda: published_cycle_named(CYCLE), lambda: published_criteria("no")):
        with pytest.raises(UnableToFindAwardFile):
            find()


def test_the_database_refuses_to_change_a_published_file() -> None:
    row = load_cycle(publish=False)
    AwardFile.objects.filter(pk=row.pk).update(source=CORRECTED)  # a draft may change
    AwardFile.objects.filter(pk=row.pk).update(source=TEXT)
    award_file_publish(award_file=row, by=None, now=NOW)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        AwardFile.objects.filter(pk=row.pk).update(source=CORRECTED)
    # Negative control: it is the trigger that refuses.
    with connection.cursor() as cursor:
        on_table = " ON awards_awardfile" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER awards_awardfile_frozen{on_table}")
    assert AwardFile.objects.filter(pk=row.pk).update(source=CORRECTED) == 1


def test_the_database_keeps_one_draft_of_a_name_and_a_date_with_each_publication() -> None:
    row = load_cycle(publish=False)
    copy = AwardFile.objects.get(pk=row.pk)
    copy.pk, copy.checksum = None, "sha256:other"
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        AwardFile.objects.filter(pk=row.pk).update(status="published")


def test_criteria_are_compared_with_those_of_the_same_key() -> None:
    load_criteria()
    text = spoiled(text_of(CRITERIA, "knqa-2026"), 'version: "2026.1"', 'version: "2027.1"')
    row = award_file_load(name="knqa-2027", text=text, by=None, now=LATER)
    before = published_before(row)
    assert before is not None
    assert before.name == "knqa-2026"
