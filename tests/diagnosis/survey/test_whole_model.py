"""The survey with the product's own model, and what holds for every page of it."""

import json
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

import diagnosis
from diagnosis.models import Diagnosis
from diagnosis.selectors.progress import survey_of
from diagnosis.services.models_catalog import model_version_load, model_version_publish
from diagnosis.services.start import diagnosis_start
from tests.factories import NOW, People

As = Callable[[str], Client]
MODEL = Path(diagnosis.__file__).parent / "catalog" / "models" / "dqm" / "2026.1.yaml"
HOSTILE = "<script>alert(1)</script>{{7*7}}{% now 'Y' %}"


@pytest.fixture
def real(people: People) -> Diagnosis:
    version = model_version_load(text=MODEL.read_bytes(), by=None, now=NOW)
    version = model_version_publish(model_version=version, by=None, now=NOW)
    return diagnosis_start(
        company=people.company,
        model_version=version,
        reference_year=2026,
        modules=["DNA", "SVC", "ESG"],
        by=people.owner,
        now=NOW,
    )


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_section_opens_in_both_languages(
    as_: As, real: Diagnosis, language: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_("editor")
    sections = survey_of(real).sections
    assert len(sections) == 16
    for section in sections:
        address = reverse("diagnosis:section", args=[real.pk, section.slug])
        with django_assert_max_num_queries(15):
            response = client.get(address, headers={"accept-language": language})
        page = response.content.decode()
        assert response.status_code == 200
        assert page.count("<fieldset") == len(section.asked) > 0
        assert page.count('<details class="more"') == len(section.asked), "every question has help"
        assert ">None<" not in page


def test_saving_an_answer_asks_little_of_the_database(
    as_: As, real: Diagnosis, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_("editor")
    address = reverse("api-answer", args=[real.pk, "INF1.1"])
    for revision in (1, 2):
        body = json.dumps({"value": 3, "revision": revision})
        with django_assert_max_num_queries(12):
            assert client.put(address, body, content_type="application/json").status_code == 200


def test_hostile_names_and_notes_are_only_text(as_: As, real: Diagnosis) -> None:
    real.company.name = HOSTILE
    real.company.save()
    client = as_("owner")
    body = json.dumps({"value": 3, "revision": 1, "note": HOSTILE, "evidence": HOSTILE})
    client.put(reverse("api-answer", args=[real.pk, "INF1.1"]), body, content_type="application/json")
    pages = [reverse("diagnosis:list"), reverse("diagnosis:begin")]
    pages += [reverse(f"diagnosis:{name}", args=[real.pk]) for name in ("tasks", "profile", "check", "cancel")]
    pages.append(reverse("diagnosis:section", args=[real.pk, "inf1"]))
    for address in pages:
        page = client.get(address).content.decode()
        assert "<script>alert" not in page, address
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in page, address


@pytest.mark.parametrize("name", ["profile", "submit", "cancel"])
def test_every_post_needs_its_token(real: Diagnosis, people: People, name: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.owner)
    assert client.post(reverse(f"diagnosis:{name}", args=[real.pk]), {}).status_code == 403
    real.refresh_from_db()
    assert real.state == "draft"


def test_unknown_diagnoses_are_not_found(as_: As, real: Diagnosis) -> None:
    for name in ("tasks", "profile", "check", "submit", "receipt", "progress", "cancel"):
        assert as_("owner").get(reverse(f"diagnosis:{name}", args=[UUID(int=7)])).status_code == 404
