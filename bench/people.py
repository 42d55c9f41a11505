"""Makes companies with a draft each, and their log-in sessions; prints them as JSON. Runs inside an installation."""

import json
import os
import sys
from datetime import date

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qmplatform.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.services.companies import CompanyFacts, company_register  # noqa: E402
from accounts.services.people import user_create  # noqa: E402
from diagnosis.selectors.catalog import published_versions  # noqa: E402
from diagnosis.selectors.progress import survey_of  # noqa: E402
from diagnosis.services.answers import PostedAnswer, section_save  # noqa: E402
from diagnosis.services.reading import RawAnswer  # noqa: E402
from diagnosis.services.start import diagnosis_start  # noqa: E402


def main(count: int, *, complete: bool) -> None:
    """Make the people; with ``complete`` every question is answered and the draft waits to be submitted."""
    now = timezone.now()
    version = published_versions().first()
    assert version is not None
    batch = "9" if complete else "8"
    made = []
    for number in range(count):
        user = user_create(
            email=f"bench-{batch}-{number}@bench.example", name="가상", password="bench-quality-2026",
            by=None, now=now, is_synthetic=True,
        )  # fmt: skip
        facts = CompanyFacts(
            business_number=f"00{batch}{number:07d}", name=f"가상 {batch}-{number}", sector_code="FABMETAL",
            ksic_code="C2592", region_code="41", employees=30, sales_krw=5_000_000_000, founded_on=date(2010, 1, 1),
        )  # fmt: skip
        company = company_register(facts=facts, size_code="small", by=user, now=now, is_synthetic=True)
        diagnosis = diagnosis_start(
            company=company, model_version=version, reference_year=now.year, modules=[], by=user, now=now
        )
        survey = survey_of(diagnosis)
        for section in survey.sections if complete else ():
            posted = {
                item.code: PostedAnswer(RawAnswer(3 if item.type == "rubric" else "unknown"), 0)
                for item in section.asked
            }
            section_save(diagnosis=diagnosis, section=section.slug, posted=posted, by=user, now=now)
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        rubrics = [item.code for s in survey.sections for item in s.asked if item.type == "rubric"]
        made.append(
            {
                "session": session.session_key,
                "cookie": settings.SESSION_COOKIE_NAME,
                "diagnosis": str(diagnosis.pk),
                "codes": rubrics,
                "section": survey.sections[0].slug,
            }
        )
    print(json.dumps(made))


if __name__ == "__main__":
    main(int(sys.argv[1]), complete="--complete" in sys.argv)
