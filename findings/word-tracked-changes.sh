#!/bin/sh
# python-docx: a word corrected with tracked changes is missing from the text of its paragraph.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check python-docx==1.2.0
"$folder/venv/bin/python" - "$folder" <<'END'
import sys
from importlib.metadata import version
from pathlib import Path

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

W = nsdecls("w")
path = Path(sys.argv[1]) / "interview.docx"
document = docx.Document()
paragraph = document.add_paragraph("I was ")
# What Word stores when somebody replaces "glad" with "sad" while changes are tracked.
paragraph._p.append(
    parse_xml(f'<w:del {W} w:id="1" w:author="Ann"><w:r><w:delText>glad</w:delText></w:r></w:del>')
)
paragraph._p.append(parse_xml(f'<w:ins {W} w:id="2" w:author="Ann"><w:r><w:t>sad</w:t></w:r></w:ins>'))
paragraph.add_run(" that day.")
# A content control, as in the head of a form: plain text for whoever reads the page.
control = f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>Participant: P01</w:t></w:r></w:p></w:sdtContent></w:sdt>"
document.element.body.insert(0, parse_xml(control))
document.save(path)

texts = [paragraph.text for paragraph in docx.Document(path).paragraphs]
print("guess:   the paragraphs hold the text that Word shows, 'Participant: P01' and 'I was sad that day.'")
print(f"version: python-docx {version('python-docx')}")
print(f"found:   {texts}")
print("means:   a transcript that was proofread with tracked changes loses every corrected word, old and new, and")
print("         a form loses its head. Read the runs inside w:ins and the paragraphs inside w:sdt, too.")
sys.exit(0 if texts == ["I was  that day."] else "The behaviour has changed.")
END
