"""HTML to PDF."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from types import FrameType

from qmplatform.pdf.libraries import missing_libraries_message, system_libraries_missing

MAX_HTML_BYTES = 4 * 1024 * 1024
MAX_SECONDS = 60.0
VARIANT = "pdf/ua-1"
# The alarm may come at a bad moment; it comes again.
_RETRY_SECONDS = 0.05


class UnableToRenderPdf(Exception):
    """No PDF came out; says why. Nothing half-written is left."""


class _OutOfTime(BaseException):
    """Layout took too long. Not an Exception, for WeasyPrint swallows some of those."""


def render_pdf(
    html: str,
    *,
    title: str,
    language: str,
    identifier: bytes,
    now: datetime,
    max_seconds: float = MAX_SECONDS,
) -> bytes:
    """Make a tagged PDF from a whole HTML document.

    Parameters
    ----------
    html : str
        A document rendered from an autoescaped template. It may link ``asset:css/report.css``; the font Pretendard
        (400 and 700) is there without asking. Any other address makes the rendering fail. Pictures are inline SVG.
    title : str
        Document title shown by readers.
    language : str
        ``ko`` or ``en``: the document's language for screen readers.
    identifier : bytes
        Identity of what is printed, the same for the same content: with `now` it makes the output byte-equal.
    now : datetime
        Aware; creation and change date.
    max_seconds : float
        Layout is cut off after this time where the caller runs in the main thread; elsewhere the worker's own time
        limit holds.

    Returns
    -------
    bytes
        PDF, declared PDF/UA-1: structure tags, language, bookmarks from headings, embedded subset fonts.

    Raises
    ------
    UnableToRenderPdf
        If system libraries are missing, the HTML is larger than 4 MiB, an address is refused or its file is missing,
        or layout fails or takes too long.
    """
    size = len(html.encode("utf-8", "surrogatepass"))
    if size > MAX_HTML_BYTES:
        raise UnableToRenderPdf(f"The report is too large: {size:,} bytes of HTML, at most {MAX_HTML_BYTES:,}.")
    if now.tzinfo is None:
        raise UnableToRenderPdf(f"{now.isoformat()} has no time zone. Give an aware datetime.")
    missing = system_libraries_missing()
    if missing:
        raise UnableToRenderPdf(missing_libraries_message(missing))
    with _time_limit(max_seconds):
        return _lay_out(html, title=title, language=language, identifier=identifier, now=now)


def _lay_out(html: str, *, title: str, language: str, identifier: bytes, now: datetime) -> bytes:
    # Imported late: 1.6 s and 60 MB that only the report worker should pay.
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError

    from qmplatform.pdf.assets import FONT_FACES, AssetFetcher

    fetcher = AssetFetcher()
    # Costs nothing with TTF, and one shared between reports would grow.
    fonts = FontConfiguration()
    try:
        faces = CSS(string=FONT_FACES, font_config=fonts, url_fetcher=fetcher)
        document = HTML(string=html, url_fetcher=fetcher).render(
            font_config=fonts, stylesheets=[faces], pdf_variant=VARIANT
        )
        document.metadata.title = title
        document.metadata.lang = language
        document.metadata.created = document.metadata.modified = now.isoformat(timespec="seconds")
        return bytes(document.write_pdf(pdf_variant=VARIANT, pdf_identifier=identifier, pdf_tags=True))
    except FatalURLFetchingError as error:
        raise UnableToRenderPdf(f"{error}: {error.__cause__}") from error
    except RecursionError as error:
        raise UnableToRenderPdf("The HTML is nested too deeply.") from error
    except Exception as error:
        raise UnableToRenderPdf(f"Layout failed: {type(error).__name__}: {error}") from error


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(signum: int, frame: FrameType | None) -> None:
        del signum
        if _may_stop(frame):
            raise _OutOfTime

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, _RETRY_SECONDS)
    try:
        yield
    except _OutOfTime:
        raise UnableToRenderPdf(f"Layout took longer than {seconds:g} s and was stopped.") from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _may_stop(frame: FrameType | None) -> bool:
    """Tell whether an exception raised here reaches us: Python drops those of destructors and collector callbacks."""
    if frame is None or not frame.f_globals.get("__name__", "").startswith("weasyprint"):
        return False
    while frame is not None:
        if frame.f_code.co_name == "__del__":
            return False
        frame = frame.f_back
    return True
