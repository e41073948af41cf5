"""Documents for tests of segmentation, written as one would write a transcript."""

from thememiner.config import SegmentationSettings, Settings
from thememiner.records import Corpus, Cue, Cut, Document, Form, Role, Segmentation, Source, Turn
from thememiner.segmentation import segment

ROLES = {"I": Role.INTERVIEWER, "O": Role.OTHER}


def document(
    *turns: tuple[str, str],
    doc_id: str = "d.txt",
    form: Form = Form.DIALOGUE,
    named: bool = True,
    cues: tuple[Cue, ...] = (),
    path: str | None = None,
) -> Document:
    """Make a document of turns (speaker, what is said): I is the interviewer, O another, all else participants."""
    text, made = "", []
    for speaker, said in turns:
        text += f"{speaker}: "
        role = ROLES.get(speaker[:1], Role.PARTICIPANT)
        participant = speaker if named and role is Role.PARTICIPANT else None
        made.append(Turn(len(text), len(text) + len(said), speaker, role, participant))
        text += said + "\n"
    source = Source(path or doc_id, "0" * 64, "txt", "utf-8")
    return Document(doc_id, text, form, tuple(made), source, cues=cues)


def monologue(said: str, *, cues: tuple[Cue, ...] = ()) -> Document:
    """Make a document that holds nothing but what one participant says, from position 0."""
    turn = Turn(0, len(said), "P1", Role.PARTICIPANT, "P1")
    return Document("d.txt", said, Form.DIALOGUE, (turn,), Source("d.txt", "0" * 64, "txt", "utf-8"), cues=cues)


def table_of_cuts(*rows: tuple[str, str, str | None], role: Role = Role.PARTICIPANT) -> Document:
    """Make a document of rows (row id, text, participant) that were cut by hand."""
    text, turns, cuts = "", [], []
    for index, (row_id, said, participant) in enumerate(rows):
        start, end = len(text), len(text) + len(said)
        turns.append(Turn(start, end, participant, role, participant))
        cuts.append(Cut(row_id, start, end, index))
        text += said + "\n"
    source = Source("units.csv", "0" * 64, "csv", "utf-8")
    return Document("t", text, Form.ROWS, tuple(turns), source, cuts=tuple(cuts))


def segmented(*documents: Document, min_words: int = 4, max_words: int = 80) -> Segmentation:
    """Segment documents with the lengths given."""
    settings = Settings(segmentation=SegmentationSettings(min_words=min_words, max_words=max_words))
    return segment(Corpus(documents), settings=settings)


def texts(said: str, *, min_words: int = 1, max_words: int = 80, cues: tuple[Cue, ...] = ()) -> list[str]:
    """Return the units of what one participant says; by default short sentences join nothing."""
    units = segmented(monologue(said, cues=cues), min_words=min_words, max_words=max_words).units
    return [str(text) for text in units["text"]]


def words_of(segmentation: Segmentation, index: int = 0) -> list[str]:
    """Return the words of a unit."""
    return segmentation.tokens.words(index, str(segmentation.units["text"].iloc[index]))


def reasons(segmentation: Segmentation) -> list[str | None]:
    """Return why each unit is set aside, None where it is kept."""
    return optional(segmentation, "reason")


def optional(segmentation: Segmentation, column: str) -> list[str | None]:
    """Return a column of optional text, None where it is empty."""
    values = segmentation.units[column]
    return [str(value) if there else None for value, there in zip(values, values.notna(), strict=True)]
