"""The request of somebody who is logged in."""

from django.http import HttpRequest

from accounts.models import User


class UserRequest(HttpRequest):
    """What views get behind the log-in wall (LoginRequiredMiddleware)."""

    user: User
