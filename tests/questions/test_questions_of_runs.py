"""The interview guide in a whole run: found or given, stored, and used again by what follows."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from invented_interviews import ASKS, GUIDE, interview

from thememiner import Settings, extend, mine, open_run
from thememiner.batch import read_plan, run_plan
from thememiner.errors import ConfigurationError
from thememiner.records import GuideOutcome, Run
from thememiner.workflows import subthemes

KEYS = tuple(GUIDE)
QUICK = {"discovery": {"runs": 3}, "saturation": {"compute": "off"}}
ANSWERS = {
    "arrival": "My uncle came here first and he wrote us that letter about the island and the houses.",
    "day": "I get up early, feed the goats, and then I mend the nets until the evening comes.",
    "ferry": "The new boat is faster but the tickets cost far too much for a family like ours.",
    "school": "There are only nine pupils left and one teacher for all of them, which is hard.",
    "winter": "The storms cut us off for weeks, and then the shop has nothing fresh to sell.",
    "future": "Young people leave, so I think there will be more holiday houses than neighbours.",
}


def write_interviews(folder: Path, numbers: range) -> Path:
    """Write interviews with the invented guide, and answers to each question, into a folder."""
    folder.mkdir()
    for number in numbers:
        lines, key = [], ""
        for role, text in interview(number, KEYS):
            key = next((one for one, wordings in GUIDE.items() if text in wordings), key)
            said = text if role is ASKS else f"{text} {ANSWERS.get(key, '')}"
            lines.append(f"{'Interviewer' if role is ASKS else f'P{number}'}: {said}")
        (folder / f"interview{number:02}.txt").write_text("\n".join(lines), "utf-8")
    return folder


def settings(**sections: dict[str, object]) -> Settings:
    """Return quick settings with others."""
    return Settings.model_validate({**QUICK, **sections})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a run of six interviews, named ``run``, and two further interviews, named ``later``."""
    folder = tmp_path_factory.mktemp("guided")
    mine(write_interviews(folder / "first", range(6)), folder / "run", settings=settings())
    write_interviews(folder / "later", range(6, 8))
    return folder


def test_a_run_has_the_guide_and_the_course(folder: Path) -> None:
    """Its questions, and everything that was asked, are stored and read again; the manifest says what was done."""
    run = open_run(folder / "run")
    assert run.guide is not None
    assert run.guide.outcome is GuideOutcome.FOUND
    assert [question.text for question in run.guide.questions] == [wordings[0] for wordings in GUIDE.values()]
    assert run.course is not None
    assert run.course.shape == (len(run.units), 9 + 6)
    assert run.clustered.shape == (len(run.units), run.contextual.shape[1] + 9 + 6)
    assert run.state["centres"].shape[1] == run.contextual.shape[1]
    assert run.manifest["choices"]["questions"] == (
        "An interview guide of 6 questions was found in 6 interviews. The place of a unit in its interview and the "
        "question that it answers were added, with small weights, to the vectors that were clustered."
    )


def test_switched_off_nothing_of_it_is_used(folder: Path) -> None:
    """Without it there is no guide, no course, and no word of it."""
    run = mine(folder / "first", settings=settings(questions={"use": "off"}))
    assert run.guide is None
    assert run.course is None
    assert run.clustered is run.contextual
    assert "questions" not in run.manifest["choices"]


def test_one_interview_has_no_guide(folder: Path) -> None:
    """With one interview the run says that questions cannot recur, and uses nothing."""
    run = mine(folder / "first" / "interview00.txt", settings=settings())
    assert run.guide is not None
    assert run.guide.outcome is GuideOutcome.FEW_INTERVIEWS
    assert run.course is None
    assert run.manifest["choices"]["questions"].endswith("without regard to the place in the interview.")


def test_a_given_guide_is_recognised(folder: Path, tmp_path: Path) -> None:
    """The questions of a file are matched, its name and hash are recorded, and its headings are told."""
    file = tmp_path / "guide.txt"
    file.write_text("Island life\n" + "\n".join(f"{at}. {one[1]}" for at, one in enumerate(GUIDE.values(), 1)), "utf-8")
    run = mine(folder / "first", settings=settings(questions={"file": file}))
    assert run.guide is not None
    assert run.guide.outcome is GuideOutcome.MATCHED
    assert [question.text for question in run.guide.questions] == [wordings[1] for wordings in GUIDE.values()]
    assert run.manifest["questions"]["path"] == "guide.txt"
    assert run.manifest["settings"]["questions"]["file"] == "guide.txt"
    assert [note["text"] for note in run.manifest["notes"] if note["place"] == "guide.txt"] == [
        "1 line asks nothing and is left out, as headings: Island life."
    ]


def test_a_guide_that_cannot_be_read_stops_at_once(folder: Path, tmp_path: Path) -> None:
    """A file of another kind is refused before anything is read."""
    file = tmp_path / "guide.pdf"
    file.write_bytes(b"%PDF")
    with pytest.raises(ConfigurationError, match=r"guide\.pdf"):
        mine(folder / "first", settings=settings(questions={"file": file}))


def test_new_interviews_answer_the_same_questions(folder: Path, tmp_path: Path) -> None:
    """An extension recognises the questions in new interviews; the earlier ones keep their course to the last bit."""
    before, after = open_run(folder / "run"), extend(folder / "run", folder / "later", tmp_path / "extended")
    assert before.guide is not None
    assert after.guide is not None
    earlier = after.units["doc_id"].isin(set(before.units["doc_id"])).to_numpy(bool)
    assert [question.text for question in after.guide.questions] == [one.text for one in before.guide.questions]
    assert [question.documents for question in after.guide.questions] == [8] * 6
    assert after.guide.interviews == 8
    assert all(question.place == round(question.place or 0, 6) for question in after.guide.questions)
    assert after.course is not None
    assert before.course is not None
    assert after.course[earlier].tobytes() == before.course.tobytes()
    new = after.guide.asked[after.guide.asked["doc_id"].isin(set(after.units.loc[~earlier, "doc_id"]))]
    assert new.loc[~new["is_follow_up"], "question_id"].tolist() == ["Q1", "Q2", "Q3", "Q4", "Q5", "Q6"] * 2
    _assert_same(open_run(tmp_path / "extended"), after)


def test_questions_are_compared_without_context_too(folder: Path) -> None:
    """Interviewers are heard even if no unit has context."""
    run = mine(folder / "first", settings=settings(embedding={"context": "off"}))
    assert run.guide is not None
    assert [question.documents for question in run.guide.questions] == [6] * 6


def test_a_given_guide_that_is_not_used_is_told(tmp_path: Path) -> None:
    """Without a dialogue, or if nobody asks its questions, a note says so."""
    file, essay = tmp_path / "guide.txt", tmp_path / "essay.txt"
    file.write_text("How did you start?\nWho helps you?\n", "utf-8")
    essay.write_text("\n\n".join(ANSWERS.values()), "utf-8")
    run = mine(essay, settings=settings(questions={"file": file}))
    assert [note["text"] for note in run.manifest["notes"] if note["place"] == "guide.txt"] == [
        "its questions are not used. There is no interview guide, because no participant speaks in a dialogue."
    ]


def test_sub_themes_of_a_code_keep_the_guide(folder: Path) -> None:
    """The sub-themes of one theme are sought with the same course, and the guide stays in the run."""
    run = open_run(folder / "run")
    inner = subthemes(folder / "run", code=run.themes[0].theme_id)
    assert inner.guide is not None
    assert inner.course is not None
    assert run.course is not None
    kept = inner.units["kept"].to_numpy(bool)
    assert inner.course[kept].tobytes() == run.course[kept].tobytes()
    assert np.isnan(inner.course[~kept]).all()


def _assert_same(opened: Run, made: Run) -> None:
    assert opened.guide is not None
    assert made.guide is not None
    assert opened.guide.questions == made.guide.questions
    pd.testing.assert_frame_equal(opened.guide.asked, made.guide.asked)
    assert np.array_equal(opened.clustered, made.clustered, equal_nan=True)


def test_a_batch_finds_the_same_guide(folder: Path, tmp_path: Path) -> None:
    """Stage by stage, with results stored between stages, the run has the same files to the last byte."""
    (tmp_path / "quick.toml").write_text('[discovery]\nruns = 3\n[saturation]\ncompute = "off"\n', "utf-8")
    plan = tmp_path / "plan.toml"
    plan.write_text(
        'output = "out"\nconfigurations = ["quick.toml"]\n'
        f'[[corpus]]\nname = "island"\npaths = ["{folder / "first"}"]\n',
        "utf-8",
    )
    (outcome,) = run_plan(read_plan(plan))
    assert outcome.failure is None
    made = tmp_path / "out" / "runs" / "island" / "quick"
    for name in (
        "questions.json",
        "asked.parquet",
        "course.npy",
        "units.parquet",
        "themes.json",
        "state/questions.npy",
    ):
        assert (made / name).read_bytes() == (folder / "run" / name).read_bytes(), name
