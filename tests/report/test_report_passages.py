"""The page carries enough of the documents to read each unit in its context, and no stretch twice."""

from hypothesis import given
from hypothesis import strategies as st

from thememiner.records import Document, Form, Role, Run, Source, Turn
from thememiner.report.quotes import MOST_CONTEXT, NEIGHBOURS, cut_turn_parts

SOURCE = Source("a.txt", "0" * 64, "txt", "utf-8")


def document(text: str, *turns: tuple[int, int]) -> Document:
    """Return a document whose turns are all one participant's."""
    placed = tuple(Turn(start, end, "A", Role.PARTICIPANT, "A") for start, end in turns)
    return Document("a.txt", text, Form.DIALOGUE, placed, SOURCE)


@given(
    words=st.lists(st.text("ab 我𠮷\r\n", min_size=1, max_size=30), min_size=1, max_size=12),
    chosen=st.lists(st.integers(0, 11), min_size=1, max_size=5),
)
def test_every_unit_can_be_read_from_the_pieces(words: list[str], chosen: list[int]) -> None:
    """Each span asked for is in the pieces letter for letter, and pieces neither overlap nor leave their turn."""
    ends = [sum(map(len, words[: index + 1])) for index in range(len(words))]
    turns = [(end - len(word), end) for word, end in zip(words, ends, strict=True)]
    text = "".join(words)
    spans = [turns[index % len(turns)] for index in chosen]
    found = cut_turn_parts(document(text, *turns), spans)
    characters = [piece.start + offset for piece in found for offset in range(len(piece.text))]
    assert len(characters) == len(set(characters))
    assert all(text[piece.start : piece.start + len(piece.text)] == piece.text for piece in found)
    assert all(set(range(*span)) <= set(characters) for span in spans)


def test_neighbouring_turns_come_along() -> None:
    """A unit brings the two turns before and after its own, and says where a turn begins and ends."""
    turns = [(10 * index, 10 * index + 10) for index in range(9)]
    found = cut_turn_parts(document("x" * 90, *turns), [(42, 47)])
    assert [piece.turn for piece in found] == [5 - NEIGHBOURS, 4, 5, 6, 5 + NEIGHBOURS]
    assert all(piece.opens and piece.closes for piece in found)


def test_a_long_turn_is_cut_around_the_unit() -> None:
    """Of a turn as long as an essay, only what lies around the unit is carried, and the cut is marked."""
    (piece,) = cut_turn_parts(document("x" * 100_000, (0, 100_000)), [(50_000, 50_010)])
    assert (piece.start, len(piece.text)) == (50_000 - MOST_CONTEXT, 2 * MOST_CONTEXT + 10)
    assert not piece.opens
    assert not piece.closes


def test_units_of_one_long_turn_that_lie_far_apart_have_a_piece_each() -> None:
    """What lies between two far units of one turn stays out of the page."""
    found = cut_turn_parts(document("x" * 100_000, (0, 100_000)), [(90_000, 90_010), (100, 110)])
    assert [piece.turn for piece in found] == [1, 1]
    assert sum(len(piece.text) for piece in found) < 5 * MOST_CONTEXT


def test_a_document_without_turns_is_one_turn_of_nobody() -> None:
    """Running text without speakers has a context too."""
    (piece,) = cut_turn_parts(document("some prose"), [(0, 4)])
    assert (piece.text, piece.speaker) == ("some prose", "")


def test_without_units_nothing_is_carried(english: Run) -> None:
    """A document of which no unit is shown leaves no text in the page."""
    assert cut_turn_parts(english.documents[0], []) == []
