"""Answers without their looks, for whoever asks about statuses alone: laying a page out takes most of its time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse

import qmplatform.urls


@contextmanager
def plain_refusals() -> Iterator[None]:
    """Answer 403 and 404 with their number alone while it lasts; what the real pages say has tests of its own."""

    def plain(status: int) -> Any:
        def answer(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
            return HttpResponse(status=status)

        return answer

    with ExitStack() as stack:
        for status in (403, 404):
            stack.enter_context(patch.object(qmplatform.urls, f"handler{status}", plain(status)))
        yield


@contextmanager
def plain_pages() -> Iterator[None]:
    """Leave templates out while it lasts: by then a view has decided who may see the page."""
    with (
        patch("django.template.loader.render_to_string", return_value="-"),
        patch.object(SimpleTemplateResponse, "rendered_content", "-"),
    ):
        yield
