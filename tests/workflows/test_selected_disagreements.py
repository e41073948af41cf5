"""Which disagreements of a run are listed, and between whom."""

from dataclasses import replace
from pathlib import Path

import pytest
from disputed_run import CANARY, FOOD, MUSIC, REST, disputed_run, unit_id, write

from thememiner.__main__ import run as command
from thememiner.errors import UsageError
from thememiner.workflows import select_disagreements


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run that two people coded."""
    return write(disputed_run(), tmp_path_factory.mktemp("disputed") / "run")


@pytest.mark.parametrize(
    ("asked", "units"),
    [
        pytest.param({}, [10, 15, 5, 14], id="all"),
        pytest.param({"most": 2}, [10, 15], id="the first two"),
        pytest.param({"code": "Food"}, [15, 5], id="a person's code"),
        pytest.param({"code": "Care"}, [10, 15, 5], id="a theme, with what is below it"),
        pytest.param({"code": "T2"}, [15, 5, 14], id="the program's theme"),
        pytest.param({"participant": "P1"}, [5], id="a participant"),
        pytest.param({"document": "two"}, [10, 15, 14], id="a document, without its suffix"),
        pytest.param({"document": "two.txt", "code": MUSIC}, [15], id="both"),
    ],
)
def test_only_what_was_asked_for_is_listed(folder: Path, asked: dict[str, str], units: list[int]) -> None:
    """Code, participant and document narrow the list; its order stays."""
    dispute = select_disagreements(folder, coders=["Anna"], **asked)  # type: ignore[arg-type] # of several types
    assert [one.unit_id for one in dispute.shown] == [unit_id(number) for number in units]
    assert len(dispute.whole.found) == 4


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        pytest.param({"code": "Fod"}, "no code called Fod", id="code"),
        pytest.param({"participant": "P9"}, "no participant P9. Participants: P1, P2", id="participant"),
        pytest.param({"document": "three"}, r"no document three. Documents: one.txt, two.txt", id="document"),
        pytest.param({"coders": ["Anna", "Anna"]}, "named twice", id="one coder twice"),
        pytest.param({"coders": ["Anna", "Bo", "Cleo"]}, "3 coders are named", id="three coders"),
        pytest.param({"coders": []}, "Choose one with --coder", id="no coder of two"),
    ],
)
def test_unknown_names_are_refused(folder: Path, asked: dict[str, object], message: str) -> None:
    """The message names what there is."""
    with pytest.raises(UsageError, match=message):
        select_disagreements(folder, **{"coders": ["Anna"], **asked})  # type: ignore[arg-type] # of several types


def test_two_people_can_be_compared(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With two coders the program is left out, and the words are printed with both codes."""
    assert command(["disagreements", str(folder), "--coder", "Anna", "--coder", "Bo"]) == 0
    printed = capsys.readouterr().out
    assert (
        "The manual coding by Anna and the manual coding by Bo disagree on 2 of 16 units that both looked at."
        in printed
    )
    assert f"Anna: {FOOD}\n   Bo: {REST}\n" in printed
    assert CANARY in printed


def test_a_run_without_manual_coding_has_no_disagreements(tmp_path: Path) -> None:
    """The message says how to give one."""
    run = disputed_run()
    alone = write(replace(run, codings=run.codings[:1], comparisons=()), tmp_path / "alone")
    with pytest.raises(UsageError, match="has no manual coding"):
        select_disagreements(alone)
