"""Who may open the pages of the platform itself, the API's documents and the back office."""

from typing import Any

from django.contrib.contenttypes.models import ContentType

from tests.architecture.access import Row, administrators, everyone, logged_in
from tests.factories import People


def things(people: People) -> dict[str, Any]:
    return {"user_type": ContentType.objects.get_for_model(people.owner).pk}


PAGES = [
    Row("home", get=everyone(200)),
    Row("help", get=everyone(200)),
    Row("privacy", get=everyone(200)),
    Row("accessibility", get=everyone(200)),
    Row("sitemap", get=everyone(200)),
    Row("set_language", get=None, post=everyone(302)),
    Row("session_extend", get=None, post=logged_in(204)),
    Row("api-schema", get=everyone(200)),
    Row("api-docs", get=everyone(200)),
    Row("healthz", get=everyone(200)),
    Row("readyz", get=everyone((200, 503)), note="503 where no broker answers"),
    Row("metrics", get=everyone(200)),
]
OFFICE = [
    Row("admin:index", get=administrators(200)),
    Row("admin:login", get=everyone(403, anonymous=302, administrator=302), note="to our own log-in page"),
    Row("admin:logout", get=None),
    Row("admin:password_change", get=administrators(200)),
    Row("admin:password_change_done", get=administrators(200)),
    Row("admin:autocomplete", get=administrators(403)),
    Row("admin:jsi18n", get=administrators(200)),
    Row("admin:view_on_site", args=lambda t: [t["user_type"], t["people"].owner.pk], get=administrators(404)),
    Row("admin:app_list", args=lambda t: ["accounts"], get=administrators(200)),
]
# Ours are read; those of other packages stay shut (403): nobody needs them.
_OURS = ("accounts_user", "accounts_company", "accounts_membership", "accounts_invitation", "accounts_consent")
_FOREIGN = ("auth_group", "authtoken_tokenproxy", "account_emailaddress", "mfa_authenticator")
for _name in (*_OURS, "qmplatform_auditentry", "qmplatform_job"):
    OFFICE += [
        Row(f"admin:{_name}_changelist", get=administrators(200)),
        Row(f"admin:{_name}_add", get=administrators(403)),
        Row(f"admin:{_name}_history", args=lambda t: ["0"], get=administrators(302)),
        Row(f"admin:{_name}_change", args=lambda t: ["0"], get=administrators(302)),
        Row(f"admin:{_name}_delete", args=lambda t: ["0"], get=administrators(403)),
    ]
for _name in _FOREIGN:
    OFFICE += [
        Row(f"admin:{_name}_changelist", get=administrators(403)),
        Row(f"admin:{_name}_add", get=administrators(403)),
        Row(f"admin:{_name}_history", args=lambda t: ["0"], get=administrators(302)),
        Row(f"admin:{_name}_change", args=lambda t: ["0"], get=administrators(403)),
        Row(f"admin:{_name}_delete", args=lambda t: ["0"], get=administrators(403)),
    ]
ROWS = PAGES + OFFICE
