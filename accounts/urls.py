"""Addresses."""

from django.urls import path

from accounts.views import companies, members, people

app_name = "accounts"
urlpatterns = [
    path("", people.home, name="home"),
    path("profile/", people.profile, name="profile"),
    path("consent/", people.consent, name="consent"),
    path("consent/<slug:purpose_code>/", people.consent_change, name="consent_change"),
    path("close/", people.close, name="close"),
    path("company/new/", companies.register, name="company_register"),
    path("company/new/confirm/", companies.confirm, name="company_confirm"),
    path("company/<uuid:company_id>/", companies.company, name="company"),
    path("company/<uuid:company_id>/edit/", companies.edit, name="company_edit"),
    path("company/<uuid:company_id>/size/", companies.size, name="company_size"),
    path("company/<uuid:company_id>/certificates/", companies.certificates, name="company_certificates"),
    path("company/<uuid:company_id>/members/", members.members, name="members"),
    path("company/<uuid:company_id>/members/invite/", members.invite, name="invite"),
    path("company/<uuid:company_id>/members/<uuid:user_id>/", members.member, name="member"),
    path("company/<uuid:company_id>/members/<uuid:user_id>/remove/", members.remove, name="member_remove"),
    path(
        "company/<uuid:company_id>/invitations/<uuid:invitation_id>/revoke/",
        members.revoke,
        name="invitation_revoke",
    ),
    path("invitations/<str:token>/", members.accept, name="invitation_accept"),
]
