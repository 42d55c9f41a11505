"""Addresses of an applicant's journey: start, parts, handing in, receipt, objections."""

from django.urls import path

from awards.views.applications import about, handing_in, journey, objecting, start, team

_ONE = "applications/<uuid:application_id>/"
urlpatterns = [
    path("applications/", journey.applications, name="applications"),
    path("applications/start/", start.start, name="application-start"),
    path("applications/begin/", start.begin, name="application-begin"),
    path("applications/partnerships/<int:partner_id>/", team.partnership, name="partnership"),
    path(_ONE, journey.application, name="application"),
    path(f"{_ONE}profile/", about.profile, name="application-profile"),
    path(f"{_ONE}key-factors/", about.factors, name="application-factors"),
    path(f"{_ONE}consents/", about.consents, name="application-consents"),
    path(f"{_ONE}team/", team.team, name="application-team"),
    path(f"{_ONE}team/members/<int:member_id>/", team.member, name="application-member"),
    path(f"{_ONE}team/companies/<int:partner_id>/remove/", team.partner_out, name="application-partner-remove"),
    path(f"{_ONE}check/", handing_in.check, name="application-check"),
    path(f"{_ONE}submit/", handing_in.submit, name="application-submit"),
    path(f"{_ONE}receipt/", handing_in.receipt, name="application-receipt"),
    path(f"{_ONE}submission/", handing_in.submission, name="application-submission"),
    path(f"{_ONE}withdraw/", objecting.withdraw, name="application-withdraw"),
    path(f"{_ONE}appeal/<slug:kind>/", objecting.appeal, name="application-appeal"),
    path(f"{_ONE}team-challenge/", objecting.challenge, name="challenge"),
]
