"""Drafts from the self-diagnosis: proposed with their sources, taken one by one, never over what stands there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from awards.models import AwardApplication, DossierFigure, DossierText
from awards.selectors.prefill import FigureProposal, Prefill, TextProposal, prefill_of
from awards.services import prefill as services
from awards.services.figures import UnableToAddFigure
from awards.services.prefill import UnableToPrefill, prefill_take
from diagnosis.models import Result
from qmplatform.models import AuditEntry
from tests.diagnosis.result.samples import make_result
from tests.factories import NOW, People

pytestmark = pytest.mark.django_db
TEXT = "AWD1.1:ORG2"
FIGURE = "AWD7.1:PER2.1"


def consent(application: AwardApplication, people: People, *, given: bool = True) -> None:
    application.consents.create(code="N02", given=given, decided_at=NOW, decided_by=people.owner)


@pytest.fixture
def result(application: AwardApplication, people: People) -> Result:
    consent(application, people)
    return make_result(application.company, people.editor)


def take(application: AwardApplication, people: People, key: str, text: str = "") -> DossierText | DossierFigure:
    return prefill_take(application=application, key=key, text=text, by=people.editor, now=NOW)


def text_of(found: Prefill, key: str = TEXT) -> TextProposal:
    proposal = found.by_key[key]
    assert isinstance(proposal, TextProposal)
    return proposal


def figure_of(found: Prefill, key: str = FIGURE) -> FigureProposal:
    proposal = found.by_key[key]
    assert isinstance(proposal, FigureProposal)
    return proposal


class TestProposing:
    def test_nothing_without_consent(self, application: AwardApplication, people: People) -> None:
        make_result(application.company, people.editor)
        found = prefill_of(application)
        assert found.result is not None
        assert not found.is_consented
        assert found.proposals == ()

    def test_nothing_once_the_consent_is_taken_back(
        self, application: AwardApplication, people: People, result: Result
    ) -> None:
        assert prefill_of(application).proposals
        consent(application, people, given=False)
        assert prefill_of(application).proposals == ()

    def test_nothing_without_a_result(self, application: AwardApplication, people: People) -> None:
        consent(application, people)
        assert prefill_of(application).result is None

    def test_nothing_of_another_company(self, application: AwardApplication, people: People) -> None:
        consent(application, people)
        make_result(people.other_company, people.stranger)
        assert prefill_of(application).proposals == ()

    def test_a_text_says_what_was_answered_and_where(self, application: AwardApplication, result: Result) -> None:
        proposal = text_of(prefill_of(application, item="AWD1.1"))
        answers = result.submission.answers
        told = [line for line in proposal.text.splitlines() if line]
        assert len(told) == len(proposal.lines)
        assert len(told) + len(proposal.left_out) == sum(
            code.startswith("ORG2.") and row["state"] == "answered" for code, row in answers.items()
        )
        assert proposal.origin["receipt"] == result.submission.receipt_number
        assert proposal.origin["codes"] == [line.code for line in proposal.lines]
        for line, paragraph in zip(proposal.lines, told, strict=True):
            assert paragraph.startswith(line.title.ko)

    def test_is_written_in_the_language_of_the_dossier(self, application: AwardApplication, result: Result) -> None:
        application.language = "en"
        assert text_of(prefill_of(application)).text.startswith(text_of(prefill_of(application)).lines[0].title.en)

    def test_what_is_not_done_is_not_proposed(self, application: AwardApplication, people: People) -> None:
        consent(application, people)
        result = make_result(application.company, people.editor)
        lowest = {code for code, row in result.submission.answers.items() if row["value"] == 0}
        for proposal in prefill_of(application).proposals:
            if isinstance(proposal, TextProposal):
                assert not lowest & {line.code for line in proposal.lines}

    def test_a_module_gives_one_text_a_dimension(self, application: AwardApplication, result: Result) -> None:
        keys = [key for key in prefill_of(application, item="AWD1.2").by_key if ":ESG" in key]
        assert keys == ["AWD1.2:ESG1", "AWD1.2:ESG2", "AWD1.2:ESG3"]

    def test_a_figure_has_the_numbers_of_every_year(
        self, application: AwardApplication, people: People, result: Result
    ) -> None:
        make_result(application.company, people.editor, year=2025)
        proposal = figure_of(prefill_of(application))
        assert list(proposal.values) == [2025, 2026]
        assert proposal.indicator == "FPY"
        assert proposal.direction == "up"
        assert [one["reference_year"] for one in proposal.origins] == [2025, 2026]

    def test_of_a_year_the_newest_result_counts(
        self, application: AwardApplication, people: People, result: Result
    ) -> None:
        assert prefill_of(application).result == result


class TestTaking:
    def test_a_text_is_added_as_the_applicant_made_it(
        self, application: AwardApplication, people: People, result: Result
    ) -> None:
        DossierText.objects.create(application=application, code="AWD1.1", text="내 글", revision=4, saved_at=NOW)
        row = take(application, people, TEXT, "고쳐 쓴 초안")
        assert isinstance(row, DossierText)
        assert row.text == "내 글\n\n고쳐 쓴 초안"
        assert row.origins[0]["receipt"] == result.submission.receipt_number
        assert row.origins[0]["taken_at"] == NOW.isoformat()
        assert AuditEntry.objects.get(action="award_prefill_take").details["item"] == "AWD1.1"

    def test_is_taken_once(self, application: AwardApplication, people: People, result: Result) -> None:
        take(application, people, TEXT, "초안")
        assert prefill_of(application).by_key[TEXT].is_taken
        with pytest.raises(UnableToPrefill, match="taken"):
            take(application, people, TEXT, "초안")

    def test_without_looking_whether_it_was_taken_it_would_be_twice(
        self, application: AwardApplication, people: People, result: Result, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def forgetful(application: AwardApplication, *, item: str = "") -> Prefill:
            found = prefill_of(application, item=item)
            return replace(found, proposals=tuple(replace(one, is_taken=False) for one in found.proposals))

        monkeypatch.setattr(services, "prefill_of", forgetful)
        take(application, people, TEXT, "초안")
        take(application, people, TEXT, "초안")
        assert DossierText.objects.get().text.count("초안") == 2

    def test_a_figure_stands_beside_those_there_are(
        self, application: AwardApplication, people: People, result: Result
    ) -> None:
        row = take(application, people, FIGURE)
        assert isinstance(row, DossierFigure)
        assert (row.code, row.number, row.indicator) == ("AWD7.1", 1, "FPY")
        assert row.target == {}
        assert prefill_of(application).by_key[FIGURE].is_taken

    def test_as_many_figures_as_the_criteria_allow(
        self, application: AwardApplication, people: People, result: Result
    ) -> None:
        keys = [key for key, one in prefill_of(application, item="AWD7.1").by_key.items() if one.kind == "figure"]
        assert len(keys) > 4
        for key in keys[:4]:
            take(application, people, key)
        with pytest.raises(UnableToAddFigure):
            take(application, people, keys[4])

    def test_not_without_consent(self, application: AwardApplication, people: People, result: Result) -> None:
        consent(application, people, given=False)
        with pytest.raises(UnableToPrefill, match="consent"):
            take(application, people, TEXT, "초안")
        assert not DossierText.objects.exists()

    def test_not_what_nobody_proposes_and_not_nothing(
        self, application: AwardApplication, people: People, result: Result
    ) -> None:
        with pytest.raises(UnableToPrefill, match="gone"):
            take(application, people, "AWD1.1:ORG9", "초안")
        with pytest.raises(UnableToPrefill, match="empty"):
            take(application, people, TEXT, "  ")


class TestPage:
    def test_shows_sources_and_takes(self, application: AwardApplication, editor: Client, result: Result) -> None:
        address = reverse("awards:prefill", args=[application.pk])
        body = editor.get(address, {"item": "AWD1.1"}).content.decode()
        assert result.submission.receipt_number in body
        assert "ORG2.1" in body
        assert "AWD7.1" not in body
        answer = editor.post(
            reverse("awards:prefill-take", args=[application.pk]),
            {"key": TEXT, "text": "고친 초안", "only": "AWD1.1"},
        )
        assert answer.status_code == 303
        assert answer["Location"] == f"{address}?item=AWD1.1#AWD1.1"
        assert DossierText.objects.get().text == "고친 초안"

    def test_asks_for_consent_first(self, application: AwardApplication, editor: Client, people: People) -> None:
        make_result(application.company, people.editor)
        body = editor.get(reverse("awards:prefill", args=[application.pk])).content.decode()
        assert "<textarea" not in body
        assert "자가진단 결과를 공적서 초안으로" in body

    def test_says_so_where_there_is_no_diagnosis(self, application: AwardApplication, editor: Client) -> None:
        body = editor.get(reverse("awards:prefill", args=[application.pk])).content.decode()
        assert reverse("diagnosis:list") in body

    @pytest.mark.parametrize("key", ["", "x", "AWD9.9:ORG2", "AWD1.1:NONE"])
    def test_a_wrong_key_takes_nothing(
        self, application: AwardApplication, editor: Client, result: Result, key: str
    ) -> None:
        answer = editor.post(reverse("awards:prefill-take", args=[application.pk]), {"key": key, "text": "x"})
        assert answer.status_code == 303
        assert not DossierText.objects.exists()
