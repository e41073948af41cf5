"""Find a coder's coding, and a code in a codebook, by what a person typed; otherwise list what there is."""

import difflib
from collections.abc import Callable, Sequence

from thememiner.errors import UsageError
from thememiner.phrasing import quote_for_shell
from thememiner.records import Code, Coding, code_path

MOST_LISTED = 8


def choose_coding(codings: Sequence[Coding], coder: str | None, *, place: str) -> Coding:
    """Return the coding of a coder, or the only coding if no coder is named.

    Raises ``UsageError`` that lists the coders if there is no coder of that name, or several codings and no name.
    """
    chosen = [coding for coding in codings if coder is None or coding.coder == coder]
    if len(chosen) == 1:
        return chosen[0]
    if not codings:
        raise UsageError("has no coding.", place=place, remedy="Name a run or a table that holds a coding.")
    coders = _list_nearest([coding.coder for coding in codings], wanted=coder or "")
    what = "has several codings." if coder is None else f"has no coder called {coder}."
    raise UsageError(what, place=place, remedy=f"Coders: {coders}. Choose one with --coder.")


def find_code(coding: Coding, wanted: str, *, alternatives: Sequence[Coding] = ()) -> Code:
    """Return the code with this id, this path (``theme > sub-theme``) or this name; case and spaces do not matter.

    Raises ``UsageError`` that lists the codes, the nearest first, if no code matches, or several do. If one of the
    ``alternatives`` has a code of that name, the error names its coder.
    """
    codes = coding.codebook.codes
    paths = {code.code_id: compose_code_path(coding, code) for code in codes}
    tests: tuple[Callable[[Code], bool], ...] = (
        lambda code: code.code_id == wanted,
        lambda code: paths[code.code_id] == wanted,
        lambda code: code.name == wanted,
        lambda code: _fold(wanted) in {_fold(code.code_id), _fold(paths[code.code_id]), _fold(code.name)},
    )
    for is_match in tests:
        matches = [code for code in codes if is_match(code)]
        if len(matches) == 1:
            return matches[0]
        if matches:
            several = "; ".join(_label(code, paths[code.code_id]) for code in matches)
            raise UsageError(
                f"several codes of {coding.coder} are called {wanted}.",
                remedy=f"Give the id or path of one: {several}.",
            )
    coders = [one.coder for one in alternatives for code in one.codebook.codes if _fold(code.name) == _fold(wanted)]
    if coders:
        options = " or ".join(f"--coder {quote_for_shell(coder)}" for coder in dict.fromkeys(coders))
        remedy = f"Another coder has one; choose that coder with {options}."
        raise UsageError(f"{coding.coder} has no code called {wanted}.", remedy=remedy)
    labels = _list_nearest([_label(code, paths[code.code_id]) for code in codes], wanted=wanted)
    remedy = f"Its codes, the nearest first: {labels}." if labels else "It has no codes."
    raise UsageError(f"{coding.coder} has no code called {wanted}.", remedy=remedy)


def compose_code_path(coding: Coding, code: Code) -> str:
    """Return the names from the top of the codebook down to a code, as ``theme > sub-theme``."""
    names = [code.name]
    while code.parent_id is not None:
        code = coding.codebook[code.parent_id]
        names.append(code.name)
    return code_path(*reversed(names))


def list_codes_below(coding: Coding, code_id: str) -> tuple[str, ...]:
    """Return the ids of all codes below a code, in the order of the codebook."""
    below: list[str] = []
    for code in coding.codebook.codes:  # parents stand before their children
        if code.parent_id in {code_id, *below}:
            below.append(code.code_id)
    return tuple(below)


def _fold(name: str) -> str:
    return " ".join(name.casefold().split())


def _label(code: Code, path: str) -> str:
    return path if code.code_id == path else f"{code.code_id} ({path})"


def _list_nearest(names: Sequence[str], *, wanted: str) -> str:
    """Return the first names as a list, those most like ``wanted`` first, and how many more there are."""
    likeness = {name: difflib.SequenceMatcher(None, _fold(name), _fold(wanted)).ratio() for name in names}
    ordered = sorted(names, key=lambda name: (_fold(wanted) not in _fold(name), -likeness[name])) if wanted else names
    more = len(names) - MOST_LISTED
    return "; ".join(ordered[:MOST_LISTED]) + (f" and {more:,} more" if more > 0 else "")
