"""What interviewers ask: questions, requests to tell something, and questions that are printed in the transcript."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.language import HAN, blank_marks, has_han, is_back_channel, is_question, stop_words, to_simplified
from thememiner.records import Form, Role, check_forms, check_units, check_vectors

Vectors = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

COLUMNS = ("unit_id", "doc_id", "turn", "start", "end", "text", "language", "speaker", "role")
PRINTED_SHARE = 0.3
"""Share of the dialogues in which a sentence stands, letter for letter, from which on it is a printed question."""
MIN_PRINTED_DIALOGUES = 3
MIN_PRINTED_WORDS = 5
"""Words of a printed question; Chinese characters count half. People often say the same short sentences by chance."""
MIN_REPEATED = 3
"""Times that the same words are asked in one interview from which on they are a follow-up."""
LONGEST_CHINESE_PROBE = 6
"""Chinese characters. A longer question of stop words only, such as 有没有想过以后, may be one of the guide."""
_REQUEST = re.compile(
    r"\b(?:tell (?:me|us)|describe|explain|talk (?:(?:me|us) through|(?:to (?:me|us) )?about)|walk (?:me|us)|share"
    r"|say (?:a (?:bit|little|few)|something|more)|(?:like|want|love|keen) to (?:hear|know|ask|talk|learn|understand)"
    r"|interested (?:in|to)|curious|wonder(?:ing)?|let'?s (?:talk|turn|move|start|begin)|give (?:me|us) an"
    r"|introduce yourself|please)\b"
    r"|[说谈讲聊][说谈讲聊]|[说谈讲聊]一[说谈讲聊下]|[说谈讲聊]下|介绍|描述|形容|[请想][您你问]|举个?例|分享|告诉我"
    r"|想(?:了解|知道|听)",
    re.IGNORECASE,
)
_WORD = re.compile(rf"[{HAN}]+|[^\W\d_{HAN}]+(?:['’][^\W\d_]+)*")
_NOTE = re.compile(r"\s*[(\[（【].*[)\]）】]\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class AskedQuestions:
    """Everything that interviewers ask in the dialogues of a corpus, sorted by document and place."""

    units: pd.DataFrame
    """The rows of the table of units that ask something."""
    vectors: Vectors
    """Shape (asked, dimensions): unit length, or zeros."""
    documents: Rows
    """Shape (asked,): index of the document, from 0."""
    places: Reals
    """Shape (asked,): where it stands in its document, 0 for the beginning to 1 for the end."""
    is_probe: Mask
    """Shape (asked,): whether it can only be a follow-up: it has no words with content ("And then?"), or is asked again
    and again in the same words ("What do the others think?")."""
    has_dialogues: bool
    """Whether any document of the corpus is a dialogue."""

    def __len__(self) -> int:
        return len(self.documents)

    @property
    def interviews(self) -> int:
        """Number of documents in which something is asked."""
        return int(self.documents.max()) + 1 if len(self) else 0


def is_asking(text: str) -> bool:
    """Return whether a text asks something: as a question, or as a request ("Tell me about …", 请您谈谈 …)."""
    if is_back_channel(text):
        return False
    return is_question(text) or _REQUEST.search(to_simplified(text) if has_han(text) else text) is not None


def is_probe(text: str) -> bool:
    """Return whether a question has no words with content: "In what way?", "And after that?", 为什么呢？."""
    unwanted = stop_words("en")
    chinese = 0
    for word in _WORD.findall(blank_marks(to_simplified(text) if has_han(text) else text).casefold()):
        if has_han(word):
            chinese += len(word)
            if chinese > LONGEST_CHINESE_PROBE or _chinese_stop_words().sub("", word):
                return False
        elif len(word) > 1 and word.replace("’", "'") not in unwanted:
            return False
    return True


@cache
def _chinese_stop_words() -> re.Pattern[str]:
    words = sorted((word for word in stop_words("zh") if has_han(word)), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


def collect_asked(units: pd.DataFrame, vectors: Vectors, forms: Mapping[str, Form]) -> AskedQuestions:
    """Collect what is asked in the dialogues of a corpus; the order of the rows changes nothing.

    ``units`` is the table of a ``Segmentation``, ``vectors``, shape (units, dimensions), have unit length and also a
    row for each interviewer's unit, NaN for units that were not encoded. ``forms`` gives the form of each document.

    Collected are the interviewers' units that ask something. In a dialogue without a known interviewer, the speaker who
    asks most counts as one. What others say in many dialogues letter for letter is a printed question that they read
    aloud, such as the tasks of a session. Units without a vector ask nothing.

    Raises ``UsageError`` if columns are missing, there is not one vector for each unit, or the form of a document is
    unknown.
    """
    check_units(units, COLUMNS, stage="collect_asked")
    check_vectors(vectors, units, stage="collect_asked")
    check_forms(forms, units, stage="collect_asked")
    order = np.lexsort((units["start"].to_numpy(), units["doc_id"].to_numpy(str)))
    rows = order[(are_in_dialogues(units, forms) & ~np.isnan(vectors[:, 0]))[order]]
    spoken = units.iloc[rows]
    is_interviewer = spoken["role"].to_numpy() == Role.INTERVIEWER.value
    is_led = spoken["doc_id"].isin(set(spoken["doc_id"][is_interviewer])).to_numpy(bool)
    asks = is_interviewer | ~is_led
    asks[asks] = [is_asking(text) for text in spoken["text"][asks]]
    asks &= is_interviewer | _are_leaders(spoken, asks & ~is_led)
    asks |= ~is_interviewer & _are_printed(spoken)
    asked = spoken[asks]
    return AskedQuestions(
        units=asked,
        vectors=vectors[rows[asks]].astype(np.float32),
        documents=pd.factorize(asked["doc_id"])[0].astype(np.int64),
        places=measure_places(units["start"], units)[rows[asks]],
        is_probe=np.array([is_probe(text) for text in asked["text"]], dtype=bool) | _are_repeated(asked),
        has_dialogues=Form.DIALOGUE in forms.values(),
    )


def are_in_dialogues(units: pd.DataFrame, forms: Mapping[str, Form]) -> Mask:
    """Return which units stand in dialogues, shape (units,)."""
    return np.asarray(units["doc_id"].map(forms).to_numpy() == Form.DIALOGUE, dtype=bool)


def measure_places(points: "pd.Series[Any]", units: pd.DataFrame) -> Reals:
    """Return where a code point of each unit stands in its document, from 0 to 1 at the end of its last unit."""
    ends = units.groupby("doc_id")["end"].transform("max").to_numpy(np.float64)
    return np.asarray(points.to_numpy(np.float64) / np.maximum(ends, 1))


def _are_repeated(asked: pd.DataFrame) -> Mask:
    words = asked["text"].map(lambda text: " ".join(_WORD.findall(text.casefold())))
    times = words.groupby([asked["doc_id"], words]).transform("size")
    return np.asarray(times >= MIN_REPEATED, dtype=bool)


def _are_leaders(spoken: pd.DataFrame, asks: Mask) -> Mask:
    """Return which units are said by the speaker who asks most in each document, of the units that ``asks`` marks."""
    counts = spoken.loc[asks, ["doc_id", "speaker"]].value_counts().sort_index()
    leaders = counts.groupby("doc_id").idxmax()  # of speakers who ask equally often, the first by name
    chosen = pd.MultiIndex.from_tuples(list(leaders), names=["doc_id", "speaker"])
    return np.asarray(pd.MultiIndex.from_frame(spoken[["doc_id", "speaker"]]).isin(chosen))


def _are_printed(spoken: pd.DataFrame) -> Mask:
    """Return which units are, or begin with, a sentence that stands in many dialogues letter for letter."""
    texts = spoken["text"].map(lambda text: " ".join(text.split()))
    counts = spoken["doc_id"].groupby(texts).nunique()
    least = max(MIN_PRINTED_DIALOGUES, PRINTED_SHARE * spoken["doc_id"].nunique())
    printed = tuple(str(text) for text in counts.index[counts >= least] if _is_long(text) and not _NOTE.fullmatch(text))
    if not printed:
        return np.zeros(len(spoken), dtype=bool)
    return np.array([text.startswith(printed) for text in texts], dtype=bool)


def _is_long(text: str) -> bool:
    return sum(len(word) / 2 if has_han(word) else 1 for word in _WORD.findall(text)) >= MIN_PRINTED_WORDS
