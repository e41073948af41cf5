"""Text that a PDF draws twice at nearly the same place, as programs do for bold: it is read once."""

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

Operation = tuple[Any, bytes]
"""The operands and the operator of a drawing instruction, as pypdf gives them."""
Matrix = tuple[float, float, float, float, float, float]
Print = tuple[Any, ...]
"""What is drawn: the text, its font and its size."""
Cell = tuple[int, int]

_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_FARTHEST = 0.12
"""Of the size of the letters: bold is drawn with a smaller offset, and the narrowest letters are wider than this."""
_NEIGHBOURS = tuple((x, y) for x in (-1, 0, 1) for y in (-1, 0, 1))
_MOVES = frozenset({b"Td", b"TD", b"Tm", b"T*"})
_NEXT_LINE_SHOWS = frozenset({b"'", b'"'})
_SHOWS = frozenset({b"Tj", b"TJ", *_NEXT_LINE_SHOWS})
_FOLLOWED = frozenset({b"q", b"Q", b"cm", b"Tf", b"TL", b"BT", *_MOVES, *_NEXT_LINE_SHOWS})
_MATRIX_SIZE = 6
_SMALLEST = 1e-6


class CleanedInstructions(NamedTuple):
    """Drawing instructions without the second print of overprinted text, and how many pieces were left out."""

    operations: list[Operation]
    removed: int


def remove_overprint(operations: Iterable[Operation]) -> CleanedInstructions:
    """Leave out text that is drawn again with the same font at nearly the same place.

    Nearly the same place is at most 0.12 of the size of the letters away, so doubled letters and words (``ll``,
    ``慢慢``), which stand side by side, stay. Moves to the place of such text are left out, too, and
    the text after it is placed by one move: otherwise the gaps between words could not be known. Time grows linearly.
    """
    pen, prints = _Pen(), _Prints()
    kept: list[Operation] = []
    removed, cleared, is_lost = 0, 0, False
    for operands, operator in operations:
        before = pen.line
        pen.follow(operands, operator)
        if operator in _SHOWS:
            is_repeated = prints.add(pen, operands, operator)
            if is_repeated and operator not in _NEXT_LINE_SHOWS:
                _drop_moves(kept, cleared)
                removed, cleared, is_lost = removed + 1, len(kept), True
                continue
            if is_lost:
                kept.append((list(before if operator in _NEXT_LINE_SHOWS else pen.line), b"Tm"))
                is_lost = False
        if not (is_lost and operator in _MOVES):
            kept.append((operands, operator))
    return CleanedInstructions(kept, removed)


def _drop_moves(kept: list[Operation], cleared: int) -> None:
    """Remove the moves at the end that nothing was drawn after; before ``cleared`` there are none left."""
    at = len(kept)
    while at > cleared and kept[at - 1][1] not in _SHOWS and kept[at - 1][1] != b"BT":
        at -= 1
    kept[at:] = [operation for operation in kept[at:] if operation[1] not in _MOVES]


class _Prints:
    """What was drawn where on a page."""

    def __init__(self) -> None:
        self._places: dict[Print, dict[Cell, list[tuple[float, float]]]] = {}
        self._since_move: tuple[Any, ...] = ()
        self._moves = -1

    def add(self, pen: "_Pen", operands: Any, operator: bytes) -> bool:  # noqa: ANN401 - operands of pypdf
        """Add a piece of text, and say whether the same was drawn at nearly the same place before.

        Text that is drawn without a move after other text is at an unknown distance, so it is the same only if the text
        before it is.
        """
        drawn = _drawn_text(operands, operator)
        if not drawn.strip():
            return False
        self._since_move = (hash(self._since_move), drawn) if pen.moves == self._moves else (drawn,)
        self._moves = pen.moves
        x, y, size = pen.place()
        reach = _FARTHEST * size
        if reach < _SMALLEST:
            return False
        column, row = math.floor(x / reach), math.floor(y / reach)
        what = (self._since_move, pen.font, round(size, 1))
        places = self._places.get(what)
        if places is None:
            self._places[what] = {(column, row): [(x, y)]}
            return False
        for right, up in _NEIGHBOURS:
            for other_x, other_y in places.get((column + right, row + up), ()):
                if abs(x - other_x) <= reach and abs(y - other_y) <= reach:
                    return True
        places.setdefault((column, row), []).append((x, y))
        return False


def _drawn_text(operands: Any, operator: bytes) -> bytes | str:  # noqa: ANN401 - operands of pypdf
    if not operands:
        return b""
    shown = operands[0] if operator == b"TJ" else operands[-1:]
    pieces = [piece for piece in shown if isinstance(piece, (bytes, str))] if isinstance(shown, list) else []
    return b"".join(piece if isinstance(piece, bytes) else piece.encode("utf-8", "replace") for piece in pieces)


class _Pen:
    """Where text is drawn, and in which font and size (PDF 32000-1, 9.4)."""

    def __init__(self) -> None:
        self.line: Matrix = _IDENTITY
        """The matrix of the line of text."""
        self.font: tuple[str, float] = ("", 0.0)
        self.moves = 0
        """The number of moves so far."""
        self._page: Matrix = _IDENTITY
        self._leading = 0.0
        self._saved: list[tuple[Matrix, tuple[str, float], float]] = []

    def place(self) -> tuple[float, float, float]:
        """Return where the line of text begins on the page, and the size of its letters there."""
        matrix = _multiply(self.line, self._page)
        return matrix[4], matrix[5], abs(self.font[1]) * math.hypot(matrix[2], matrix[3])

    def follow(self, operands: Any, operator: bytes) -> None:  # noqa: ANN401 - operands of pypdf
        """Apply a drawing instruction to the state; what it draws does not move the pen."""
        if operator not in _FOLLOWED:
            return
        numbers = _numbers(operands)
        match operator:
            case b"q":
                self._saved.append((self._page, self.font, self._leading))
            case b"Q" if self._saved:
                self._page, self.font, self._leading = self._saved.pop()
            case b"cm" if len(numbers) == _MATRIX_SIZE:
                self._page = _multiply(_to_matrix(numbers), self._page)
            case b"Tf" if operands and numbers:
                self.font = (str(operands[0]), numbers[-1])
            case b"TL" if numbers:
                self._leading = numbers[0]
            case _:
                self._move(numbers, operator)

    def _move(self, numbers: list[float], operator: bytes) -> None:
        match operator, numbers:
            case b"BT", _:
                self.line = _IDENTITY
            case b"Tm", [_, _, _, _, _, _]:
                self.line = _to_matrix(numbers)
            case b"Td", [x, y]:
                self._step(x, y)
            case b"TD", [x, y]:
                self._leading = -y
                self._step(x, y)
            case ((b"T*" | b"'" | b'"'), _):
                self._step(0.0, -self._leading)
            case _:
                return
        self.moves += 1

    def _step(self, x: float, y: float) -> None:
        self.line = _multiply((1.0, 0.0, 0.0, 1.0, x, y), self.line)


def _numbers(operands: Any) -> list[float]:  # noqa: ANN401 - operands of pypdf
    if not isinstance(operands, list):
        return []
    return [float(one) for one in operands if isinstance(one, (int, float)) and not isinstance(one, bool)]


def _to_matrix(numbers: list[float]) -> Matrix:
    a, b, c, d, e, f = numbers
    return a, b, c, d, e, f


def _multiply(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m
