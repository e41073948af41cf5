"""People, their attributes and notes of REFI-QDA projects, and archives that were made anew by hand."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from refi_files import CODE, CODEBOOK, USER, an_id, project, qdpx, selection, source

from thememiner.exchange.refi import merge_refi_project, read_refi_project
from thememiner.records import Memo, Project

TEXT = "I worry a lot. I miss home."
OTHER = an_id("somebody else")


def _losses(read: Project) -> dict[str, int]:
    return {loss.what: loss.count for loss in read.losses}


def _read(folder: Path, xml: str, texts: dict[str, str] | None = None) -> Project:
    return read_refi_project(qdpx(folder / "a.qdpx", xml, texts or {"a.txt": TEXT}))


def _coding(user: str | None, key: str) -> str:
    by = f' creatingUser="{user}"' if user else ""
    return f'<Coding guid="{an_id(key)}"{by}><CodeRef targetGUID="{CODE}"/></Coding>'


def _variables(**values: str) -> str:
    listed = "".join(f'<Variable guid="{an_id(name)}" name="{name}" typeOfVariable="Text"/>' for name in values)
    return f"<Variables>{listed}</Variables>"


def _case(name: str | None, sources: tuple[str, ...], inner: str = "", **values: str) -> str:
    called = "" if name is None else f' name="{name}"'
    own = "".join(
        f'<VariableValue><VariableRef targetGUID="{an_id(key)}"/><TextValue>{value}</TextValue></VariableValue>'
        for key, value in values.items()
    )
    references = "".join(f'<SourceRef targetGUID="{an_id(one)}"/>' for one in sources)
    return f'<Case guid="{an_id(f"case {name} {sources}")}"{called}>{own}{references}{inner}</Case>'


@pytest.mark.parametrize("name", [None, "", " "])
def test_variables_of_a_case_without_a_name_belong_to_its_documents(tmp_path: Path, name: str | None) -> None:
    """Quirkos and MAXQDA write the variables of a document so; a case with a name is a participant as before."""
    cases = _case(name, ("a.txt",), age="21", city="Ulm") + _case("Mia", ("b.txt",), age="30")
    before = f"{_variables(age='', city='')}<Cases>{cases}</Cases>"
    xml = project(source("a.txt") + source("b.txt"), before=before)
    read = _read(tmp_path, xml, {"a.txt": TEXT, "b.txt": TEXT})
    assert [(document.participants, dict(document.attributes)) for document in read.documents] == [
        ((), {"age": "21", "city": "Ulm"}),
        (("Mia",), {}),
    ]
    assert {person: dict(own) for person, own in read.participants.items()} == {"Mia": {"age": "30"}}


def test_a_case_without_a_name_or_a_source_is_kept(tmp_path: Path) -> None:
    """Its variables would otherwise be lost."""
    xml = project("", before=f"{_variables(age='')}<Cases>{_case(None, (), age='21')}</Cases>")
    assert {person: dict(own) for person, own in _read(tmp_path, xml).participants.items()} == {
        "unnamed": {"age": "21"}
    }


def test_attributes_of_a_nameless_case_are_not_missing_when_merging(tmp_path: Path) -> None:
    """The existing project has them already, so nothing is lost."""
    before = f"{_variables(age='')}<Cases>{_case(None, ('a.txt',), age='21')}</Cases>"
    theirs = qdpx(tmp_path / "a.qdpx", project(source("a.txt", selection(0, 7)), before=before), {"a.txt": TEXT})
    read = read_refi_project(theirs)
    ours = replace(read, codings=(replace(read.codings[0], coder="Bo"),))
    assert merge_refi_project(ours, theirs, tmp_path / "both.qdpx").losses == ()


def test_a_recording_and_a_pdf_are_sources_of_cases(tmp_path: Path) -> None:
    """Cases, sets and variables refer to the recording, whose transcript is the document."""
    value = f'<VariableValue><VariableRef targetGUID="{an_id("age")}"/><TextValue>40</TextValue></VariableValue>'
    transcript = f'<Transcript guid="{an_id("t")}"><PlainTextContent>{TEXT}</PlainTextContent></Transcript>'
    audio = f'<AudioSource guid="{an_id("rec")}" name="rec">{transcript}{value}</AudioSource>'
    before = f"{_variables(age='')}<Cases>{_case('Mia', ('rec',))}</Cases>"
    (document,) = _read(tmp_path, project(audio, before=before)).documents
    assert (document.participants, dict(document.attributes)) == (("Mia",), {"age": "40"})


def test_a_coding_whose_code_is_a_case_is_called_that(tmp_path: Path) -> None:
    """NVivo codes passages to cases; one that the case also lists is counted once."""
    case = an_id("case Mia ('a.txt',)")
    coding = f'<Coding guid="{an_id("k")}" creatingUser="{USER}"><CodeRef targetGUID="{case}"/></Coding>'
    parts = selection(0, 7, inner=coding) + selection(8, 13, inner=coding, key="2") + selection(2, 7, key="3")
    listed = f'<SelectionRef targetGUID="{an_id("s07")}"/>'
    before = f"<Cases>{_case('Mia', ('a.txt',), listed)}</Cases>"
    read = _read(tmp_path, project(source("a.txt", parts), before=before))
    assert _losses(read) == {"passages of cases": 2}
    assert len(read.codings[0].segments) == 1


def test_a_code_with_the_guid_of_a_case_is_the_case(tmp_path: Path) -> None:
    """It is not in the codebook, and what is coded with it are passages of the case."""
    before = f"<Cases>{_case('worry', ('a.txt',))}</Cases>".replace(an_id("case worry ('a.txt',)"), CODE)
    codebook = CODEBOOK.replace("</Codes>", f'<Code guid="{an_id("fear")}" name="fear" isCodable="true"/></Codes>')
    read = _read(tmp_path, project(source("a.txt", selection(0, 7)), before=before, codebook=codebook))
    assert _losses(read) == {"codes that are cases": 1, "passages of cases": 1}
    assert [code.name for coding in read.codings for code in coding.codebook.codes] == ["fear"]


@pytest.mark.parametrize(
    ("users", "by", "coders"),
    [
        pytest.param(f'<User guid="{USER}"/>', (USER, OTHER), ["a", "unlisted user"], id="one nameless, one unlisted"),
        pytest.param(f'<User guid="{USER}"/><User guid="{OTHER}"/>', (USER, OTHER), ["a", "a (2)"], id="two nameless"),
        pytest.param(f'<User guid="{USER}" name="Ana"/>', (USER, OTHER), ["Ana", "unlisted user"], id="one unlisted"),
        pytest.param(
            f'<User guid="{an_id("Cy")}" name="unlisted user"/>',
            (USER, OTHER),
            ["unlisted user (2)", "unlisted user (3)"],
            id="two unlisted",
        ),
        pytest.param("", (USER, OTHER), ["a", "a (2)"], id="no list at all"),
        pytest.param("", (USER, None), ["a", "unlisted user"], id="no list, and a coding without a user"),
        pytest.param(f'<User guid="{USER}" name="Ana"/>', (USER, None), ["Ana"], id="no user means the only one"),
    ],
)
def test_users_without_a_name_or_an_entry_are_coders_of_their_own(
    tmp_path: Path, users: str, by: tuple[str, str | None], coders: list[str]
) -> None:
    """Two people are never joined because the file does not name them."""
    parts = selection(0, 7, inner=_coding(by[0], "1")) + selection(8, 13, inner=_coding(by[1], "2"))
    xml = project(source("a.txt", parts)).replace(f'<User guid="{USER}" name="Ana"/>', users)
    read = _read(tmp_path, xml)
    assert [coding.coder for coding in read.codings] == coders
    told = [note.text for note in read.notes if "not in its list" in note.text]
    assert len(told) == ("unlisted user" in " ".join(coders))


NOTE = an_id("note")


def _notes(*notes: str, links: str = "") -> str:
    return f"<Notes>{''.join(notes)}</Notes>" + (f"<Links>{links}</Links>" if links else "")


def _link(origin: str, target: str) -> str:
    return f'<Link guid="{an_id(origin + target)}" originGUID="{origin}" targetGUID="{target}"/>'


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("end", "place"),
    [
        pytest.param(an_id("s07"), ("a.txt", 0, 7, None), id="passage without a code"),
        pytest.param(an_id("a.txt"), ("a.txt", None, None, None), id="document"),
        pytest.param(CODE, (None, None, None, "worry"), id="code"),
    ],
)
def test_a_linked_note_is_a_memo_there(
    tmp_path: Path, end: str, place: tuple[str | None, int | None, int | None, str | None], *, turned: bool
) -> None:
    """NVivo ties annotations to passages by a link, in either direction; such a link is no loss."""
    link = _link(end, NOTE) if turned else _link(NOTE, end)
    more = _notes(f'<Note guid="{NOTE}"><PlainTextContent>hm</PlainTextContent></Note>', links=link)
    parts = selection(0, 7, inner="") + selection(8, 13)
    read = _read(tmp_path, project(source("a.txt", parts), more=more))
    assert read.memos == (Memo("hm", "", *place),)
    assert _losses(read) == ({} if end == an_id("s07") else {"selections without a code": 1})


def test_other_links_are_losses(tmp_path: Path) -> None:
    """Links between passages or codes, or with what is not in the file, have no place here."""
    links = _link(an_id("s07"), CODE) + _link(NOTE, OTHER)
    more = _notes(f'<Note guid="{NOTE}" name="hm"/>', links=links)
    read = _read(tmp_path, project(source("a.txt", selection(0, 7)), more=more))
    assert (read.memos, _losses(read)) == ((Memo("hm"),), {"links": 2})


def test_a_note_on_a_note_is_about_the_same(tmp_path: Path) -> None:
    """Nested references are followed, also in a circle."""
    notes = (
        f'<Note guid="{NOTE}" name="one"><NoteRef targetGUID="{an_id("two")}"/></Note>'
        f'<Note guid="{an_id("two")}" name="two"/>'
        f'<Note guid="{an_id("x")}" name="x"><NoteRef targetGUID="{an_id("y")}"/></Note>'
        f'<Note guid="{an_id("y")}" name="y"><NoteRef targetGUID="{an_id("x")}"/></Note>'
    )
    inner = f'{_coding(USER, "1")}<NoteRef targetGUID="{NOTE}"/>'
    read = _read(tmp_path, project(source("a.txt", selection(0, 7, inner=inner)), more=_notes(notes)))
    assert read.memos == (Memo("one", "", "a.txt", 0, 7), Memo("two", "", "a.txt", 0, 7), Memo("x"), Memo("y"))
    assert _losses(read) == {}


@pytest.mark.parametrize(
    ("attributes", "inner", "memo", "loss"),
    [
        pytest.param('plainTextPath="internal://gone.txt"', "", "On it", "texts of notes that are not", id="gone"),
        pytest.param('richTextPath="internal://n.docx"', "", "On it", "texts of notes that are stored", id="rich"),
        pytest.param('plainTextPath="internal://n.txt"', "", "On it\n\nhm", "", id="in the file"),
        pytest.param("", "<PlainTextContent>hm</PlainTextContent>", "On it\n\nhm", "", id="in the project"),
        pytest.param("", "", "On it", "", id="a name alone"),
    ],
)
def test_a_note_whose_text_is_missing_is_a_loss(
    tmp_path: Path, attributes: str, inner: str, memo: str, loss: str
) -> None:
    """Its name is kept, and the missing text is counted."""
    more = _notes(f'<Note guid="{NOTE}" name="On it" {attributes}>{inner}</Note>')
    read = _read(tmp_path, project(source("a.txt", selection(0, 7)), more=more), {"a.txt": TEXT, "n.txt": "hm"})
    assert read.memos == (Memo(memo),)
    assert [(one.what.startswith(loss), one.count) for one in read.losses] == ([(True, 1)] if loss else [])


def test_a_note_without_a_name_and_a_text_is_counted(tmp_path: Path) -> None:
    """There is nothing to read in it."""
    read = _read(tmp_path, project(source("a.txt", selection(0, 7)), more=_notes(f'<Note guid="{NOTE}"/>')))
    assert (read.memos, _losses(read)) == ((), {"notes without a text": 1})


def test_the_description_of_a_passage_is_a_memo_there(tmp_path: Path) -> None:
    """It belongs to the user who made the passage."""
    inner = f"{_coding(USER, '1')}<Description>She hesitates.</Description>"
    read = _read(tmp_path, project(source("a.txt", selection(0, 7, inner=inner))))
    assert [(memo.text, memo.doc_id, memo.start, memo.end) for memo in read.memos] == [
        ("She hesitates.", "a.txt", 0, 7)
    ]


@pytest.mark.parametrize("folder", ["", "Study/"])
@pytest.mark.parametrize("name", ["project.qde", "Zoe.qde"])
def test_an_archive_made_anew_on_a_mac_is_read(tmp_path: Path, folder: str, name: str) -> None:
    """Files that macOS adds are ignored, and the project may lie in a folder; added texts lie beside the others."""
    theirs = tmp_path / "a.qdpx"
    with zipfile.ZipFile(theirs, "w") as archive:
        for member in (f"__MACOSX/{folder}._{name}", f"__MACOSX/{folder}Sources/._a.txt", f"{folder}.DS_Store"):
            archive.writestr(member, b"\0\5\26\7Mac OS X")
        archive.writestr(f"{folder}Sources/a.txt", TEXT)
        archive.writestr(f"{folder}{name}", project(source("a.txt", selection(0, 7, "I worry"))))
    read = read_refi_project(theirs)
    assert [document.text for document in read.documents] == [TEXT]
    assert len(read.codings[0].segments) == 1
    new = replace(read.documents[0], doc_id="b.txt", text="Another text.")
    both = tmp_path / "both.qdpx"
    merge_refi_project(replace(read, documents=(new,), codings=()), theirs, both)
    with zipfile.ZipFile(both) as archive:
        names = archive.namelist()
    assert all(name.startswith(folder) and "__MACOSX" not in name and "DS_Store" not in name for name in names)
    assert len([name for name in names if name.startswith(f"{folder}Sources/")]) == 2
    assert len(read_refi_project(both).documents) == 2


def test_codings_with_an_unknown_code_are_losses(tmp_path: Path) -> None:
    """A code that is neither in the codebook nor a case is counted, and the rest is read."""
    unknown = f'<Coding guid="{an_id("u")}"><CodeRef targetGUID="{OTHER}"/></Coding><Coding guid="{an_id("v")}"/>'
    parts = selection(0, 7, inner=unknown) + selection(8, 13)
    read = _read(tmp_path, project(source("a.txt", parts)))
    assert (len(read.codings[0].segments), _losses(read)) == (1, {"codings with a code that is not in the codebook": 2})
