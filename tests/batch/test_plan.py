"""Reading a plan: corpora, configurations, manual codings, and messages about all problems at once."""

import os
import sys
from pathlib import Path
from unicodedata import normalize

import pytest

from thememiner.batch.plan import read_plan
from thememiner.errors import ConfigurationError


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Return a folder with two corpora, one of them with a manual coding, and two configurations."""
    for name in ("ward", "市中心"):
        folder = tmp_path / "interviews" / name
        folder.mkdir(parents=True)
        (folder / "one.txt").write_text("I: And then?\nP1: I waited.\n", encoding="utf-8")
    (tmp_path / "interviews" / "notes.md").write_text("About these folders.", encoding="utf-8")
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "ward.csv").write_text("doc_id,start,end,code\n", encoding="utf-8")
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "fine.toml").write_text("[discovery]\ngranularity = 2.0\n", encoding="utf-8")
    (tmp_path / "configs" / "usual.toml").write_text("", encoding="utf-8")
    return tmp_path


def write_plan(folder: Path, text: str) -> Path:
    """Write a plan and return its path."""
    path = folder / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return path


USUAL = 'corpora = ["interviews/*"]\ngold = "gold/{corpus}*.csv"\nconfigurations = ["configs/*.toml"]\n'


def test_every_folder_is_a_corpus_and_is_mined_with_every_configuration(study: Path) -> None:
    """A pattern matches folders, not files beside them; jobs are sorted by corpus and configuration."""
    plan = read_plan(write_plan(study, USUAL))
    assert [job.name for job in plan.jobs] == ["ward/fine", "ward/usual", "市中心/fine", "市中心/usual"]
    assert [job.settings.discovery.granularity for job in plan.jobs] == [2.0, 1.0, 2.0, 1.0]
    assert plan.jobs[0].paths == (study / "interviews" / "ward",)


def test_each_corpus_has_its_own_manual_codings(study: Path) -> None:
    """``{corpus}`` in a pattern stands for the name of the corpus; without a match there is no manual coding."""
    plan = read_plan(write_plan(study, USUAL))
    assert {job.corpus: [path.name for path in job.gold] for job in plan.jobs} == {"ward": ["ward.csv"], "市中心": []}


def test_a_new_folder_is_a_new_corpus(study: Path) -> None:
    """Patterns are matched anew in each call."""
    path = write_plan(study, USUAL)
    (study / "interviews" / "rural").mkdir()
    assert "rural/usual" in [job.name for job in read_plan(path).jobs]


def test_a_pattern_with_an_extension_matches_files(study: Path) -> None:
    """Every matching file is a corpus, named after the file without its extension."""
    (study / "answers.csv").write_text("text\nI waited.\n", encoding="utf-8")
    plan = read_plan(write_plan(study, 'corpora = ["*.csv"]\n'))
    assert [job.name for job in plan.jobs] == ["answers/default"]


def test_a_named_corpus_is_not_found_again_by_a_pattern(study: Path) -> None:
    """A corpus in ``[[corpus]]`` has the name and the configurations that are given there."""
    named = '[[corpus]]\nname = "The ward"\npaths = "interviews/ward"\nconfigurations = "fine"\n'
    plan = read_plan(write_plan(study, USUAL + named))
    assert [job.name for job in plan.jobs] == ["The ward/fine", "市中心/fine", "市中心/usual"]


def test_runs_are_not_corpora(study: Path) -> None:
    """Neither the output of the plan nor a run among the interviews is mined."""
    for name in ("a-run", "interviews/a-run"):
        (study / name).mkdir()
        for file in ("manifest.json", "units.parquet"):
            (study / name / file).write_bytes(b"")
    (study / "interviews" / "out").mkdir()
    plan = read_plan(write_plan(study, USUAL + 'output = "interviews/out"\n'))
    assert set(plan.corpora) == {"ward", "市中心"}


def test_runs_are_written_beside_the_plan(study: Path) -> None:
    """The default folder is named after the plan; characters that file names cannot have are replaced."""
    named = '[[corpus]]\nname = "A/B: first"\npaths = "interviews/ward"\n'
    plan = read_plan(write_plan(study, named))
    assert plan.output == study / "plan-runs"
    folder = plan.jobs[0].folder
    assert folder.parents[1] == study / "plan-runs" / "runs"
    assert folder.parent.name.startswith("A-B--first-")


def test_a_name_matches_in_either_form_of_unicode(study: Path) -> None:
    """File names on macOS decompose ``é``; two corpora that differ only in this would look the same everywhere."""
    composed, decomposed = (normalize(form, "café") for form in ("NFC", "NFD"))
    (study / "interviews" / decomposed).mkdir()
    (study / "gold" / f"{composed}.csv").write_text("doc_id,start,end,code\n", encoding="utf-8")
    gold = {job.corpus: [path.name for path in job.gold] for job in read_plan(write_plan(study, USUAL)).jobs}
    assert gold[decomposed] == [f"{composed}.csv"]
    text = "".join(f'[[corpus]]\nname = "{name}"\npaths = "interviews"\n' for name in (composed, decomposed))
    with pytest.raises(ConfigurationError, match="corpora: 2 have the name"):
        read_plan(write_plan(study, text))


def test_manual_codings_belong_to_the_longest_name_that_they_begin_with(study: Path) -> None:
    """``ward*`` also matches files of ``ward-2``; a pattern without ``{corpus}`` applies to every corpus."""
    (study / "interviews" / "ward-2").mkdir()
    (study / "interviews" / "ward-2" / "one.txt").write_text("P1: I waited.\n", encoding="utf-8")
    for name in ("ward-2.csv", "ward-anna.csv", "all.csv"):
        (study / "gold" / name).write_text("doc_id,start,end,code\n", encoding="utf-8")
    text = 'corpora = ["interviews/*"]\ngold = ["gold/{corpus}*.csv", "gold/all.csv"]\n'
    gold = {job.corpus: [path.name for path in job.gold] for job in read_plan(write_plan(study, text)).jobs}
    assert gold["ward"] == ["ward-anna.csv", "ward.csv", "all.csv"]
    assert gold["ward-2"] == ["ward-2.csv", "all.csv"]
    assert gold["市中心"] == ["all.csv"]
    text += '[[corpus]]\nname = "ward-2"\npaths = "interviews/ward-2"\n'
    gold = {job.corpus: [path.name for path in job.gold] for job in read_plan(write_plan(study, text)).jobs}
    assert gold["ward"] == ["ward-anna.csv", "ward.csv", "all.csv"]
    assert gold["ward-2"] == [], "a corpus in [[corpus]] has only the manual codings that are given there"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_corpus_whose_name_is_not_valid_text_is_refused(study: Path) -> None:
    """Old archives contain such names; no table or page could show them."""
    Path(os.fsdecode(os.fsencode(study / "interviews") + b"/caf\xe9")).mkdir()
    with pytest.raises(ConfigurationError) as caught:
        read_plan(write_plan(study, USUAL))
    assert caught.value.problems == (r"caf\udce9 is not valid text; rename it",)


def test_the_plan_itself_is_not_a_configuration(study: Path) -> None:
    """A pattern may match the plan, but it is left out."""
    (study / "usual.toml").write_text("", encoding="utf-8")
    plan = read_plan(write_plan(study, 'corpora = "interviews/*"\nconfigurations = "*.toml"\n'))
    assert [job.configuration for job in plan.jobs] == ["usual", "usual"]


def test_paths_of_a_plan_are_normalised(study: Path) -> None:
    """``..`` is resolved before anything is printed."""
    path = study / "configs" / "plan.toml"
    path.write_text('corpora = "../interviews/*"\noutput = "../out"\n', encoding="utf-8")
    assert read_plan(path).output == study / "out"


def test_a_pattern_without_a_match_is_noted(study: Path) -> None:
    """A folder may still be empty; that is not an error."""
    plan = read_plan(write_plan(study, 'corpora = ["inbox/*"]\n'))
    assert plan.jobs == ()
    assert plan.notes == ("no corpus matches inbox/* yet.",)


def test_a_pattern_of_manual_codings_without_a_match_is_noted(study: Path) -> None:
    """Otherwise a misspelt folder would look like corpora without manual codings."""
    plan = read_plan(write_plan(study, 'corpora = ["interviews/*"]\ngold = "golld/{corpus}*"\n'))
    assert plan.notes == ("no manual coding matches golld/{corpus}* for any corpus.",)


def test_runs_of_a_corpus_that_left_the_plan_are_noted(study: Path) -> None:
    """They stay, and contain its transcripts."""
    path = write_plan(study, 'corpora = ["interviews/*"]\n')
    (study / "plan-runs" / "runs" / "rural").mkdir(parents=True)
    (note,) = read_plan(path).notes
    assert note.startswith("the corpus of runs/rural is not in the plan any more")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "corpora: name patterns of folders", id="no corpora"),
        pytest.param('corpra = ["interviews/*"]', "corpra: no such setting. Did you mean corpora?", id="misspelt"),
        pytest.param('[[corpus]]\npaths = "interviews/ward"', "corpus number 1: name: is missing", id="no name"),
        pytest.param(
            '[[corpus]]\nname = "w"\npath = "x"',
            "corpus number 1: path: no such setting. Did you mean corpus number 1: paths?",
            id="misspelt in a list",
        ),
        pytest.param('paths = "x"', "paths: no such setting. Known here: output, corpora,", id="elsewhere"),
        pytest.param(
            '[corpus]\nname = "w"', "corpus: must be a section, written [[corpus]]; given: ", id="one bracket"
        ),
        pytest.param("corpus = [3]", "corpus number 1: must be a section, written [[corpus]]; given: 3", id="a number"),
        pytest.param(
            '[[corpus]]\nname = "x"\npaths = "nowhere"', "corpus x: paths: nothing matches nowhere", id="no file"
        ),
        pytest.param(
            'corpora = "interviews/*"\nconfigurations = "conf/*.toml"',
            "configurations: nothing matches conf/*.toml",
            id="no configuration",
        ),
        pytest.param(
            '[[corpus]]\nname = "ward"\npaths = "interviews/市中心"\n'
            '[[corpus]]\nname = "ward"\npaths = "interviews/ward"',
            "corpora: 2 have the name ward; give them different names",
            id="two with the same name",
        ),
        pytest.param(
            '[[corpus]]\nname = "Ward"\npaths = "gold"\n[[corpus]]\nname = "ward"\npaths = "interviews/ward"',
            "corpora: 2 have the name Ward; give them different names",
            id="two that are equal on some disks",
        ),
        pytest.param(
            '[[corpus]]\nname = "w"\npaths = "interviews/ward"\nconfigurations = "broad"',
            "corpus w: no configuration has the name broad; the plan has: default",
            id="unknown configuration",
        ),
        pytest.param(
            'output = "interviews/ward/runs"\ncorpora = "interviews/*"',
            "corpus ward: the output folder ",
            id="output among the transcripts",
        ),
    ],
)
def test_each_problem_of_a_plan_has_a_message(study: Path, text: str, message: str) -> None:
    """It says what is wrong and what is allowed."""
    with pytest.raises(ConfigurationError) as caught:
        read_plan(write_plan(study, text))
    assert any(problem.startswith(message) for problem in caught.value.problems), caught.value.problems


def test_all_problems_of_a_plan_are_reported_at_once(study: Path) -> None:
    """The error lists each of them."""
    with pytest.raises(ConfigurationError) as caught:
        read_plan(write_plan(study, 'configurations = "conf/*"\n[[corpus]]\nname = "x"\npaths = ["a", "b"]\n'))
    assert len(caught.value.problems) == 3
