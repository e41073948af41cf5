"""Texts as Word documents (DOCX), with fonts for Chinese; equal texts give equal bytes."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thememiner.exchange.results.ipa import compose_ipa_tables
from thememiner.exchange.results.narrative import (
    Block,
    Heading,
    Paragraph,
    Quotation,
    Table,
    compose_results,
    count_character_losses,
)
from thememiner.exchange.results.run_results import Results
from thememiner.exchange.spreadsheets import show_control_characters
from thememiner.phrasing import add_quotation_marks
from thememiner.records import Loss
from thememiner.storage import write_bytes

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

LATIN, EAST_ASIAN = "Calibri", "SimSun"
"""Fonts. A computer without the second one uses its own font for Chinese, since it is named as the East Asian font."""
_FIXED_DATE = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - documents know no time zone here
_LINE_END = re.compile(r"\r\n|\r")


def write_results_docx(results: Results, path: Path) -> tuple[Loss, ...]:
    """Write themes with quotes as a Word document, and return what that cannot hold. Raises ``StorageError``."""
    return _write_blocks(tuple(compose_results(results)), path, is_wide=False)


def write_ipa_docx(results: Results, path: Path) -> tuple[Loss, ...]:
    """Write the tables of interpretative phenomenological analysis as a Word document with wide pages.

    Returns what such a document cannot hold. Raises ``StorageError``.
    """
    return _write_blocks(tuple(compose_ipa_tables(results)), path, is_wide=True)


def _write_blocks(blocks: tuple[Block, ...], path: Path, *, is_wide: bool) -> tuple[Loss, ...]:
    write_bytes(path, to_docx(blocks, is_wide=is_wide))
    return count_character_losses(blocks)


def to_docx(blocks: Iterable[Block], *, is_wide: bool = False) -> bytes:
    """Return blocks as the bytes of a Word document; ``is_wide`` gives it landscape pages."""
    import docx  # noqa: PLC0415 - heavy, and few commands write documents

    document = docx.Document()
    _set_fonts(document)
    if is_wide:
        _turn_pages(document)
    for block in blocks:
        _BLOCK_WRITERS[type(block)](document, block)
    properties = document.core_properties
    properties.author = properties.last_modified_by = "ThemeMiner"
    properties.comments = ""
    properties.created = properties.modified = _FIXED_DATE
    file = io.BytesIO()
    document.save(file)
    return _strip_times(file)


def _set_fonts(document: "WordDocument") -> None:
    """Set a font for Chinese in every style; the theme fonts of the template, which take precedence, have none."""
    from docx.oxml.ns import qn  # noqa: PLC0415 - heavy, and few commands write documents

    for fonts in document.styles.element.iter(qn("w:rFonts")):
        for name in [name for name in fonts.attrib if name.endswith("Theme") or name == qn("w:cstheme")]:
            del fonts.attrib[name]
        for kind in ("ascii", "hAnsi"):
            fonts.set(qn(f"w:{kind}"), LATIN)
        fonts.set(qn("w:eastAsia"), EAST_ASIAN)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")


def _turn_pages(document: "WordDocument") -> None:
    from docx.enum.section import WD_ORIENT  # noqa: PLC0415 - heavy, and few commands write documents

    (section,) = document.sections
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width


def _add_heading(document: "WordDocument", block: Heading) -> None:
    document.add_heading(_clean_text(block.text), block.level)


def _add_paragraph(document: "WordDocument", block: Paragraph) -> None:
    run = document.add_paragraph().add_run(_clean_text(block.text))
    if block.is_note:
        run.italic = True


def _add_quotation(document: "WordDocument", block: Quotation) -> None:
    paragraph = document.add_paragraph(style="Quote")
    paragraph.add_run(add_quotation_marks(_clean_text(block.text)))
    paragraph.add_run(f" ({_clean_text(block.source)})").italic = False


def _add_table(document: "WordDocument", block: Table) -> None:
    """Add a table, row by row as XML: the library's own way takes quadratic time."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 - heavy, and few commands write documents

    table = document.add_table(rows=1, cols=len(block.columns), style="Table Grid")
    table.autofit = False
    first = table.rows[0]
    first._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - python-docx cannot repeat headers
    for cell, name in zip(first.cells, block.columns, strict=True):
        cell.paragraphs[0].add_run(_clean_text(name)).bold = True
    page = document.sections[0]
    room = (page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0)
    for column, share in zip(table.columns, block.widths, strict=True):
        column.width = first.cells[column._index].width = room * share // 100  # noqa: SLF001 - has no public name
    for cells in block.rows:
        row = OxmlElement("w:tr")
        row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # keeps a row on one page
        for text, share in zip(cells, block.widths, strict=True):
            row.append(_make_cell(_clean_text(text), room * share // 100))
        table._tbl.append(row)  # noqa: SLF001 - the library's own way takes quadratic time
    document.add_paragraph()


def _make_cell(text: str, width: int) -> Any:  # noqa: ANN401 - the library's elements have no public type
    from docx.oxml import OxmlElement  # noqa: PLC0415 - heavy, and few commands write documents
    from docx.shared import Length  # noqa: PLC0415 - heavy, and few commands write documents

    cell = OxmlElement("w:tc")
    cell.width = Length(width)
    paragraph = cell.add_p()
    if text:
        paragraph.add_r().text = text
    return cell


def _clean_text(text: str) -> str:
    """Return text with line feeds as line ends, and with pictures for other control characters."""
    return show_control_characters(_LINE_END.sub("\n", text))


def _strip_times(file: io.BytesIO) -> bytes:
    """Return an archive whose members have no timestamps."""
    packed = io.BytesIO()
    with zipfile.ZipFile(file) as archive, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as timeless:
        for member in archive.namelist():
            timeless.writestr(zipfile.ZipInfo(member), archive.read(member), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


_BLOCK_WRITERS: Mapping[type, Callable[..., None]] = {
    Heading: _add_heading,
    Paragraph: _add_paragraph,
    Quotation: _add_quotation,
    Table: _add_table,
}
