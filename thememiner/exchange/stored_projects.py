"""Codes, codings and cases as the databases of other programs store them, brought into the form of a project."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from thememiner.exchange.project_building import UNKNOWN_COLOURS, normalise_colour
from thememiner.exchange.refi import Range, resolve_range
from thememiner.exchange.sqlite_files import Value, to_name, to_text
from thememiner.intake import CodedSpan, CodePath, DistinctNames
from thememiner.records import Document, Problem, code_path


def resolve_stored(document: Document | None, start: Value, end: Value, quote: Value = None) -> Range | None:
    """Return the code points of a range as a database stores it; None without a document or whole numbers.

    A quote that is empty or no text cannot be checked.
    """
    first, after = (int(one) if isinstance(one, float) and one.is_integer() else one for one in (start, end))
    if document is None or not isinstance(first, int) or not isinstance(after, int):
        return None
    return resolve_range(document.text, first, after, quote if isinstance(quote, str) and quote else None)


class StoredCodings:
    """The codings of a project by coder, and a problem for each that has no place."""

    def __init__(self, project: str) -> None:
        self.spans: dict[str, list[CodedSpan]] = defaultdict(list)
        self.problems: list[Problem] = []
        self._project = project

    def add(self, coder: str, path: CodePath | None, document: Document | None, place: Range | None, at: Value) -> bool:
        """Add a coding and return True; without a code, a document or a place, add a problem and return False.

        ``at`` is the start of the coding as it is stored.
        """
        if path is not None and document is not None and place is not None:
            self.spans[coder].append(CodedSpan(document.doc_id, *place, (path,)))
            return True
        segment = f"{self._project}:{document.doc_id if document else 'source'}:{to_name(at)}"
        reason = "this coding has no text or code in the project, or its position is wrong."
        self.problems.append(Problem(segment, reason, "Look it up in its program, and code the passage there again."))
        return False


class StoredCode(NamedTuple):
    """A code, or a category of codes, as a row of a table."""

    key: Value
    name: Value
    description: Value
    colour: Value = None


@dataclass(frozen=True, slots=True)
class StoredCodes:
    """The codes of a project in their categories."""

    paths: Mapping[Value, CodePath]
    """By key."""
    descriptions: Mapping[CodePath, str]
    """Of all codes and categories, also of those without a description."""
    colours: Mapping[str, str]
    """By code id."""
    losses: Counter[str] = field(default_factory=Counter)


def place_in_categories(
    codes: Sequence[StoredCode], categories: Iterable[StoredCode], members: Iterable[Sequence[Value]]
) -> StoredCodes:
    """Place each code under the first of its categories; ``members`` are keys of codes and categories.

    A code of several categories has only one place in a codebook; its others are losses. The second of two codes with
    the same name and category is called ``name (2)``.
    """
    losses: Counter[str] = Counter()
    names = {one.key: to_name(one.name) or f"category {to_name(one.key)}" for one in categories}
    descriptions: dict[CodePath, str] = {(names[one.key],): to_text(one.description) for one in categories}
    above: dict[Value, str] = {}
    for code, category in members:
        if category in names:
            losses["further categories of codes (a code is kept in its first)"] += code in above
            above.setdefault(code, names[category])
    written = {
        one.key: (*([above[one.key]] if one.key in above else []), to_name(one.name) or f"code {to_name(one.key)}")
        for one in codes
    }
    paths = _number_equal(written)
    losses["codes of the same name and category, now numbered"] = sum(paths[key] != written[key] for key in paths)
    colours = {}
    for one in codes:
        descriptions[paths[one.key]] = to_text(one.description) or descriptions.get(paths[one.key], "")
        colour, stored = normalise_colour(to_text(one.colour)), to_text(one.colour).strip()
        losses[UNKNOWN_COLOURS] += bool(stored) and colour is None
        if colour is not None:
            colours[code_path(*paths[one.key])] = colour
    return StoredCodes(paths, descriptions, colours, losses)


def _number_equal(paths: Mapping[Value, CodePath]) -> dict[Value, CodePath]:
    names: dict[CodePath, list[str]] = {}
    for path in paths.values():
        names.setdefault(path[:-1], []).append(path[-1])
    distinct = {above: DistinctNames(own) for above, own in names.items()}
    return {key: (*path[:-1], distinct[path[:-1]].give(path[-1])) for key, path in paths.items()}


class Cases:
    """The cases of a project, which are participants, and the documents that belong to them."""

    def __init__(self, rows: Sequence[tuple[Value, Value]], attributes: Mapping[Value, Mapping[str, str]]) -> None:
        names = DistinctNames(to_name(name) for _, name in rows)
        self._names = {key: names.give(to_name(name) or f"case {to_name(key)}") for key, name in rows}
        self.participants = {name: dict(attributes.get(key, {})) for key, name in self._names.items()}
        """Attributes by participant."""

    def find_participants(self, links: Iterable[Sequence[Value]]) -> tuple[dict[Value, str], int]:
        """Return the case of each document with exactly one, and the number of documents with several.

        ``links`` are keys of cases and documents.
        """
        linked: dict[Value, set[str]] = defaultdict(set)
        for case, document in links:
            if case in self._names:
                linked[document].add(self._names[case])
        only = {document: next(iter(cases)) for document, cases in linked.items() if len(cases) == 1}
        return only, len(linked) - len(only)
