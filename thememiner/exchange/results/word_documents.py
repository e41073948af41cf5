"""Texts as Word documents (DOCX), with fonts that show Chinese, and the same bytes for the same content."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thememiner.exchange.results.ipa import ipa_text
from thememiner.exchange.results.narrative import (
    Block,
    Grid,
    Heading,
    Paragraph,
    Quotation,
    pictured_losses,
    results_text,
)
from thememiner.exchange.results.run_results import Results, in_marks
from thememiner.exchange.spreadsheets import pictured
from thememiner.records import Loss
from thememiner.storage import write_bytes

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

LATIN, EAST_ASIAN = "Calibri", "SimSun"
"""Fonts; a machine that has not got the second takes its own for Chinese, since the attribute says that it is."""
_NO_DAY = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - documents know no time zone here
_LINE_END = re.compile(r"\r\n|\r")


def write_results_docx(results: Results, path: Path) -> tuple[Loss, ...]:
    """Write themes with quotes as a Word document, and return what it cannot hold. Raises ``StorageError``."""
    return _write(tuple(results_text(results)), path, is_wide=False)


def write_ipa_docx(results: Results, path: Path) -> tuple[Loss, ...]:
    """Write the tables of interpretative phenomenological analysis as a Word document on wide pages, likewise."""
    return _write(tuple(ipa_text(results)), path, is_wide=True)


def _write(blocks: tuple[Block, ...], path: Path, *, is_wide: bool) -> tuple[Loss, ...]:
    write_bytes(path, as_docx(blocks, is_wide=is_wide))
    return pictured_losses(blocks)


def as_docx(blocks: Iterable[Block], *, is_wide: bool = False) -> bytes:
    """Return blocks as a Word document; ``is_wide`` turns its pages. Equal blocks give equal bytes."""
    import docx  # noqa: PLC0415 - heavy, and few commands write documents

    document = docx.Document()
    _set_fonts(document)
    if is_wide:
        _turn_pages(document)
    for block in blocks:
        _WRITERS[type(block)](document, block)
    properties = document.core_properties
    properties.author = properties.last_modified_by = "ThemeMiner"
    properties.comments = ""
    properties.created = properties.modified = _NO_DAY
    file = io.BytesIO()
    document.save(file)
    return _without_times(file)


def _set_fonts(document: "WordDocument") -> None:
    """Name a font for Chinese in every style: a theme's font, which would win, has none in the usual template."""
    from docx.oxml.ns import qn  # noqa: PLC0415 - likewise

    for fonts in document.styles.element.iter(qn("w:rFonts")):
        for name in [name for name in fonts.attrib if name.endswith("Theme") or name == qn("w:cstheme")]:
            del fonts.attrib[name]
        for kind in ("ascii", "hAnsi"):
            fonts.set(qn(f"w:{kind}"), LATIN)
        fonts.set(qn("w:eastAsia"), EAST_ASIAN)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")


def _turn_pages(document: "WordDocument") -> None:
    from docx.enum.section import WD_ORIENT  # noqa: PLC0415 - likewise

    (section,) = document.sections
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width


def _heading(document: "WordDocument", block: Heading) -> None:
    document.add_heading(_shown(block.text), block.level)


def _paragraph(document: "WordDocument", block: Paragraph) -> None:
    run = document.add_paragraph().add_run(_shown(block.text))
    if block.is_note:
        run.italic = True


def _quotation(document: "WordDocument", block: Quotation) -> None:
    paragraph = document.add_paragraph(style="Quote")
    paragraph.add_run(in_marks(_shown(block.text)))
    paragraph.add_run(f" ({_shown(block.source)})").italic = False


def _grid(document: "WordDocument", block: Grid) -> None:
    """Add a table row by row as XML: the library's own way takes time with the square of the rows."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 - likewise

    table = document.add_table(rows=1, cols=len(block.columns), style="Table Grid")
    table.autofit = False
    first = table.rows[0]
    first._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - the library has no name for a repeated header
    for cell, name in zip(first.cells, block.columns, strict=True):
        cell.paragraphs[0].add_run(_shown(name)).bold = True
    page = document.sections[0]
    room = (page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0)
    for column, share in zip(table.columns, block.widths, strict=True):
        column.width = first.cells[column._index].width = room * share // 100  # noqa: SLF001 - its number
    for cells in block.rows:
        row = OxmlElement("w:tr")
        row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # a row stays on one page
        for text, share in zip(cells, block.widths, strict=True):
            row.append(_cell(_shown(text), room * share // 100))
        table._tbl.append(row)  # noqa: SLF001 - as said above
    document.add_paragraph()


def _cell(text: str, width: int) -> Any:  # noqa: ANN401 - the library's elements have no public type
    from docx.oxml import OxmlElement  # noqa: PLC0415 - likewise
    from docx.shared import Length  # noqa: PLC0415 - likewise

    cell = OxmlElement("w:tc")
    cell.width = Length(width)
    paragraph = cell.add_p()
    if text:
        paragraph.add_r().text = text
    return cell


def _shown(text: str) -> str:
    """Return text whose line ends are one line feed each, and whose other control characters can be seen."""
    return pictured(_LINE_END.sub("\n", text))


def _without_times(file: io.BytesIO) -> bytes:
    """Return an archive whose members bear no time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(file) as archive, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as timeless:
        for member in archive.namelist():
            timeless.writestr(zipfile.ZipInfo(member), archive.read(member), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


_WRITERS: Mapping[type, Callable[..., None]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Quotation: _quotation,
    Grid: _grid,
}
