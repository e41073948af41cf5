"""The process that runs BERTopic from a table of texts to topics with key words, in the environment of the peers.

Run as ``python -m benchmarks.bertopic_process TEXTS.csv MODEL OUT.json``; the model is a sentence-transformers folder.
"""

import csv
import json
import sys
from pathlib import Path

from benchmarks.peer_process import seeded_umap


def main() -> None:
    """Read texts, find topics, and write them."""
    from bertopic import BERTopic  # noqa: PLC0415 - its import counts, as it does for this program
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - its import counts, too

    table, model, out = map(Path, sys.argv[1:])
    with table.open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    topics = BERTopic(embedding_model=SentenceTransformer(str(model)), umap_model=seeded_umap(0))
    labels, _ = topics.fit_transform(texts)
    found = {str(topic): [word for word, _ in words] for topic, words in topics.get_topics().items()}
    out.write_text(json.dumps({"labels": [int(label) for label in labels], "topics": found}), "utf-8")


if __name__ == "__main__":
    main()
