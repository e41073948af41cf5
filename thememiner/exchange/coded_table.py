"""Coded segments as a table for people, which our own ``--gold`` reads again."""

from collections.abc import Sequence
from pathlib import Path

from thememiner.exchange.coded_rows import NOTHING_STATED, CodedRow, Stated, cell_name, coded_rows
from thememiner.exchange.sheets import Sheet, SheetColumn, as_csv
from thememiner.records import EXCERPTS, Coding, Document, Loss, Project, code_path
from thememiner.storage import write_bytes

LEVEL = "level {}"
_BEFORE = (("coder", 14), ("participant", 14), ("document", 20), ("line", 7), ("turn", 7), ("start", 8), ("end", 8))
_BEHIND = (("path", 36), ("code id", 12), ("rank", 7), ("membership", 12))


def coded_sheet(codings: Sequence[Coding], documents: Sequence[Document], stated: Stated = NOTHING_STATED) -> Sheet:
    """Return a row for each code of each coded segment, with a column for each level of the codebooks.

    ``path`` holds the same as the levels, as ``code_path`` writes it. A code at the top has its first level only. Of
    documents that are but what a table quotes, places are those that the table gives (``stated``), or left empty.
    """
    rows = list(coded_rows(codings, documents, stated))
    levels = max((len(row.path) for row in rows), default=1)
    return Sheet(
        title="Coded segments",
        columns=(
            *(SheetColumn(name, width) for name, width in _BEFORE),
            SheetColumn("text", 60),
            *(SheetColumn(LEVEL.format(number), 28) for number in range(1, levels + 1)),
            *(SheetColumn(name, width) for name, width in _BEHIND),
        ),
        rows=tuple(_cells(row, levels) for row in rows),
    )


def _cells(row: CodedRow, levels: int) -> tuple[str | int | float | None, ...]:
    return (
        *(row.coder, row.participant, row.document),
        *(row.told.line, row.told.turn, row.told.start, row.told.end, row.text),
        *(row.path[level] if level < len(row.path) else None for level in range(levels)),
        *(code_path(*row.path), row.code_id, row.rank),
        None if row.membership is None else round(row.membership, 3),
    )


def write_coded_csv(project: Project, path: Path) -> tuple[Loss, ...]:
    """Write the coded segments of all coders as one CSV file, and return what a table of segments cannot hold.

    UTF-8 with a byte order mark; formula-safe, and with characters that no cell holds escaped, as ``write_sheet`` says.
    ``read_codings`` gives back coders, documents, places and paths of codes. Raises ``StorageError``.
    """
    write_bytes(path, as_csv(coded_sheet(project.codings, project.documents, project.stated)))
    return losses_of_a_table(project)


def losses_of_a_table(project: Project) -> tuple[Loss, ...]:
    """Return what is left behind when only coded segments are written."""
    codes = [code for coding in project.codings for code in coding.codebook.codes]
    bare = [len({code.code_id for code in one.codebook.codes} - _carried(one)) for one in project.codings]
    counts = {
        "texts of documents around the coded segments": sum(
            document.source.format != EXCERPTS for document in project.documents
        ),
        "codes without any coded segment, in them or below them": sum(bare),
        "names of codes in which semicolons or line ends are written otherwise": sum(
            cell_name(code.name) != code.name for code in codes
        ),
        "descriptions of codes": sum(bool(code.description) for code in codes),
        "colours of codes": len(project.colours),
        "memos": len(project.memos),
        "participants' attributes": sum(len(known) for known in project.participants.values()),
        "coders of whom it is known what they read without coding it": sum(
            coding.scope.spans is not None for coding in project.codings
        ),
    }
    return tuple(Loss(what, count) for what, count in counts.items() if count)


def _carried(coding: Coding) -> set[str]:
    """Return the ids of the codes that segments carry, and of those above them."""
    parents = coding.codebook.parents()
    found: set[str] = set()
    for code_id in coding.segments["code_id"].unique().tolist():
        above: str | None = code_id
        while above is not None and above not in found:
            found.add(above)
            above = parents[above]
    return found
