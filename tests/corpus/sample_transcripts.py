"""Small transcripts in several formats, and the turns and cues of a document."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

from thememiner.records import Document

_NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
}


def said(document: Document) -> list[tuple[str | None, str]]:
    """Return the speaker and the text of each turn."""
    return [(turn.speaker, document.text[turn.start : turn.end]) for turn in document.turns]


def timed(document: Document) -> list[tuple[str, float, float | None]]:
    """Return the text and the times of each cue."""
    return [(document.text[cue.start : cue.end], cue.media_start, cue.media_end) for cue in document.cues]


def odt_content(body: str, *, styles: str = "") -> str:
    """Return the main part of an OpenDocument text."""
    names = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in _NAMES.items())
    head = f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}>'
    inside = f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{body}"
    return f"{head}{inside}</office:text></office:body></office:document-content>"


def write_odt(path: Path, content: str, *, further: Mapping[str, str] | None = None) -> Path:
    """Write an OpenDocument text with this main part and further members."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
        for name, text in (further or {}).items():
            archive.writestr(name, text)
    return path


ELAN = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT FORMAT="3.0" VERSION="3.0"><HEADER TIME_UNITS="milliseconds"/>
<TIME_ORDER><TIME_SLOT TIME_SLOT_ID="t1" TIME_VALUE="0"/><TIME_SLOT TIME_SLOT_ID="t2" TIME_VALUE="1500"/>
<TIME_SLOT TIME_SLOT_ID="t3"/><TIME_SLOT TIME_SLOT_ID="t4" TIME_VALUE="4000"/></TIME_ORDER>
<TIER TIER_ID="answers" PARTICIPANT="Anna"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a2" TIME_SLOT_REF1="t2"
TIME_SLOT_REF2="t4"><ANNOTATION_VALUE>Well &amp; 好 𠀀.</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
<TIER TIER_ID="Interviewer"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="t1"
TIME_SLOT_REF2="t2"><ANNOTATION_VALUE>How?</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
<TIER TIER_ID="gloss" PARENT_REF="answers"><ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a3" ANNOTATION_REF="a2">
<ANNOTATION_VALUE>good</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION></TIER>
</ANNOTATION_DOCUMENT>"""

SHORT_GRID = """File type = "ooTextFile"
Object class = "TextGrid"

0
3.5
<exists>
3
"IntervalTier"
"Interviewer"
0
3.5
2
0
1
"How?"
1
3.5
""
"IntervalTier"
"Anna"
0
3.5
2
0
1
""
1
3.5
"He said ""no"" 12 ! 好."
"TextTier"
"clicks"
0
3.5
1
2
"x"
"""

CHAT = """@UTF8
@Begin
@Languages:\teng
@Participants:\tINV Investigator, CHI Ruth_M Target_Child,
\tPAR Participant, ENV Environment
*INV:\thow was it ? \x150_1500\x15
%mor:\tadv|how
%com:\ta comment
\tthat goes on
*CHI:\t&-um good [/] good
\tand 好 . \x151500_2500\x15
*PAR:\tyes .
*ENV:\t&=bell .
@End
"""

RTF = (
    rb"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}{\f1\fcharset0 Arial;}}"
    rb"{\stylesheet{\s0 Normal;}{\s1\b heading 1;}}{\info{\title secret}}{\header head\par}"
    rb"\pard\s1 Interview\par\pard Interviewer: \'c4\'e3\'ba\'c3\uc2\u20320\'c4\'e3{\*\unknown gone}"
    rb"{\footnote note}{\deleted old }new\v hid\v0  seen\par P1: \uc1\u-10179?\u-8704? \{ok\}\line more\emdash\par"
    b" Interviewer: And?\\par P1: Yes, {\\b\r\nbold}.\\par\\trowd a\\cell b\\cell\\row}"
)
