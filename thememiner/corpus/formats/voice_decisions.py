"""What was decided where captions do not say who speaks, and the notes about it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from thememiner.records import Note

_LONGEST_EXAMPLE = 60


@dataclass(slots=True)
class VoiceDecisions:
    """What was decided where the captions do not say who speaks: the texts, by decision."""

    continued: list[str] = field(default_factory=list)
    """Without a voice; the speaker before goes on."""
    is_voice_repeated: bool = False
    """Whether captions that follow one another repeat a voice, so that a missing voice may mean somebody else."""
    before_first: list[str] = field(default_factory=list)
    """Before the first voice or label; nobody's."""
    nobody: list[str] = field(default_factory=list)
    """With a voice tag that names nobody."""
    repeated_labels: list[str] = field(default_factory=list)
    """Labels and times in the text that repeat the voice tag; left out."""
    other_of_two: list[str] = field(default_factory=list)
    """A dash marks the other one of two speakers."""
    unknown_dashes: list[str] = field(default_factory=list)
    """A dash marks a change of speakers, and nothing says who speaks."""
    are_dashes_left_out: bool = False
    """Whether these are nobody's, because other captions say who speaks."""
    export_lines: list[str] = field(default_factory=list)
    """Remarks of the program that made the file; nobody's."""
    rolled: int = 0
    """Number of lines left out because a rolling caption repeats them."""

    def to_notes(self, place: str) -> list[Note]:
        """Return a note for every kind of decision, with a count and an example."""
        continued = "without a voice, read as a continuation of the speaker before"
        if self.is_voice_repeated:
            continued += "; as other captions repeat their voice, these may be somebody else's: check them"
        unknown = "in which dashes or >> mark a change of speaker without a name, "
        unknown += (
            "left out because nothing says who speaks"
            if self.are_dashes_left_out
            else ("read as the words of one person. Write a name before each speaker's line, such as 'Anna: …'")
        )
        kinds = (
            ("captions", continued, self.continued),
            ("captions", "before the first speaker, left out because nothing says who speaks", self.before_first),
            ("captions", "with an empty voice, left out because nothing says who speaks", self.nobody),
            ("labels and times", "that repeat the voice of their caption, left out", self.repeated_labels),
            (
                "captions",
                "in which a dash marks the other one of two speakers, read as that speaker's",
                self.other_of_two,
            ),
            ("captions", unknown, self.unknown_dashes),
            ("lines", "by the program or person who made the file, left out", self.export_lines),
        )
        notes = [count_examples(place, *kind) for kind in kinds if kind[2]]
        if self.rolled:
            notes.append(Note(place, f"lines repeated by rolling captions, left out: {self.rolled:,}."))
        return notes


def count_examples(place: str, what: str, which: str, texts: Sequence[str]) -> Note:
    """Return a note that counts texts, with the first one as an example: ``lines of comments, left out: 2 ('…')``."""
    first = " ".join(texts[0].split())
    example = first if len(first) <= _LONGEST_EXAMPLE else first[: _LONGEST_EXAMPLE - 1] + "…"
    return Note(place, f"{what} {which}: {len(texts):,} (such as '{example}').")
