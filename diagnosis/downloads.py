"""How an issued report is handed out, by page and API alike."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import override

from diagnosis.models import Diagnosis


def pdf_response(body: bytes, diagnosis: Diagnosis, language: str) -> HttpResponse:
    """Return the file as an attachment that nobody keeps on the way."""
    with override(language):
        name = _("Quality self-diagnosis report %(year)d %(company)s.pdf") % {
            "year": diagnosis.reference_year,
            "company": "".join(c for c in diagnosis.company.name if c.isalnum() or c in " ()㈜-_").strip(),
        }
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["Content-Length"] = str(len(body))
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response
