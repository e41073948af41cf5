"""The map of units: a Plotly figure as plain data, with one trace for each theme."""

import re
from dataclasses import dataclass
from statistics import median
from typing import Any
from unicodedata import east_asian_width

import numpy as np

from thememiner.language import natural_sort_key
from thememiner.records import Run
from thememiner.report.formatting import FULL_LIMITS, UNASSIGNED_MARK, Mark, PageLimits, choose_mark
from thememiner.report.quotes import to_list

CROWDED = 1_500
"""Number of points from which on points are drawn smaller."""
MOST_SHOWN = 200
"""Characters of a unit that are shown while the mouse is over its point."""
LINE = 56
"""Width of that text in columns; a Chinese character takes two."""
PIECES = re.compile(r"[^\s\u2e80-\U0003ffff]+|[\u2e80-\U0003ffff]|\s+")
CONFIG = {
    "displaylogo": False,
    "responsive": True,
    "showTips": False,
    "showAxisDragHandles": False,
    "showAxisRangeEntryBoxes": False,
    "modeBarButtons": [["toImage"], ["zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "resetScale2d"]],
    "toImageButtonOptions": {"filename": "map of units", "scale": 2},
    # Otherwise Plotly offers a button that uploads the figure, quotes included.
    "showSendToCloud": False,
    "plotlyServerURL": "",
}


@dataclass(frozen=True, slots=True)
class UnitMap:
    """The map as the page draws it."""

    rows: tuple[int, ...]
    """The row of the table of units for each point; points of the figure refer to indices of this list."""
    participants: tuple[str | None, ...]
    """Participants with points; None comes last, if a participant is unknown."""
    documents: tuple[str, ...]
    placed: int
    """Number of units with a position; ``rows`` is a sample of them if there are too many."""
    context: bool
    """Whether positions are of units with their context."""
    figure: dict[str, Any]


def build_unit_map(run: Run, limits: PageLimits = FULL_LIMITS) -> UnitMap:
    """Return the map of the kept units; if there are too many, of those with the smallest ids, which are hashes."""
    kept = run.units["kept"].to_numpy(dtype=bool)
    placed = np.flatnonzero(kept & np.isfinite(run.layout).all(axis=1)) if len(kept) else np.array([], dtype=np.int64)
    drawn = placed
    if len(placed) > limits.points:
        ids = run.units["unit_id"].to_numpy(dtype=object)[placed]
        drawn = np.sort(placed[np.argsort(ids, kind="stable")[: limits.points]])
    rows = drawn.tolist()
    traces, labels = _traces(run, rows)
    people = set(to_list(run.units["participant"].iloc[rows]))
    return UnitMap(
        rows=tuple(rows),
        participants=(*sorted(people - {None}, key=natural_sort_key), *(people & {None})),
        documents=tuple(sorted(set(run.units["doc_id"].iloc[rows]))),
        placed=len(placed),
        context=_has_context(run),
        figure={"data": traces, "layout": _layout(labels), "config": CONFIG},
    )


def _has_context(run: Run) -> bool:
    if "context" in run.manifest["choices"]:
        return str(run.manifest["choices"]["context"]).startswith("On")
    return not np.array_equal(run.vectors, run.contextual, equal_nan=True)


def format_hover_text(text: str, facts: str) -> str:
    """Return a unit's text and source for Plotly: cut, wrapped, and with markup characters escaped."""
    short = text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN].rstrip() + " …"
    return "<br>".join(map(_escaped, [*wrap_text(short), *wrap_text(facts)]))


def wrap_text(text: str) -> list[str]:
    """Break text into lines of about ``LINE`` columns, between words or after any Chinese character."""
    lines, line, width = [], "", 0
    for word in PIECES.findall(text):
        for piece in (word[at : at + LINE] for at in range(0, len(word), LINE)):
            taken = _columns(piece)
            if width + taken > LINE and line.strip():
                lines.append(line.strip())
                line, width = "", 0
            line, width = line + (" " if piece.isspace() else piece), width + taken
    return [*lines, line.strip()] if line.strip() else lines


def _columns(text: str) -> int:
    """Return the width of a text in columns; most Chinese characters take two."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _traces(run: Run, rows: list[int]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return a trace for each theme and one for unassigned units, and a label at the median of each theme."""
    size = 8 if len(rows) < CROWDED else 5
    traces: dict[str | None, dict[str, Any]] = {None: _trace("unassigned", UNASSIGNED_MARK, size)}
    traces |= {
        theme.theme_id: _trace(theme.theme_id, choose_mark(index), size) for index, theme in enumerate(run.themes)
    }
    drawn = run.units.iloc[rows]
    columns = (to_list(drawn[name]) for name in ("theme_id", "text", "participant", "doc_id"))
    places = np.round(run.layout[rows].astype(float), 4).tolist()
    for index, (place, theme, text, participant, document) in enumerate(zip(places, *columns, strict=True)):
        trace = traces.get(theme, traces[None])
        trace["x"].append(place[0])
        trace["y"].append(place[1])
        trace["hovertext"].append(
            format_hover_text(text, f"— {' · '.join(filter(None, (participant, document, trace['name'])))}")
        )
        trace["customdata"].append(index)
    labels = [_label(trace) for theme, trace in traces.items() if theme is not None and trace["x"]]
    return list(traces.values()), labels


def _trace(name: str, mark: Mark, size: int) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [],
        "y": [],
        "hovertext": [],
        "customdata": [],
        "hoverinfo": "text",
        "marker": {"color": mark.colour, "symbol": mark.shape, "size": size, "opacity": 0.8},
    }


def _label(trace: dict[str, Any]) -> dict[str, Any]:
    return {
        "x": median(trace["x"]),
        "y": median(trace["y"]),
        "name": trace["name"],
        "text": _escaped(trace["name"]),
        "showarrow": False,
        "bgcolor": "rgba(255,255,255,0.85)",
        "bordercolor": trace["marker"]["color"],
        "font": {"size": 13, "color": "#1b1f24"},
    }


def _layout(labels: list[dict[str, Any]]) -> dict[str, Any]:
    axis = {"range": [-1.08, 1.08], "showticklabels": False, "zeroline": False, "gridcolor": "#eceef1"}
    return {
        "xaxis": axis,
        "yaxis": axis,
        "annotations": labels,
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": "#ffffff", "bordercolor": "#57606a", "font": {"color": "#1b1f24"}, "align": "left"},
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff",
        "uirevision": "kept",
    }
