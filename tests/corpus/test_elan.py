"""ELAN transcripts: tiers as speakers, times, dependent tiers, and files that are refused."""

from pathlib import Path

import pytest
from sample_transcripts import ELAN, said, timed

from thememiner.config import CorpusSettings, Settings
from thememiner.corpus.file_contents import FileContents
from thememiner.corpus.formats.elan import read_elan
from thememiner.errors import InputError, UnreadableFileError, UnsafeFileError
from thememiner.records import Form, Role

SETTINGS = Settings()


def read(folder: Path, xml: str, settings: Settings = SETTINGS) -> FileContents:
    """Write an ELAN file and read it."""
    path = folder / "a.eaf"
    path.write_text(xml, encoding="utf-8")
    return read_elan(path, place="a.eaf", settings=settings)


def test_tiers_are_speakers_and_times_are_cues(tmp_path: Path) -> None:
    """Annotations come in the order of their times, whatever the order of the tiers; a participant names the tier."""
    document = read(tmp_path, ELAN).documents[0]
    assert document.form is Form.DIALOGUE
    assert said(document) == [("Interviewer", "How?"), ("Anna", "Well & 好 𠀀.")]
    assert [turn.role for turn in document.turns] == [Role.INTERVIEWER, Role.PARTICIPANT]
    assert timed(document) == [("How?", 0.0, 1.5), ("Well & 好 𠀀.", 1.5, 4.0)]


def test_dependent_tiers_are_left_out_and_noted(tmp_path: Path) -> None:
    """A tier with a parent (a gloss, a translation) is not a speaker, and is noted."""
    notes = [note.text for note in read(tmp_path, ELAN).notes]
    assert notes == [
        "tiers read, each as a speaker: answers, Interviewer.",
        "tiers left out (they have a parent tier, or hold line numbers): gloss.",
    ]


def test_reference_annotations_have_the_times_of_their_parents(tmp_path: Path) -> None:
    """A tier that only numbers its lines is replaced by its child tier with text."""
    document = read(tmp_path, ELAN.replace("Well &amp; 好 𠀀.", "A_001")).documents[0]
    assert said(document) == [("Interviewer", "How?"), ("gloss", "good")]
    assert timed(document)[1] == ("good", 1.5, 4.0)


def test_a_reference_in_a_circle(tmp_path: Path) -> None:
    """Annotations that refer to each other have no times, and the file is read."""
    xml = ELAN.replace("Well &amp; 好 𠀀.", "A_001").replace('ANNOTATION_REF="a2"', 'ANNOTATION_REF="a3"')
    document = read(tmp_path, xml).documents[0]
    assert said(document) == [("Interviewer", "How?"), ("gloss", "good")]
    assert len(document.cues) == 1


def test_a_slot_without_time(tmp_path: Path) -> None:
    """A slot without a time has that of its neighbour."""
    document = read(tmp_path, ELAN.replace('TIME_SLOT_REF1="t2"', 'TIME_SLOT_REF1="t3"')).documents[0]
    assert timed(document)[1] == ("Well & 好 𠀀.", 1.5, 4.0)


def test_labels_in_a_single_tier(tmp_path: Path) -> None:
    """If one tier holds all speakers, the labels in its text say who speaks."""
    xml = ELAN.replace('TIER_ID="answers" PARTICIPANT="Anna"', 'TIER_ID="answers" PARTICIPANT="all"').replace(
        'TIER_ID="Interviewer"', 'TIER_ID="x" PARTICIPANT="all"'
    )
    document = read(tmp_path, xml.replace("Well &amp;", "P3: Well").replace("How?", "Interviewer: How?")).documents[0]
    assert said(document) == [("Interviewer", "How?"), ("P3", "Well 好 𠀀.")]


@pytest.mark.parametrize(
    ("xml", "kind", "message"),
    [
        pytest.param("<a/>", UnreadableFileError, "not an ELAN file", id="other XML"),
        pytest.param("plain text", UnreadableFileError, "well-formed", id="no XML"),
        pytest.param(ELAN[:400], UnreadableFileError, "well-formed", id="torn"),
        pytest.param("<ANNOTATION_DOCUMENT/>", UnreadableFileError, "no tier with text", id="empty"),
        pytest.param(
            ELAN.replace("<ANN", '<!DOCTYPE x [<!ENTITY e "boo">]><ANN', 1), UnsafeFileError, "entity", id="an entity"
        ),
        pytest.param("<ANNOTATION_DOCUMENT>" + "<a/>" * 10_001, UnsafeFileError, "max_unpacked_mb", id="a flood"),
        pytest.param(ELAN + " " * 2**20, UnsafeFileError, "max_unpacked_mb", id="too large"),
    ],
)
def test_what_is_refused(tmp_path: Path, xml: str, kind: type[InputError], message: str) -> None:
    """A file that is not an ELAN transcript, or could do harm, is refused with the reason."""
    with pytest.raises(kind, match=message):
        read(tmp_path, xml, Settings(corpus=CorpusSettings(max_unpacked_mb=1)))


def test_a_real_file(shared: Path) -> None:
    """The tiers of a real file are three people, in order of time."""
    path = shared / "formats/eaf/pygamma_MaureenMarvinRobin.eaf"
    document = read_elan(path, place="a.eaf", settings=SETTINGS).documents[0]
    assert [speaker for speaker, _ in said(document)] == ["Maureen", "Marvin", "Maureen", "Robin"]
    assert timed(document)[0] == ("S", 1.006, 1.896)
