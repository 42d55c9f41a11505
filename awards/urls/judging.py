"""Addresses of the judges: bonus, meetings, votes, decisions."""

from django.urls import path

from awards.views.judging import agenda, bonus, judge, meeting, office, winners

urlpatterns = [
    path("judging/", office.panels, name="panels"),
    path("judging/standings/", office.standings, name="standings"),
    path("judging/new/", office.new, name="panel-new"),
    path("judging/winners/", winners.winners, name="winners"),
    path("judging/winners/<uuid:application_id>/draft/", winners.draft, name="winner-draft"),
    path("judging/<uuid:meeting_id>/", meeting.panel, name="panel"),
    path("judging/<uuid:meeting_id>/change/", office.change, name="panel-change"),
    path("judging/<uuid:meeting_id>/cancel/", office.cancel, name="panel-cancel"),
    path("judging/<uuid:meeting_id>/agenda/", agenda.agenda, name="panel-agenda"),
    path("judging/<uuid:meeting_id>/agenda/<int:question_id>/remove/", agenda.remove, name="panel-remove"),
    path("judging/<uuid:meeting_id>/agenda/<int:question_id>/propose/", agenda.propose, name="panel-propose"),
    path("judging/<uuid:meeting_id>/open/", meeting.opening, name="panel-open"),
    path("judging/<uuid:meeting_id>/leave/", meeting.leave, name="panel-leave"),
    path("judging/<uuid:meeting_id>/close/", meeting.closing, name="panel-close"),
    path("panels/", judge.my_panels, name="my-panels"),
    path("panels/<uuid:meeting_id>/", judge.vote, name="vote"),
    path("panels/<uuid:meeting_id>/<int:question_id>/", judge.question, name="panel-question"),
    path("panels/<uuid:meeting_id>/<int:question_id>/step-back/", judge.step_back, name="panel-step-back"),
    path("bonus/<uuid:application_id>/", bonus.bonus, name="bonus"),
    path("outcomes/<uuid:application_id>/", winners.outcome, name="outcome"),
    path("outcomes/<uuid:application_id>/text/", winners.text, name="winner-text"),
]
