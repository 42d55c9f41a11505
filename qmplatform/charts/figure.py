"""Charts as Plotly figures: plain dicts, ready for JSON, without importing plotly."""

from typing import Any

from qmplatform.charts.roles import PAPER
from qmplatform.charts.spec import ChartSpec, Row

Figure = dict[str, Any]


def to_plotly(spec: ChartSpec) -> Figure:
    """Describe the chart for plotly.js.

    Parameters
    ----------
    spec : ChartSpec

    Returns
    -------
    dict
        ``data`` and ``layout`` of strings, numbers, lists, dicts and None only. Missing values are None, which plotly
        leaves out. Hover texts carry the displayed numbers; labels are escaped, for plotly reads them as markup.
    """
    rows = spec.rows()
    if spec.kind == "radar":
        data = _radar(spec, rows)
    elif spec.kind == "matrix":
        data = [_matrix(spec, rows)]
    elif spec.kind == "trend":
        data = _lines(spec, rows)
    else:
        data = _bars(spec, rows)
    return {"data": data, "layout": _layout(spec)}


def _labels(rows: tuple[Row, ...]) -> list[str]:
    return [_plain(row.label) for row in rows]


def _plain(text: str) -> str:
    """Keep plotly's small HTML subset out of user text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _hover(rows: tuple[Row, ...], what: str) -> list[str]:
    return [f"{_plain(row.label)}: {_plain(row.own_text if what == 'own' else row.benchmark_text)}" for row in rows]


def _shares(rows: tuple[Row, ...], values: list[float | None], *, scaled: bool) -> list[float | None]:
    return [None if v is None else row.share(v) if scaled else v for row, v in zip(rows, values, strict=True)]


def _radar(spec: ChartSpec, rows: tuple[Row, ...]) -> list[Figure]:
    def series(what: str, values: list[float | None], line: Figure) -> Figure:
        return {
            "type": "scatterpolar",
            "mode": "lines+markers" if what == "own" else "lines",
            "name": _plain(spec.name(what)),
            "theta": [*_labels(rows), _plain(rows[0].label)],
            "r": [*values, values[0]],
            "hovertext": [*_hover(rows, what), _hover(rows, what)[0]],
            "hoverinfo": "text",
            "connectgaps": False,
            "line": line,
        }

    data = [series("own", [row.own for row in rows], {"color": PAPER.own, "width": 2.5})]
    if spec.benchmark:
        dashed = {"color": PAPER.bench, "width": 1.5, "dash": "dash"}
        data.insert(0, series("benchmark", [row.benchmark for row in rows], dashed))
    return data


def _bars(spec: ChartSpec, rows: tuple[Row, ...]) -> list[Figure]:
    scaled = spec.kind == "bullet"
    own: Figure = {
        "type": "bar",
        "orientation": "h",
        "name": _plain(spec.name("own")),
        "y": _labels(rows),
        "x": _shares(rows, [row.own for row in rows], scaled=scaled),
        "text": [_plain(row.own_text) for row in rows],
        "hovertext": _hover(rows, "own"),
        "hoverinfo": "text",
        "marker": {"color": PAPER.own},
        "width": 0.4,
    }
    if not spec.benchmark:
        return [own]
    median = {
        "type": "scatter",
        "mode": "markers",
        "name": _plain(spec.name("benchmark")),
        "y": _labels(rows),
        "x": _shares(rows, [row.benchmark for row in rows], scaled=scaled),
        "hovertext": _hover(rows, "benchmark"),
        "hoverinfo": "text",
        "marker": {"symbol": "line-ns-open", "size": 18, "color": PAPER.bench, "line": {"width": 2}},
    }
    if not spec.q1 or not spec.q3:
        return [own, median]
    low = _shares(rows, [row.q1 for row in rows], scaled=scaled)
    high = _shares(rows, [row.q3 for row in rows], scaled=scaled)
    band = {
        "type": "bar",
        "orientation": "h",
        "name": _plain(spec.name("middle_half")),
        "y": _labels(rows),
        "base": low,
        "x": [None if a is None or b is None else b - a for a, b in zip(low, high, strict=True)],
        "hoverinfo": "skip",
        "marker": {"color": PAPER.band},
        "width": 0.8,
    }
    return [band, own, median]


def _lines(spec: ChartSpec, rows: tuple[Row, ...]) -> list[Figure]:
    def series(what: str, values: list[float | None], line: Figure) -> Figure:
        return {
            "type": "scatter",
            "mode": "lines+markers",
            "name": _plain(spec.name(what)),
            "x": _labels(rows),
            "y": values,
            "hovertext": _hover(rows, what),
            "hoverinfo": "text",
            "connectgaps": False,
            "line": line,
        }

    data = [series("own", [row.own for row in rows], {"color": PAPER.own, "width": 2.5})]
    if spec.benchmark:
        dashed = {"color": PAPER.bench, "width": 2.5, "dash": "dash"}
        data.append(series("benchmark", [row.benchmark for row in rows], dashed))
    return data


def _matrix(spec: ChartSpec, rows: tuple[Row, ...]) -> Figure:
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": _plain(spec.title),
        "x": [row.own for row in rows],
        "y": [None if row.own is None else row.importance for row in rows],
        "text": [str(i) for i in range(1, len(rows) + 1)],
        "textfont": {"color": [PAPER.ground if row.focus else PAPER.ink for row in rows]},
        "hovertext": _hover(rows, "own"),
        "hoverinfo": "text",
        "marker": {
            "size": 28,
            "color": [PAPER.own if row.focus else PAPER.ground for row in rows],
            "line": {"width": 2, "color": [PAPER.ground if row.focus else PAPER.target for row in rows]},
        },
    }


def _layout(spec: ChartSpec) -> Figure:
    layout: Figure = {
        "title": {"text": _plain(spec.title)},
        "font": {"family": "Pretendard, sans-serif", "size": 13, "color": PAPER.ink},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 8, "r": 8, "t": 40, "b": 32},
        "separators": ".,",
    }
    domain = [float(end) for end in spec.domain]
    if spec.kind == "radar":
        return {**layout, "polar": {"radialaxis": {"range": domain, "gridcolor": PAPER.grid}}}
    if spec.kind == "trend":
        return {**layout, "xaxis": {"type": "category"}, "yaxis": {"gridcolor": PAPER.grid}}
    if spec.kind == "matrix":
        across, up = (_plain(axis) for axis in spec.axes)
        return {
            **layout,
            "showlegend": False,
            "xaxis": {"range": domain, "title": {"text": across}},
            "yaxis": {"range": [0.0, 1.0], "title": {"text": up}},
        }
    scale = [0.0, 1.0] if spec.kind == "bullet" else domain
    return {
        **layout,
        "barmode": "overlay",
        "xaxis": {"range": scale, "gridcolor": PAPER.grid, "showticklabels": spec.kind != "bullet"},
        "yaxis": {"autorange": "reversed", "automargin": True},
    }
