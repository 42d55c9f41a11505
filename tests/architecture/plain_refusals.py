"""Pages of refusals without their looks: laying one out takes longer than refusing, and most of a crawl is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from django.http import HttpRequest, HttpResponse

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
