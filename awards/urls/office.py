"""Addresses of the award office: applications, screening, answers, calendar."""

from django.urls import path

from awards.views.office import answers, calendar, files

urlpatterns = [
    path("office/", files.files, name="office"),
    path("office/answers/", answers.answers, name="office-answers"),
    path("office/answers/appeals/<int:appeal_id>/", answers.appeal, name="office-appeal"),
    path("office/answers/challenges/<int:challenge_id>/", answers.challenge, name="office-challenge"),
    path("office/calendar/", calendar.calendar, name="office-calendar"),
    path("office/calendar/<slug:cycle_key>/<slug:stage>/", calendar.stage, name="office-stage"),
    path("office/<uuid:application_id>/", files.file, name="office-application"),
    path("office/<uuid:application_id>/facts/", files.facts, name="office-facts"),
    path("office/<uuid:application_id>/screen/", files.screen, name="office-screen"),
]
