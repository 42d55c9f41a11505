"""What is left out of the tests of mails."""

from tests.awards.feedback.conftest import no_layout

__all__ = ["no_layout"]
