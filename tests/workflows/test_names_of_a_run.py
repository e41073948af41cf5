"""Names in a whole run: key phrases by default, a language model's where one is named, and never a failure."""

import json
from pathlib import Path

import pytest
from small_server import Question, Reply, as_json, serving

from thememiner import Settings, mine
from thememiner.errors import UsageError
from thememiner.records import Run

ANSWERS = iter(range(10_000))


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a table of forty things that eight people said about lunch and chess."""
    lunch = ["We cook soup for lunch {} times a week.", "The lunch soup is warm and {} of us eat it."]
    chess = ["I play chess with {} neighbours every evening.", "My chess game took {} hours with the neighbours."]
    said = [text.format(number) for number in range(3, 13) for text in (*lunch, *chess)]
    rows = [json.dumps({"doc": f"P{i % 8}", "speaker": f"P{i % 8}", "text": text}) for i, text in enumerate(said)]
    path = tmp_path_factory.mktemp("said") / "said.jsonl"
    path.write_text("\n".join(rows), "utf-8")
    return path


def run(table: Path, **naming: str) -> Run:
    """Mine the table with settings for names."""
    return mine(table, settings=Settings.model_validate({"naming": naming, "saturation": {"compute": "off"}}))


def names_of(found: Run) -> list[str]:
    """Return the names of themes and sub-themes."""
    return [one.name for top in found.themes for one in (top, *top.subthemes)]


def test_a_language_model_names_the_themes_of_a_run(table: Path) -> None:
    """Its names stand in the codebook too, and the manifest holds question and answer of each."""

    def reply(_: Question) -> Reply:
        return as_json({"choices": [{"message": {"content": f"Name {'x' * (next(ANSWERS) % 30 + 1)}"}}]})

    with serving(reply) as server:
        found = run(table, endpoint=server.address, model="small")
    names = names_of(found)
    assert names
    assert all(name.startswith("Name x") for name in names)
    assert {code.name for code in found.codings[0].codebook.codes} == set(names)
    assert [one["not_used"] for one in found.manifest["naming"]["names"]] == [None] * len(names)


def test_a_server_that_is_down_is_no_failure(table: Path) -> None:
    """The run is the one without a language model, but for a note."""
    plain, tried = run(table), run(table, endpoint="http://127.0.0.1:9/v1", model="absent")
    assert names_of(tried) == names_of(plain)
    assert plain.manifest["naming"] == {}
    (note,) = [note for note in tried.manifest["notes"] if note["place"] == "naming.endpoint"]
    assert "cannot be reached" in note["text"]


def test_another_machine_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    """Quotes go nowhere unless a person says so in the call."""
    with pytest.raises(UsageError, match="--send-text-to"):
        run(tmp_path / "not there", endpoint="https://example.org/v1", model="small")
