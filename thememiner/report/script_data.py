"""What the page's scripts read: the figure, the units that the page shows, and the passages around them."""

from collections.abc import Set as AbstractSet
from dataclasses import asdict
from typing import Any

from thememiner.records import Run
from thememiner.report.citing import plain
from thememiner.report.extent import WHOLE, Extent
from thememiner.report.map import UnitMap
from thememiner.report.media_times import MediaTimes
from thememiner.report.passages import pieces


def script_data(run: Run, drawn: UnitMap, cited: AbstractSet[str], extent: Extent = WHOLE) -> dict[str, Any]:
    """Return plain data for JSON; the first units are the points of the map, then come others that the page cites.

    Points are numbered as in the figure. Positions are code points of the document's text.
    """
    points = set(drawn.rows)
    others = [row for row, unit in enumerate(run.units["unit_id"]) if unit in cited and row not in points]
    units = run.units.iloc[[*drawn.rows, *others]]
    times = MediaTimes(run.documents)
    places = list(zip(plain(units["doc_id"]), plain(units["start"]), plain(units["end"]), strict=True))
    spans: dict[str, list[tuple[int, int]]] = {}
    for document, start, end in places:
        spans.setdefault(document, []).append((start, end))
    shown = [document for document in run.documents if document.doc_id in spans]
    numbers = {document.doc_id: number for number, document in enumerate(shown)}
    return {
        "figure": drawn.figure,
        "points": len(drawn.rows),
        "units": {
            "id": plain(units["unit_id"]),
            "document": [numbers[document] for document, _, _ in places],
            "start": [start for _, start, _ in places],
            "end": [end for _, _, end in places],
            "time": [times.at(document, start) for document, start, _ in places],
            "participant": plain(units["participant"]),
            "speaker": plain(units["speaker"]),
            "kept": plain(units["kept"]),
            "theme": plain(units["theme_id"]),
            "subtheme": plain(units["subtheme_id"]),
            "second": plain(units["second_subtheme_id"]),
            "reason": plain(units["reason"]),
        },
        "documents": [
            {
                "name": document.doc_id,
                "pieces": [asdict(piece) for piece in pieces(document, spans[document.doc_id], extent.turns)],
            }
            for document in shown
        ],
        "themes": {theme.theme_id: theme.name for top in run.themes for theme in (top, *top.subthemes)},
    }
