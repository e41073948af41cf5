"""``thememiner compare`` of projects, which bring their own texts."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from qualcoder_projects import write_qualcoder

from thememiner.__main__ import run
from thememiner.exchange import read_project

QUICK = Path(__file__).with_name("quick-comparison.toml")
ANSWERS = [f"I said something about the {thing} on that day." for thing in ("soup", "ward", "choir", "office")]
TEXTS = {
    f"{person}.txt": "".join(f"Interviewer: What then?\n{person}: {answer}\n" for answer in ANSWERS)
    for person in ("Anna", "Bo")
}
QUOTES = [answer.replace("I said", f"{person} said") for person in ("Anna", "Bo") for answer in ANSWERS]
TEXTS = {name: text.replace("I said", f"{name[:-4]} said") for name, text in TEXTS.items()}


def codes(pattern: str) -> Mapping[str, str]:
    """Return a code for each answer, a letter each."""
    return dict(zip(QUOTES, pattern, strict=True))


def project(folder: Path, texts: Mapping[str, str] = TEXTS, **coders: str) -> Path:
    """Write a project in which each coder coded all answers."""
    return write_qualcoder(folder, texts, {coder: codes(pattern) for coder, pattern in coders.items()})


def compared(capsys: pytest.CaptureFixture[str], *words: object) -> dict[str, Any]:
    """Return what the command prints as JSON."""
    assert run(["compare", *map(str, words), "--json", "-c", str(QUICK)]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def pairs(found: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return who was compared with whom."""
    return [(one["reference"], one["proposed"]) for one in found["comparisons"]]


def test_the_coders_of_a_project_are_compared_over_its_texts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither a run nor transcripts are needed; units are those of the speakers, the interviewer's aside."""
    found = compared(capsys, project(tmp_path / "S.qda", ana="xyxyxyxy", bo="xyxyxyxx"))
    assert pairs(found) == [("ana", "bo")]
    figures = found["comparisons"][0]["levels"][0]["figures"][0]
    assert (figures["units"], figures["participants"]) == (8, 2)
    assert [note["text"] for note in found["notes"]] == ["not carried over: 1 × codings of pictures."]


def test_projects_over_the_same_texts_are_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Also if one has other line ends, another name for a text, and a text more, and they are of unlike formats."""
    texts = {"1.txt" if name == "Bo.txt" else name: text.replace("\n", "\r\n") for name, text in TEXTS.items()}
    ana = project(tmp_path / "Ana.qda", ana="xyxyxyxy")
    bo = project(tmp_path / "Bo.qda", {**texts, "more.txt": "Nobody coded this."}, bo="xyxyxyxx")
    assert run(["convert", str(bo), str(tmp_path / "bo.json")]) == 0
    assert len(read_project(tmp_path / "bo.json").documents) == 3
    capsys.readouterr()
    found = compared(capsys, ana, tmp_path / "bo.json")
    assert pairs(found) == [("ana", "bo")]
    assert found["comparisons"][0]["levels"][0]["figures"][0]["units"] == 8


def test_a_table_given_with_a_project_is_placed_on_its_texts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In whichever order the two are given."""
    ana = project(tmp_path / "Ana.qda", ana="xyxyxyxy")
    rows = [f"{quote.split()[0]},{quote},{code}" for quote, code in codes("xxyyxyxy").items()]
    (tmp_path / "cy.csv").write_text("\n".join(["document,quote,code", *rows]), "utf-8")
    assert pairs(compared(capsys, ana, tmp_path / "cy.csv")) == [("ana", "cy")]
    assert pairs(compared(capsys, tmp_path / "cy.csv", "--gold", ana)) == [("cy", "ana")]


def test_a_folder_is_a_coding_over_documents_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With ``--documents`` the texts of the project do not count."""
    (tmp_path / "texts").mkdir()
    for name, text in TEXTS.items():
        (tmp_path / "texts" / name).write_text(f"Session 1\n\n{text}", "utf-8")
    own = project(tmp_path / "S.qda", ana="xyxyxyxy", bo="xyxyxyxx")
    words = (own, "--documents", tmp_path / "texts", "--format", "qualcoder")
    assert pairs(compared(capsys, *words)) == [("ana", "bo")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["{t}/S.qda"], "there is one coding only", id="one coder"),
        pytest.param(["{t}/S.qda", "--format", "refi-qda"], "S.qda", id="another format"),
        pytest.param(["{t}/codes.qdc"], "has no texts. Name the transcripts with --documents", id="a codebook"),
        pytest.param(["{t}"], "is not a run", id="a folder that is neither"),
    ],
)
def test_what_cannot_be_compared_is_said(
    tmp_path: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each is one sentence with what to do."""
    project(tmp_path / "S.qda", ana="xyxyxyxy")
    assert run(["convert", str(tmp_path / "S.qda"), str(tmp_path / "codes.qdc")]) == 0
    assert run(["compare", *(word.format(t=tmp_path) for word in words)]) in {2, 4}
    err = capsys.readouterr().err
    assert said in err
    assert "Traceback" not in err
