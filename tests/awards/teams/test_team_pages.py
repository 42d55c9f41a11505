"""The pages: what officials and examiners see and do, and what they are told when a rule refuses."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from awards.models import Calibration, ExaminerDeclaration, ExaminerProfile, ExaminerTie, Seat, TieClearance
from awards.selectors.calibration import practice_file
from tests.awards.teams.made import World, declare, seat
from tests.factories import NOW, make_user

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _english(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.QM_FORCE_MFA = False
    settings.LANGUAGE_CODE = "en"
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def as_(client: Client, user) -> Client:
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def url(name: str, *args) -> str:
    return reverse(f"awards:{name}", args=args)


def test_an_official_has_teams_proposed_and_takes_the_proposal(client):
    world = World(files=2, pool=6)
    as_(client, world.official)
    page = client.get(url("propose"), {"size": 4, "keep": "on"})
    assert "2 of 2 teams are complete" in page.text
    assert not Seat.objects.exists()  # looking changes nothing
    data = {"size": 4, "keep": "on", "fingerprint": "another"}
    assert client.post(url("propose-take"), data).status_code == 409
    assert not Seat.objects.exists()
    data["fingerprint"] = page.context["found"].fingerprint
    assert client.post(url("propose-take"), data).status_code == 302
    board = client.get(url("assignment"))
    assert board.context["board"].counts == {"declaring": 2}
    assert Seat.objects.count() == 8
    # What is searched for and what is not.
    name = Seat.objects.filter(application=world.file).first().examiner.user.name
    assert client.get(url("assignment"), {"q": name}).context["page"].paginator.count >= 1
    assert client.get(url("assignment"), {"q": "nobody"}).context["page"].paginator.count == 0


def test_a_conflict_is_refused_with_the_words_of_its_rule_and_a_free_examiner_is_taken(client):
    world = World(files=1, pool=5)
    tied, free = world.examiners[:2]
    ExaminerTie.objects.create(
        examiner=tied, relation="employment", organisation_name="X",
        organisation_number=world.company.business_number, declared_at=NOW, declared_by=tied.user,
    )  # fmt: skip
    as_(client, world.official)
    where = url("team-change", world.file.pk)
    page = client.post(where, {"add": tied.pk, "reason": "Knows them well.", "step": "save"})
    assert "Employed by the applicant or its group within three years." in page.text
    assert not Seat.objects.exists()
    assert "Say why." in client.post(where, {"add": free.pk, "step": "save"}).text
    # Asking the rules changes nothing and tells what would be lacking.
    page = client.post(where, {"add": free.pk, "reason": "Knows the sector.", "step": "check"})
    assert "The rules allow this change" in page.text
    assert "Too few members" in page.text
    assert not Seat.objects.exists()
    assert client.post(where, {"add": free.pk, "reason": "Knows the sector.", "step": "save"}).status_code == 302
    page = client.get(url("team", world.file.pk))
    assert free.user.name in page.text
    assert "Knows the sector." in page.text


def test_a_tie_to_look_at_is_cleared_on_the_page_of_the_team(client):
    world = World(files=1, pool=4)
    one = world.examiners[0]
    ExaminerTie.objects.create(
        examiner=one, relation="academic_advisor", organisation_name="X",
        organisation_number=world.company.business_number, declared_at=NOW, declared_by=one.user,
    )  # fmt: skip
    as_(client, world.official)
    where = url("team-clear", world.file.pk)
    assert "Ties to look at" in client.get(url("team", world.file.pk)).text
    assert client.post(where, {"examiner": one.pk, "rule": "C08", "reason": ""}).status_code == 200
    assert not TieClearance.objects.exists()
    assert client.post(where, {"examiner": one.pk, "rule": "C08", "reason": "Long ago."}).status_code == 302
    page = client.get(url("team", world.file.pk))
    assert "Ties to look at" not in page.text
    assert "Long ago." in page.text


def test_a_ready_team_is_named_and_one_that_is_not_stays(client):
    world = World(files=1, pool=4)
    for at, one in enumerate(world.examiners):
        seat(world.file, one, is_lead=at == 0)
    as_(client, world.official)
    client.post(url("team-name", world.file.pk))
    world.file.refresh_from_db()
    assert world.file.state == "eligible"
    declare(world.file, *world.examiners)
    assert "Name this team" in client.get(url("team", world.file.pk)).text
    client.post(url("team-name", world.file.pk))
    world.file.refresh_from_db()
    assert world.file.state == "review"


def test_an_examiner_declares_or_steps_back_and_others_find_nothing(client):
    world = World(files=1, pool=3)
    one, other, stranger = world.examiners
    seat(world.file, one)
    seat(world.file, other)
    as_(client, stranger.user)
    assert client.get(url("declare", world.file.pk)).status_code == 404
    as_(client, one.user)
    assert world.company.name in client.get(url("my-ties")).text
    assert client.post(url("declare", world.file.pk)).status_code == 200
    assert not ExaminerDeclaration.objects.exists()
    assert client.post(url("declare", world.file.pk), {"agreed": "on"}).status_code == 302
    assert "Signed on" in client.get(url("declare", world.file.pk)).text
    as_(client, other.user)
    page = client.post(url("step-back", world.file.pk), {"rule": "C02", "reason": ""})
    assert page.status_code == 200
    assert Seat.objects.exclude(state="ended").count() == 2
    client.post(url("step-back", world.file.pk), {"rule": "C02", "reason": "I taught them."})
    assert Seat.objects.exclude(state="ended").get().examiner == one
    assert client.get(url("declare", world.file.pk)).status_code == 404


def test_an_examiner_tells_of_ties_and_takes_back_only_their_own(client):
    world = World(files=1, pool=2)
    one, other = world.examiners
    as_(client, one.user)
    told = {"relation": "shareholding", "organisation_name": "한빛", "organisation_number": "124-81-00998",
            "share_percent": "0.5", "is_listed": "on", "since": "2020-01-02"}  # fmt: skip
    assert client.post(url("my-ties"), {**told, "until": "2019-01-01"}).status_code == 200
    assert client.post(url("my-ties"), {**told, "organisation_number": "124-81-00999"}).status_code == 200
    assert not ExaminerTie.objects.exists()
    assert client.post(url("my-ties"), told).status_code == 302
    [tie] = ExaminerTie.objects.all()
    assert (tie.examiner, tie.declared_by, tie.organisation_number) == (one, one.user, "1248100998")
    assert tie.share_ratio == pytest.approx(0.005)
    client.post(url("my-place"), {"employer_name": "공단", "employer_number": "1248100998", "region_code": "11"})
    one.refresh_from_db()
    assert (one.employer_name, one.employer_number, one.region_code) == ("공단", "1248100998", "11")
    # What the office entered is the office's; another's tie is not found.
    office = ExaminerTie.objects.create(
        examiner=one, relation="employment", organisation_name="X", organisation_number="1208147521", declared_at=NOW,
        declared_by=world.official,
    )  # fmt: skip
    client.post(url("tie-withdraw", office.pk))
    office.refresh_from_db()
    assert office.withdrawn_at is None
    client.post(url("tie-withdraw", tie.pk))
    tie.refresh_from_db()
    assert tie.withdrawn_at == NOW
    as_(client, other.user)
    assert client.post(url("tie-withdraw", office.pk)).status_code == 404


def test_officials_keep_the_pool(client):
    world = World(files=1, pool=2)
    as_(client, world.official)
    plain = make_user("team-plain@example.com")
    new = make_user("team-fresh@example.com", name="Fresh", platform_role="examiner")
    told = {"cycles_before": 1, "sectors": ["FABMETAL"], "skills": ["people"], "is_active": "on"}
    for email in (plain.email, "nobody@example.com", world.examiners[0].user.email):
        assert client.post(url("examiner-new"), {**told, "email": email}).status_code == 200
    assert ExaminerProfile.objects.count() == 2
    assert client.post(url("examiner-new"), {**told, "email": new.email}).status_code == 302
    row = ExaminerProfile.objects.get(user=new)
    assert (row.cycles_before, row.sectors, row.is_active, row.is_judge) == (1, ["FABMETAL"], True, False)
    client.post(url("examiner", row.pk), {**told, "cycles_before": 3, "is_judge": "on"})
    row.refresh_from_db()
    assert (row.cycles_before, row.is_judge) == (3, True)
    assert "Fresh" in client.get(url("examiners"), {"tab": "judges"}).text
    assert "Fresh" not in client.get(url("examiners"), {"tab": "able"}).text
    tie = {"relation": "employment", "organisation_name": "한빛", "organisation_number": "1248100998"}
    assert client.post(url("examiner-tie", row.pk), tie).status_code == 302
    noted = ExaminerTie.objects.get()
    client.post(url("examiner-tie-withdraw", row.pk, noted.pk))
    noted.refresh_from_db()
    assert noted.withdrawn_at == NOW


def rated(percents: dict[str, int]) -> dict[str, str]:
    """Return a form in which every sub-rating lies in the range of its item's percent."""
    ranges = ((0, "R1"), (10, "R2"), (30, "R3"), (50, "R4"), (70, "R5"), (90, "R6"))
    data = {}
    for item, percent in percents.items():
        code = [one for low, one in ranges if percent >= low][-1]
        factors = ("Le", "T", "C", "I") if item.startswith("AWD7") else ("A", "D", "L", "I")
        data |= {f"{item}-percent": str(percent)} | {f"{item}-{factor}": code for factor in factors}
    return data


def test_calibration_is_passed_near_the_reference_and_shows_it_only_then(client):
    world = World(files=1, pool=1)
    one = world.examiners[0]
    Calibration.objects.all().delete()
    as_(client, one.user)
    where, reference = url("calibration"), dict(practice_file("demo-2026", "en").reference)
    assert "Gaonnuri" in client.get(where).text
    assert client.post(where, {}).status_code == 200
    broken = rated(reference) | {"AWD1.1-D": "R1"}  # the item lies further above it than the rules allow
    page = client.post(where, broken)
    assert page.context["page_errors"][0]["label"] == "AWD1.1"
    assert 'value="R1" selected' in page.text  # what was chosen is kept
    assert not Calibration.objects.exists()
    mild = {item: min(percent + 30, 100) for item, percent in reference.items()}
    assert client.post(where, rated(mild)).status_code == 302
    page = client.get(where)
    assert "Not near enough yet" in page.text
    assert "milder than the reference" in page.text
    assert page.context["last"]["lines"][0]["reference"] is None
    assert not Calibration.objects.get().passed
    near = reference | {"AWD1.1": reference["AWD1.1"] + 5}
    client.post(where, rated(near))
    page = client.get(where)
    assert "You passed" in page.text
    assert page.context["last"]["lines"][0]["reference"] == reference["AWD1.1"]
    assert [row.passed for row in Calibration.objects.order_by("pk")] == [False, True]
