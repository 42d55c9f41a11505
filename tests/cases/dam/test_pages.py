"""The page, the API and the files say the same, and only what anybody may read."""

import csv
import io
import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.conf import LazySettings
from django.http import QueryDict
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from cases.criteria import read_criteria
from cases.dam.criteria import DamCriteria
from cases.models import Case
from cases.selectors.dam import dam_forget, dam_reading, dam_stamp, methods_used
from tests.cases.rows import load, make_row

PAGE, API, EXPORT = "/cases/data/", "/api/v1/cases/statistics/", "/api/v1/cases/export/"


def content_of(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def rows_of(client: Client, address: str) -> list[dict[str, str]]:
    text = content_of(client.get(address)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def shown(response: Any, pattern: str) -> list[str]:
    return re.findall(pattern, response.content.decode())


@pytest.fixture
def three(db: None) -> None:
    """Load a case to be counted, one that nobody checked, and a fictional one."""
    load(
        make_row(methods=["traceability"]),
        make_row(id="unread", verification={"status": "unverified", "note": "general knowledge"}, results=[]),
        make_row(id="fictional", is_synthetic=True),
    )


def test_an_empty_library_says_so(client: Client, db: None) -> None:
    assert "아직 공개된 사례가 없습니다." in client.get(PAGE).content.decode()
    assert client.get(API).json()["cases"] == 0
    assert content_of(client.get(f"{PAGE}cases.jsonl")) == b""
    assert len(rows_of(client, f"{PAGE}cases.csv")) == 0


@pytest.mark.usefixtures("three")
def test_only_real_cases_whose_source_was_read_are_counted(client: Client) -> None:
    assert client.get(API).json()["cases"] == 1
    assert [row["id"] for row in rows_of(client, f"{PAGE}cases.csv")] == ["plating-2024"]


@pytest.mark.parametrize("state", [Case.State.DRAFT, Case.State.REVIEW, Case.State.WITHDRAWN])
def test_what_is_not_published_appears_nowhere(client: Client, db: None, state: str) -> None:
    gone, stays = make_row(), make_row(id="stays", organisation_ko="남은기업", summary_ko="남았다.")
    for row in (gone, stays):
        row["results"][0]["family"] = "defect-rate"
    load(gone, stays)
    assert client.get(API).json()["cases"] == 2

    Case.objects.filter(pk="plating-2024").update(state=state)

    assert client.get(API).json()["cases"] == 1
    for name in ("cases.csv", "cases.jsonl", "facts.csv"):
        text = content_of(client.get(f"{PAGE}{name}")).decode()
        assert "남은기업" in text
        assert "한빛도금" not in text
    assert "한빛도금" not in client.get(PAGE).content.decode()
    assert "한빛도금" not in client.get(f"{PAGE}measures/defect-rate/").content.decode()


@pytest.mark.usefixtures("bare_library")
@pytest.mark.parametrize("query", ["", "?theme=process-control", "?country=KR&from=2010&to=2019", "?sector=S16"])
def test_page_api_and_files_agree(client: Client, query: str) -> None:
    said = client.get(API + query).json()
    cases, gains = rows_of(client, f"{PAGE}cases.csv{query}"), rows_of(client, f"{PAGE}facts.csv{query}")
    lines = [json.loads(line) for line in content_of(client.get(f"{PAGE}cases.jsonl{query}")).decode().splitlines()]
    page = client.get(PAGE + query)

    assert shown(page, r"사례 (\d+)건\s*</span>") == [str(said["cases"])]
    assert said["cases"] == len(cases) == len(lines)
    assert said["with_method"] == sum(bool(row["methods"]) for row in cases)
    assert said["with_figures"] == len({row["case_id"] for row in gains})
    for gain in said["gains"]:
        own = [row for row in gains if row["family"] == gain["family"]]
        stated = [float(row["change_percent"]) for row in own if row["kind"] == "stated"]
        assert gain["changes"] == sum(bool(row["change_percent"]) for row in own)
        assert (gain["stated_percent"] or {"n": 0})["n"] == len(stated)
        if stated:
            assert (gain["stated_percent"]["low"], gain["stated_percent"]["high"]) == (min(stated), max(stated))
    for pair in said["methods_by_theme"]["pairs"]:
        if "theme=" not in query:
            both = [
                row
                for row in cases
                if pair["method"] in row["methods"].split("|") and pair["theme"] in row["themes"].split("|")
            ]
            assert pair["cases"] == len(both)
    assert sum(one["cases"] for one in said["countries"]) == said["cases"]
    over_time = [sum(one["cases"]) for one in said["by_period"] if one["kind"] == "country"]
    assert sum(over_time) == said["cases"] - said["without_year"]


@pytest.mark.usefixtures("bare_library")
def test_the_grid_shows_what_the_api_says(client: Client) -> None:
    pairs = {(one["method"], one["theme"]): one for one in client.get(API).json()["methods_by_theme"]["pairs"]}
    page = client.get(PAGE)
    cells = re.findall(r'<td class="h (\w+)"><a href="([^"]*method=[^"]*)">(\d+)', page.content.decode())

    assert len(cells) > 60
    for shade, address, number in cells:
        chosen = parse_qs(urlsplit(address.replace("&amp;", "&")).query)
        pair = pairs[chosen["method"][0], chosen["theme"][0]]
        assert pair["cases"] == int(number)
        assert (shade == "few") == (pair["share"] is None)
        assert (shade == "same") == (pair["is_namesake"] and pair["share"] is not None)


@pytest.mark.usefixtures("bare_library")
@pytest.mark.parametrize("query", ["", "?theme=lean", "?country=KR&from=2012&to=2019&by=award"])
def test_each_number_leads_to_so_many_cases(client: Client, query: str) -> None:
    text = client.get(PAGE + query).content.decode()
    links = re.findall(r'<a href="(/cases/\?[^"]+)">(?:<b>)?(\d+)', text)
    rows = re.findall(r'<a href="(/cases/\?[^"]+)">[^<]+</a> <small>(\d+)', text)
    sample = links[:: max(len(links) // 25, 1)] + rows[::3]

    assert len(sample) >= 20
    for address, number in sample:
        query_string = urlsplit(address.replace("&amp;", "&")).query
        assert cases_of(query_string) == int(number), address


def cases_of(query_string: str) -> int:
    """Count cases as the list of cases narrows them, straight from its criteria."""
    criteria = read_criteria(QueryDict(query_string))
    assert criteria.of("verified") == ("1",)
    columns = {"sector": "sector_code", "size": "size_code", "award": "award_code", "country": "country_code"}
    found = Case.published.filter(verification_status=Case.Verification.SOURCE_READ)
    for facet, column in columns.items():
        if criteria.of(facet):
            found = found.filter(**{f"{column}__in": criteria.of(facet)})
    if criteria.of("year"):
        found = found.filter(year__in=criteria.of("year"))
    return sum(
        all(
            set(criteria.of(facet)) & set(held) or not criteria.of(facet)
            for facet, held in (("theme", case.themes), ("method", case.methods))
        )
        for case in found
    )


@pytest.mark.usefixtures("three")
def test_the_list_of_cases_finds_what_a_number_promises(client: Client) -> None:
    [address, *_others] = re.findall(
        r'<td class="h few"><a href="/cases/\?([^"]+)">1', client.get(PAGE).content.decode()
    )
    found = client.get(f"/api/v1/cases/?{address.replace('&amp;', '&')}").json()

    assert [one["id"] for one in found["results"]] == ["plating-2024"]


@pytest.mark.usefixtures("bare_library")
def test_a_change_is_seen_at_once(client: Client) -> None:
    before = dam_reading(criteria=DamCriteria()).found.cases

    load(make_row(id="newcomer"))

    assert dam_reading(criteria=DamCriteria()).found.cases == before + 1


@pytest.mark.usefixtures("bare_library")
def test_the_page_asks_the_database_little(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(PAGE)

    with django_assert_max_num_queries(6):
        client.get(PAGE + "?theme=lean")


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("address", [API, f"{EXPORT}?file=facts.csv", f"{PAGE}cases.csv", f"{PAGE}datapackage.json"])
def test_what_did_not_change_is_not_sent_again(client: Client, address: str) -> None:
    first = client.get(address)
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    Case.objects.filter(pk="plating-2024").update(state=Case.State.WITHDRAWN)
    changed = client.get(address, headers={"if-none-match": first["ETag"]})

    assert (first.status_code, again.status_code, changed.status_code) == (200, 304, 200)
    assert first["Last-Modified"]
    assert "no-cache" in first.get("Cache-Control", "no-cache")


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("name", ["cases.csv", "cases.jsonl", "facts.csv", "cases.xlsx"])
def test_a_file_is_streamed_with_its_licence_and_name(client: Client, name: str, settings: LazySettings) -> None:
    settings.QM_OPEN_DATA_LICENCE = "KOGL-1"
    response = client.get(f"{PAGE}{name}")
    from_api = client.get(EXPORT, {"file": name})

    assert response.streaming
    assert response["Link"] == '<https://www.kogl.or.kr/info/licenseType1.do>; rel="license"'
    stem, suffix = name.split(".")
    assert re.fullmatch(rf'attachment; filename="{stem}-\d{{8}}\.{suffix}"', response["Content-Disposition"])
    if suffix != "xlsx":
        assert content_of(response) == content_of(from_api)


@pytest.mark.usefixtures("three")
def test_the_workbook_holds_cases_and_gains(client: Client) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content_of(client.get(f"{PAGE}cases.xlsx"))))

    assert book["cases"]["A2"].value == "plating-2024"
    assert book["facts"].max_row == 1  # no result of this case names a family


def test_hostile_text_is_harmless_in_every_file(client: Client, db: None) -> None:
    hostile = '=HYPERLINK("http://example.com")<script>alert(1)</script>'
    load(
        make_row(
            title_ko=hostile,
            organisation_ko=hostile,
            organisation=hostile,
            results=[{"metric": hostile, "before": "4", "after": "1", "unit": "<b>", "family": "defect-rate"}],
        )
    )  # fmt: skip
    [case], [fact] = rows_of(client, f"{PAGE}cases.csv"), rows_of(client, f"{PAGE}facts.csv")
    book = openpyxl.load_workbook(io.BytesIO(content_of(client.get(f"{PAGE}cases.xlsx"))))

    assert case["title_ko"].startswith("'=")
    assert fact["kpi_ko"].startswith("'=")
    assert {cell.data_type for row in book["cases"].iter_rows(min_row=2) for cell in row} <= {"s", "n", "b"}
    for address in (PAGE, f"{PAGE}measures/defect-rate/"):
        assert b"<script>alert" not in client.get(address).content


@pytest.mark.usefixtures("bare_library")
@pytest.mark.parametrize(
    "query",
    [
        "?theme=%00",
        "?from=99999&to=x",
        "?sector='%20or%201=1--",
        "?country=%F0%9F%92%A9",
        "?theme=lean&theme=esg",
        "?page=x",
    ],
)
def test_a_senseless_address_is_no_error(client: Client, query: str) -> None:
    for address in (PAGE, API, f"{PAGE}measures/productivity/", f"{PAGE}facts.csv"):
        assert client.get(address + query).status_code == 200


@pytest.mark.usefixtures("three")
def test_unknown_files_and_measures_are_not_found(client: Client) -> None:
    assert client.get(f"{PAGE}other.csv").status_code == 404
    assert client.get(f"{PAGE}measures/other/").status_code == 404
    assert client.get(EXPORT, {"file": "other"}).status_code == 404


@pytest.mark.usefixtures("bare_library")
def test_the_values_of_a_measure_are_listed_with_their_cases(client: Client) -> None:
    text = client.get(f"{PAGE}measures/waiting-time/").content.decode()

    assert "45 → 22분" in text
    assert "−51%" in text
    assert 'href="/cases/sutter-2013/"' in text


@pytest.mark.usefixtures("bare_library")
def test_both_languages_say_whose_values_these_are(client: Client) -> None:
    assert "수상 기업의 값이며 평균 기업의 기대값이 아닙니다." in client.get(PAGE).content.decode()
    with translation.override("en"):
        english = client.get(PAGE, headers={"accept-language": "en"}).content.decode()
    assert "They are values of award winners. An average company cannot expect them." in english


@pytest.mark.usefixtures("bare_library")
def test_the_methods_of_a_need_are_those_its_cases_use_most() -> None:
    [circle, both, none] = methods_used(
        [{"smart-factory": 1.0}, {"smart-factory": 1.0, "spc-six-sigma": 5.0}, {"no-such": 1.0}], limit=3
    )

    assert circle[0].code == "automation"
    assert circle[0].cases == 16
    assert {one.code for one in both} & {"spc", "six-sigma"}
    assert none == ()


def test_another_library_is_another_stamp(db: None) -> None:
    dam_forget()
    empty = dam_stamp()
    load(make_row())

    assert empty.changed_at is None
    assert dam_stamp().token != empty.token
