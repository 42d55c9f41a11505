"""Nothing local leaks into a PDF and nobody is called while it is made."""

import io
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest

from qmplatform.pdf import UnableToRenderPdf, render_pdf
from tests.qmplatform.pdf.payloads import hostile_payloads

NOW = datetime(2026, 11, 21, 5, 3, tzinfo=UTC)
CANARY = "canary-7f3a91"


class Listener:
    """A local port that counts who knocks."""

    def __init__(self) -> None:
        self.hits = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/x"
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()

    def _serve(self) -> None:
        while True:
            connection, _ = self.socket.accept()
            with connection:
                connection.settimeout(5)
                if connection.recv(1024).startswith(b"STOP"):
                    return
                self.hits += 1
                connection.sendall(b"HTTP/1.0 404 Not Found\r\n\r\n")

    def close(self) -> None:
        with socket.create_connection(self.socket.getsockname()) as connection:
            connection.sendall(b"STOP")
        self.thread.join()
        self.socket.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    server = Listener()
    yield server
    server.close()


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.txt"
    path.write_text(CANARY, encoding="utf-8")
    return path


def document(body: str) -> str:
    return f"<!doctype html><html lang='ko'><head><title>가상</title></head><body><h1>가상</h1>{body}</body></html>"


def holds_canary(pdf: bytes) -> bool:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        streams = [bytes(o.read_bytes()) for o in opened.objects if isinstance(o, pikepdf.Stream) and readable(o)]
    return CANARY.encode() in pdf or any(CANARY.encode() in stream for stream in streams)


def readable(stream: pikepdf.Stream) -> bool:
    return "/DCTDecode" not in str(stream.get("/Filter", ""))


def test_no_payload_reads_a_file_or_calls_home(secret: Path, listener: Listener) -> None:
    payloads = hostile_payloads(secret.as_uri(), listener.url)
    assert len(payloads) >= 50
    refused = 0
    for body in payloads:
        try:
            pdf = render_pdf(document(body), title="가상", language="ko", identifier=b"x", now=NOW)
        except UnableToRenderPdf:
            refused += 1
        else:
            assert not holds_canary(pdf), body
            assert b"/EmbeddedFile" not in pdf, body
    assert listener.hits == 0
    # Most are refused outright; the rest are things the engine never fetches.
    assert refused >= 40


def test_without_our_door_the_engine_leaks_and_calls(secret: Path, listener: Listener) -> None:
    """Negative control: the payloads do work on the engine's own fetcher."""
    from weasyprint import HTML

    leaky = HTML(string=document(f'<link rel="attachment" href="{secret.as_uri()}">')).write_pdf()
    assert holds_canary(leaky)
    HTML(string=document(f'<img src="{listener.url}">')).write_pdf()
    assert listener.hits > 0


def test_refusal_names_the_address_and_what_is_allowed() -> None:
    with pytest.raises(UnableToRenderPdf, match=r"asset:css/report\.css.*file:///etc/hostname"):
        render_pdf(document('<img src="file:///etc/hostname">'), title="", language="ko", identifier=b"x", now=NOW)


def test_links_for_readers_stay() -> None:
    pdf = render_pdf(
        document('<a href="https://example.com/도움">도움말</a>'), title="", language="ko", identifier=b"x", now=NOW
    )
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        (link,) = opened.pages[0].Annots
        assert str(link.A.URI).startswith("https://example.com/")
