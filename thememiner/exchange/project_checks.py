"""What a schema cannot say of a project in JSON: names stand once, and places lie in their documents."""

from collections.abc import Iterator, Mapping, Sequence

from thememiner.exchange.project_file import CodedSegment, CoderFile, ProjectFile
from thememiner.records import Code, Document


def faults(file: ProjectFile) -> Iterator[str]:
    """Yield what is wrong, as the rest of a sentence that begins with the file; no text of it is quoted."""
    texts = {document.doc_id: document.text for document in file.documents}
    if len(texts) < len(file.documents):
        yield "has two documents of one id"
    if len({coding.coder for coding in file.codings}) < len(file.codings):
        yield "has two codings of one coder"
    for document in file.documents:
        if not _turns_fit(document):
            yield f"has turns of {document.doc_id} that lie outside of it, or in one another"
    for coding in file.codings:
        yield from _of_coding(coding, texts)


def _turns_fit(document: Document) -> bool:
    edges = [0, *(edge for turn in document.turns for edge in (turn.start, turn.end)), len(document.text)]
    return edges == sorted(edges)


def _of_coding(coding: CoderFile, texts: Mapping[str, str]) -> Iterator[str]:
    if not _is_tree(coding.codes):
        yield f"has a codebook of {coding.coder} in which a code stands twice, or before the one above it"
    codes = {code.code_id for code in coding.codes}
    for number, one in enumerate(coding.segments, 1):
        why = "no such code" if one.code not in codes else _of_segment(one, texts.get(one.document))
        if why:
            yield f"is faulty: segment {number:,} of coder {coding.coder} has {why}"


def _of_segment(one: CodedSegment, text: str | None) -> str:
    """Return what is wrong with a segment, or nothing; of a document that is not there, no place can be checked."""
    if one.membership is not None and not 0 <= one.membership <= 1:
        return "a membership that is not between 0 and 1"
    if text is None:
        return ""
    if not 0 <= one.start <= one.end <= len(text):
        return "no such place"
    return "another quote there" if one.quote is not None and text[one.start : one.end] != one.quote else ""


def _is_tree(codes: Sequence[Code]) -> bool:
    seen: set[str | None] = {None}
    for code in codes:
        if code.code_id in seen or code.parent_id not in seen:
            return False
        seen.add(code.code_id)
    return True
