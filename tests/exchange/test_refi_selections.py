"""Where the coded passages of REFI-QDA projects are: recordings, PDFs, and files that do not show how they count."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from refi_files import CODE, USER, an_id, project, qdpx, selection, source

from thememiner.exchange.refi import merge_refi_project, read_refi_project
from thememiner.exchange.refi.offsets import LineEnds, OffsetConvention, OffsetConverter, OffsetUnit
from thememiner.records import Project

TALK = "Anna: How was it?\r\nMia: 😀 It was long.\r\nMia: And cold.\r\n"
STARTS = (TALK.index("Anna"), TALK.index("Mia: 😀"), TALK.index("Mia: And"), len(TALK))
CODING = f'<Coding guid="{an_id("c")}" creatingUser="{USER}"><CodeRef targetGUID="{CODE}"/></Coding>'


def _quotes(read: Project) -> list[str]:
    texts = {document.doc_id: document.text for document in read.documents}
    places = [coding.segments[["doc_id", "start", "end"]].to_numpy().tolist() for coding in read.codings]
    return [texts[doc_id][start:end] for own in places for doc_id, start, end in own]


def _losses(read: Project) -> dict[str, int]:
    return {loss.what: loss.count for loss in read.losses}


def _points(convention: OffsetConvention) -> str:
    converter = OffsetConverter(TALK, convention)
    return "".join(
        f'<SyncPoint guid="{an_id(f"p{number}")}" position="{converter.from_code_points(start, start)[0]}" '
        f'timeStamp="{number * 1000}"/>'
        for number, start in enumerate(STARTS)
    )


def _recording(inner: str, *, convention: OffsetConvention | None = None, more: str = "", tag: str = "Audio") -> str:
    points = _points(convention or OffsetConvention())
    transcript = f'<Transcript guid="{an_id("t")}" plainTextPath="internal://t.txt">{points}{inner}</Transcript>'
    return f'<{tag}Source guid="{an_id("rec")}" name="Talk">{transcript}{more}</{tag}Source>'


def _by_points(first: str, last: str, name: str = "") -> str:
    ends = "".join(f' {at}="{an_id(one)}"' for at, one in (("fromSyncPoint", first), ("toSyncPoint", last)) if one)
    return f'<TranscriptSelection guid="{an_id(f"{first}{last}")}" name="{name}"{ends}>{CODING}</TranscriptSelection>'


def _read(folder: Path, sources: str, texts: dict[str, str], **more: str) -> Project:
    xml = project(sources, **more)
    return read_refi_project(qdpx(folder / "a.qdpx", xml, {name: text.encode() for name, text in texts.items()}))


@pytest.mark.parametrize("unit", OffsetUnit)
@pytest.mark.parametrize("line_ends", [LineEnds.AS_WRITTEN, LineEnds.ONE])
def test_selections_between_synchronisation_points_are_located(
    tmp_path: Path, unit: OffsetUnit, line_ends: LineEnds
) -> None:
    """The text between two points is coded, without the line end, whatever positions count in."""
    convention = OffsetConvention(unit, line_ends)
    # A point stands where a line begins, so it needs names to tell which convention places it there.
    inner = _by_points("p1", "p2", "Mia: 😀 It was long.") + _by_points("p2", "p3", "Mia: And cold.")
    read = _read(tmp_path, _recording(inner, convention=convention), {"t.txt": TALK})
    assert _quotes(read) == ["Mia: 😀 It was long.", "Mia: And cold."]
    assert "2 selections without a position were located by synchronisation points" in read.notes[0].text


@pytest.mark.parametrize("tag", ["Audio", "Video"])
def test_selections_of_media_at_times_of_the_transcript_are_located(tmp_path: Path, tag: str) -> None:
    """Other times have no place in the text and are losses."""
    parts = "".join(
        f'<{tag}Selection guid="{an_id(f"m{begin}")}" begin="{begin}" end="{end}">{CODING}</{tag}Selection>'
        for begin, end in ((1000, 2000), (1000, 2500), (7000, 8000))
    )
    read = _read(tmp_path, _recording("", more=parts, tag=tag), {"t.txt": TALK})
    assert _quotes(read) == ["Mia: 😀 It was long."]
    assert _losses(read)["selections of pictures, pages, sound or film"] == 2


@pytest.mark.parametrize(("first", "last"), [("p1", ""), ("", "p2"), ("p1", "unknown")])
def test_selections_without_both_points_are_losses(tmp_path: Path, first: str, last: str) -> None:
    """A selection that begins or ends nowhere is counted, and no place is guessed."""
    read = _read(tmp_path, _recording(_by_points(first, last)), {"t.txt": TALK})
    assert _quotes(read) == []
    assert _losses(read)["selections by time in a transcript whose points are missing"] == 1


def test_a_transcript_that_is_also_a_source_keeps_its_selections(tmp_path: Path) -> None:
    """The text is one document, coded in both ways; a coding and a note of the recording are about all of it."""
    note = f'<NoteRef targetGUID="{an_id("n")}"/>'
    recording = _recording(_by_points("p2", "p3"), more=CODING + note)
    start = TALK.index("long")
    text = source("T", selection(start, start + 4), path="internal://t.txt")
    notes = f'<Notes><Note guid="{an_id("n")}" name="loud"/></Notes>'
    read = _read(tmp_path, text + recording, {"t.txt": TALK}, more=notes)
    assert [document.doc_id for document in read.documents] == ["T"]
    assert sorted(_quotes(read)) == sorted([TALK, "long", "Mia: And cold."])
    assert [(memo.text, memo.doc_id) for memo in read.memos] == [("loud", "T")]


def test_a_recording_without_a_text_loses_its_codings_only(tmp_path: Path) -> None:
    """Pictures, recordings and PDFs without a text, and what is coded in them, are told with a count."""
    corners = 'firstX="1" firstY="1" secondX="2" secondY="2"'
    box = f'<PictureSelection guid="{an_id("x")}" {corners}>{CODING}</PictureSelection>'
    sources = (
        f'<PictureSource guid="{an_id("p")}" name="P">{box}{CODING}</PictureSource>'
        f'<AudioSource guid="{an_id("a")}" name="A">{CODING}</AudioSource>'
        f'<PDFSource guid="{an_id("d")}" name="D"/>'
    )
    read = _read(tmp_path, sources + source("a.txt", selection(0, 4)), {"a.txt": "long"})
    assert _quotes(read) == ["long"]
    assert _losses(read) == {
        "audio sources without a text": 1,
        "codings of whole pictures, PDFs, sound or film": 2,
        "PDFs without a text": 1,
        "pictures without a text": 1,
        "selections of pictures, pages, sound or film": 1,
    }


def _page(words: str | None, *, name: str = "", key: str = "") -> str:
    inside = "" if words is None else f"<PlainTextContent>{words}</PlainTextContent>"
    representation = f'<Representation guid="{an_id(f"r{key}")}">{inside}</Representation>' if inside else ""
    return (
        f'<PDFSelection guid="{an_id(f"q{key}")}" name="{name}" page="0" firstX="1" firstY="1" secondX="2" secondY="2">'
        f"{representation}{CODING}</PDFSelection>"
    )


PAPER = "We ate less in those weeks.\nWe slept, and we slept. The end of it came\nin spring."


@pytest.mark.parametrize(
    ("page", "quote"),
    [
        pytest.param(_page("ate less"), "ate less", id="words"),
        pytest.param(_page("The end of it came in spring."), "The end of it came\nin spring.", id="another line end"),
        pytest.param(_page(None, name="The end of it came in spring"), "The end of it came\nin spring", id="long name"),
        pytest.param(_page(None, name="ate less"), None, id="short name, which may be a title"),
        pytest.param(_page("we slept"), "we slept", id="once in this case"),
        pytest.param(_page("slept"), None, id="twice"),
        pytest.param(_page("never"), None, id="not there"),
    ],
)
def test_pages_are_located_by_their_words(tmp_path: Path, page: str, quote: str | None) -> None:
    """Words that stand once in the text of the PDF are coded there; others are counted, and no place is guessed."""
    text = f'<Representation guid="{an_id("text")}"><PlainTextContent>{PAPER}</PlainTextContent></Representation>'
    read = _read(tmp_path, f'<PDFSource guid="{an_id("pdf")}" name="a.pdf">{page}{text}</PDFSource>', {})
    assert _quotes(read) == ([] if quote is None else [quote])
    assert _losses(read).get("selections of pictures, pages, sound or film", 0) == (quote is None)


def test_a_page_that_is_also_a_selection_of_text_is_read_once(tmp_path: Path) -> None:
    """Some programs write both with one GUID; the position counts."""
    inner = selection(0, 2, "We").replace(an_id("s02"), an_id("q"))
    text = f'<Representation guid="{an_id("t")}"><PlainTextContent>{PAPER}</PlainTextContent>{inner}</Representation>'
    read = _read(tmp_path, f'<PDFSource guid="{an_id("pdf")}" name="a.pdf">{_page("ate less")}{text}</PDFSource>', {})
    assert (_quotes(read), _losses(read)) == (["We"], {"pages of PDFs": 1})


LINES = "one thing\r\ntwo things\r\nthree things\r\nfour things\r\n"
PASSAGES = ("two things", "three things", "four things")


def _unnamed(convention: OffsetConvention, text: str = LINES, passages: tuple[str, ...] = PASSAGES) -> str:
    converter = OffsetConverter(text, convention)
    starts = [(text.index(one), text.index(one) + len(one)) for one in passages]
    return "".join(selection(*converter.from_code_points(*place)) for place in starts)


def _with_origin(folder: Path, inner: str, text: str, origin: str) -> Path:
    xml = project(source("a.txt", inner)).replace('name="study"', f'name="study" origin="{origin}"')
    return qdpx(folder / "theirs.qdpx", xml, {"a.txt": text.encode()})


@pytest.mark.parametrize("line_ends", [LineEnds.AS_WRITTEN, LineEnds.ONE])
@pytest.mark.parametrize("origin", ["ATLAS.ti Win 23", "Other"])
def test_borders_of_words_show_how_unnamed_selections_are_counted(
    tmp_path: Path, line_ends: LineEnds, origin: str
) -> None:
    """Selections rarely begin or end inside a word; this tells even against what the program usually does."""
    path = _with_origin(tmp_path, _unnamed(OffsetConvention(line_ends=line_ends)), LINES, origin)
    assert _quotes(read_refi_project(path)) == list(PASSAGES)


def test_the_origin_tells_where_borders_do_not(tmp_path: Path) -> None:
    """Chinese words have no visible borders; ATLAS.ti counts CRLF as one, and the note says so."""
    text = "我们很累\r\n他们也很累很累\r\n"
    inner = _unnamed(OffsetConvention(line_ends=LineEnds.ONE), text, ("他们也很累",))
    read = read_refi_project(_with_origin(tmp_path, inner, text, "ATLAS.ti Win 23"))
    assert _quotes(read) == ["他们也很累"]
    assert "the project comes from ATLAS.ti Win 23, which counts so" in read.notes[-1].text


def test_doubt_about_counting_is_told_before_merging(tmp_path: Path) -> None:
    """Without names, borders or a known origin, the note says how many selections could be elsewhere."""
    text = "我们很累\r\n他们也很累很累\r\n"
    theirs = _with_origin(tmp_path, _unnamed(OffsetConvention(), text, ("他们也很累",)), text, "Other")
    read = read_refi_project(theirs)
    assert "1 selection has another place: check a few quotes" in read.notes[-1].text
    ours = replace(read, codings=(replace(read.codings[0], coder="Bo"),))
    merged = merge_refi_project(ours, theirs, tmp_path / "both.qdpx")
    assert read.notes[-1].text in [note.text for note in merged.notes]


@pytest.mark.parametrize(
    ("origin", "start", "told"),
    [
        pytest.param("ATLAS.ti 24", 10, "comes from ATLAS.ti 24", id="a known origin"),
        pytest.param("Other", 11, "Windows line ends (CRLF)", id="an unknown origin"),
    ],
)
def test_a_file_without_selections_is_counted_as_its_program_does(
    tmp_path: Path, origin: str, start: int, told: str
) -> None:
    """Added selections follow the origin, and a note says that nothing could be checked."""
    theirs = _with_origin(tmp_path, "", LINES, origin)
    own = tmp_path / "own"
    own.mkdir()
    ours = read_refi_project(_with_origin(own, _unnamed(OffsetConvention(), passages=PASSAGES[:1]), LINES, "Other"))
    merged = merge_refi_project(
        replace(ours, codings=(replace(ours.codings[0], coder="Bo"),)), theirs, own / "both.qdpx"
    )
    assert any(told in note.text for note in merged.notes)
    with zipfile.ZipFile(own / "both.qdpx") as archive:
        assert f'startPosition="{start}"' in archive.read("project.qde").decode()


def test_the_reason_for_another_unit_is_true(tmp_path: Path) -> None:
    """Where positions would leave the text as code points, the note says so, and not that the standard wants it."""
    text = "😀" * 9 + " worry"
    inner = _unnamed(OffsetConvention(OffsetUnit.UTF_16), text, ("worry",))
    read = _read(tmp_path, source("a.txt", inner), {"a.txt": text})
    note = read.notes[-1].text
    assert _quotes(read) == ["worry"]
    assert "UTF-16 units" in note
    assert "1 selection would leave its text" in note
    assert "as in the standard, since" not in note
