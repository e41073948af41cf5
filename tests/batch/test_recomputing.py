"""After a change, exactly the stages that depend on it are computed again."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest
from batch_trees import tree_of
from small_executor import SmallExecutor, run_small, write_plan

from thememiner.batch import keys
from thememiner.batch.journal import State
from thememiner.batch.plan import read_plan
from thememiner.batch.status import find_due_stages
from thememiner.config import Settings
from thememiner.stages import STAGES, Stage, StageContext

ALL = {stage.name for stage in STAGES}
LATER = {"discover", "describe", "compare", "saturate", "report"}
FOLLOWING = {
    "read": ALL,
    "gold": {"gold", "compare", "report"},
    "segment": {"segment", "embed", "questions", *LATER},
    "embed": {"embed", "questions", *LATER},
    "questions": {"questions", *LATER},
    "discover": LATER,
    "describe": {"describe", "compare", "report"},
    "compare": {"compare", "report"},
    "saturate": {"saturate", "report"},
    "report": {"report"},
}
"""By stage, the stages that are computed again if its result changes."""
FILES = {"terms.txt": "kitchen\n", "guide.csv": "name\nPain\n", "stop.txt": "really\n"}
CONFIGURATION = """
[segmentation]
user_dictionary = "terms.txt"
[discovery]
guide = "guide.csv"
[description]
stop_words = "stop.txt"
"""
CHANGED = CONFIGURATION.replace("[discovery]", "[discovery]\nruns = 5")

Change = Callable[[Path], None]


def change_setting(section: str, line: str) -> Change:
    """Return a change of a setting."""

    def change(folder: Path) -> None:
        path = folder / "plain.toml"
        text = path.read_text("utf-8")
        if not section:
            text = f"{line}\n{text}"
        elif f"[{section}]" in text:
            text = text.replace(f"[{section}]", f"[{section}]\n{line}")
        else:
            text += f"[{section}]\n{line}\n"
        path.write_text(text, "utf-8")

    return change


def change_file(name: str, text: str) -> Change:
    """Return a change of a file."""
    return lambda folder: _write(folder / name, text)


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


CHANGES = [
    pytest.param(change_setting("", "seed = 1"), {"questions", *LATER}, id="seed"),
    pytest.param(change_setting("corpus", 'encoding = "utf-8"'), {"read", "gold", "report"}, id="corpus"),
    pytest.param(change_setting("speakers", 'interviewer = ["I"]'), {"read", "report"}, id="speakers"),
    pytest.param(change_setting("table", 'text = "said"'), {"read", "gold", "report"}, id="table"),
    pytest.param(
        change_setting("segmentation", "min_words = 5"),
        {"segment", "questions", "discover", "report"},
        id="segmentation",
    ),
    pytest.param(
        change_setting("embedding", 'context = "off"'), {"embed", "questions", "discover", "report"}, id="embedding"
    ),
    pytest.param(change_setting("questions", 'use = "off"'), {"questions", "report"}, id="questions"),
    pytest.param(change_setting("discovery", "runs = 5"), {"discover", "saturate", "report"}, id="discovery"),
    pytest.param(change_setting("description", "keywords = 5"), {"describe", "report"}, id="description"),
    pytest.param(change_setting("naming", 'language = "zh"'), {"describe", "report"}, id="naming"),
    pytest.param(change_setting("comparison", "resamples = 5"), {"compare", "report"}, id="comparison"),
    pytest.param(
        change_setting("comparison", 'read = "documents"'), {"gold", "compare", "report"}, id="comparison.read"
    ),
    pytest.param(change_setting("saturation", "orders = 5"), {"saturate", "report"}, id="saturation"),
    pytest.param(change_setting("embedding", "cache = false"), {"report"}, id="embedding.cache"),
    pytest.param(change_setting("naming", "cache = false"), {"report"}, id="naming.cache"),
    pytest.param(change_setting("discovery", "workers = 1"), set(), id="discovery.workers"),
    pytest.param(
        change_file("terms.txt", "stove\n"),
        {"segment", "questions", "discover", "report"},
        id="content of the user dictionary",
    ),
    pytest.param(
        change_file("guide.csv", "name\nSleep\n"), {"discover", "saturate", "report"}, id="content of the guide"
    ),
    pytest.param(change_file("stop.txt", "quite\n"), {"describe", "report"}, id="content of the stop words"),
    pytest.param(change_file("gold.csv", "another"), {"gold"}, id="manual coding"),
    pytest.param(change_file("interviews/corpus-0/P1.txt", "P1: other"), {"read"}, id="transcript"),
    pytest.param(change_file("interviews/corpus-0/P3.txt", "P3: new"), {"read"}, id="another transcript"),
    pytest.param(
        change_file("interviews/corpus-0/participants.csv", "id,age"), {"read"}, id="attributes of participants"
    ),
    pytest.param(change_file("interviews/corpus-0/.notes.txt", "hidden"), set(), id="hidden file"),
    pytest.param(change_file("elsewhere.txt", "another"), set(), id="file outside the corpora"),
]
"""A change, and the stages that depend on it directly, not only through results of other stages."""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """Return a plan with manual codings and a configuration that names files."""
    for name, text in FILES.items():
        _write(tmp_path / name, text)
    _write(tmp_path / "gold.csv", "one coding")
    plan = write_plan(tmp_path, {"plain": CONFIGURATION}, corpora=1)
    _write(plan, f'gold = ["gold.csv"]\n{plan.read_text("utf-8")}')
    return plan


def compute_stages(plan: Path, executor: SmallExecutor) -> set[str]:
    """Run the plan, and return the stages that were computed."""
    (outcome,) = run_small(plan, executor)
    assert outcome.failure is None
    assert outcome.state is (State.DONE if outcome.computed else State.UNCHANGED)
    return set(outcome.computed)


@pytest.mark.parametrize(("change", "direct"), CHANGES)
def test_after_a_change_the_stages_that_depend_on_it_are_computed_again(
    plan: Path, change: Change, direct: set[str]
) -> None:
    """If every result changes, all later stages that use it are computed again too, and no other stage."""
    executor = SmallExecutor(STAGES)
    assert compute_stages(plan, executor) == ALL
    change(plan.parent)
    read = read_plan(plan)
    due = [one.stage.name for one in find_due_stages(read.jobs[0], read.output).stages]
    expected = {following for name in direct for following in FOLLOWING[name]}
    assert compute_stages(plan, executor) == expected
    assert set(due) == expected
    assert compute_stages(plan, executor) == set()


@pytest.mark.parametrize(("change", "direct"), CHANGES)
def test_a_stage_with_the_same_result_has_no_later_stage_computed_again(
    plan: Path, change: Change, direct: set[str]
) -> None:
    """If no result changes, only the stages that depend on the change directly are computed again."""
    executor = SmallExecutor(STAGES, settings_matter=False, files_matter=False)
    compute_stages(plan, executor)
    change(plan.parent)
    assert compute_stages(plan, executor) == direct
    assert compute_stages(plan, executor) == set()


def test_the_table_has_a_change_of_every_section() -> None:
    """A new section of the configuration needs a row in the table."""
    assert set(Settings.model_fields) <= {str(change.id) for change in CHANGES}


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_the_documentation_lists_what_a_stage_depends_on(stage: Stage) -> None:
    """Its row in docs/batch-resuming.md has its sections, its single settings, and the stages whose results it uses."""
    page = (Path(__file__).parents[2] / "docs" / "batch-resuming.md").read_text("utf-8")
    (row,) = [line for line in page.splitlines() if line.startswith(f"| `{stage.name}` | ")]
    settings, after = row.split(" | ")[2:]
    documented = set(re.findall("`([^`]+)`", settings.split(";")[0])) or {"all"}
    plain = {name if "." in name or name == "seed" else f"[{name}]" for name in stage.settings}
    assert documented == (plain if stage.name != "report" else {"all"})
    assert set(re.findall("`([^`]+)`", after)) == (set(stage.needs) if stage.name != "report" else set())
    assert ("the model" in settings) == stage.uses_model


@pytest.fixture
def without_cached_hash() -> Iterator[None]:
    """Have the hash of the program computed again, now and after the test."""
    keys.hash_program.cache_clear()
    yield
    keys.hash_program.cache_clear()


@pytest.mark.usefixtures("without_cached_hash")
@pytest.mark.parametrize(
    ("name", "other"),
    [
        pytest.param("__version__", "0.0", id="version of the program"),
        pytest.param("version", lambda package: "2" if package == "numpy" else "1", id="version of a package"),
        pytest.param("sys", SimpleNamespace(version_info=(3, 99)), id="version of Python"),
        pytest.param("__file__", str(Path(__file__).parent / "two" / "keys.py"), id="file of the program"),
    ],
)
def test_another_version_of_the_program_computes_everything_again(
    plan: Path, monkeypatch: pytest.MonkeyPatch, name: str, other: object
) -> None:
    """The version and the files of the program, of its packages and of Python are part of every key."""
    executor = SmallExecutor(STAGES)
    compute_stages(plan, executor)
    before = keys.hash_program()
    monkeypatch.setattr(keys, name, other)
    keys.hash_program.cache_clear()
    assert keys.hash_program() != before
    assert compute_stages(plan, executor) == ALL
    monkeypatch.undo()


def test_a_moved_plan_is_unchanged(plan: Path, tmp_path: Path) -> None:
    """Plan, corpora and results can be moved together, and the results are still used."""
    moved = tmp_path.with_name(f"{tmp_path.name}-moved")
    executor = SmallExecutor(STAGES)
    compute_stages(plan, executor)
    before = tree_of(read_plan(plan).output)
    tmp_path.rename(moved)
    assert compute_stages(moved / plan.name, executor) == set()
    assert tree_of(read_plan(moved / plan.name).output) == before


def test_relative_positions_of_files_count(tmp_path: Path) -> None:
    """Files with the same name are told apart by their folders; moving all of them together changes nothing."""
    for folder in ("a/one", "a/two", "b/one", "b/three"):
        _write_in(tmp_path / folder)

    def key(folder: str, *names: str) -> str:
        return keys.hash_input_files([tmp_path / folder / name for name in names])

    assert key("a", "one/P1.txt", "two/P1.txt") != key("b", "one/P1.txt", "three/P1.txt")
    assert key("a", "one/P1.txt") == key("b", "three/P1.txt")
    (tmp_path / "b" / "three").rename(tmp_path / "b" / "two")
    assert key("a", "one", "two") == key("b", "one", "two")
    assert key("a", "one/P1.txt", "two/P1.txt") == key("b", "one/P1.txt", "two/P1.txt")


def _write_in(folder: Path) -> None:
    folder.mkdir(parents=True)
    _write(folder / "P1.txt", "P1: Soup.")


@dataclass(frozen=True, slots=True)
class EditedWhileRunning(SmallExecutor):
    """An executor during which somebody edits a file while stages are running."""

    change: Change = lambda _: None
    folder: Path = Path()

    def compute(self, stage: str, context: StageContext) -> dict[str, bytes]:
        """Edit the file as soon as everything has been read."""
        result = SmallExecutor.compute(self, stage, context)
        if stage == "segment":
            self.change(self.folder)
        return result


def test_a_result_is_not_stored_if_a_file_changed_meanwhile(plan: Path) -> None:
    """It is not known which version was read, so the job fails, and the next call tries it again."""
    executor = EditedWhileRunning(STAGES, change=change_file("terms.txt", "stove\n"), folder=plan.parent)
    (outcome,) = run_small(plan, executor)
    assert outcome.failure is not None
    assert outcome.failure.reason == "an input file changed while it was read (Cutting into meaning units)."
    assert not list(read_plan(plan).output.glob("stages/corpus-0/segment-*/done.json"))
    assert compute_stages(plan, SmallExecutor(STAGES)) == ALL - {"read", "gold"}
    assert compute_stages(plan, SmallExecutor(STAGES)) == set()


def test_a_configuration_edited_meanwhile_counts_in_the_next_call(plan: Path) -> None:
    """Plan and configurations are read before any work."""
    assert (
        compute_stages(plan, EditedWhileRunning(STAGES, change=change_file("plain.toml", CHANGED), folder=plan.parent))
        == ALL
    )
    assert compute_stages(plan, SmallExecutor(STAGES)) == LATER
    assert compute_stages(plan, SmallExecutor(STAGES)) == set()


def test_configurations_share_results(tmp_path: Path) -> None:
    """A second configuration of the same corpus starts at the first stage that differs."""
    plan = write_plan(tmp_path, {"one": "", "two": "[discovery]\nruns = 5\n"}, corpora=1)
    first, second = run_small(plan, SmallExecutor(STAGES))
    assert set(first.computed) == ALL
    assert set(second.computed) == LATER


def test_a_new_corpus_is_the_only_one_mined(tmp_path: Path) -> None:
    """The other corpora are unchanged."""
    write_plan(tmp_path, corpora=2)
    run_small(tmp_path / "plan.toml")
    outcomes = run_small(write_plan(tmp_path, corpora=3))
    assert [outcome.state for outcome in outcomes] == [State.UNCHANGED, State.UNCHANGED, State.DONE]
