"""The four steps on screen."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from diagnosis.models import Diagnosis

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]
STEPS = ("roadmap_environment", "roadmap_status", "roadmap_priorities", "roadmap", "roadmap_what_if")


def page(client: Client, diagnosis: Diagnosis, name: str, language: str = "ko", **query: object) -> str:
    client.cookies["django_language"] = language
    response = client.get(reverse(f"diagnosis:{name}", args=[diagnosis.pk]), query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("name", STEPS)
def test_every_step_shows_the_four_steps(diagnosis: Diagnosis, as_: ClientOf, name: str, language: str) -> None:
    html = page(as_("viewer"), diagnosis, name, language)
    assert html.count('aria-current="step"') == 1
    for step in STEPS[:4]:
        assert reverse(f"diagnosis:{step}", args=[diagnosis.pk]) in html
