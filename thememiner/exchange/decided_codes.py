"""Codes as people write them into a decision: those of the codebook, and new ones."""

from thememiner.exchange.decision_sheet import NO_CODE
from thememiner.intake import as_names, first_few, split_path
from thememiner.records import Code, Codebook, code_path


class Ambiguous(ValueError):  # noqa: N818 - it is no fault of the program, but says why a row cannot be used
    """What is written does not say which codes are meant."""


class CodeNames:
    """Finds codes by what people write, and adds the new ones behind the codebook."""

    def __init__(self, codebook: Codebook) -> None:
        self._codes = list(codebook.codes)
        self._new: dict[str, None] = {}

    @property
    def codebook(self) -> Codebook:
        """Return the codebook with the new codes, and the themes above them, behind."""
        return Codebook(tuple(self._codes))

    @property
    def new(self) -> tuple[str, ...]:
        """Return the ids of the new codes that were written, the first first."""
        return tuple(self._new)

    def take(self, decision: str) -> tuple[str, ...]:
        """Return the ids of the codes that a decision names, each once; none for ``none``.

        A cell holds one name, or several with semicolons between them. A name is a code's id, which for a person's
        code is its path, or its name; capitals and spaces do not matter. Any other name is a new code, and a new path
        one with the themes above it.

        Raises ``Ambiguous`` if several codes have a name, or ``none`` stands beside codes.
        """
        if (whole := self._find(decision)) is not None:
            return (whole,)
        written = as_names(decision)
        if NO_CODE in map(_folded, written):
            if len(written) > 1:
                raise Ambiguous(f"says {NO_CODE} beside codes")
            return ()
        found = [(name, self._find(name)) for name in written]
        return tuple(dict.fromkeys(self._add(name) if code_id is None else code_id for name, code_id in found))

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

    def _add(self, name: str) -> str:
        path = split_path(name)
        known = {code.code_id for code in self._codes}
        for depth in range(1, len(path) + 1):
            code_id = code_path(*path[:depth])
            if code_id not in known:
                above = code_path(*path[: depth - 1]) if depth > 1 else None
                self._codes.append(Code(code_id, path[depth - 1], above))
        code_id = code_path(*path)
        self._new[code_id] = None
        return code_id


def _id_of(code: Code) -> str:
    return code.code_id


def _name_of(code: Code) -> str:
    return code.name


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
