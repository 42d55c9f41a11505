"""Rows of the national quality award."""

from awards.models.files import AwardFile

__all__ = ["AwardFile"]
