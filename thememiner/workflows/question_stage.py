"""The interview guide of a corpus, found or given, and the course of the interviews that themes are sought with."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from thememiner.config import Permissions, Settings
from thememiner.phrasing import NO_ANSWERS, describe_course, describe_guide, note_unused_guide
from thememiner.questions import (
    InterviewCourse,
    collect_asked,
    find_guide,
    follow_course,
    match_guide,
    read_guide_questions,
    trace_course,
)
from thememiner.records import Embedding, Form, Note, QuestionGuide, Run, Segmentation, Source, add_course
from thememiner.storage import hash_file

QUESTION_STATE = "questions"
"""Name of the array of a run with the coordinates of its questions."""
NOT_FITTED = ("centres", QUESTION_STATE)
"""Arrays of a run that do not belong to its encoder."""


@dataclass(frozen=True, slots=True)
class GuideResult:
    """The interview guide, and what the course of the interviews adds to the vectors."""

    guide: QuestionGuide | None = None
    """None if the settings turn it off, or no unit is kept, or no document is a dialogue."""
    course: InterviewCourse | None = None
    """None if the interviews have no common course, or it is not used."""
    source: Source | None = None
    """The file of the guide; None if it was found in the transcripts."""
    notes: Sequence[Note] = ()

    def add_course(self, embedding: Embedding) -> Embedding:
        """Return the embedding with the course of the interviews in its contextual vectors, to find themes with."""
        if self.course is None:
            return embedding
        return replace(embedding, contextual=add_course(embedding.contextual, self.course.vectors))

    def describe(self) -> dict[str, str]:
        """Return what was found and how it is used, in words, for the choices of a run; empty without dialogues."""
        if self.guide is None:
            return {}
        return {
            "questions": f"{describe_guide(self.guide)} {describe_course(self.guide, used=self.course is not None)}"
        }


def find_interview_guide(
    segmentation: Segmentation, embedding: Embedding, settings: Settings, permissions: Permissions
) -> GuideResult:
    """Find the interview guide, or recognise the one in the file of the settings, and trace the interviews' course.

    Raises ``ConfigurationError`` if the file of the guide cannot be used.
    """
    path = settings.questions.file
    if settings.questions.use == "off":
        return GuideResult()
    if Form.DIALOGUE not in segmentation.forms.values() or not segmentation.units["kept"].any():
        return GuideResult(notes=() if path is None else (Note(path.name, note_unused_guide(NO_ANSWERS)),))
    units, forms, seed = segmentation.units, segmentation.forms, settings.seed
    asked = collect_asked(units, _gather_vectors(embedding), forms)
    source: Source | None = None
    notes: list[str] = []
    if path is None:
        guide = find_guide(asked, seed=seed)
    else:
        file, source = read_guide_questions(path), Source(path.name, hash_file(path), path.suffix.lstrip("."), None)
        guide = match_guide(file.questions, _encode(file.questions, embedding, settings, permissions), asked, seed=seed)
        notes += file.notes if guide.is_usable else (*file.notes, note_unused_guide(describe_guide(guide)))
    course = trace_course(guide, asked, units, embedding.contextual, forms, seed=seed)
    return GuideResult(guide, course, source, tuple(Note(source.path, text) for text in notes) if source else ())


def refuse_unusable_questions(settings: Settings) -> None:
    """Raise an error if the settings name a file with an interview guide that cannot be used; cheap."""
    if settings.questions.file is not None:
        read_guide_questions(settings.questions.file)


def _encode(
    questions: Sequence[str], embedding: Embedding, settings: Settings, permissions: Permissions
) -> npt.NDArray[np.float32]:
    from thememiner.workflows.seeded import encode_texts  # noqa: PLC0415 - heavy, and needed for texts only

    return encode_texts(questions, settings, permissions, state=embedding.state or None).astype(np.float32)


def _gather_vectors(embedding: Embedding) -> npt.NDArray[np.float32]:
    """Return the plain vectors of all units with a vector, also of those set aside; NaN for the others."""
    vectors = embedding.vectors.astype(np.float32)
    if embedding.surroundings is not None:
        vectors[embedding.surroundings.rows] = embedding.surroundings.vectors
    return vectors


def fitted_state(run: Run) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of a run that were fitted with its encoder."""
    return {name: array for name, array in run.state.items() if name not in NOT_FITTED}


def restore_guide(run: Run, inside: npt.NDArray[np.bool_]) -> GuideResult:
    """Return the guide of a run, and the course of its interviews for the units that ``inside`` marks."""
    if run.course is None:
        return GuideResult(run.guide)
    vectors = np.where(inside[:, None], run.course, np.float32(np.nan))
    return GuideResult(run.guide, InterviewCourse(vectors, run.state[QUESTION_STATE]))


def extend_guide(
    run: Run,
    segmentation: Segmentation,
    embedding: Embedding,
    is_earlier: npt.NDArray[np.bool_],
    settings: Settings,
    permissions: Permissions,
) -> GuideResult:
    """Return the guide of a run with what was asked in new interviews, and the course of all interviews.

    The questions stay as they are, and are recognised in the new interviews; ``is_earlier``, shape (units,), marks the
    units of the run.
    """
    guide = run.guide
    if guide is None:
        return GuideResult()
    units, forms = segmentation.units, segmentation.forms
    new = units[~is_earlier].reset_index(drop=True)
    if guide.is_usable:
        texts = [question.text for question in guide.questions]
        asked = collect_asked(new, _gather_vectors(embedding)[~is_earlier], forms)
        given = _encode(texts, embedding, settings, permissions)
        guide = guide.extend(match_guide(texts, given, asked, seed=settings.seed))
    if run.course is None:
        return GuideResult(guide)
    course = np.full((len(units), run.course.shape[1]), np.nan, dtype=np.float32)
    course[is_earlier] = run.course
    questions = run.state[QUESTION_STATE]
    course[~is_earlier] = follow_course(guide, new, forms, questions).vectors
    return GuideResult(guide, InterviewCourse(course, questions))
