"""Addresses."""

from django.urls import URLPattern, URLResolver, include, path

from cases import curation_urls, dam_urls, import_urls, proposal_urls, saved_urls
from cases.views import library

app_name = "cases"
# Words below stand where a case's id may stand: `cases.importing.records` keeps them from becoming one.
urlpatterns: list[URLPattern | URLResolver] = [
    path("", library.case_list, name="list"),
    path("manage/import/", include(import_urls.urlpatterns)),
    path("manage/", include(curation_urls.urlpatterns)),
    path("data/", include(dam_urls.urlpatterns)),
    path("propose/", include(proposal_urls.urlpatterns)),
    path("saved/", include(saved_urls.urlpatterns)),
    path("<slug:case_id>/", library.case_detail, name="detail"),
]
