"""A token opens the API to companies' programs, never to somebody whose role needs a second factor."""

from typing import Any

import pytest
from django.test import Client
from rest_framework.authtoken.models import Token

from accounts.models import User
from tests.factories import People

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def status_of(user: User) -> int:
    token = Token.objects.create(user=user)
    return Client().get("/api/v1/diagnoses/", headers={"authorization": f"Token {token.key}"}).status_code


@pytest.mark.parametrize("role", ["official", "local_official", "association", "analyst", "examiner", "administrator"])
def test_a_role_with_a_second_factor_has_no_token(people: People, settings: Any, role: str) -> None:
    settings.QM_FORCE_MFA = True
    assert status_of(people.by_role()[role]) in (401, 403)


def test_negative_control_others_have_theirs(people: People, settings: Any) -> None:
    settings.QM_FORCE_MFA = True
    assert status_of(people.owner) == 200
    settings.QM_FORCE_MFA = False
    assert status_of(people.official) == 200
