"""A file of coded material is recognised by its content, read once, and identified by its hash."""

from pathlib import Path

import docx
import pytest
from qualcoder_projects import write_qualcoder

from thememiner.errors import UnreadableFileError, UsageError
from thememiner.exchange import is_project_folder, open_coded_file
from thememiner.exchange.spreadsheets import Sheet, SheetColumn, write_sheet
from thememiner.records import Document, Form, Source
from thememiner.storage import hash_file

HEADER, ROW = ("document", "quote", "code"), ("P1.txt", "tired", "sleep")
DOCUMENTS = [Document("P1.txt", "I am tired.", Form.PROSE, (), Source("P1.txt", "", "txt", None))]


def write_table(path: Path) -> Path:
    """Write one coded segment as a workbook, or as a table in a Word file."""
    if path.suffix == ".docx":
        document = docx.Document()
        table = document.add_table(rows=2, cols=3)
        for cells, values in zip(table.rows, (HEADER, ROW), strict=True):
            for cell, value in zip(cells.cells, values, strict=True):
                cell.text = value
        document.save(str(path))
    else:
        write_sheet(Sheet("coded", tuple(map(SheetColumn, HEADER)), (ROW,)), path)
    return path


@pytest.mark.parametrize("name", ["ana.xlsx", "ana.docx", "ana.csv"])
def test_a_table_that_was_read_to_recognise_it_is_not_read_again(tmp_path: Path, name: str) -> None:
    """Codings and project come from the rows in memory, even if the file was deleted."""
    file = open_coded_file(write_table(tmp_path / name))
    (tmp_path / name).unlink()
    assert (file.format, file.has_texts) == ("segments", False)
    (coding,) = file.read_codings(DOCUMENTS).codings
    assert coding.segments[["start", "end"]].to_numpy().tolist() == [[5, 10]]
    assert file.project.documents[0].text == "tired"


def test_a_named_format_is_not_checked(tmp_path: Path) -> None:
    """The file is not opened; an unknown name is refused with the known ones."""
    assert open_coded_file(tmp_path / "not there.bin", format="nvivo").format == "nvivo"
    with pytest.raises(UsageError, match=r"word is not a known format.*refi-qda"):
        open_coded_file(tmp_path / "x.xlsx", format="word")


@pytest.mark.parametrize("form", ["thememiner", "doccano", "label-studio", "refi-qda", "requal"])
def test_a_file_that_is_gone_is_refused(tmp_path: Path, form: str) -> None:
    """A named format is not opened to recognise it; reading it then says what is wrong, without a traceback."""
    file = open_coded_file(tmp_path / "gone", format=form)
    with pytest.raises(UnreadableFileError, match=r"gone: cannot be read \(No such file"):
        _ = file.project


@pytest.mark.parametrize("name", ["study.qdpx", "study.json", "study.txt"])
def test_an_empty_file_is_refused(tmp_path: Path, name: str) -> None:
    """An export that broke off is named, with what to do."""
    (tmp_path / name).touch()
    with pytest.raises(UnreadableFileError, match=rf"{name}: is empty\."):
        open_coded_file(tmp_path / name)


def test_a_project_folder_is_recognised_by_its_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has the folder's name, also when given as ".", and the hash of the database."""
    folder = write_qualcoder(tmp_path / "Study.qda", {"P1.txt": "I am tired."}, {"ana": {"tired": "sleep"}})
    source = open_coded_file(folder).source
    assert (source.path, source.format, source.sha256) == ("Study.qda", "qda", hash_file(folder / "data.qda"))
    monkeypatch.chdir(folder)
    assert open_coded_file(Path()).source == source
    assert [is_project_folder(path) for path in (folder, tmp_path, folder / "data.qda")] == [True, False, False]
