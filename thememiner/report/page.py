"""The page: one HTML file that loads nothing and can be opened from anywhere."""

import base64
import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from thememiner.phrasing import (
    INSTRUCTIVE_RULE,
    OUTCOME_RULE,
    describe_replication,
    format_count,
    format_number,
    format_percent,
    format_score,
    quote_for_shell,
)
from thememiner.records import Run
from thememiner.report.code_table import RELATION_RULE
from thememiner.report.data import build_page
from thememiner.report.formatting import ALL_LIMITS, MOST_BYTES, UNASSIGNED_MARK, PageLimits, next_limits
from thememiner.report.quotes import language_of

OWN = "thememiner.report"
STYLES = ("page.css", "parts.css", "disagreements.css", "print.css")
SCRIPTS = ("context.js", "cells.js", "disagreements.js", "map.js", "scroll.js", "triage.js")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'"
UNPAIRED = "surrogatepass"


def render_report(run: Run) -> str:
    """Return a run as one HTML page without external addresses; equal runs give equal pages.

    The page holds participants' words: the turns around every unit that it shows. It shows as many units as fit into
    ``MOST_BYTES``, and says how many there are in all. Its content policy names every script by its hash.
    """
    number, page = 0, _render(run, ALL_LIMITS[0])
    while (size := len(page.encode())) > MOST_BYTES and number < len(ALL_LIMITS) - 1:
        number = next_limits(number, size)
        page = _render(run, ALL_LIMITS[number])
    return page


def _render(run: Run, limits: PageLimits) -> str:
    scripts = (_plotly(), read_static(SCRIPTS))
    page = (
        make_environment()
        .get_template("page.html.j2")
        .render(
            page=build_page(run, limits),
            rule=OUTCOME_RULE,
            instructive_rule=INSTRUCTIVE_RULE,
            relation_rule=RELATION_RULE,
            unassigned_mark=UNASSIGNED_MARK,
            policy=make_content_policy(scripts),
            style=Markup(read_static(STYLES)),  # noqa: S704 - a file of this package, no data
            scripts=[Markup(script) for script in scripts],  # noqa: S704 - files of this package and of plotly, no data
        )
    )
    # A JSON input can contain half a surrogate pair, which UTF-8 cannot encode.
    return page.encode("utf-8", UNPAIRED).decode("utf-8", "replace")


def make_content_policy(scripts: Iterable[str]) -> str:
    """Return a content policy that allows only these scripts, by their hashes."""
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    return " ".join([f"{POLICY}; script-src", *(f"'sha256-{digest}'" for digest in digests)])


@cache
def make_environment(package: str = OWN) -> Environment:
    """Return a Jinja environment for the templates of a package and those of the report."""
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader(OWN)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "allow_nan": False, "separators": (",", ":")}
    environment.filters |= {
        "counted": format_count,
        "figure": format_score,
        "language": language_of,
        "percent": format_percent,
        "replication": describe_replication,
        "shell_word": quote_for_shell,
        "thousands": format_number,
    }
    return environment


def _plotly() -> str:
    from plotly.offline import get_plotlyjs  # noqa: PLC0415 - plotly takes long to import

    return str(get_plotlyjs())


def read_static(names: Iterable[str], package: str = OWN) -> str:
    """Return the contents of files in a package's folder ``static``, joined by line feeds."""
    folder = files(package) / "static"
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in names)
