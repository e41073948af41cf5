"""The default encoder puts both languages in one space."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from thememiner.embedding import SentenceEncoder
from thememiner.embedding.bilingual import BilingualInput, BilingualVectors, fit_bilingual

PAIRS = [
    (["医生", "让", "我", "按时", "吃药"], "The doctor told me to take my medicine on time."),
    (["我们", "每天", "一起", "唱歌"], "We sing together every day."),
    (["公共汽车", "又", "晚点", "了"], "The bus was late again."),
    (["邻居", "都", "歧视", "我们"], "The neighbours discriminate against us."),
    (["我", "晚上", "睡", "不", "着"], "I cannot sleep at night."),
    (["妈妈", "担心", "我", "的", "将来"], "My mother worries about my future."),
]
CHINESE = [
    BilingualInput("".join(words), words, [w for w in words if len(w) > 1], has_chinese=True) for words, _ in PAIRS
]
ENGLISH = [
    BilingualInput(text, text.split(), text.casefold().strip(".").split(), has_chinese=False) for _, text in PAIRS
]


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    """Return the packaged encoder, loaded once."""
    return SentenceEncoder()


def encoded(units: Sequence[BilingualInput], encoder: SentenceEncoder) -> BilingualVectors:
    """Fit the encoder to all of these units."""
    return fit_bilingual(units, np.ones(len(units), dtype=bool), encoder, use_cache=False)


def nearest(vectors: npt.NDArray[np.float32], others: npt.NDArray[np.float32]) -> list[int]:
    """Return for each vector the index of the most similar one of the others."""
    return [int(index) for index in np.argmax(vectors @ others.T, axis=1)]


def test_a_sentence_lies_nearest_its_translation(encoder: SentenceEncoder) -> None:
    """That holds in both directions, in a corpus of both languages."""
    vectors = encoded([*CHINESE, *ENGLISH], encoder).vectors
    chinese, english = vectors[: len(PAIRS)], vectors[len(PAIRS) :]
    assert nearest(chinese, english) == list(range(len(PAIRS)))
    assert nearest(english, chinese) == list(range(len(PAIRS)))


def test_an_unknown_word_means_what_its_units_mean(encoder: SentenceEncoder) -> None:
    """A brand name that no dictionary has is near the units that use it."""
    brand = "Ωξ"
    known = [
        BilingualInput(u.text, u.words, [*u.content, brand] if i in {0, 4} else u.content, has_chinese=True)
        for i, u in enumerate(CHINESE)
    ]
    alone = BilingualInput("Ωξ", ["Ωξ"], [brand], has_chinese=True)
    vectors = encoded([*known, alone], encoder).vectors
    assert set(np.argsort(-(vectors[:-1] @ vectors[-1]))[:2]) == {0, 4}


def test_an_unknown_unit_has_a_vector_of_zeros(encoder: SentenceEncoder) -> None:
    """Particles have no gloss and share no content word."""
    particles = BilingualInput("啊了", ["啊", "了"], [], has_chinese=True)
    vectors = encoded([*CHINESE, particles], encoder).vectors
    assert not vectors[-1].any()
    assert np.linalg.norm(vectors[:-1], axis=1) == pytest.approx(1, abs=1e-5)


def test_only_marked_units_are_fitted(encoder: SentenceEncoder) -> None:
    """Other units get vectors and change nothing."""
    marked = np.array([True] * len(PAIRS) + [False] * len(PAIRS))
    beside = fit_bilingual([*CHINESE, *ENGLISH], marked, encoder, use_cache=False)
    alone = encoded(CHINESE, encoder)
    assert np.array_equal(beside.vectors[: len(PAIRS)], alone.vectors)
    for name, array in alone.to_state().items():
        assert array.tobytes() == beside.to_state()[name].tobytes(), name
    assert beside.vectors[len(PAIRS) :].any(axis=1).all()


def test_the_description_names_the_languages() -> None:
    """English and Chinese are named if there are such units, and every array of the state can be stored."""
    both, chinese = encoded([*CHINESE, *ENGLISH], SentenceEncoder()), encoded(CHINESE, SentenceEncoder())
    assert both.description["english"] == "sentence-transformers/all-MiniLM-L6-v2"
    assert "english" not in chinese.description
    assert "CC-CEDICT" in str(chinese.description["chinese"])
    assert all(array.dtype.kind in "fu" for array in both.to_state().values())


def test_one_long_word_does_not_enlarge_the_state(encoder: SentenceEncoder) -> None:
    """A word of a hundred thousand letters, as from a pasted picture, takes only its own space."""
    pasted = BilingualInput("picture", ["picture"], ["a" * 100_000, "picture"], has_chinese=False)
    words = encoded([*ENGLISH, pasted], encoder).to_state()["company_words"]
    assert words.nbytes < 101_000
    assert words.tobytes().decode().splitlines()[0] == "a" * 100_000


@pytest.mark.parametrize("count", [pytest.param(0, id="none"), pytest.param(1, id="one"), pytest.param(2, id="two")])
def test_few_units_have_vectors(encoder: SentenceEncoder, count: int) -> None:
    """There is no least number of units."""
    vectors = encoded(CHINESE[:count], encoder).vectors
    assert len(vectors) == count
    assert np.isfinite(vectors).all()
