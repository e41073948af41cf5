"""Tests of which files are read, under which names, and of the notes about other files."""

import os
from pathlib import Path
from typing import Any

import pytest

from thememiner.corpus import read_corpus
from thememiner.corpus.file_listing import FileListing, list_files
from thememiner.errors import UsageError


def make(folder: Path, *names: str) -> Path:
    """Make a folder with empty files."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return folder


def places(listing: FileListing) -> list[str]:
    """Return the places of the files to read."""
    return [file.place for file in listing.files]


def test_folder(tmp_path: Path) -> None:
    """A folder is read with the folders in it, sorted by place."""
    make(tmp_path, "b.txt", "a.docx", "sub/c.vtt", "sub/deep/d.srt", "e.MD", "f.csv", "g.jsonl")
    assert places(list_files([tmp_path])) == [
        "a.docx",
        "b.txt",
        "e.MD",
        "f.csv",
        "g.jsonl",
        "sub/c.vtt",
        "sub/deep/d.srt",
    ]


def test_ignored(tmp_path: Path) -> None:
    """Hidden files, temporary files and files of the system are ignored without a note."""
    make(tmp_path, ".DS_Store", "~$a.docx", ".git/a.txt", "__MACOSX/a.txt", "Thumbs.db", "desktop.ini", "a.txt")
    listing = list_files([tmp_path])
    assert places(listing) == ["a.txt"]
    assert not listing.notes
    assert not listing.problems


def test_noted(tmp_path: Path) -> None:
    """Files of other kinds and files about the folder are noted, with a remedy if one is known."""
    listing = list_files(
        [make(tmp_path, "a.pages", "b.xyz", "README.md", "readme_zh.txt", "LICENSE.txt", "licensee.txt")]
    )
    assert places(listing) == ["licensee.txt"]
    assert [note.place for note in listing.notes] == ["LICENSE.txt", "README.md", "a.pages", "b.xyz", "readme_zh.txt"]
    assert "Export it as .docx." in listing.notes[2].text


def test_attributes(tmp_path: Path) -> None:
    """Tables of participants and documents are not transcripts, in any folder."""
    listing = list_files([make(tmp_path, "participants.csv", "sub/Documents.xlsx", "a.txt")])
    assert places(listing) == ["a.txt"]
    assert [file.place for file in listing.attributes] == ["participants.csv", "sub/Documents.xlsx"]


def test_given_by_name(tmp_path: Path) -> None:
    """A file given by name is read even if a folder's would be ignored, with the attributes beside it."""
    make(tmp_path, "README.md", ".hidden.txt", "participants.csv", "other.txt")
    listing = list_files([tmp_path / "README.md", tmp_path / ".hidden.txt"])
    assert places(listing) == [".hidden.txt", "README.md"]
    assert [file.place for file in listing.attributes] == ["participants.csv"]


def test_many_given_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of files that are given by name is looked through once for tables of attributes, not once a file."""
    folder = make(tmp_path, *(f"{index}.txt" for index in range(20)), "participants.csv")
    walked = []
    walk = os.walk

    def note_walk(top: Path, **options: Any) -> Any:  # noqa: ANN401 - as os.walk
        walked.append(top)
        return walk(top, **options)

    monkeypatch.setattr(os, "walk", note_walk)
    listing = list_files(sorted(folder.glob("*.txt")))
    assert len(listing.files) == 20
    assert [table.place for table in listing.attributes] == ["participants.csv"]
    assert walked == [folder]


def test_unsupported_given_by_name(tmp_path: Path) -> None:
    """A file of another kind given by name is a problem, not a note."""
    listing = list_files([make(tmp_path, "a.pages") / "a.pages"])
    assert [(problem.place, problem.remedy) for problem in listing.problems] == [("a.pages", "Export it as .docx.")]


def test_missing(tmp_path: Path) -> None:
    """A path that does not exist is an error of the call."""
    with pytest.raises(UsageError, match="nowhere"):
        list_files([tmp_path / "nowhere"])


@pytest.mark.parametrize("name", ["x" * 5_000, "a\0b"], ids=["too long", "a zero character"])
def test_impossible_file_name(name: str) -> None:
    """A path that no file can have is reported like a missing file."""
    with pytest.raises(UsageError, match="no such file"):
        list_files([Path(name)])


def test_equal_names(tmp_path: Path) -> None:
    """Equal names in two folders get the names of the folders."""
    make(tmp_path, "one/a.txt", "one/b.txt", "two/a.txt", "three/c.txt")
    listing = list_files([tmp_path / "one", tmp_path / "two", tmp_path / "three"])
    assert places(listing) == ["c.txt", "one/a.txt", "one/b.txt", "two/a.txt"]


def test_equal_names_in_folders_of_one_name(tmp_path: Path) -> None:
    """If the folders have equal names, too, the names of the folders above them are used."""
    make(tmp_path, "x/in/a.txt", "y/in/a.txt")
    assert places(list_files([tmp_path / "x/in", tmp_path / "y/in"])) == ["x/in/a.txt", "y/in/a.txt"]


def test_equal_names_of_files_given(tmp_path: Path) -> None:
    """Files given by name get the names of their folders if their own are equal."""
    make(tmp_path, "one/a.txt", "two/a.txt")
    assert places(list_files([tmp_path / "one/a.txt", tmp_path / "two/a.txt"])) == ["one/a.txt", "two/a.txt"]


def test_given_twice(tmp_path: Path) -> None:
    """A file that is given twice is read once, with a note."""
    make(tmp_path, "a.txt", "sub/b.txt")
    listing = list_files([tmp_path, tmp_path / "sub"])
    assert places(listing) == ["a.txt", "sub/b.txt"]
    assert [note.text for note in listing.notes] == ["is given twice and read once."]


def test_links(tmp_path: Path) -> None:
    """A link that leads outside the folder is not followed; one that leads to a hidden file inside is."""
    folder = make(tmp_path / "in", "a.txt", ".store/b.txt", "sub/c.txt")
    make(tmp_path, "secret.txt", "private/d.txt")
    for name, target in {
        "out.txt": tmp_path / "secret.txt",
        "same.txt": folder / "a.txt",
        "b.txt": folder / ".store/b.txt",
        "away": tmp_path / "private",
        "loop": folder,
        "nowhere.txt": folder / "gone.txt",
    }.items():
        (folder / name).symlink_to(target)
    listing = list_files([folder])
    assert places(listing) == ["a.txt", "b.txt", "sub/c.txt"]
    assert [note.place for note in listing.notes] == ["away", "loop", "nowhere.txt", "out.txt", "same.txt"]


def test_irregular_file(tmp_path: Path) -> None:
    """A pipe is noted and not opened."""
    os.mkfifo(tmp_path / "pipe.txt")
    assert [note.place for note in list_files([tmp_path]).notes] == ["pipe.txt"]
    os.mkfifo(tmp_path / "documents.csv")
    make(tmp_path, "a.txt")
    assert list_files([tmp_path / "a.txt"]).attributes == []


def test_name_that_is_not_text(tmp_path: Path) -> None:
    """A file whose name is not valid text is a problem that can be printed."""
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt"))).touch()
    problem = list_files([tmp_path]).problems[0]
    assert problem.place.encode().endswith(b".txt")
    assert "Rename" in problem.remedy


def test_a_run_among_transcripts_is_not_read(tmp_path: Path) -> None:
    """The methods paragraph of an earlier run does not become an interview; the run is noted."""
    (tmp_path / "anna.txt").write_text("Interviewer: How was it?\nAnna: The choir helped me.\n", "utf-8")
    run = tmp_path / "study" / "anna-run"
    run.mkdir(parents=True)
    for name in ("manifest.json", "units.parquet", "report.html", "methods.md"):
        (run / name).write_text("{}", "utf-8")
    corpus = read_corpus(tmp_path)
    assert [document.doc_id for document in corpus.documents] == ["anna.txt"]
    assert [(note.place, note.text) for note in corpus.notes] == [
        ("study/anna-run", "is a run folder of ThemeMiner and is not read.")
    ]
