"""Addresses for a camera: the picture of a short address, drawn for paper."""

from io import BytesIO
from typing import Final

import qrcode
from django.utils.safestring import SafeString, mark_safe
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.svg import SvgPathImage

# Squares of white around it; what is printed beside it is far enough away for the rest.
_BORDER: Final = 2


def qr_svg(address: str) -> SafeString:
    """Return the address as a QR picture in SVG, black on what lies below it; the same address the same picture."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=_BORDER)
    code.add_data(address)
    code.make(fit=True)
    buffer = BytesIO()
    code.make_image(image_factory=SvgPathImage).save(buffer)
    picture = buffer.getvalue().decode().partition("?>")[2].lstrip()
    # The address stands beside it in words.
    return mark_safe(picture.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S308
