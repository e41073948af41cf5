"""Files of seed themes, and the messages about faulty ones."""

from pathlib import Path

import pytest

from thememiner.errors import ConfigurationError
from thememiner.exchange import SeedTheme, read_seed_themes

EXAMPLE = Path(__file__).parents[2] / "configs" / "seed-themes" / "example.toml"


def written(folder: Path, text: str, name: str = "seeds.toml") -> Path:
    """Write a file of seed themes."""
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_toml_gives_names_parents_descriptions_and_quotes(tmp_path: Path) -> None:
    """Missing values are empty; the same name may be under two parents."""
    path = written(
        tmp_path,
        '[[themes]]\nname = "孤独"\n\n[[themes]]\nname = " Being  alone "\nparent = "Home"\n'
        'description = "Nobody comes."\nquotes = ["I sit there.", "Quiet; too quiet"]\n'
        '[[themes]]\nname = "Being alone"\nparent = "Work"\n',
    )
    first, second, third = read_seed_themes(path)
    assert first == SeedTheme("孤独")
    assert second == SeedTheme("Being alone", "Home", "Nobody comes.", ("I sit there.", "Quiet; too quiet"))
    assert [seed.path for seed in (first, second, third)] == ["孤独", "Home > Being alone", "Work > Being alone"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param(
            "s.csv", 'name,description,quote,quote 2\nfood,What is eaten,"Rice; always rice",Soup\nsleep,,,\n', id="csv"
        ),
        pytest.param(
            "s.tsv",
            "名称\t说明\t引文\t引文2\nfood\tWhat is eaten\tRice; always rice\tSoup\nsleep\t\t\t\n",
            id="Chinese",
        ),
        pytest.param(
            "s.jsonl",
            '{"name": "food", "description": "What is eaten", "quotes": ["Rice; always rice", "Soup"]}\n'
            '{"name": "sleep"}\n',
            id="JSON lines",
        ),
    ],
)
def test_a_table_has_one_theme_per_row(tmp_path: Path, name: str, text: str) -> None:
    """Columns have English or Chinese names, and each column of quotes holds one quote."""
    expected = (SeedTheme("food", None, "What is eaten", ("Rice; always rice", "Soup")), SeedTheme("sleep"))
    assert read_seed_themes(written(tmp_path, text, name)) == expected


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("", ["has no theme; a seed theme needs at least a name"], id="empty"),
        pytest.param("themes = 3", ["themes must be a list of tables, each written under [[themes]]"], id="no list"),
        pytest.param(
            '[[theme]]\nname = "a"', ["theme: unknown key; themes are written under [[themes]]"], id="misspelt list"
        ),
        pytest.param(
            '[[themes]]\nname = "a"\n[[themes]]\nname = "A"\n[[themes]]\nname = "b"',
            ["2 themes are called a; names must be unique"],
            id="twice",
        ),
        pytest.param(
            '[[themes]]\ndescripton = "d"\n[[themes]]\nname = "a"\nquotes = "q"\ncolour = 3\nparent = 1',
            [
                "theme 1: descripton: unknown key. Did you mean description?",
                "theme 1: has no name",
                "theme 2: colour: unknown key. Known: name, parent, description, quotes.",
                "theme 2: parent must be text in quotation marks",
                "theme 2: quotes must be a list of texts",
            ],
            id="several at once",
        ),
    ],
)
def test_all_problems_are_reported_at_once(tmp_path: Path, text: str, told: list[str]) -> None:
    """Each has its place in the file."""
    with pytest.raises(ConfigurationError) as refused:
        read_seed_themes(written(tmp_path, text))
    assert list(refused.value.problems) == told
    assert refused.value.place == "seeds.toml"


def test_problems_of_a_table_name_its_lines(tmp_path: Path) -> None:
    """A row without a name and an unknown column are reported together."""
    with pytest.raises(ConfigurationError) as refused:
        read_seed_themes(written(tmp_path, "name,descr,quote\na,x,q\n,y,r\n", "s.csv"))
    assert refused.value.problems == (
        "the column descr is unknown. Did you mean description?",
        "line 3: has no name",
    )


@pytest.mark.parametrize(
    ("data", "told"),
    [
        pytest.param(b"\xff\xfe\x00", "not UTF-8", id="bytes"),
        pytest.param(b"[[themes]", "not valid TOML", id="syntax"),
        pytest.param(b"a = " + b"[" * 5000, "not valid TOML", id="brackets in brackets"),
    ],
)
def test_invalid_toml_is_refused(tmp_path: Path, data: bytes, told: str) -> None:
    """A broken file is a configuration error."""
    path = tmp_path / "seeds.toml"
    path.write_bytes(data)
    with pytest.raises(ConfigurationError, match=told):
        read_seed_themes(path)
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_seed_themes(tmp_path / "absent.toml")


def test_the_example_is_a_file_of_seed_themes() -> None:
    """The example that is shipped with the program can be read."""
    assert len(read_seed_themes(EXAMPLE)) > 1


@pytest.mark.parametrize("name", ["guide.docx", "guide.md"])
def test_an_interview_guide_is_told_from_seed_themes(tmp_path: Path, name: str) -> None:
    """A file that may be an interview guide is refused with the option for it."""
    with pytest.raises(ConfigurationError, match="--guide-questions"):
        read_seed_themes(written(tmp_path, "How did you come here?\n", name))
