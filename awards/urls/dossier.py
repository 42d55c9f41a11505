"""Addresses of the dossier: its items, figures and attachments."""

from django.urls import path

from awards.views.dossier import figures, files, item, overview, prefill

_DOSSIER = "applications/<uuid:application_id>/dossier/"
_FILES = "applications/<uuid:application_id>/attachments/<uuid:attachment_id>/"

urlpatterns = [
    path(_DOSSIER, overview.overview, name="dossier"),
    path(f"{_DOSSIER}read/", overview.reading, name="dossier-reading"),
    path(f"{_DOSSIER}draft/", prefill.proposals, name="prefill"),
    path(f"{_DOSSIER}draft/take/", prefill.take, name="prefill-take"),
    path(f"{_DOSSIER}<str:code>/", item.item, name="dossier-item"),
    path(f"{_DOSSIER}<str:code>/text/", item.text, name="dossier-text"),
    path(f"{_DOSSIER}<str:code>/figures/", figures.add, name="figure-add"),
    path(f"{_DOSSIER}<str:code>/figures/preview/", figures.preview, name="figure-preview"),
    path(f"{_DOSSIER}<str:code>/figures/<int:number>/", figures.edit, name="figure"),
    path(f"{_DOSSIER}<str:code>/figures/<int:number>/remove/", figures.remove, name="figure-remove"),
    path(f"{_DOSSIER}<str:code>/attachments/", files.add, name="attachment-add"),
    path(_FILES, files.attachment, name="attachment"),
    path(f"{_FILES}label/", files.label, name="attachment-label"),
    path(f"{_FILES}remove/", files.remove, name="attachment-remove"),
]
