"""The summary as one HTML page that needs nothing else and lets nothing else in."""

from markupsafe import Markup

from thememiner.batch.summary.columns import Executions
from thememiner.batch.summary.nearness import HOW_NEAR
from thememiner.batch.summary.records import Summary
from thememiner.batch.summary.views import MOST_MEMBERS, MOST_NOT_USED, page_of
from thememiner.report.page import UNPAIRED, content_policy, environment, static_text

PACKAGE = "thememiner.batch.summary"
REPORT_STYLES = ("page.css", "parts.css", "print.css")
OWN_STYLES = ("summary.css",)
SCRIPTS = ("jobs.js",)


def summary_page(summary: Summary, executions: Executions | None = None, *, root: str = "") -> str:
    """Render a summary, equal for equal summaries; every script is named by its hash.

    With ``executions`` it shows what the jobs took, too. ``root`` leads from where the page lies to the batch's folder.
    The page holds names of themes and no words of participants beyond those.
    """
    script = f"{static_text(('scroll.js',))}\n{static_text(SCRIPTS, PACKAGE)}"
    page = (
        environment(PACKAGE)
        .get_template("summary.html.j2")
        .render(
            page=page_of(summary, executions),
            root=root,
            how_near=HOW_NEAR,
            most_members=MOST_MEMBERS,
            most_not_used=MOST_NOT_USED,
            policy=content_policy([script]),
            style=Markup(f"{static_text(REPORT_STYLES)}\n{static_text(OWN_STYLES, PACKAGE)}"),  # noqa: S704 - files of this program, no data
            script=Markup(script),  # noqa: S704 - likewise
        )
    )
    # A JSON input can hold half a surrogate pair, which no UTF-8 file can.
    return page.encode("utf-8", UNPAIRED).decode("utf-8", "replace")
