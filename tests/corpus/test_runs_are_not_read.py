"""A run that lies among the transcripts is no transcript."""

from pathlib import Path

from thememiner.corpus import read_corpus


def test_a_run_among_transcripts_is_not_read(tmp_path: Path) -> None:
    """The methods paragraph of an earlier run does not become an interview, and that is told."""
    (tmp_path / "anna.txt").write_text("Interviewer: How was it?\nAnna: The choir helped me.\n", "utf-8")
    run = tmp_path / "study" / "anna-run"
    run.mkdir(parents=True)
    for name in ("manifest.json", "units.parquet", "report.html", "methods.md"):
        (run / name).write_text("{}", "utf-8")
    corpus = read_corpus(tmp_path)
    assert [document.doc_id for document in corpus.documents] == ["anna.txt"]
    assert [(note.place, note.text) for note in corpus.notes] == [
        ("study/anna-run", "is a run folder of ThemeMiner and is not read.")
    ]
