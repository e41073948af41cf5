"""The text of a Word document: paragraphs and tables in reading order, as a reader of the page sees them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from thememiner.corpus.file_contents import HEADING_STYLES, Block, join_blocks
from thememiner.corpus.formats.left_out import LeftOut
from thememiner.corpus.formats.picture_fonts import read_symbol
from thememiner.corpus.formats.working_tables import TableRow, WorkingTables

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_ALTERNATE, _CHOICE, _FALLBACK = (f"{_COMPATIBILITY}{name}" for name in ("AlternateContent", "Choice", "Fallback"))
_CONTAINERS = {f"{WORD}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")}
_NO_TEXT = {f"{WORD}{name}" for name in ("rPr", "pPr", "rt", "tblPr", "sdtPr", "instrText", "delInstrText")}
_DRAWINGS = {f"{WORD}{name}" for name in ("drawing", "pict", "object")}
_LEFT_OUT = {
    f"{WORD}del": LeftOut.DELETED,
    f"{WORD}moveFrom": LeftOut.MOVED,
    f"{WORD}footnoteReference": LeftOut.FOOTNOTE,
    f"{WORD}endnoteReference": LeftOut.FOOTNOTE,
    f"{WORD}altChunk": LeftOut.EMBEDDED,
    f"{WORD}subDoc": LeftOut.EMBEDDED,
}
_CHANGES = {f"{WORD}del", f"{WORD}moveFrom"}
_CHARACTERS = {
    f"{WORD}br": "\n",
    f"{WORD}cr": "\n",
    f"{WORD}tab": "\t",
    f"{WORD}ptab": "\t",
    f"{WORD}noBreakHyphen": "-",
}
_TEXT = {f"{WORD}t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"}
_PARAGRAPH, _TABLE, _ROW, _CELL, _RUN = (f"{WORD}{name}" for name in ("p", "tbl", "tr", "tc", "r"))
_BOX, _SYMBOL, _EMOJI = f"{WORD}txbxContent", f"{WORD}sym", "symEx"
_COMMENT_START, _COMMENT_END = f"{WORD}commentRangeStart", f"{WORD}commentRangeEnd"
_VALUE, _ID = f"{WORD}val", f"{WORD}id"
_OFF = {"0", "false", "off"}
_MOST_OPEN_COMMENTS = 100


@dataclass(frozen=True, slots=True)
class WordStyles:
    """What the styles of a document say, by the id of the style."""

    names: Mapping[str, str]
    """In lower case."""
    hidden: Mapping[str, bool]
    """Whether text is hidden, for styles that say it or are based on one that does."""
    hides_all: bool = False
    """Whether text is hidden unless a style or the text itself says otherwise."""


def read_styles(styles: "BaseOxmlElement") -> WordStyles:
    """Return the styles of a document from its part of styles."""
    elements = {style.get(f"{WORD}styleId", ""): style for style in styles.iter(f"{WORD}style")}
    names = {key: _value(style.find(f"{WORD}name")).casefold() for key, style in elements.items()}
    if next(styles.iter(f"{WORD}vanish"), None) is None:
        return WordStyles(names, {})
    parents = {key: _value(style.find(f"{WORD}basedOn")) for key, style in elements.items()}
    own = {key: _is_hidden(style.find(f"{WORD}rPr")) for key, style in elements.items()}
    hidden = {}
    for key in elements:
        at, seen = key, {""}
        while at not in seen and own.get(at) is None:
            seen.add(at)
            at = parents.get(at, "")
        if (known := own.get(at)) is not None:
            hidden[key] = known
    default = styles.find(f"{WORD}docDefaults/{WORD}rPrDefault/{WORD}rPr")
    return WordStyles(names, hidden, bool(_is_hidden(default)))


def can_hide(body: "BaseOxmlElement", styles: WordStyles) -> bool:
    """Say whether a style, or anything in the body, hides text."""
    return styles.hides_all or any(styles.hidden.values()) or any(True for _ in body.iter(f"{WORD}vanish"))


def _value(element: "BaseOxmlElement | None") -> str:
    return "" if element is None else str(element.get(_VALUE, ""))


def _is_hidden(properties: "BaseOxmlElement | None") -> bool | None:
    """Say whether properties hide text; None if they do not say."""
    mark = None if properties is None else properties.find(f"{WORD}vanish")
    return None if mark is None else str(mark.get(_VALUE, "1")).casefold() not in _OFF


@dataclass(slots=True)
class WordBody:
    """The text of a document, read once from its body."""

    styles: WordStyles
    tables: WorkingTables
    can_hide: bool
    """Whether anything in the document hides text."""
    left_out: Counter[LeftOut] = field(default_factory=Counter)
    commented: dict[str, list[str]] = field(default_factory=dict)
    """The pieces of the passages that comments are on, by the id of the comment."""
    _open: set[str] = field(default_factory=set)
    _passage: LeftOut | None = None
    """What is being left out at this place of a paragraph, so that adjacent pieces count as one passage."""
    _hides: bool = False
    """Whether the paragraph hides its text."""

    def read(self, parent: "BaseOxmlElement") -> Iterator[Block]:
        """Yield the paragraphs and rows in an element."""
        for element in parent:
            if element.tag == _PARAGRAPH:
                yield from self._read_paragraph(element)
            elif element.tag == _TABLE:
                yield from self.tables.read([row for tr in _children(element, _ROW) for row in self._read_row(tr)])
            elif element.tag in _CONTAINERS:
                yield from self.read(element)
            elif element.tag == _ALTERNATE:
                yield from self.read(_choose(element))
            else:
                self._mark_comment(element)
                if element.tag in _LEFT_OUT:
                    self._leave_out(_LEFT_OUT[element.tag])

    def _read_paragraph(self, paragraph: "BaseOxmlElement") -> Iterator[Block]:
        style = _value(paragraph.find(f"{WORD}pPr/{WORD}pStyle"))
        before, self._hides = self._hides, self.styles.hidden.get(style, self.styles.hides_all)
        self._passage, count = None, self.left_out.total()
        text = self._read_text(paragraph)
        self._hides = before
        self._add_commented("\n")
        if text.strip() or self.left_out.total() == count:
            yield Block(text, is_heading=self.styles.names.get(style, "").startswith(HEADING_STYLES))

    def _read_row(self, row: "BaseOxmlElement") -> Iterator[TableRow]:
        properties = row.find(f"{WORD}trPr")
        for name, kind in (("hidden", LeftOut.HIDDEN), ("del", LeftOut.DELETED)):
            mark = None if properties is None else properties.find(f"{WORD}{name}")
            if mark is not None and str(mark.get(_VALUE, "1")).casefold() not in _OFF:
                self.left_out[kind] += 1
                return
        before = _number(None if properties is None else properties.find(f"{WORD}gridBefore"), 0)
        cells, columns = [], [""] * before
        for cell in _children(row, _CELL):
            cells.append(join_blocks(self.read(cell)))
            columns += [cells[-1], *[""] * (_number(cell.find(f"{WORD}tcPr/{WORD}gridSpan"), 1) - 1)]
        yield TableRow(tuple(columns), "\t".join(cells), is_wide=len(cells) == 1 and len(columns) > 1)

    def _read_text(self, parent: "BaseOxmlElement") -> str:
        pieces: list[str] = []
        for element in parent:
            tag = element.tag
            if tag in _TEXT:
                pieces.append(self._keep(element.text or ""))
            elif tag == _RUN and not self.can_hide:
                pieces.append(self._read_text(element))
            elif tag not in _NO_TEXT:
                pieces += self._read_element(element)
        return "".join(pieces)

    def _read_element(self, element: "BaseOxmlElement") -> Iterator[str]:
        tag = element.tag
        if tag in _LEFT_OUT:
            is_empty = tag in _CHANGES and not _has_text(element)
            if not is_empty:
                self._leave_out(_LEFT_OUT[tag])
        elif tag in _DRAWINGS:
            boxes = sum(_has_text(box) for box in element.iter(_BOX))
            self.left_out[LeftOut.TEXT_BOX] += boxes
        elif tag == _ALTERNATE:
            yield from self._read_element(_choose(element)) if len(element) else ()
        elif tag == _RUN and self.can_hide and self._is_hidden_run(element):
            if _has_text(element):
                self._leave_out(LeftOut.HIDDEN)
        elif (character := self._character(element)) is not None:
            yield self._keep(character)
        else:
            self._mark_comment(element)
            yield self._read_text(element)

    def _character(self, element: "BaseOxmlElement") -> str | None:
        """Return the text of an element that holds no others; None for one that does."""
        if element.tag in _TEXT:
            return element.text or ""
        if not isinstance(element.tag, str):  # a comment in the XML
            return ""
        if element.tag in _CHARACTERS:
            return _CHARACTERS[element.tag]
        name = str(element.tag).rpartition("}")[2]
        if element.tag != _SYMBOL and name != _EMOJI:
            return None
        attributes = {str(key).rpartition("}")[2]: str(value) for key, value in element.attrib.items()}
        symbol = read_symbol(attributes.get("font", ""), attributes.get("char", ""))
        if not symbol:
            self.left_out[LeftOut.SYMBOL] += 1
        return symbol

    def _keep(self, text: str) -> str:
        if text:
            self._passage = None
            self._add_commented(text)
        return text

    def _leave_out(self, kind: LeftOut) -> None:
        if kind not in {LeftOut.HIDDEN, LeftOut.DELETED, LeftOut.MOVED}:
            self.left_out[kind] += 1
        elif self._passage is not kind:
            self.left_out[kind] += 1
            self._passage = kind

    def _is_hidden_run(self, run: "BaseOxmlElement") -> bool:
        properties = run.find(f"{WORD}rPr")
        if (own := _is_hidden(properties)) is not None:
            return own
        style = _value(None if properties is None else properties.find(f"{WORD}rStyle"))
        return self.styles.hidden.get(style, self._hides)

    def _mark_comment(self, element: "BaseOxmlElement") -> None:
        if element.tag == _COMMENT_START and len(self._open) < _MOST_OPEN_COMMENTS:
            self._open.add(element.get(_ID, ""))
        elif element.tag == _COMMENT_END:
            self._open.discard(element.get(_ID, ""))

    def _add_commented(self, text: str) -> None:
        for comment in self._open:
            self.commented.setdefault(comment, []).append(text)


def _children(parent: "BaseOxmlElement", tag: str) -> Iterator["BaseOxmlElement"]:
    """Yield the children with a tag, including those inside content controls."""
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag in _CONTAINERS:
            yield from _children(element, tag)


def _choose(alternate: "BaseOxmlElement") -> "BaseOxmlElement":
    """Return the fallback, which holds an emoji as text, or the first choice if the fallback is empty."""
    options: Sequence[BaseOxmlElement] = [one for one in alternate if one.tag in {_FALLBACK, _CHOICE}]
    fallbacks = [one for one in options if one.tag == _FALLBACK and len(one)]
    return next(iter([*fallbacks, *options]), alternate)


def _has_text(parent: "BaseOxmlElement") -> bool:
    names = {*_TEXT, f"{WORD}delText"}
    return any(
        element.tag in {*names, _SYMBOL} and (element.tag == _SYMBOL or (element.text or "").strip())
        for element in parent.iter()
    )


def _number(element: "BaseOxmlElement | None", otherwise: int) -> int:
    value = _value(element)
    return min(int(value), _MOST_SPANNED) if value.isascii() and value.isdigit() else otherwise


_MOST_SPANNED = 100
