"""Small invented studies in English and Chinese, for batches of the real program."""

import random
from pathlib import Path

CANARY = "The heron of Zanzibar keeps my secret."
ENGLISH = (
    ("soup", "dumplings", "the kitchen", "bread", "a recipe", "rice"),
    ("my back", "the headache", "tablets", "the doctor", "an injection", "the ward"),
    ("the choir", "a guitar", "old songs", "the concert", "the piano", "the melody"),
)
CHINESE = (
    ("饺子", "米饭", "厨房", "面条", "蔬菜", "午饭"),
    ("头痛", "吃药", "医生", "病房", "打针", "睡觉"),
    ("唱歌", "吉他", "老歌", "音乐会", "钢琴", "合唱团"),
)
ENGLISH_SAYINGS = ("I keep thinking about {}.", "Most of all {} mattered to us that week.", "We talked about {} again.")
CHINESE_SAYINGS = ("我一直都在想着{}的事情。", "那个星期{}对我们来说最重要。", "我们后来又一次谈到了{}。")
QUICK = """
[discovery]
runs = 2
workers = 1
[comparison]
resamples = 0
shuffles = 0
[saturation]
compute = "off"
[embedding]
cache = false
"""


def write_corpus(folder: Path, seed: int, *, participants: int = 4, answers: int = 6) -> Path:
    """Write a corpus with one transcript for each participant, in Chinese if the seed is odd; return its folder."""
    draw = random.Random(seed)  # noqa: S311 - invented interviews, not secrets
    chinese = seed % 2 == 1
    subjects, sayings = (CHINESE, CHINESE_SAYINGS) if chinese else (ENGLISH, ENGLISH_SAYINGS)
    asked = "访谈者：后来怎么样了？" if chinese else "I: And then?"
    folder.mkdir(parents=True)
    for number in range(participants):
        lines = [CANARY] if number == 0 and not chinese else []
        lines += [
            draw.choice(sayings).format(draw.choice(subjects[answer % len(subjects)])) for answer in range(answers)
        ]
        turns = [f"{asked}\nP{number + 1}{'：' if chinese else ': '}{line}" for line in lines]
        (folder / f"P{number + 1}.txt").write_text("\n".join(turns) + "\n", encoding="utf-8")
    return folder


def write_study(folder: Path) -> Path:
    """Write a plan with a good corpus, one without text, and one with a broken user dictionary; return its folder."""
    write_corpus(folder / "good", 0)
    write_corpus(folder / "terms", 1, participants=1)
    (folder / "empty").mkdir()
    (folder / "empty" / "P1.txt").write_text("\n", encoding="utf-8")
    configurations = folder / "configurations"
    configurations.mkdir()
    (configurations / "plain.toml").write_text(QUICK, encoding="utf-8")
    broken = f'{QUICK}[segmentation]\nuser_dictionary = "terms.txt"\n'
    (configurations / "broken.toml").write_text(broken, encoding="utf-8")
    (configurations / "terms.txt").write_bytes(b"\xff\xfe\x00kitchen")
    plan = 'output = "out"\nconfigurations = ["configurations/*.toml"]\n'
    for name, configuration in (("good", "plain"), ("empty", "plain"), ("terms", "broken")):
        plan += f'[[corpus]]\nname = "{name}"\npaths = ["{name}"]\nconfigurations = ["{configuration}"]\n'
    (folder / "plan.toml").write_text(plan, encoding="utf-8")
    return folder
