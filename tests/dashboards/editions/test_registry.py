"""Counts of the registry come in whole, or not at all with every fault and its line."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from dashboards.models import RegistryCount
from dashboards.selectors.registry import registry_counts, registry_years
from dashboards.services import registry
from dashboards.services.registry import UnableToLoadRegistry, registry_load
from qmplatform.models import AuditEntry
from tests.factories import NOW, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]

HEAD = "year,sector,size,companies,source\n"
GOOD = HEAD + '2025,FOOD,small,"1,234",전국사업체조사\n2025,FOOD,mid,50,전국사업체조사\n2024,AUTO,micro,0,다른 조사\n'


def load(text: str, *, encoding: str = "utf-8", is_synthetic: bool = False) -> int:
    return registry_load(content=text.encode(encoding), is_synthetic=is_synthetic, by=None, now=NOW)


def faults(text: str, encoding: str = "utf-8") -> tuple[str, ...]:
    with translation.override("en"), pytest.raises(UnableToLoadRegistry) as caught:
        load(text, encoding=encoding)
    assert not RegistryCount.objects.exists()
    return caught.value.faults


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_a_good_file_comes_in(encoding: str) -> None:
    assert load(GOOD, encoding=encoding) == 3
    found = registry_counts(2026)
    assert found is not None
    assert (found.year, found.source, found.is_synthetic) == (2025, "전국사업체조사", False)
    assert found.counts == {("FOOD", "small"): 1234, ("FOOD", "mid"): 50}
    older = registry_counts(2024)
    assert older is not None
    assert older.counts == {("AUTO", "micro"): 0}
    assert registry_counts(2023) is None


def test_a_year_is_replaced_whole_and_others_stay() -> None:
    load(GOOD)
    by = make_user("loads@example.com")
    registry_load(content=(HEAD + "2025,AUTO,small,7,a\n").encode(), is_synthetic=True, by=by, now=NOW)
    newest, older = registry_years()
    assert (newest.year, newest.companies, newest.is_synthetic, newest.loaded_by) == (2025, 7, True, by.email)
    assert (older.year, older.companies, older.loaded_by) == (2024, 0, "")
    assert list(AuditEntry.objects.filter(action="registry_load").values_list("details__rows", flat=True)) == [3, 1]


def test_every_fault_is_told_with_its_line() -> None:
    assert faults(HEAD + "25,FOOD,small,1,a\n\n2025,NONE,tall,-1,\n2025,FOOD,mid,5,a\n2025,FOOD,mid,6,a\n") == (
        "Line 2: year '25' is no year from 2000 to 2100.",
        "Line 4: there is no sector with the code 'NONE'.",
        "Line 4: size 'tall' is none of micro, small, medium, mid, large, public.",
        "Line 4: companies '-1' is no whole number from 0 to 100000000.",
        "Line 4: the source is missing.",
        "Line 6: the same year, sector and size stand in line 5 already.",
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Line 1: the columns year, sector, size, companies, source are missing."),
        (HEAD, "The file has no rows."),
        ("year,sector,size,companies\n2025,FOOD,mid,5\n", "Line 1: the columns source are missing."),
        (HEAD + '2025,FOOD,"mid\n', "Line 2: a quote is opened and not closed, or stands inside a value."),
        (HEAD + f"2025,FOOD,mid,5,{'a' * 201}\n", "Line 2: the source is longer than 200 characters."),
        (HEAD + "2025,FOOD,mid,５,a\n", "Line 2: companies '５' is no whole number from 0 to 100000000."),
    ],
)
def test_faults(text: str, told: str) -> None:
    assert faults(text) == (told,)


def test_other_bytes_and_large_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert faults(GOOD, "utf-16") == ("The file is not text in UTF-8 or CP949.",)
    monkeypatch.setattr(registry, "MOST_ROWS", 2)
    assert faults(GOOD) == ("The file has more than 2 rows.",)
    monkeypatch.setattr(registry, "MOST_BYTES", 10)
    assert faults(GOOD) == ("The file is larger than 0 MB.",)


def test_by_command(tmp_path: Path) -> None:
    file = tmp_path / "counts.csv"
    file.write_text(GOOD, encoding="utf-8")
    said = StringIO()
    call_command("load_registry", str(file), "--synthetic", stdout=said)
    assert said.getvalue() == "3 rows loaded.\n"
    assert RegistryCount.objects.filter(is_synthetic=True).count() == 3
    file.write_text(HEAD, encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("load_registry", str(file))
    with pytest.raises(CommandError):
        call_command("load_registry", str(tmp_path / "none.csv"))
    with pytest.raises(CommandError, match="nobody"):
        call_command("load_registry", str(file), "--by", "none@example.com")
