"""Errors of the API as RFC 9457 problem documents with a stable code."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

_CODES = {400: "invalid", 401: "not_authenticated", 403: "forbidden", 404: "not_found", 405: "method_not_allowed",
          406: "not_acceptable", 409: "conflict", 415: "unsupported_media_type", 429: "too_many_requests"}  # fmt: skip


class Conflict(exceptions.APIException):
    """The request does not fit the present state; ``extra`` tells the state."""

    status_code = 409
    default_code = "conflict"

    def __init__(self, detail: str, *, code: str = "conflict", extra: dict[str, Any] | None = None) -> None:
        super().__init__(detail, code)
        self.extra = extra or {}


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn an exception into a problem document; None leaves it to Django (500)."""
    response = exception_handler(error, context)
    if response is None:
        return None
    code = _CODES.get(response.status_code, "error")
    problem: dict[str, Any] = {"type": "about:blank", "status": response.status_code, "code": code}
    if isinstance(error, exceptions.ValidationError):
        problem |= {"title": "The request holds values that cannot be used.", "errors": response.data}
    elif isinstance(error, exceptions.APIException):
        codes = error.get_codes()
        problem |= {"title": str(error.detail), "code": codes if isinstance(codes, str) else code}
        problem |= getattr(error, "extra", {})
    elif isinstance(error, Http404):
        problem["title"] = "There is no such thing here, or it is not yours."
    elif isinstance(error, PermissionDenied):
        problem["title"] = "Your role does not allow this."
    response.data = problem
    response.content_type = "application/problem+json"
    return response
