"""Files of manual codings: what they are, where they came from, and what of them was left behind."""

from pathlib import Path

import pytest
from qualcoder_projects import write_qualcoder

from thememiner.__main__ import run
from thememiner.config import Settings
from thememiner.errors import UsageError
from thememiner.records import Corpus, Document, Form, Source
from thememiner.storage import hash_file
from thememiner.workflows.manual_codings import read_manual_codings, refuse_unusable_format

TEXT = "I am tired. But I hope."
CORPUS = Corpus((Document("P1.txt", TEXT, Form.PROSE, (), Source("P1.txt", "", "txt", None)),))


def test_a_folder_is_a_manual_coding(tmp_path: Path) -> None:
    """Every coder in it is there with the hash of its database, and what was left behind is noted by kind and count."""
    folder = write_qualcoder(tmp_path / "S.qda", {"P1.txt": TEXT}, {"ana": {"tired": "a"}, "bo": {"hope": "b"}})
    found = read_manual_codings([folder], CORPUS, Settings())
    assert [coder for coder, _ in found.sources] == ["ana", "bo"]
    assert {source and source.sha256 for _, source in found.sources} == {hash_file(folder / "data.qda")}
    assert [(note.place, note.text) for note in found.notes] == [
        ("S.qda", "not carried over: 1 × codings of pictures."),
    ]


def test_one_format_holds_for_every_file(tmp_path: Path) -> None:
    """Tables whose columns are those of a program are read as tables of one's own, codes parted by semicolons."""
    for name in ("ana.csv", "bo.csv"):
        (tmp_path / name).write_text("id,document,tag,content\n1,P1,a;b,tired\n", "utf-8")
    paths = [tmp_path / "ana.csv", tmp_path / "bo.csv"]
    codes = {
        name: [sorted(one.segments["code_id"]) for one in found.codings]
        for name in (None, "segments")
        for found in [read_manual_codings(paths, CORPUS, Settings(), format=name)]
    }
    assert codes == {None: [["a;b"], ["a;b"]], "segments": [["a", "b"], ["a", "b"]]}


@pytest.mark.parametrize(
    ("name", "manual", "said"),
    [
        pytest.param("word", [Path("x.csv")], "word is not a known format", id="no such format"),
        pytest.param("maxqda", [], "no such file is given", id="no file"),
    ],
)
def test_a_format_that_is_of_no_use_is_refused_at_once(name: str, manual: list[Path], said: str) -> None:
    """Before anything is read."""
    with pytest.raises(UsageError, match=said):
        refuse_unusable_format(name, manual)


@pytest.mark.parametrize("command", ["mine", "extend", "subthemes", "compare"])
def test_every_command_with_gold_takes_a_folder_and_a_format(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The format is refused before the run or the transcripts are opened."""
    folder = write_qualcoder(tmp_path / "S.qda", {"P1.txt": TEXT}, {"ana": {"tired": "a"}})
    words = {"extend": [str(tmp_path)], "subthemes": ["--code", "x"]}.get(command, [])
    code = run([command, str(tmp_path), *words, "--gold", str(folder), "--format", "word"])
    assert (code, "word is not a known format" in capsys.readouterr().err) == (2, True)
