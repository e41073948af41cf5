"""Generated projects for round trips: Han beyond U+FFFF, emoji, CRLF, BOM, NFD, nested and overlapping selections."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from thememiner.records import (
    MACHINE,
    SEGMENT_COLUMNS,
    Code,
    Codebook,
    Coding,
    CodingKind,
    Document,
    Form,
    Memo,
    Project,
    Role,
    Source,
    Turn,
    code_path,
    make_table,
)

PIECES = (
    "a",
    "<b>&\"'",
    "家",
    "𠀀",
    "😀",
    "👩‍👧",
    "\r\n",
    "\n",
    "\r",
    "\t",
    "  ",
    "\ufeff",
    "e\u0301",
    "\u2028",
    "\x85",
    "…",
    "\x0b",
)
NAMES = ("worry", "家人", "𠀀", "a > b", "x & y", "e\u0301", unicodedata.normalize("NFC", "e\u0301"), "two\nlines", "<")
CODERS = ("Ana", "Bo", "林", "ThemeMiner-Anna", MACHINE)
"""The last is the program, whose coding is a proposal."""
texts = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
few_words = st.lists(st.sampled_from(PIECES[:-1]), min_size=1, max_size=8).map("".join)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """Return a project of a few documents, coders, codes and memos, which REFI-QDA can hold completely."""
    names = draw(st.lists(st.sampled_from(("a.txt", "b.txt", "c/d.txt", "家.txt")), max_size=3, unique=True))
    people = draw(st.lists(st.sampled_from(("P1", "P2", "林")), max_size=2, unique=True))
    documents = tuple(_document(name, draw(texts), draw(st.sampled_from([None, *people]))) for name in names)
    codebook = draw(codebooks())
    coders = draw(st.lists(st.sampled_from(CODERS), max_size=3, unique=True)) if codebook.codes else []
    attributes = st.dictionaries(st.sampled_from(("age", "组", "e\u0301")), few_words | st.just(""), max_size=2)
    codings = tuple(draw(_coding(coder, draw(_part(codebook)), documents)) for coder in sorted(coders))
    return Project(
        documents=documents,
        codings=codings,
        participants={name: draw(attributes) for name in people},
        memos=tuple(draw(st.lists(_memo(documents, codings), max_size=3))),
        colours={code.code_id: "#12ab34" for coding in codings for code in coding.codebook.codes[:1]},
    )


@st.composite
def codebooks(draw: st.DrawFn) -> Codebook:
    """Return a tree of two levels, depth first."""
    codes = []
    for name in draw(st.lists(st.sampled_from(NAMES), max_size=4, unique=True)):
        parent = Code(code_path(name), name, None, draw(few_words | st.just("")))
        below = draw(st.lists(st.sampled_from(NAMES), max_size=2, unique=True))
        codes += [parent, *(Code(code_path(name, child), child, parent.code_id) for child in below)]
    return Codebook(tuple(codes))


@st.composite
def _part(draw: st.DrawFn, codebook: Codebook) -> Codebook:
    """Return a codebook, or the first of its top codes with those below it: coders may have codes of their own."""
    if draw(st.booleans()):
        return codebook
    first = codebook.codes[0].code_id
    return Codebook(tuple(code for code in codebook.codes if first in (code.code_id, code.parent_id)))


@st.composite
def _coding(draw: st.DrawFn, coder: str, codebook: Codebook, documents: Sequence[Document]) -> Coding:
    code_ids = [code.code_id for code in codebook.codes]
    places = [draw(_place(document)) for document in documents if document.text for _ in range(draw(st.integers(0, 4)))]
    given = {place: draw(st.lists(st.sampled_from(code_ids), min_size=1, max_size=3, unique=True)) for place in places}
    is_proposal = coder == MACHINE  # the codes of people have no order in such files
    rows = [
        (*place, code, rank if is_proposal else 1)
        for place in sorted(given)
        for rank, code in enumerate(given[place] if is_proposal else sorted(given[place]), 1)
    ]
    values: dict[str, Any] = {
        name: [row[number] for row in rows] for number, name in enumerate(("doc_id", "start", "end", "code_id", "rank"))
    }
    nothing = dict.fromkeys(("unit_id", "membership"), [None] * len(rows))
    kind = CodingKind.PROPOSAL if is_proposal else CodingKind.PERSON
    return Coding(coder, codebook, make_table(SEGMENT_COLUMNS, values | nothing), kind=kind)


@st.composite
def _memo(draw: st.DrawFn, documents: Sequence[Document], codings: Sequence[Coding]) -> Memo:
    text, author = draw(few_words), draw(st.sampled_from(["", *CODERS]))
    filled = [document for document in documents if document.text]
    marks = [
        row
        for coding in codings
        for row in coding.segments[["doc_id", "start", "end", "code_id"]].itertuples(index=False)
    ]
    kinds = [
        "project",
        *(["passage"] if filled else []),
        *(["document"] if documents else []),
        *(["mark"] if marks else []),
    ]
    kind = draw(st.sampled_from(kinds))
    if kind == "passage":
        return Memo(text, author, *draw(_place(draw(st.sampled_from(filled)))))
    if kind == "document":
        return Memo(text, author, draw(st.sampled_from(list(documents))).doc_id)
    return Memo(text, author, *draw(st.sampled_from(marks))) if kind == "mark" else Memo(text, author)


@st.composite
def _place(draw: st.DrawFn, document: Document) -> tuple[str, int, int]:
    start = draw(st.integers(0, len(document.text) - 1))
    return document.doc_id, start, draw(st.integers(start + 1, len(document.text)))


def _document(name: str, text: str, participant: str | None) -> Document:
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    turns = (Turn(start, end, None, Role.PARTICIPANT, participant),) if start < end else ()
    return Document(name, text, Form.PROSE, turns, Source(name, "", "txt", "utf-8"))
