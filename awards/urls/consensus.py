"""Addresses of consensus and site visit."""

from django.urls import path

from awards.views.consensus import board, comments, room, themes, visit

_AT = "reviews/<uuid:application_id>/consensus/"
_ITEM = f"{_AT}items/<str:item>/"
_VISIT = "reviews/<uuid:application_id>/visit/"

urlpatterns = [
    path(_AT, board.board, name="consensus"),
    path(f"{_AT}live/", board.board_live, name="consensus-live"),
    path(f"{_AT}open/", board.open_consensus, name="consensus-open"),
    path(f"{_AT}close/", board.close, name="consensus-close"),
    path(_ITEM, room.room, name="consensus-item"),
    path(f"{_ITEM}live/", room.room_live, name="consensus-item-live"),
    path(f"{_ITEM}rating/", room.rating, name="consensus-rating"),
    path(f"{_ITEM}round/", room.round_log, name="consensus-round"),
    path(f"{_ITEM}decision/", room.decision, name="consensus-decision"),
    path(f"{_ITEM}standpoint/", room.standpoint, name="consensus-standpoint"),
    path(f"{_ITEM}comments/", comments.comments, name="consensus-comments"),
    path(f"{_ITEM}comments/new/", comments.comment_new, name="consensus-comment-new"),
    path(f"{_ITEM}comments/<uuid:comment_id>/", comments.comment_edit, name="consensus-comment"),
    path(f"{_ITEM}comments/<uuid:comment_id>/remove/", comments.comment_remove, name="consensus-comment-remove"),
    path(f"{_AT}pass/", comments.override, name="consensus-pass"),
    path(f"{_AT}pass/<int:override_id>/", comments.override_take_back, name="consensus-pass-back"),
    path(f"{_AT}themes/", themes.theme_list, name="consensus-themes"),
    path(f"{_AT}themes/new/<slug:kind>/", themes.theme_new, name="consensus-theme-new"),
    path(f"{_AT}themes/<int:theme_id>/", themes.theme_change, name="consensus-theme"),
    path(f"{_AT}themes/<int:theme_id>/remove/", themes.theme_out, name="consensus-theme-remove"),
    path(_VISIT, visit.visit, name="visit"),
    path(f"{_VISIT}questions/", visit.question_add, name="visit-question"),
    path(f"{_VISIT}questions/<int:issue_id>/", visit.answer, name="visit-answer"),
    path(f"{_VISIT}questions/<int:issue_id>/remove/", visit.question_remove, name="visit-question-remove"),
    path(f"{_VISIT}evidence/", visit.evidence_add, name="visit-evidence"),
    path(f"{_VISIT}items/<str:item>/", visit.record, name="visit-item"),
    path(f"{_VISIT}finish/", visit.finalise, name="visit-finish"),
]
