"""Which files are read, under which names, and what is said of the others."""

import os
from pathlib import Path

import pytest

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
    """Hidden files, temporary files and files of the system are passed over in silence."""
    make(tmp_path, ".DS_Store", "~$a.docx", ".git/a.txt", "__MACOSX/a.txt", "Thumbs.db", "desktop.ini", "a.txt")
    listing = list_files([tmp_path])
    assert places(listing) == ["a.txt"]
    assert not listing.notes
    assert not listing.problems


def test_noted(tmp_path: Path) -> None:
    """Files of other kinds and files about the folder are named, with a remedy where there is one."""
    listing = list_files(
        [make(tmp_path, "a.pages", "b.xyz", "README.md", "readme_zh.txt", "LICENSE.txt", "licensee.txt")]
    )
    assert places(listing) == ["licensee.txt"]
    assert [note.place for note in listing.notes] == ["LICENSE.txt", "README.md", "a.pages", "b.xyz", "readme_zh.txt"]
    assert "Export it as .docx." in listing.notes[2].text


def test_attributes(tmp_path: Path) -> None:
    """Tables of participants and documents are no transcripts, wherever they lie."""
    listing = list_files([make(tmp_path, "participants.csv", "sub/Documents.xlsx", "a.txt")])
    assert places(listing) == ["a.txt"]
    assert [file.place for file in listing.attributes] == ["participants.csv", "sub/Documents.xlsx"]


def test_given_by_name(tmp_path: Path) -> None:
    """A file given by name is read even if it would be passed over, with the attributes beside it."""
    make(tmp_path, "README.md", ".hidden.txt", "participants.csv", "other.txt")
    listing = list_files([tmp_path / "README.md", tmp_path / ".hidden.txt"])
    assert places(listing) == [".hidden.txt", "README.md"]
    assert [file.place for file in listing.attributes] == ["participants.csv"]


def test_unsupported_given_by_name(tmp_path: Path) -> None:
    """A file of another kind given by name is a problem, not a note."""
    listing = list_files([make(tmp_path, "a.pages") / "a.pages"])
    assert [(problem.place, problem.remedy) for problem in listing.problems] == [("a.pages", "Export it as .docx.")]


def test_missing(tmp_path: Path) -> None:
    """A path that does not exist is an error of the call."""
    with pytest.raises(UsageError, match="nowhere"):
        list_files([tmp_path / "nowhere"])


@pytest.mark.parametrize("name", ["x" * 5_000, "a\0b"], ids=["too long", "a zero character"])
def test_no_name_of_a_file(name: str) -> None:
    """What cannot even be the name of a file is no file."""
    with pytest.raises(UsageError, match="no such file"):
        list_files([Path(name)])


def test_equal_names(tmp_path: Path) -> None:
    """Equal names in two folders are told apart by the folders' names."""
    make(tmp_path, "one/a.txt", "one/b.txt", "two/a.txt", "three/c.txt")
    listing = list_files([tmp_path / "one", tmp_path / "two", tmp_path / "three"])
    assert places(listing) == ["c.txt", "one/a.txt", "one/b.txt", "two/a.txt"]


def test_equal_names_in_folders_of_one_name(tmp_path: Path) -> None:
    """Where the folders have one name too, those above them tell them apart."""
    make(tmp_path, "x/in/a.txt", "y/in/a.txt")
    assert places(list_files([tmp_path / "x/in", tmp_path / "y/in"])) == ["x/in/a.txt", "y/in/a.txt"]


def test_equal_names_of_files_given(tmp_path: Path) -> None:
    """Files given by name are told apart like those in folders."""
    make(tmp_path, "one/a.txt", "two/a.txt")
    assert places(list_files([tmp_path / "one/a.txt", tmp_path / "two/a.txt"])) == ["one/a.txt", "two/a.txt"]


def test_given_twice(tmp_path: Path) -> None:
    """A file that is given twice is read once, and that is said."""
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


def test_no_ordinary_file(tmp_path: Path) -> None:
    """A pipe is not waited for."""
    os.mkfifo(tmp_path / "pipe.txt")
    assert [note.place for note in list_files([tmp_path]).notes] == ["pipe.txt"]
    os.mkfifo(tmp_path / "documents.csv")
    make(tmp_path, "a.txt")
    assert list_files([tmp_path / "a.txt"]).attributes == []


def test_name_that_is_no_text(tmp_path: Path) -> None:
    """A file whose name is no valid text is a problem that can be printed."""
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt"))).touch()
    problem = list_files([tmp_path]).problems[0]
    assert problem.place.encode().endswith(b".txt")
    assert "Rename" in problem.remedy
