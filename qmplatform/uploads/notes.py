"""What is told about a file that is taken."""

from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Note(StrEnum):
    """A remark to the person who attached the file; `words` says it in the language of the page."""

    HWPX_PREFERRED = "hwpx-preferred"
    METADATA_REMOVED = "metadata-removed"
    LOCATION_REMOVED = "location-removed"
    OUTSIDE_DATA = "outside-data"

    @property
    def words(self) -> Promise:
        return _WORDS[self]


_WORDS: Final[dict[Note, Promise]] = {
    Note.HWPX_PREFERRED: _("HWPX is better: the systems of public offices block HWP attachments."),
    Note.METADATA_REMOVED: _("Notes of the camera or program were removed from the picture."),
    Note.LOCATION_REMOVED: _("The place where the picture was taken was removed from it."),
    Note.OUTSIDE_DATA: _("The workbook takes values from other files. Readers see the values stored last."),
}
