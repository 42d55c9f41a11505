"""How many pages a PDF of ours has."""

import re
import zlib

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_PAGES = re.compile(rb"/Type\s*/Pages\b")
_COUNT = re.compile(rb"/Count\s+(\d+)")


def page_count(body: bytes) -> int:
    """Return the number of pages; objects are looked for in the open and in compressed object streams."""
    for part in (body, *_inflated(body)):
        for found in _PAGES.finditer(part):
            start, end = part.rfind(b"<<", 0, found.start()), part.find(b">>", found.end())
            count = _COUNT.search(part, max(start, 0), end)
            if count:
                return int(count.group(1))
    return 0


def _inflated(body: bytes) -> list[bytes]:
    found = []
    for stream in _STREAM.findall(body):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return found
