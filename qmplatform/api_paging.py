"""Paging of the API."""

from rest_framework.pagination import CursorPagination


class CreatedCursorPagination(CursorPagination):
    """Newest first, by an opaque cursor."""

    page_size = 50
    ordering = "-created_at"
