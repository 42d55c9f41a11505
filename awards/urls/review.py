"""Addresses of independent review."""

from django.urls import path

from awards.views.review import item, lists, lock

urlpatterns = [
    path("reviews/", lists.reviews, name="reviews"),
    path("reviews/<uuid:application_id>/", lists.overview, name="review"),
    path("reviews/<uuid:application_id>/dossier/", lists.dossier, name="review-dossier"),
    path("reviews/<uuid:application_id>/check/", lock.check, name="review-check"),
    path("reviews/<uuid:application_id>/items/<str:item>/", item.item, name="review-item"),
    path("reviews/<uuid:application_id>/items/<str:item>/save/", item.save, name="review-save"),
]
