"""Addresses of the whole site. Apps are named as strings: nothing here imports them."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from qmplatform import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("qmplatform.page_urls")),
    path("", include("diagnosis.home_urls")),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("cases/", include("cases.urls")),
    path("c/", include("cases.short_urls")),
    path("diagnosis/", include("diagnosis.urls")),
    path("benchmarks/", include("diagnosis.benchmark_urls")),
    path("support/", include("diagnosis.support_urls")),
    path("awards/", include("awards.urls")),
    path("dashboards/", include("dashboards.urls")),
    path("api/v1/", include("qmplatform.api_urls")),
    path("api/schema/", login_not_required(SpectacularAPIView.as_view()), name="api-schema"),
    path(
        "api/docs/",
        login_not_required(
            SpectacularSwaggerSplitView.as_view(url_name="api-schema", template_name="qmplatform/api_docs.html")
        ),
        name="api-docs",
    ),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path(settings.QM_ADMIN_PATH, admin.site.urls),
]

handler400 = "qmplatform.views.bad_request"
handler403 = "qmplatform.views.permission_denied"
handler404 = "qmplatform.views.page_not_found"
handler500 = "qmplatform.views.server_error"
