"""The pictures of the method's page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from diagnosis.explaining.examples import figures_example
from qmplatform.charts.canvas import Canvas
from qmplatform.korean.formats import plain_number

_ROW, _TOP = 26, 24


def pooling_picture() -> str:
    """Draw how the means of the pooling example are drawn to the mean of all, on a ruler of 30 to 70 points."""
    example = figures_example("pooling")
    raw, pooled = example.given["means"], example.found["pooled"]
    canvas = Canvas.for_page()
    middle = _place(sum(raw) / len(raw))
    bottom = _TOP + _ROW * len(raw)
    for value in (30, 40, 50, 60, 70):
        canvas.upright("grid", _place(value), _TOP - 6, bottom)
        anchor = "start" if value == 30 else "end" if value == 70 else "middle"
        canvas.text("mute", _place(value), 12, str(value), anchor=anchor, size=12)
    canvas.upright("bench-line", middle, _TOP - 6, bottom, stroke=2)
    for number, (own, drawn) in enumerate(zip(raw, pooled, strict=True)):
        y = _TOP + _ROW * number + _ROW / 2
        canvas.line("own-line", _place(own), y, _place(drawn), y, stroke=2)
        canvas.dot("target", _place(own), y, 5)
        canvas.dot("halo", _place(drawn), y, 6.5)
    said = ", ".join(f"{plain_number(own)} → {plain_number(drawn)}" for own, drawn in zip(raw, pooled, strict=True))
    return canvas.finish(bottom + 4, summary=_("Means drawn to the mean of all: %(means)s.") % {"means": said})


def _place(value: float) -> float:
    return (value - 30) / 40
