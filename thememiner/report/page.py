"""The page itself: sections rendered into one HTML file that needs nothing else and lets nothing else in."""

import base64
import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from thememiner.comparison import HOW_INSTRUCTIVE, RULE
from thememiner.records import Run
from thememiner.report import formatting
from thememiner.report.code_table import RELATION_RULE
from thememiner.report.data import page_of
from thememiner.report.formatting import EXTENTS, MOST_BYTES, UNASSIGNED_MARK, Extent, following
from thememiner.report.quotes import language_of

OWN = "thememiner.report"
STYLES = ("page.css", "parts.css", "disagreements.css", "print.css")
SCRIPTS = ("context.js", "cells.js", "disagreements.js", "map.js", "scroll.js", "triage.js")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'"
UNPAIRED = "surrogatepass"


def render_report(run: Run) -> str:
    """Render a run as one HTML page: no outside address, every script named by its hash, equal for equal runs.

    The page holds words of participants: the passages around every unit that it shows. It shows as many units as fit
    into ``MOST_BYTES``, and says of how many.
    """
    number, page = 0, _rendered(run, EXTENTS[0])
    while (size := len(page.encode())) > MOST_BYTES and number < len(EXTENTS) - 1:
        number = following(number, size)
        page = _rendered(run, EXTENTS[number])
    return page


def _rendered(run: Run, extent: Extent) -> str:
    scripts = (_plotly(), static_text(SCRIPTS))
    page = (
        environment()
        .get_template("page.html.j2")
        .render(
            page=page_of(run, extent),
            rule=RULE,
            instructive_rule=HOW_INSTRUCTIVE,
            relation_rule=RELATION_RULE,
            unassigned_mark=UNASSIGNED_MARK,
            policy=content_policy(scripts),
            style=Markup(static_text(STYLES)),  # noqa: S704 - a file of this package, no data
            scripts=[Markup(script) for script in scripts],  # noqa: S704 - likewise
        )
    )
    # A JSON input can hold half a surrogate pair, which no UTF-8 file can.
    return page.encode("utf-8", UNPAIRED).decode("utf-8", "replace")


def content_policy(scripts: Iterable[str]) -> str:
    """Return the content policy that allows these scripts, by their hashes, and no others."""
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    return " ".join([f"{POLICY}; script-src", *(f"'sha256-{digest}'" for digest in digests)])


@cache
def environment(package: str = OWN) -> Environment:
    """Return what renders the templates of a package, which can use those of this one, too."""
    made = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader(OWN)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "allow_nan": False, "separators": (",", ":")}
    made.filters |= {
        "counted": formatting.counted,
        "figure": formatting.figure,
        "language": language_of,
        "percent": formatting.percent,
        "thousands": formatting.thousands,
    }
    return made


def _plotly() -> str:
    from plotly.offline import get_plotlyjs  # noqa: PLC0415 - plotly takes long to import

    return str(get_plotlyjs())


def static_text(names: Iterable[str], package: str = OWN) -> str:
    """Return files of a package's folder ``static``, one after the other."""
    folder = files(package) / "static"
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in names)
