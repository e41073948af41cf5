#!/bin/sh
# webvtt-py and pysubs2: a subtitle with two speakers has one speaker, or none.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check webvtt-py==0.6.0 pysubs2==1.8.1
"$folder/venv/bin/python" - "$folder" <<'END'
import sys
from importlib.metadata import version

import pysubs2
import webvtt

# Two voice spans in one cue are valid WebVTT: the lines of a dialogue that are shown together.
VTT = """WEBVTT

00:00.000 --> 00:04.000
<v Interviewer>How did you sleep?</v>
<v Anna>Badly.</v>
"""

by_webvtt = [(cue.voice, cue.text) for cue in webvtt.from_string(VTT)]
by_pysubs2 = [(event.name, event.plaintext) for event in pysubs2.SSAFile.from_string(VTT, format_="vtt")]
print("guess:   two things are said, each by its own speaker")
print(f"version: webvtt-py {version('webvtt-py')}, pysubs2 {version('pysubs2')}")
print(f"found:   webvtt-py {by_webvtt}")
print(f"         pysubs2   {by_pysubs2}")
print("means:   webvtt-py gives the participant's answer to the interviewer, whose words a study sets aside; pysubs2")
print("         keeps no speaker at all. Cut the raw text of a cue at its voice tags.")
expected = ([("Interviewer", "How did you sleep?\nBadly.")], [("", "How did you sleep?\nBadly.")])
sys.exit(0 if (by_webvtt, by_pysubs2) == expected else "The behaviour has changed.")
END
