"""What a plan means: corpora, configurations, manual codings, and every problem at once."""

import os
import sys
from pathlib import Path
from unicodedata import normalize

import pytest

from thememiner.batch.plan import read_plan
from thememiner.errors import ConfigurationError


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Return a folder with two corpora, one of them coded by hand, and two configurations."""
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


def written(folder: Path, text: str) -> Path:
    """Write a plan and return its path."""
    path = folder / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return path


USUAL = 'corpora = ["interviews/*"]\ngold = "gold/{corpus}*.csv"\nconfigurations = ["configs/*.toml"]\n'


def test_every_folder_is_a_corpus_and_is_mined_with_every_configuration(study: Path) -> None:
    """A pattern means folders, not the files beside them; jobs are sorted by corpus and configuration."""
    plan = read_plan(written(study, USUAL))
    assert [job.name for job in plan.jobs] == ["ward/fine", "ward/usual", "市中心/fine", "市中心/usual"]
    assert [job.settings.discovery.granularity for job in plan.jobs] == [2.0, 1.0, 2.0, 1.0]
    assert plan.jobs[0].paths == (study / "interviews" / "ward",)


def test_each_corpus_has_its_own_manual_codings(study: Path) -> None:
    """``{corpus}`` in a pattern stands for the corpus' name; without a match there are no manual codings."""
    plan = read_plan(written(study, USUAL))
    assert {job.corpus: [path.name for path in job.gold] for job in plan.jobs} == {"ward": ["ward.csv"], "市中心": []}


def test_a_new_folder_is_a_new_corpus(study: Path) -> None:
    """Patterns are looked up by each call."""
    path = written(study, USUAL)
    (study / "interviews" / "rural").mkdir()
    assert "rural/usual" in [job.name for job in read_plan(path).jobs]


def test_a_pattern_with_an_ending_means_files(study: Path) -> None:
    """Every table is then a corpus, called like the file without its ending."""
    (study / "answers.csv").write_text("text\nI waited.\n", encoding="utf-8")
    plan = read_plan(written(study, 'corpora = ["*.csv"]\n'))
    assert [job.name for job in plan.jobs] == ["answers/default"]


def test_a_named_corpus_is_not_found_again_by_a_pattern(study: Path) -> None:
    """What ``[[corpus]]`` names has the name, the codings and the configurations that are given there."""
    named = '[[corpus]]\nname = "The ward"\npaths = "interviews/ward"\nconfigurations = "fine"\n'
    plan = read_plan(written(study, USUAL + named))
    assert [job.name for job in plan.jobs] == ["The ward/fine", "市中心/fine", "市中心/usual"]


def test_runs_are_no_corpora(study: Path) -> None:
    """Neither the plan's own output nor a run that lies among the interviews is mined."""
    for name in ("a-run", "interviews/a-run"):
        (study / name).mkdir()
        for file in ("manifest.json", "units.parquet"):
            (study / name / file).write_bytes(b"")
    (study / "interviews" / "out").mkdir()
    plan = read_plan(written(study, USUAL + 'output = "interviews/out"\n'))
    assert set(plan.corpora) == {"ward", "市中心"}


def test_runs_of_a_plan_lie_beside_it(study: Path) -> None:
    """By default in a folder named after the plan; names that no file could have are cleaned."""
    named = '[[corpus]]\nname = "A/B: first"\npaths = "interviews/ward"\n'
    plan = read_plan(written(study, named))
    assert plan.output == study / "plan-runs"
    folder = plan.jobs[0].folder
    assert folder.parents[1] == study / "plan-runs" / "runs"
    assert folder.parent.name.startswith("A-B--first-")


def test_a_name_is_known_in_either_form_of_unicode(study: Path) -> None:
    """Macs take ``é`` apart in names of files; two corpora that differ only so would look the same everywhere."""
    composed, apart = (normalize(form, "café") for form in ("NFC", "NFD"))
    (study / "interviews" / apart).mkdir()
    (study / "gold" / f"{composed}.csv").write_text("doc_id,start,end,code\n", encoding="utf-8")
    gold = {job.corpus: [path.name for path in job.gold] for job in read_plan(written(study, USUAL)).jobs}
    assert gold[apart] == [f"{composed}.csv"]
    text = "".join(f'[[corpus]]\nname = "{name}"\npaths = "interviews"\n' for name in (composed, apart))
    with pytest.raises(ConfigurationError, match="corpora: 2 have the name"):
        read_plan(written(study, text))


def test_manual_codings_belong_to_the_longest_name_that_they_begin_with(study: Path) -> None:
    """``ward*`` matches what is of ``ward-2``, too; a file that no name stands for is everybody's."""
    (study / "interviews" / "ward-2").mkdir()
    (study / "interviews" / "ward-2" / "one.txt").write_text("P1: I waited.\n", encoding="utf-8")
    for name in ("ward-2.csv", "ward-anna.csv", "all.csv"):
        (study / "gold" / name).write_text("doc_id,start,end,code\n", encoding="utf-8")
    text = 'corpora = ["interviews/*"]\ngold = ["gold/{corpus}*.csv", "gold/all.csv"]\n'
    gold = {job.corpus: [path.name for path in job.gold] for job in read_plan(written(study, text)).jobs}
    assert gold["ward"] == ["ward-anna.csv", "ward.csv", "all.csv"]
    assert gold["ward-2"] == ["ward-2.csv", "all.csv"]
    assert gold["市中心"] == ["all.csv"]
    text += '[[corpus]]\nname = "ward-2"\npaths = "interviews/ward-2"\n'
    gold = {job.corpus: [path.name for path in job.gold] for job in read_plan(written(study, text)).jobs}
    assert gold["ward"] == ["ward-anna.csv", "ward.csv", "all.csv"]
    assert gold["ward-2"] == [], "a corpus that is named has the manual codings that are named with it"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_corpus_with_a_name_that_is_no_text_is_refused(study: Path) -> None:
    """Old archives leave such names; no table or page could tell of it."""
    Path(os.fsdecode(os.fsencode(study / "interviews") + b"/caf\xe9")).mkdir()
    with pytest.raises(ConfigurationError) as caught:
        read_plan(written(study, USUAL))
    assert caught.value.problems == (r"caf\udce9 is not valid text; rename it",)


def test_the_plan_itself_is_no_configuration(study: Path) -> None:
    """Though a pattern beside it matches it."""
    (study / "usual.toml").write_text("", encoding="utf-8")
    plan = read_plan(written(study, 'corpora = "interviews/*"\nconfigurations = "*.toml"\n'))
    assert [job.configuration for job in plan.jobs] == ["usual", "usual"]


def test_paths_of_a_plan_are_told_without_detours(study: Path) -> None:
    """``..`` is gone through before anything is printed."""
    path = study / "configs" / "plan.toml"
    path.write_text('corpora = "../interviews/*"\noutput = "../out"\n', encoding="utf-8")
    assert read_plan(path).output == study / "out"


def test_a_pattern_without_a_match_is_noted(study: Path) -> None:
    """An inbox may still be empty: that is no error."""
    plan = read_plan(written(study, 'corpora = ["inbox/*"]\n'))
    assert plan.jobs == ()
    assert plan.notes == ("no corpus matches inbox/* yet.",)


def test_a_pattern_of_manual_codings_without_a_match_is_noted(study: Path) -> None:
    """A misspelt folder would otherwise look like corpora that nobody coded."""
    plan = read_plan(written(study, 'corpora = ["interviews/*"]\ngold = "golld/{corpus}*"\n'))
    assert plan.notes == ("no manual coding matches golld/{corpus}* for any corpus.",)


def test_runs_of_a_corpus_that_left_the_plan_are_noted(study: Path) -> None:
    """They stay, and hold its transcripts."""
    path = written(study, 'corpora = ["interviews/*"]\n')
    (study / "plan-runs" / "runs" / "rural").mkdir(parents=True)
    (note,) = read_plan(path).notes
    assert note.startswith("the corpus of runs/rural is not in the plan any more")


@pytest.mark.parametrize(
    ("text", "told"),
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
            id="two of one name",
        ),
        pytest.param(
            '[[corpus]]\nname = "Ward"\npaths = "gold"\n[[corpus]]\nname = "ward"\npaths = "interviews/ward"',
            "corpora: 2 have the name Ward; give them different names",
            id="two that some disks hold for one",
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
def test_what_is_wrong_with_a_plan_is_told(study: Path, text: str, told: str) -> None:
    """Each message says what is wrong and what is allowed."""
    with pytest.raises(ConfigurationError) as caught:
        read_plan(written(study, text))
    assert any(problem.startswith(told) for problem in caught.value.problems), caught.value.problems


def test_all_problems_of_a_plan_are_told_at_once(study: Path) -> None:
    """Not only the first one."""
    with pytest.raises(ConfigurationError) as caught:
        read_plan(written(study, 'configurations = "conf/*"\n[[corpus]]\nname = "x"\npaths = ["a", "b"]\n'))
    assert len(caught.value.problems) == 3
