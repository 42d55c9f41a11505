"""Colours by role: classes on the page, attributes in print. The one table of the chart colours."""

from dataclasses import dataclass

Attributes = dict[str, str]


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one surface."""

    own: str
    band: str
    bench: str
    target: str
    grid: str
    tick: str
    ink: str
    mute: str
    ground: str


PAPER = Palette(
    own="#0b50d0",
    band="#d6e0eb",
    bench="#39506c",
    target="#1e2124",
    grid="#cdd1d5",
    tick="#58616a",
    ink="#1e2124",
    mute="#58616a",
    ground="#ffffff",
)
PLATE = Palette(
    own="#86aff9",
    band="#24406f",
    bench="#d8e5fd",
    target="#ffffff",
    grid="#4c6491",
    tick="#b1cefb",
    ink="#ffffff",
    mute="#d8e5fd",
    ground="#03163a",
)
# Role: class on the page, and which palette colour each attribute takes in print.
ROLES: dict[str, tuple[str, Attributes]] = {
    "own": ("k-own", {"fill": "own"}),
    "own-line": ("k-own-l", {"stroke": "own"}),
    "own-text": ("k-own", {"fill": "own"}),
    "area": ("k-area", {"fill": "own", "fill-opacity": ".14"}),
    "halo": ("k-halo", {"fill": "own", "stroke": "ground"}),
    "band": ("k-band", {"fill": "band"}),
    "bench": ("k-bench", {"fill": "bench"}),
    "bench-line": ("k-bench-l", {"stroke": "bench"}),
    "target": ("k-target", {"fill": "ground", "stroke": "target"}),
    "grid": ("k-grid", {"stroke": "grid"}),
    "tick": ("k-tick", {"stroke": "tick"}),
    "ink": ("", {"fill": "ink"}),
    "mute": ("k-mute", {"fill": "mute"}),
    "on": ("k-on", {"fill": "ground"}),
}


def role_attributes(role: str, palette: Palette | None) -> Attributes:
    """Give the attributes that colour a role: its class on the page (no palette), its colours in print."""
    name, colours = ROLES[role]
    if palette is None:
        return {"class": name} if name else {}
    return {key: getattr(palette, value, value) for key, value in colours.items()}
