"""Reads what a page says, for tests."""

import re
from html.parser import HTMLParser
from typing import Any


class Page(HTMLParser):
    """The title, the error summary, inline errors, controls and their values of a page."""

    def __init__(self, response: Any) -> None:
        super().__init__()
        self.html = response.content.decode()
        self.title = ""
        self.summary: list[tuple[str, str]] = []  # id the error leads to, its text
        self.inline: dict[str, str] = {}  # id of the error's paragraph -> its text
        self.inputs: list[dict[str, str | None]] = []
        self.ids: set[str] = set()
        self._stack: list[tuple[str, dict[str, str | None]]] = []
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if values.get("id"):
            self.ids.add(str(values["id"]))
        if tag in {"input", "select", "textarea"}:
            self.inputs.append(values | {"_tag": tag})
        if tag == "option" and "selected" in values:
            self.inputs[-1]["value"] = values.get("value")
        if tag not in {"input", "meta", "link", "br", "img", "hr", "path", "circle", "rect"}:
            self._stack.append((tag, values))

    def handle_endtag(self, tag: str) -> None:
        while self._stack:
            if self._stack.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        inside = [tag for tag, _ in self._stack]
        if "title" in inside and "svg" not in inside:
            self.title += data
        if any("error-text" in (values.get("class") or "") for _, values in self._stack):
            if any("data-error-summary" in values for _, values in self._stack):
                link = next((values for tag, values in reversed(self._stack) if tag == "a"), {})
                self.summary.append(((link.get("href") or "").lstrip("#"), data.strip()))
            else:
                owner = next(v for _, v in reversed(self._stack) if str(v.get("id", "")).endswith("_error"))
                self.inline[str(owner["id"])] = self.inline.get(str(owner["id"]), "") + data.strip()

    def value_of(self, name: str) -> str | None:
        """Return the value of a control, or of the chosen one of several."""
        found = [i for i in self.inputs if i.get("name") == name and i.get("type") != "hidden"]
        chosen = [i for i in found if i.get("type") in {"radio", "checkbox"}]
        if chosen:
            return next((i.get("value", "on") for i in chosen if "checked" in i), None)
        return found[0].get("value") if found else None

    def text(self) -> str:
        """Return the page's text without markup."""
        return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", self.html))


def assert_faults_are_told_twice(page: Page, *texts: str) -> None:
    """The summary and the inline message say the same, the title says so, links lead to controls that are there."""
    assert page.title.strip().startswith("오류: "), page.title
    assert page.summary, "no error summary"
    for target, text in page.summary:
        assert text
        if target:
            assert target in page.ids, target
    inline = " ".join(page.inline.values())
    for target, text in page.summary:
        assert not target or text in inline
    told = [text for _, text in page.summary]
    for text in texts:
        assert text in told, (text, told)
