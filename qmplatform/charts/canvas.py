"""A sheet to draw on: percentages across on the page, px in print."""

from dataclasses import dataclass, field
from html import escape

from qmplatform.charts.roles import PAPER, PLATE, Palette, role_attributes

# The narrowest page (320 px) less its margins: labels must fit there.
NARROWEST = 288.0
FONT = "Pretendard"


@dataclass(slots=True)
class Canvas:
    """Collects SVG elements; x is a share of the width plus px, y is px.

    Attributes
    ----------
    width : float or None
        px in print; None on the page, where x becomes a percentage.
    palette : Palette or None
        Colours in print; None on the page, where roles become classes.
    """

    width: float | None
    palette: Palette | None
    parts: list[str] = field(default_factory=list)
    hatch_id: str = ""

    @classmethod
    def for_page(cls) -> "Canvas":
        """Draw with classes and percentages."""
        return cls(None, None)

    @classmethod
    def for_paper(cls, width: float, *, on_plate: bool) -> "Canvas":
        """Draw with colours and px."""
        return cls(width, PLATE if on_plate else PAPER)

    @property
    def least_width(self) -> float:
        """Width in px that labels may count on."""
        return NARROWEST if self.width is None else self.width

    def rect(self, role: str, x: float, y: float, width: float, height: float, **more: str) -> None:
        """Fill from share `x` over share `width`."""
        self._add("rect", role, {"x": self._x(x), "y": _px(y), "width": self._x(width), "height": _px(height), **more})

    def hatch(self, x: float, y: float, width: float, height: float) -> None:
        """Fill with the hatch that means: no number here."""
        place = {"x": self._x(x), "y": _px(y), "width": self._x(width), "height": _px(height)}
        self.parts.append(_element("rect", {**place, "fill": f"url(#{self.hatch_id})"}))
        self._add("rect", "grid", {**place, "fill": "none"})

    def line(self, role: str, x1: float, y1: float, x2: float, y2: float, *, stroke: float = 1, dash: str = "") -> None:
        """Draw between two points."""
        ends = {"x1": self._x(x1), "y1": _px(y1), "x2": self._x(x2), "y2": _px(y2)}
        dashes = {"stroke-dasharray": dash} if dash else {}
        self._add("line", role, {**ends, **_stroke(stroke), **dashes})

    def upright(self, role: str, x: float, y1: float, y2: float, *, stroke: float = 1, dash: str = "") -> None:
        """Draw from top to bottom."""
        self.line(role, x, y1, x, y2, stroke=stroke, dash=dash)

    def dot(self, role: str, x: float, y: float, radius: float, *, stroke: float = 2) -> None:
        """Draw a point."""
        self._add("circle", role, {"cx": self._x(x), "cy": _px(y), "r": _px(radius), **_stroke(stroke)})

    def text(
        self,
        role: str,
        x: float,
        y: float,
        words: str,
        *,
        anchor: str = "start",
        size: float = 13,
        bold: bool = False,
        shift: float = 0,
        full: str = "",
    ) -> None:
        """Write at share `x` plus `shift` px; `full` is the whole text where `words` were cut."""
        place = {"x": self._x(x), "y": _px(y), **({"dx": _px(shift)} if shift else {})}
        self._write(role, place, words, anchor=anchor, size=size, bold=bold, full=full)

    def words_at(
        self, role: str, point: tuple[float, float], words: str, *, anchor: str, bold: bool, full: str
    ) -> None:
        """Write at a point in px of a view box."""
        place = {"x": _px(point[0]), "y": _px(point[1])}
        self._write(role, place, words, anchor=anchor, size=13, bold=bold, full=full)

    def _write(
        self, role: str, place: dict[str, str], words: str, *, anchor: str, size: float, bold: bool, full: str
    ) -> None:
        attributes = dict(place)
        if anchor != "start":
            attributes["text-anchor"] = anchor
        if self.palette is not None:
            attributes["font-size"] = _px(size)
        if bold:
            attributes["font-weight"] = "700"
        inside = escape(words)
        if full and full != words:
            inside = f"<title>{escape(full)}</title>{inside}"
        self._add("text", role, attributes, inside)

    def shape(self, tag: str, role: str, attributes: dict[str, str]) -> None:
        """Draw anything else, in px of a view box."""
        self._add(tag, role, attributes)

    def _add(self, tag: str, role: str, attributes: dict[str, str], inside: str = "") -> None:
        colours = role_attributes(role, self.palette)
        self.parts.append(_element(tag, {**colours, **attributes}, inside))

    def _x(self, share: float) -> str:
        return f"{_px(share * 100)}%" if self.width is None else _px(share * self.width)

    def _hatch_definition(self) -> str:
        path = _element(
            "path", {**role_attributes("tick", self.palette), "d": "M-1 7L7 -1M-1 1L1 -1M5 7L7 5", "fill": "none"}
        )
        pattern = {"id": self.hatch_id, "width": "6", "height": "6", "patternUnits": "userSpaceOnUse"}
        return f"<defs>{_element('pattern', pattern, path)}</defs>"

    def finish(self, height: float, *, summary: str, view_box: tuple[float, float] | None = None) -> str:
        """Close the sheet. Without a summary it is decoration beside text that says the same."""
        size = {"width": "100%", "height": _px(height)}
        if view_box:
            across, down = view_box
            size = {"width": _px(across * 1.2), "viewBox": f"0 0 {_px(across)} {_px(down)}"}
        if self.width is not None:
            across, down = view_box or (self.width, height)
            size = {
                "viewBox": f"0 0 {_px(across)} {_px(down)}",
                "width": _px(self.width),
                "height": _px(down * self.width / across),
                "font-family": FONT,
            }
        label = {"role": "img", "aria-label": summary} if summary else {"aria-hidden": "true"}
        # WeasyPrint takes a figure's alternative text from the title.
        title = f"<title>{escape(summary)}</title>" if summary and self.palette is not None else ""
        definitions = self._hatch_definition() if any("url(#" in part for part in self.parts) else ""
        return _element("svg", {**label, **size}, title + definitions + "".join(self.parts))


def _stroke(width: float) -> dict[str, str]:
    return {} if width == 1 else {"stroke-width": _px(width)}


def _px(value: float) -> str:
    """Write a coordinate shortly and always the same way."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _element(tag: str, attributes: dict[str, str], inside: str = "") -> str:
    written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f"<{tag}{written}>{inside}</{tag}>" if inside or tag in ("svg", "text") else f"<{tag}{written}/>"
