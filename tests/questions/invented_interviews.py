"""Invented interviews with a guide, as tables of units with vectors of the meanings of their words."""

import zlib
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.language import detect_language, has_han, stop_words
from thememiner.questions import AskedQuestions, collect_asked
from thememiner.records import SEGMENTED_COLUMNS, ExclusionReason, Form, Role, make_table

Said = tuple[Role, str]
Vectors = npt.NDArray[np.float32]

ASKS, SAYS = Role.INTERVIEWER, Role.PARTICIPANT
GUIDE = {
    "arrival": ("How did you come to live on the island?", "What brought you to this place in the beginning?"),
    "day": ("What does a normal day look like for you?", "Please describe an ordinary day."),
    "ferry": ("What do you think of the new ferry?", "Tell me your opinion about the boat."),
    "school": ("How is the school for your children?", "What are lessons like for the kids?"),
    "winter": ("What is hard about the winter here?", "Which problems do the cold months bring?"),
    "future": ("Where do you see the village in ten years?", "How will the place change in the coming decade?"),
}
"""The questions of a guide, each in two wordings that share no word with content."""
CHINESE_GUIDE = {
    "arrival": "您当初是怎么来到岛上的？",
    "day": "请您描述一下普通的一天。",
    "ferry": "您觉得新的轮船怎么样？",
    "school": "孩子们的学校好不好？",
    "winter": "冬天最难的是什么？",
    "future": "您怎么看村子十年以后的样子？",
}
NOUNS = (
    *("goat", "lamp", "uncle", "bridge", "letter", "kettle", "violin", "parcel", "ladder", "pepper", "mirror"),
    *("anchor", "button", "carpet", "doctor", "engine", "feather", "garden", "hammer", "island", "jacket", "kitten"),
    *("lemon", "marble", "needle", "onion", "pencil", "quarry", "rabbit", "saddle", "tunnel", "urn", "valley", "yacht"),
)
VERBS = ("break", "sell", "paint", "burn", "carry", "repair", "lose", "hide", "borrow", "clean", "throw", "weigh")
"""Words of answers."""
MEANINGS = {
    "come": "arrive", "brought": "arrive", "live": "home", "island": "home", "beginning": "home",
    "normal": "usual", "ordinary": "usual", "describe": "look", "boat": "ferry", "opinion": "think",
    "school": "learn", "lessons": "learn", "children": "child", "kids": "child", "hard": "trouble",
    "problems": "trouble", "winter": "cold", "months": "cold", "village": "future", "ten": "decade",
    "years": "decade", "change": "future", "coming": "future", "place": "spot",
    "来到": "arrive", "岛上": "home", "普通": "usual", "一天": "day", "轮船": "ferry", "学校": "learn",
    "孩子": "child", "冬天": "cold", "最难": "trouble", "村子": "future", "十年": "decade",
}  # fmt: skip
"""The meaning of words that mean nearly the same; other words mean themselves."""


def interview(
    number: int,
    questions: Iterable[str],
    *,
    wording: int = 0,
    answers: int = 2,
    guide: Mapping[str, Sequence[str]] = GUIDE,
) -> list[Said]:
    """Return what is said in an interview: each question of the guide, answers, and follow-ups of its own."""
    rng = np.random.default_rng(number)
    said: list[Said] = [(ASKS, "Thank you for coming today.")]
    for key in questions:
        said.append((ASKS, guide[key][wording]))
        for _ in range(answers):
            said.append((SAYS, f"I {rng.choice(VERBS)} the {rng.choice(NOUNS)} with a {rng.choice(NOUNS)} of course."))
            said.append((ASKS, f"{invent_word(rng)} {invent_word(rng)}?" if rng.random() < 0.7 else "And then?"))
        said.append((SAYS, f"Then {rng.choice(VERBS)} that {rng.choice(NOUNS)} or the {rng.choice(NOUNS)}."))
    return said


def guided(count: int = 6) -> dict[str, list[Said]]:
    """Return interviews with the whole guide in its order."""
    return {f"D{number:02}": interview(number, GUIDE) for number in range(count)}


def invent_word(rng: np.random.Generator) -> str:
    """Return a word that hardly occurs twice, so that follow-ups have nothing in common."""
    return "".join(rng.choice(list("bdfgklmnprstvz")) + rng.choice(list("aeiou")) for _ in range(4))


def to_vector(text: str) -> Vectors:
    """Return the mean of the vectors of a text's meanings, scaled to unit length; zeros without any."""
    words = [word.strip(".,?!？。").casefold() for word in text.split()]
    if has_han(text):
        words = [known for known in MEANINGS if known in text] + [text]
    unwanted = stop_words("en")
    total = np.zeros(48)
    for word in words:
        if word and word not in unwanted:
            total += np.random.default_rng(zlib.crc32(MEANINGS.get(word, word).encode())).normal(size=48)
    return np.asarray(total / max(float(np.linalg.norm(total)), 1e-9), dtype=np.float32)


def to_units(interviews: Mapping[str, Sequence[Said]]) -> tuple[pd.DataFrame, Vectors]:
    """Return the table of units of interviews, one unit a turn, and their vectors."""
    columns: dict[str, list[object]] = {column.name: [] for column in SEGMENTED_COLUMNS}
    for name, said in interviews.items():
        start = 0
        for turn, (role, text) in enumerate(said):
            is_kept = role is SAYS
            row = {
                "unit_id": f"{name}-{turn}",
                "row_id": None,
                "doc_id": name,
                "participant": name if is_kept else None,
                "speaker": "P" if is_kept else "I",
                "role": role.value,
                "turn": turn,
                "start": start,
                "end": start + len(text),
                "text": text,
                "language": detect_language(text),
                "kept": is_kept,
                "reason": None if is_kept else ExclusionReason.INTERVIEWER.value,
                "answers": None,
                "duplicate_of": None,
            }
            for column, value in row.items():
                columns[column].append(value)
            start += len(text) + 1
    units = make_table(SEGMENTED_COLUMNS, columns)
    return units, np.array([to_vector(text) for text in units["text"]], dtype=np.float32)


def asked_in(interviews: Mapping[str, Sequence[Said]], *, form: Form = Form.DIALOGUE) -> AskedQuestions:
    """Return what is asked in interviews, or in other documents of that form."""
    units, vectors = to_units(interviews)
    return collect_asked(units, vectors, dict.fromkeys(units["doc_id"], form))


def dialogues(units: pd.DataFrame) -> dict[str, Form]:
    """Return the form of each document: a dialogue."""
    return dict.fromkeys(units["doc_id"], Form.DIALOGUE)
