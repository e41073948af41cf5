#!/bin/sh
# jieba: tagging parts of speech cuts other words than cutting does, and negations with them.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check jieba==0.42.1
"$folder/venv/bin/python" - "$folder" <<'END'
import logging
import sys
from importlib.metadata import version

import jieba
import jieba.posseg

jieba.setLogLevel(logging.WARNING)
SENTENCE = "老师说孩子在园里不爱吃饭"  # "The teacher says that the child does not like to eat at nursery."
cut = jieba.lcut(SENTENCE)
tagged = [pair.word for pair in jieba.posseg.lcut(SENTENCE)]
print("guess:   jieba.posseg gives the words of jieba.cut, each with its part of speech")
print(f"version: jieba {version('jieba')}")
print(f"found:   jieba.cut    {' | '.join(cut)}")
print(f"         jieba.posseg {' | '.join(tagged)}")
print("means:   a list of words made by one does not fit the other: 不爱 (does not like) is a word of its own in one and")
print("         爱 (likes) in the other, so counts of words and lists of stop words must come from the same function.")
same = "".join(cut) == "".join(tagged) == SENTENCE
sys.exit(0 if same and "不爱" in cut and "爱" in tagged and "不爱" not in tagged else "The behaviour has changed.")
END
