"""One's own account: overview, name, consents, leaving."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import selectors
from accounts.consents import UnableToFindConsent
from accounts.forms.fields import language
from accounts.forms.people import CloseForm, ProfileForm
from accounts.services.people import (
    UnableToCloseAccount,
    UnableToWithdrawConsent,
    consent_decide,
    user_close,
    user_rename,
)
from accounts.views.requests import UserRequest


@require_safe
def home(request: UserRequest) -> HttpResponse:
    now = timezone.now()
    states = selectors.consents_of(request.user, now)
    context = {
        "memberships": selectors.memberships_of(request.user),
        "needs_consent": any(state.text.required and not state.is_given for state in states),
        "is_mfa_on": selectors.has_second_factor(request.user),
    }
    return render(request, "accounts/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: UserRequest) -> HttpResponse:
    form = ProfileForm(request.POST if request.method == "POST" else None, initial={"name": request.user.name})
    if form.is_valid():
        user_rename(name=form.cleaned_data["name"], by=request.user, now=timezone.now())
        messages.success(request, _("Your name is changed."))
        return redirect("accounts:home")
    return render(request, "accounts/profile.html", {"form": form})


@require_safe
def consent(request: UserRequest) -> HttpResponse:
    spoken = language()
    rows = [
        {"state": state, "text": state.text, "words": state.text.words(spoken)}
        for state in selectors.consents_of(request.user, timezone.now())
    ]
    return render(request, "accounts/consent.html", {"rows": rows})


@require_POST
def consent_change(request: UserRequest, purpose_code: str) -> HttpResponse:
    given = request.POST.get("given") == "yes"
    try:
        consent_decide(purpose_code=purpose_code, given=given, by=request.user, now=timezone.now())
    except UnableToFindConsent:
        raise Http404 from None
    except UnableToWithdrawConsent:
        return redirect("accounts:close")
    messages.success(request, _("Your consent is recorded.") if given else _("Your consent is withdrawn."))
    return redirect("accounts:consent")


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: UserRequest) -> HttpResponse:
    form = CloseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            user_close(by=request.user, now=timezone.now())
        except UnableToCloseAccount:
            form.add_error(None, _("You are the only owner of a company. Please make another member owner first."))
        else:
            logout(request)
            messages.success(request, _("Your account is closed and your personal data are erased."))
            return redirect("home")
    return render(request, "accounts/close.html", {"form": form})
