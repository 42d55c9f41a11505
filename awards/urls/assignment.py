"""Addresses of the pool of examiners and of teams."""

from django.urls import URLPattern, path

from awards.views.assignment import board, calibrating, own, pool, team

urlpatterns: list[URLPattern] = [
    path("office/teams/", board.board, name="assignment"),
    path("office/teams/propose/", board.propose, name="propose"),
    path("office/teams/propose/take/", board.take, name="propose-take"),
    path("office/teams/name/", board.name_ready, name="name-ready"),
    path("office/teams/<uuid:application_id>/", team.team, name="team"),
    path("office/teams/<uuid:application_id>/change/", team.change, name="team-change"),
    path("office/teams/<uuid:application_id>/name/", team.name, name="team-name"),
    path("office/teams/<uuid:application_id>/clear/", team.clear, name="team-clear"),
    path("office/examiners/", pool.examiners, name="examiners"),
    path("office/examiners/new/", pool.new, name="examiner-new"),
    path("office/examiners/<int:examiner_id>/", pool.examiner, name="examiner"),
    path("office/examiners/<int:examiner_id>/ties/", pool.tie, name="examiner-tie"),
    path("office/examiners/<int:examiner_id>/ties/<int:tie_id>/withdraw/", pool.withdraw, name="examiner-tie-withdraw"),
    path("examiner/ties/", own.ties, name="my-ties"),
    path("examiner/place/", own.place, name="my-place"),
    path("examiner/ties/<int:tie_id>/withdraw/", own.withdraw, name="tie-withdraw"),
    path("examiner/calibration/", calibrating.calibration, name="calibration"),
    path("files/<uuid:application_id>/declare/", own.declare, name="declare"),
    path("files/<uuid:application_id>/step-back/", own.step_back, name="step-back"),
]
