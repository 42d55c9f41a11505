"""The only things a PDF may fetch."""

from pathlib import Path

from django.conf import settings
from weasyprint.urls import URLFetcher, URLFetcherResponse

SCHEME = "asset:"
# Address after the scheme: media type. Files lie under the source tree's static folder.
ASSETS = {
    "fonts/Pretendard-Regular.ttf": "font/ttf",
    "fonts/Pretendard-Bold.ttf": "font/ttf",
    "css/report.css": "text/css; charset=utf-8",
    "css/awards-report.css": "text/css; charset=utf-8",
    "css/dashboards-brief.css": "text/css; charset=utf-8",
}
FONT_FACES = "html { font-family: Pretendard }\n" + "".join(
    f"@font-face {{ font-family: Pretendard; font-weight: {weight}; "
    f'src: url("{SCHEME}fonts/Pretendard-{name}.ttf") format("truetype") }}\n'
    for weight, name in ((400, "Regular"), (700, "Bold"))
)


class UnableToFetch(ValueError):
    """The address is not one of our assets."""


class AssetFetcher(URLFetcher):
    """Serve our assets by name and refuse everything else: files, network, data addresses."""

    def __init__(self) -> None:
        super().__init__(  # type: ignore[no-untyped-call]
            allowed_protocols=(), allow_redirects=False, fail_on_errors=True
        )

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Give an asset's bytes; the address is looked up in a table, never turned into a path."""
        del headers
        name = url.removeprefix(SCHEME)
        if name == url or name not in ASSETS:
            raise UnableToFetch(
                f"A PDF may use {', '.join(SCHEME + known for known in ASSETS)} only, not {url[:120]!r}."
            )
        body = (Path(settings.BASE_DIR) / "static" / name).read_bytes()
        return URLFetcherResponse(url, body, {"Content-Type": ASSETS[name]})
