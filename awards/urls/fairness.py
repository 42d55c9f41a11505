"""Addresses of what officials see of how a cycle is judged."""

from django.urls import path

from awards.views.fairness import examiners, progress, ratings

urlpatterns = [
    path("fairness/", progress.board, name="fairness"),
    path("fairness/examiners/", examiners.people, name="fairness-examiners"),
    path("fairness/ratings/", ratings.figures, name="fairness-ratings"),
    path("fairness/ratings/ask/", ratings.ask, name="fairness-ask"),
]
