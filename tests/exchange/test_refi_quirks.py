"""Deviations of real programs from the standard, one test for each row of docs/refi-qda.md."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from refi_files import CODEBOOK, USER, an_id, project, qdpx, selection, source

from thememiner.exchange.refi import merge_refi_project, read_refi_project
from thememiner.exchange.refi.offsets import LineEnds, OffsetConvention, OffsetConverter, OffsetUnit
from thememiner.records import Project

TEXT = "一😀 I worry.\r\nMy 𠀀 worries\r\nme, e\u0301, so much.\r\nYes.\nNo."
QUOTES = ("worry", "My 𠀀 worries\r\nme", "e\u0301, so much", "Yes.", "No.")


def _quotes(read: Project) -> list[str]:
    texts = {document.doc_id: document.text for document in read.documents}
    places = [coding.segments[["doc_id", "start", "end"]].to_numpy().tolist() for coding in read.codings]
    return [texts[doc_id][start:end] for own in places for doc_id, start, end in own]


def _selections(text: str, convention: OffsetConvention, *, has_bom: bool = False, named: bool = True) -> str:
    """Return selections of the quotes with positions counted by a convention."""
    converter = OffsetConverter(text, convention, has_bom=has_bom)
    places = [(text.index(quote), text.index(quote) + len(quote), quote) for quote in QUOTES]
    return "".join(
        selection(*converter.from_code_points(start, end), quote if named else None) for start, end, quote in places
    )


@pytest.mark.parametrize("inclusive", [pytest.param(False, id="end behind"), pytest.param(True, id="end inside")])
@pytest.mark.parametrize("line_ends", LineEnds)
@pytest.mark.parametrize("unit", OffsetUnit)
def test_the_convention_is_detected_from_names(
    tmp_path: Path, unit: OffsetUnit, line_ends: LineEnds, *, inclusive: bool
) -> None:
    """All units, line ends and kinds of end give the same quotes, and a note names the convention."""
    counting = OffsetConvention(unit, line_ends, is_inclusive=inclusive)
    xml = project(source("a.txt", _selections(TEXT, counting)))
    read = read_refi_project(qdpx(tmp_path / "a.qdpx", xml, {"a.txt": TEXT.encode()}))
    assert _quotes(read) == list(QUOTES)
    assert str(counting) in read.notes[-1].text
    assert "5 of 5 names" in read.notes[-1].text


@pytest.mark.parametrize("counted", [pytest.param(True, id="counted"), pytest.param(False, id="not counted")])
@pytest.mark.parametrize("unit", OffsetUnit)
def test_a_byte_order_mark_may_be_counted(tmp_path: Path, unit: OffsetUnit, *, counted: bool) -> None:
    """The mark is not part of the text, whether positions count it or not."""
    xml = project(source("a.txt", _selections(TEXT, OffsetConvention(unit, counts_bom=counted), has_bom=True)))
    read = read_refi_project(qdpx(tmp_path / "a.qdpx", xml, {"a.txt": TEXT.encode("utf-8-sig")}))
    assert read.documents[0].text == TEXT
    assert _quotes(read) == list(QUOTES)


@pytest.mark.parametrize("line_ends", LineEnds)
@pytest.mark.parametrize("unit", OffsetUnit)
def test_added_codings_use_the_convention_of_the_file(tmp_path: Path, unit: OffsetUnit, line_ends: LineEnds) -> None:
    """Added codings have the right quotes, whatever the other program counts in."""
    counting = OffsetConvention(unit, line_ends, is_inclusive=True)
    theirs = qdpx(tmp_path / "a.qdpx", project(source("a.txt", _selections(TEXT, counting))), {"a.txt": TEXT.encode()})
    read = read_refi_project(theirs)
    ours = replace(read, codings=(replace(read.codings[0], coder="ThemeMiner 1"),))
    merge_refi_project(ours, theirs, tmp_path / "both.qdpx")
    both = read_refi_project(tmp_path / "both.qdpx")
    assert [coding.coder for coding in both.codings] == ["Ana", "ThemeMiner 1"]
    assert _quotes(both) == [*QUOTES, *QUOTES]
    assert "10 of 10 names" in both.notes[-1].text


def test_a_guessed_encoding_is_noted(tmp_path: Path) -> None:
    """A source that is not UTF-8 is read in its most likely encoding."""
    text = "Sie sagte: „Für mich wäre das schön“, und ging über die Straße."
    xml = project(source("a.txt"))
    read = read_refi_project(qdpx(tmp_path / "a.qdpx", xml, {"a.txt": text.encode("cp1252")}))
    assert read.documents[0].text == text
    assert "encoding guessed" in read.notes[0].text


def test_every_documented_quirk_has_a_test() -> None:
    """All tests that docs/refi-qda.md names exist."""
    page = (Path(__file__).resolve().parents[2] / "docs/refi-qda.md").read_text(encoding="utf-8")
    table = page.partition("## Quirks")[2].partition("\n## ")[0]
    named = {name for row in table.splitlines()[4:] for name in re.findall(r"`([a-z_]{20,})`", row.rsplit("|", 2)[-2])}
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_refi_*.py"))
    assert len(named) > 15
    assert {name for name in named if f"def test_{name}(" not in tests} == set()


def test_names_may_be_cut_and_their_white_space_folded(tmp_path: Path) -> None:
    """A name like ``I  worry about…`` is as informative as the full text: here it shows UTF-16 units."""
    text = "😀😀😀 I worry\r\nabout my children and about their school."
    start = text.index("I worry")
    converter = OffsetConverter(text, OffsetConvention(OffsetUnit.UTF_16))
    inner = selection(*converter.from_code_points(start, len(text)), "I worry about my children and abo…")
    read = read_refi_project(qdpx(tmp_path / "a.qdpx", project(source("a.txt", inner)), {"a.txt": text.encode()}))
    assert _quotes(read) == [text[start:]]


def test_without_names_the_convention_that_fits_the_texts_is_used(tmp_path: Path) -> None:
    """If positions leave the text when read as code points, a convention is chosen in which they do not."""
    text = "家" * 10 + "worry"
    converter = OffsetConverter(text, OffsetConvention(OffsetUnit.BYTES))
    inner = selection(*converter.from_code_points(10, 15))
    read = read_refi_project(qdpx(tmp_path / "a.qdpx", project(source("a.txt", inner)), {"a.txt": text.encode()}))
    assert _quotes(read) == ["worry"]
    assert "bytes" in read.notes[-1].text


def test_names_that_are_not_quotes_leave_the_standard(tmp_path: Path) -> None:
    """Labels such as ``line:6`` are not informative, so positions are code points with exclusive ends."""
    inner = selection(3, 8, "line:1")
    read = read_refi_project(qdpx(tmp_path / "a.qdpx", project(source("a.txt", inner)), {"a.txt": TEXT.encode()}))
    assert _quotes(read) == [TEXT[3:8]]
    assert "no name of a selection tells" in read.notes[-1].text


def test_names_that_are_not_quotes_are_ignored(tmp_path: Path) -> None:
    """Only names that occur in the text are counted as agreeing or not."""
    first, second = TEXT[0:6], TEXT[6:14]
    inner = selection(0, 6, first) + selection(6, 14, second) + selection(3, 8, "line:1") + selection(4, 9, first)
    read = read_refi_project(qdpx(tmp_path / "a.qdpx", project(source("a.txt", inner)), {"a.txt": TEXT.encode()}))
    told = "2 of 3 names of selections agree with the text at their place; 1 more do not occur in the text"
    assert told in read.notes[-1].text


def test_users_who_coded_nothing_are_named(tmp_path: Path) -> None:
    """They are not coders here, and a note names them."""
    xml = project(source("a.txt", selection(0, 5))).replace(
        "</Users>", f'<User guid="{an_id("Bo")}" name="Bo"/></Users>'
    )
    read = read_refi_project(qdpx(tmp_path / "a.qdpx", xml, {"a.txt": TEXT.encode()}))
    assert [coding.coder for coding in read.codings] == ["Ana"]
    assert "users without codings: 1 (Bo)." in [note.text for note in read.notes]


@pytest.mark.parametrize("inner", ["project.qde", "Project.qde", "My study.qde", "folder/study.QDE"])
@pytest.mark.parametrize("folder", ["sources", "Sources", "SOURCES"])
def test_files_inside_may_have_other_names(tmp_path: Path, inner: str, folder: str) -> None:
    """The project is the .qde file with any name, and the case of the folder of sources is ignored."""
    xml = project(source("A.txt", selection(0, 5, "worry")))
    read = read_refi_project(qdpx(tmp_path / "a.qdpx", xml, {"a.TXT": b"worry!"}, folder=folder, inner=inner))
    assert _quotes(read) == ["worry"]


@pytest.mark.parametrize(
    "path", ["a.txt", "internal://a.txt", "sources/a.txt", "sources\\a.txt", "relative:///a.txt", "C:\\study\\a.txt"]
)
def test_paths_are_searched_in_the_file_only(tmp_path: Path, path: str) -> None:
    """Only the last part of a path is used, and only in the archive."""
    xml = project(source("a", selection(0, 5, "worry"), path=path))
    read = read_refi_project(qdpx(tmp_path / "a.qdpx", xml, {"a.txt": b"worry!"}))
    assert _quotes(read) == ["worry"]


@pytest.mark.parametrize("scheme", ["{}", "absolute://{}", "file://{}", "relative:///../{}"])
def test_a_path_out_of_the_file_is_never_followed(tmp_path: Path, scheme: str) -> None:
    """A text that is on the disk but not in the archive is missing, and its codings are counted."""
    outside = tmp_path / "secret.txt"
    outside.write_text("worry!", encoding="utf-8")
    xml = project(source("a", selection(0, 5, "worry"), path=scheme.format(outside)))
    read = read_refi_project(qdpx(tmp_path / "a.qdpx", xml, {}))
    assert (read.documents, read.problems[0].place) == ((), "a")
    assert {loss.what: loss.count for loss in read.losses} == {"codings of sources that are missing": 1}


def test_the_project_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    """XML with a byte order mark is read."""
    xml = b"\xef\xbb\xbf" + project(source("a.txt", selection(0, 5))).encode()
    assert _quotes(read_refi_project(qdpx(tmp_path / "a.qdpx", xml, {"a.txt": b"worry!"}))) == ["worry"]


def test_guids_may_differ_between_exports(tmp_path: Path) -> None:
    """Two exports of a project are read alike: nothing depends on a GUID, which may also have braces."""
    xml = project(source("a.txt", selection(0, 5, "worry")))
    other = xml.replace(USER, f"{{{an_id('other').upper()}}}").replace(an_id("worry"), an_id("other code").upper())
    first, second = (
        read_refi_project(qdpx(tmp_path / f"{name}.qdpx", written, {"a.txt": b"worry!"}))
        for name, written in (("one", xml), ("two", other))
    )
    assert first.documents == second.documents
    assert first.codings[0].segments.equals(second.codings[0].segments)
    assert (first.codings[0].coder, first.codings[0].codebook) == (second.codings[0].coder, second.codings[0].codebook)


def test_sources_with_the_same_name_are_numbered(tmp_path: Path) -> None:
    """The second is called ``a.txt (2)``, with a note; each keeps its codings."""
    twins = source("a.txt", selection(0, 5)) + source("a.txt", selection(2, 4, key="2"), path="b.txt", key="2")
    read = read_refi_project(qdpx(tmp_path / "a.qdpx", project(twins), {"a.txt": b"worry!", "b.txt": b"I do."}))
    assert [document.doc_id for document in read.documents] == ["a.txt", "a.txt (2)"]
    assert _quotes(read) == ["worry", "do"]
    assert "several sources" in read.notes[0].text


@pytest.mark.parametrize(
    ("inner", "kind"),
    [
        pytest.param(selection(2, 2), "selections without any text", id="no characters"),
        pytest.param(selection(4, 2), "selections without any text", id="end before start"),
        pytest.param(selection("x", "y"), "selections without any text", id="no numbers"),
        pytest.param(selection(0, 5, inner=""), "selections without a code", id="no code"),
        pytest.param(selection(50, 60), "selections without any text", id="behind the text"),
    ],
)
def test_empty_selections_are_counted(tmp_path: Path, inner: str, kind: str) -> None:
    """Selections without text or code are losses; all others are read."""
    xml = project(source("a.txt", inner + selection(0, 5, key="whole")))
    read = read_refi_project(qdpx(tmp_path / "a.qdpx", xml, {"a.txt": b"worry!"}))
    assert _quotes(read) == ["worry"]
    assert (kind, 1) in {(loss.what, loss.count) for loss in read.losses}


@pytest.mark.parametrize(
    ("written", "colour"),
    [
        pytest.param("", None, id="missing"),
        pytest.param('color="#0A0"', "#00aa00", id="short"),
        pytest.param('color="#AbCdEf"', "#abcdef", id="long"),
        pytest.param('color="#FF33CC33"', "#33cc33", id="transparency"),
        pytest.param('color="#8abc"', "#aabbcc", id="short with transparency"),
        pytest.param('color="#ffff00008080"', "#ff0080", id="16 bits"),
        pytest.param('color="rgb(10,20,30)"', "#0a141e", id="numbers"),
        pytest.param('color="rgba(10, 20, 30, 0.5)"', "#0a141e", id="numbers with transparency"),
        pytest.param('color="rgb(100% 0% 20%)"', "#ff0033", id="percentages"),
        pytest.param('color="Teal"', "#008080", id="name"),
        pytest.param('color="bluish"', None, id="no colour"),
        pytest.param('color="rgb(300,0,0)"', None, id="no number"),
        pytest.param('color="rgb(1.2.3,0,0)"', None, id="two points"),
        pytest.param('color="#12345"', None, id="five digits"),
    ],
)
def test_colours_may_be_missing_or_short(tmp_path: Path, written: str, colour: str | None) -> None:
    """A colour is ``#rrggbb``, whatever form it has in the file; one that is not understood is a loss."""
    xml = project("", codebook=CODEBOOK.replace('name="worry"', f'name="worry" {written}'))
    read = read_refi_project(qdpx(tmp_path / "a.qdpx", xml, {}))
    assert read.colours.get("worry") == colour
    assert sum("colours" in loss.what for loss in read.losses) == (1 if written and colour is None else 0)


def test_text_may_be_in_the_project_itself(tmp_path: Path) -> None:
    """PlainTextContent is read; XML makes its line ends LF, and positions that count CRLF are still right."""
    inner = "<PlainTextContent>one\r\ntwo\r\nworry</PlainTextContent>" + selection(10, 15, "worry")
    xml = project(f'<TextSource guid="{an_id("a")}" name="a">{inner}</TextSource>')
    bare = tmp_path / "bare.qde"
    bare.write_bytes(xml.encode())
    read = read_refi_project(bare)
    assert (read.documents[0].text, _quotes(read)) == ("one\ntwo\nworry", ["worry"])


def test_cases_sets_and_variables_become_attributes(tmp_path: Path) -> None:
    """A case is a participant with attributes, and a set such as ``gender: female`` an attribute of its documents."""
    variable = f'<Variable guid="{an_id("v")}" name="age" typeOfVariable="Integer"/>'
    value = f'<VariableValue><VariableRef targetGUID="{an_id("v")}"/><IntegerValue>34</IntegerValue></VariableValue>'
    reference = f'<SourceRef targetGUID="{an_id("a.txt")}"/>'
    cases = f'<Cases><Case guid="{an_id("case")}" name="P1">{value}{reference}</Case></Cases>'
    member = f'<MemberSource targetGUID="{an_id("a.txt")}"/>'
    sets = f'<Sets><Set guid="{an_id("set")}" name="gender: female">{member}</Set></Sets>'
    xml = project(source("a.txt"), before=f"<Variables>{variable}</Variables>{cases}", more=sets)
    read = read_refi_project(qdpx(tmp_path / "a.qdpx", xml, {"a.txt": b"worry!"}))
    assert {name: dict(own) for name, own in read.participants.items()} == {"P1": {"age": "34"}}
    assert (read.documents[0].participants, dict(read.documents[0].attributes)) == (("P1",), {"gender": "female"})


def test_a_whole_document_may_be_coded(tmp_path: Path) -> None:
    """A coding of a source is a coding of all its text."""
    coding = f'<Coding guid="{an_id("c")}"><CodeRef targetGUID="{an_id("worry")}"/></Coding>'
    read = read_refi_project(qdpx(tmp_path / "a.qdpx", project(source("a.txt", coding)), {"a.txt": b"worry!"}))
    assert (_quotes(read), read.codings[0].coder) == (["worry!"], "Ana")
