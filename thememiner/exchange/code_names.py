"""The codes that people mean by the names in a decision: of the codebook, of the program's proposal, or new ones."""

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from thememiner.exchange.decision_sheet import NO_CODE, code_label
from thememiner.intake import cell_to_names, split_code_path
from thememiner.phrasing import list_some
from thememiner.records import MACHINE, Code, Codebook, CodingKind, code_path

NO_CODE_WORDS = frozenset({NO_CODE, "no code", "n/a", "-", "–", "—", "无", "無", "没有", "沒有"})
"""Ways to write that a unit has no code, as ``_fold_name`` returns them."""
_SEPARATORS_ONLY = re.compile(r"[\s;,、，；|/]*")
_MIN_NAME_SIMILARITY = 0.7
"""Similarity (``difflib``) at which a new code gets a hint at a known one: ``Fod`` and ``Food`` reach 0.86."""


class AmbiguousCodeError(ValueError):
    """A decision does not say which codes are meant."""


class ParsedDecision(NamedTuple):
    """The codes that a decision names."""

    codes: tuple[str, ...] | None
    """Ids of codes, each once; empty if the unit has no code, None if nothing is decided."""
    remarks: tuple[str, ...] = ()
    """Sentences on interpretations that people may not expect."""


class CodeNames:
    """Finds codes by what people write, and adds new ones to the codebook."""

    def __init__(self, codebook: Codebook, proposed: Codebook | None = None) -> None:
        self._codes = list(codebook.codes)
        self._new: dict[str, None] = {}
        self._from_program: dict[str, str] = {}
        self._explained: set[str] = set()
        self._proposed = _index_proposed_codes(proposed) if proposed else {}

    @property
    def codebook(self) -> Codebook:
        """The codebook, followed by the new codes and the themes above them."""
        return Codebook(tuple(self._codes))

    @property
    def new(self) -> tuple[str, ...]:
        """Ids of the new codes, in the order written."""
        return tuple(self._new)

    @property
    def from_program(self) -> Mapping[str, str]:
        """The theme of the program that a code stands for, by the id of the code."""
        return self._from_program

    def parse(self, decision: str) -> ParsedDecision:
        """Return the codes that a decision names; a cell with nothing but separators decides nothing.

        A cell holds one name, or several separated by semicolons. A name is the id of a code (in a person's codebook
        its path) or its name; case, width and spaces are ignored. The id of a theme or sub-theme of the program's
        proposal, alone or followed by its name, stands for the path of its names; so does its name or path, if the
        codebook has no such code. A word of ``NO_CODE_WORDS`` that is not the name of a code means no code. Any other
        name is a new code; a new path adds the themes above it too.

        Raises ``AmbiguousCodeError`` if several codes have a name, or if "no code" is written beside codes.
        """
        if _SEPARATORS_ONLY.fullmatch(decision) and self._find(decision) is None:
            return ParsedDecision(None)
        written = [decision] if self._is_known(decision) else cell_to_names(decision)
        matches = [(name, self._find(name)) for name in written]
        no_code = [name for name, code_id in matches if code_id is None and _fold_name(name) in NO_CODE_WORDS]
        if no_code:
            if len(no_code) < len(written):
                raise AmbiguousCodeError(f"says {no_code[0]} beside codes")
            return ParsedDecision(())
        remarks: list[str] = []
        codes = [self._get_or_add(name, remarks) if code_id is None else code_id for name, code_id in matches]
        return ParsedDecision(tuple(dict.fromkeys(codes)), tuple(remarks))

    def _is_known(self, name: str) -> bool:
        return self._find(name) is not None or _fold_name(name) in self._proposed

    def _find(self, name: str) -> str | None:
        """Return the id of the code with this name, exact matches first; None if there is none."""
        for fold in (str, _fold_name):
            for field in ("code_id", "name"):
                found = [code.code_id for code in self._codes if fold(getattr(code, field)) == fold(name)]
                if len(found) == 1:
                    return found[0]
                if found:
                    raise AmbiguousCodeError(
                        f"names a code that exists several times; write its path: {list_some(found)}"
                    )
        return None

    def _get_or_add(self, name: str, remarks: list[str]) -> str:
        """Return the id of a code that the codebook may lack, and record remarks on it."""
        proposed = self._proposed.get(_fold_name(name))
        if proposed is not None:
            self._add_proposed(proposed, name, remarks)
            return code_path(*proposed.path)
        path = split_code_path(name)
        known = self._codes.copy()
        added = self._add(path)
        if added and (near := _find_similar_code(added[0].name, known)):
            what = f"{added[0].code_id} is a new code."
            remarks.append(f"{what} Did you mean {near}? Then write that and run the command again.")
        return code_path(*path)

    def _add_proposed(self, proposed: "_ProposedCode", name: str, remarks: list[str]) -> None:
        """Add the code that a theme of the program stands for, and record once that it is the program's."""
        code_id, theme_id = code_path(*proposed.path), proposed.theme_id
        added = self._add(proposed.path)
        self._from_program |= {code.code_id: self._proposed[_fold_name(code.code_id)].theme_id for code in added}
        self._from_program.setdefault(code_id, theme_id)
        if theme_id in self._explained:
            return
        self._explained.add(theme_id)
        by_name = "" if _fold_name(name).startswith(_fold_name(theme_id)) else f"{name} is the name of {theme_id}; "
        known = "" if added else ", which the codebook has already"
        remarks.append(f"{by_name}{theme_id} is a theme by {MACHINE}: it stands for the code {code_id}{known}.")

    def _add(self, path: Sequence[str]) -> list[Code]:
        """Add the code at the end of a path, and those above it, as far as they are new; return the new ones."""
        known = {code.code_id for code in self._codes}
        ids = [code_path(*path[:depth]) for depth in range(1, len(path) + 1)]
        branch = [Code(*row) for row in zip(ids, path, (None, *ids), strict=False)]
        added = [code for code in branch if code.code_id not in known]
        self._codes += added
        if added:
            self._new[ids[-1]] = None
        return added


def _find_similar_code(name: str, codes: Sequence[Code]) -> str | None:
    """Return the id of the code whose name is most similar to a new one; None if none is similar enough."""
    ids = {_fold_name(code.name): code.code_id for code in reversed(codes)}
    close = difflib.get_close_matches(_fold_name(name), ids, n=1, cutoff=_MIN_NAME_SIMILARITY)
    return ids[close[0]] if close else None


class _ProposedCode(NamedTuple):
    theme_id: str
    path: tuple[str, ...]


def _index_proposed_codes(proposed: Codebook) -> dict[str, _ProposedCode]:
    """Return the path of each code of a proposal, by its id, by how the table writes it, and by its path and name.

    If several have a name, it is the first, a theme before its sub-themes.
    """
    codes: dict[str, _ProposedCode] = {}
    names: dict[str, _ProposedCode] = {}
    for code in proposed.codes:
        above = () if code.parent_id is None else codes[_fold_name(code.parent_id)].path
        known = _ProposedCode(code.code_id, (*above, code.name))
        codes |= {_fold_name(code.code_id): known, _fold_name(code_label(code, CodingKind.PROPOSAL)): known}
        names.setdefault(_fold_name(code_path(*known.path)), known)
    for known in tuple(codes.values()):
        names.setdefault(_fold_name(known.path[-1]), known)
    return {**names, **codes}


def _fold_name(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
