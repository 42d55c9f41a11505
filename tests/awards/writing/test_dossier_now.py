"""What the rows of a draft add up to, and how far it is."""

from __future__ import annotations

import pytest

from awards.dossier import checksum, from_data, to_data
from awards.models import ApplicationConsent, AwardApplication, DossierFigure, DossierText
from awards.selectors.completeness import completeness
from awards.selectors.dossier import character_limits, dossier_now, dossier_of, figure_limit
from awards.selectors.review_log import criteria_for
from tests.awards.rows import hand_in, make_dossier
from tests.factories import NOW, People

pytestmark = pytest.mark.django_db


def write(application: AwardApplication, code: str, text: str) -> DossierText:
    return DossierText.objects.create(application=application, code=code, text=text, revision=1, saved_at=NOW)


def draw(application: AwardApplication, code: str, number: int, values: dict[str, float]) -> DossierFigure:
    return DossierFigure.objects.create(
        application=application, code=code, number=number, title="출하불량", unit="ppm", direction="down",
        values=values, saved_at=NOW,
    )  # fmt: skip


class TestDossierNow:
    def test_has_every_item_in_order_even_where_nothing_is_written(self, application: AwardApplication) -> None:
        dossier = dossier_now(application)
        assert [one.code for one in dossier.sections][:3] == ["AWD0", "AWD1.1", "AWD1.2"]
        assert not any(one.is_answered for one in dossier.sections)

    def test_numbers_paragraphs_and_figures_as_they_are_cited(self, application: AwardApplication) -> None:
        write(application, "AWD7.1", "첫 문단\r\n\r\n둘째 문단")
        draw(application, "AWD7.1", 3, {"2025": 68.0, "2024": 121.0})
        section = dossier_now(application).section("AWD7.1")
        assert [one.id for one in section.paragraphs] == ["7.1-P1", "7.1-P2"]
        assert [one.id for one in section.figures] == ["7.1-F3"]
        assert list(section.figures[0].values) == [2024, 2025]

    def test_comes_back_from_what_was_handed_in(self, application: AwardApplication, people: People) -> None:
        dossier = make_dossier(application)
        submission = hand_in(application, people.owner, dossier=dossier)
        assert dossier_of(submission) == dossier

    def test_is_stored_and_read_alike(self, application: AwardApplication) -> None:
        write(application, "AWD1.1", "대표가 매주 현장을 본다.")
        draw(application, "AWD7.1", 1, {"2025": 68.0})
        dossier = dossier_now(application)
        assert checksum(from_data(to_data(dossier))) == checksum(dossier)


class TestCompleteness:
    def test_of_nothing(self, application: AwardApplication) -> None:
        found = completeness(application)
        assert found.answered_ratio == 0
        assert not found.is_complete
        assert found.by_code["AWD0"].missing == ("AWD0",)
        assert found.by_code["CONSENTS"].missing == ("N01",)

    def test_counts_items_answered_and_asks_for_what_must_be_there(self, application: AwardApplication) -> None:
        write(application, "AWD0", "우리는 도금한다.")
        write(application, "AWD1.1", "대표가 매주 현장을 본다.")
        AwardApplication.objects.filter(pk=application.pk).update(contact_name="김", contact_phone="02-1")
        application.refresh_from_db()
        assert [part.code for part in completeness(application).blocking] == ["CONSENTS"]
        ApplicationConsent.objects.create(
            application=application, code="N01", given=True, decided_at=NOW, decided_by=_owner(application)
        )
        found = completeness(application)
        assert found.is_complete
        assert found.answered == 1
        assert "AWD2.1" in [part.code for part in found.unanswered]

    def test_a_consent_taken_back_is_missing_again(self, application: AwardApplication) -> None:
        for given in (True, False):
            ApplicationConsent.objects.create(
                application=application, code="N01", given=given, decided_at=NOW, decided_by=_owner(application)
            )
        assert completeness(application).by_code["CONSENTS"].missing == ("N01",)

    def test_a_results_item_without_figures_is_not_done(self, application: AwardApplication) -> None:
        write(application, "AWD7.1", "좋아졌다.")
        assert completeness(application).by_code["AWD7.1"].state == "doing"
        draw(application, "AWD7.1", 1, {"2023": 3.0, "2024": 2.0, "2025": 1.0})
        found = completeness(application)
        assert found.by_code["AWD7.1"].state == "done"
        assert found.results_years == 3

    def test_a_text_beyond_the_limit_blocks_and_one_at_the_limit_does_not(self, application: AwardApplication) -> None:
        limit = character_limits(application)["AWD1.2"]
        assert limit == 1500
        row = write(application, "AWD1.2", "가" * limit)
        assert completeness(application).by_code["AWD1.2"].state == "done"
        row.text = "가" * (limit + 1)
        row.save()
        part = completeness(application).by_code["AWD1.2"]
        assert part.too_long == 1
        assert part.is_blocking

    def test_a_large_company_has_the_whole_length(self, application: AwardApplication) -> None:
        application.company.size_code = "large"
        assert character_limits(application)["AWD1.2"] == 2500

    def test_the_size_declared_goes_before_that_of_the_company(self, application: AwardApplication) -> None:
        application.facts.create(key="applicant.size", value="large", said_at=NOW)
        assert character_limits(application)["AWD1.2"] == 2500

    def test_results_items_may_have_more_figures(self, application: AwardApplication) -> None:
        criteria = criteria_for(application)
        assert [figure_limit(criteria, code) for code in ("AWD0", "AWD1.1", "AWD7.1")] == [0, 2, 4]


def _owner(application: AwardApplication):  # type: ignore[no-untyped-def]
    return application.company.memberships.get(role="owner").user
