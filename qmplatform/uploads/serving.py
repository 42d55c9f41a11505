"""How an attachment is handed out: as a file to keep, never as a page of ours."""

from typing import Final
from urllib.parse import quote

from qmplatform.uploads.kinds import MIME, Kind

# RFC 5987 attr-char beyond letters and digits, which `quote` leaves anyway with "_.-~".
_ATTR_CHARS: Final = "!#$&+^`|"
_POLICY: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"


def content_disposition(name: str) -> str:
    """Return the header for a name that `check_upload` made safe: RFC 6266, with a plain name for old programs.

    Django's helper gives one form only; programs that do not know ``filename*`` would save a Hangul name as garbage.
    """
    plain = "".join(sign if sign.isascii() and sign.isprintable() and sign not in '"\\%;' else "" for sign in name)
    stem, _dot, suffix = plain.rpartition(".")
    fallback = plain if stem.strip(" .-_()[]") and plain == name else f"attachment.{suffix}" if suffix else "attachment"
    header = f'attachment; filename="{fallback}"'
    if fallback == name:
        return header
    return f"{header}; filename*=UTF-8''{quote(name.encode(errors='replace'), safe=_ATTR_CHARS)}"


def attachment_headers(*, name: str, kind: Kind, size: int) -> dict[str, str]:
    """Return the headers of a response that hands an attachment out.

    Whatever it may hold that was not found, the browser saves it, guesses no other kind, runs nothing and lends it no
    origin; nobody on the way keeps it.
    """
    return {
        "Content-Type": MIME[kind],
        "Content-Disposition": content_disposition(name),
        "Content-Length": str(size),
        "Content-Security-Policy": _POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Download-Options": "noopen",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store, private",
    }
