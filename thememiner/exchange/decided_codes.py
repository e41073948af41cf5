"""Codes as people write them into a decision: those of the codebook, sub-themes of the program, and new ones."""

import difflib
import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from thememiner.exchange.decision_sheet import NO_CODE, shown_code
from thememiner.intake import as_names, first_few, split_path
from thememiner.records import MACHINE, Code, Codebook, code_path

NO_CODE_WORDS = frozenset({NO_CODE, "no code", "n/a", "-", "–", "—", "无", "無", "没有", "沒有"})
"""Ways to write that a unit carries no code, as ``_folded`` leaves them."""
_NOTHING = re.compile(r"[\s;,、，；|/]*")
_LIKE = 0.7
"""How much a new code must be like a known one to be told, as ``difflib`` measures it: ``Fod`` is ``Food`` to 0.86."""


class Ambiguous(ValueError):  # noqa: N818 - it is no fault of the program, but says why a row cannot be used
    """What is written does not say which codes are meant."""


class Taken(NamedTuple):
    """What a decision says."""

    codes: tuple[str, ...] | None
    """Ids of codes, each once; none if the unit is to carry no code, None if nothing is decided."""
    remarks: tuple[str, ...] = ()
    """What was made of it that people may not expect, as sentences."""


class CodeNames:
    """Finds codes by what people write, and adds the new ones behind the codebook."""

    def __init__(self, codebook: Codebook, proposed: Codebook | None = None) -> None:
        self._codes = list(codebook.codes)
        self._new: dict[str, None] = {}
        self._told: set[str] = set()
        self._proposed = _paths_by_name(proposed) if proposed else {}

    @property
    def codebook(self) -> Codebook:
        """Return the codebook with the new codes, and the themes above them, behind."""
        return Codebook(tuple(self._codes))

    @property
    def new(self) -> tuple[str, ...]:
        """Return the ids of the new codes that were written, the first first."""
        return tuple(self._new)

    def take(self, decision: str) -> Taken:
        """Return the codes that a decision names; separators alone decide nothing.

        A cell holds one name, or several with semicolons between them. A name is a code's id, which for a person's
        code is its path, or its name; capitals, width and spaces do not matter. The id of a theme or sub-theme of the
        program, alone or with its name behind, is the path of its names. Any other name is a new code, and a new path
        one with the themes above it; a word of ``NO_CODE_WORDS`` that no code is called is no code.

        Raises ``Ambiguous`` if several codes have a name, or no code stands beside codes.
        """
        if _NOTHING.fullmatch(decision) and self._find(decision) is None:
            return Taken(None)
        written = [decision] if self._knows(decision) else as_names(decision)
        found = [(name, self._find(name)) for name in written]
        none = [name for name, code_id in found if code_id is None and _folded(name) in NO_CODE_WORDS]
        if none:
            if len(none) < len(written):
                raise Ambiguous(f"says {none[0]} beside codes")
            return Taken(())
        remarks: list[str] = []
        codes = [self._make(name, remarks) if code_id is None else code_id for name, code_id in found]
        return Taken(tuple(dict.fromkeys(codes)), tuple(remarks))

    def _knows(self, name: str) -> bool:
        return self._find(name) is not None or _folded(name) in self._proposed

    def _find(self, name: str) -> str | None:
        """Return the id of the code that is called so, at best letter for letter; None for a new one."""
        for fold in (str, _folded):
            for called in (_id_of, _name_of):
                found = [code.code_id for code in self._codes if fold(called(code)) == fold(name)]
                if len(found) == 1:
                    return found[0]
                if found:
                    raise Ambiguous(f"names a code that there are several of; write its path: {first_few(found)}")
        return None

    def _make(self, name: str, remarks: list[str]) -> str:
        """Return the id of a code that the codebook may not have yet, and put down what must be told of it."""
        proposed = self._proposed.get(_folded(name))
        if proposed is not None:
            if proposed.theme_id not in self._told:
                remarks.append(
                    f"{proposed.theme_id} is {MACHINE}'s: it stands for the code {code_path(*proposed.path)}."
                )
                self._told.add(proposed.theme_id)
            self._add(proposed.path)
            return code_path(*proposed.path)
        path = split_path(name)
        known = self._codes.copy()
        added = self._add(path)
        if added and (near := _most_like(added[0].name, known)):
            what = f"{added[0].code_id} is a new code."
            remarks.append(f"{what} Did you mean {near}? Then write that, and give the table again.")
        return code_path(*path)

    def _add(self, path: Sequence[str]) -> list[Code]:
        """Add the code at the end of a path, and those above it, as far as they are new; return these."""
        known = {code.code_id for code in self._codes}
        ids = [code_path(*path[:depth]) for depth in range(1, len(path) + 1)]
        whole = [Code(*row) for row in zip(ids, path, (None, *ids), strict=False)]
        added = [code for code in whole if code.code_id not in known]
        self._codes += added
        if added:
            self._new[ids[-1]] = None
        return added


def _most_like(name: str, codes: Sequence[Code]) -> str | None:
    """Return the id of the code whose name is most like a new one, if any is."""
    called = {_folded(code.name): code.code_id for code in reversed(codes)}
    close = difflib.get_close_matches(_folded(name), called, n=1, cutoff=_LIKE)
    return called[close[0]] if close else None


class _Proposed(NamedTuple):
    theme_id: str
    path: tuple[str, ...]


def _paths_by_name(proposed: Codebook) -> dict[str, _Proposed]:
    """Return the names from the top down to each of the program's codes, by its id, and as the table shows it."""
    paths: dict[str, _Proposed] = {}
    for code in proposed.codes:
        above = () if code.parent_id is None else paths[_folded(code.parent_id)].path
        known = _Proposed(code.code_id, (*above, code.name))
        paths |= {_folded(code.code_id): known, _folded(shown_code(code, MACHINE)): known}
    return paths


def _id_of(code: Code) -> str:
    return code.code_id


def _name_of(code: Code) -> str:
    return code.name


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
