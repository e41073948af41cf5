"""Heads and closing remarks that programs write are nobody's, and what people say stays."""

from pathlib import Path

import pytest

from thememiner import read_corpus
from thememiner.config import Settings
from thememiner.corpus.speakers import find_turns, is_export_line

SPEAKERS = Settings().speakers
TALK = "Anna Berg: How was it?\nMia Holm: Fine.\nAnna Berg: And now?\nMia Holm: I left.\n"
SAID = ["How was it?", "Fine.", "And now?", "I left."]


def said(text: str) -> list[str]:
    """Return what is in turns."""
    return [text[turn.start : turn.end] for turn in find_turns(text, speakers=SPEAKERS).turns]


EXPORT_LINES = [
    "Meeting ended after 00:12:10 👋",
    f"This editable transcript was computer generated and might contain errors. {'People can change the text. ' * 3}",
    "Anna Berg stopped transcription",
    "Dr. Berg, Anna (Guest) has stopped the recording",
    "Recording stopped",
    "The meeting has ended.",
    "Transcription ended after 00:12:10",
    "Transcribed by https://otter.ai",
    "(Transcribed by TurboScribe.ai. Go Unlimited to remove this message.)",
    "Subtitles by the Amara.org community",
    "AI-generated content may be incorrect.",
    "https://example.org/notes/12",
    "安娜 停止了转录",
    "王老师 已停止錄製",
    "会议已结束",
    "以上内容由某某妙记自动生成",
    "轉錄已結束",
]


@pytest.mark.parametrize("line", EXPORT_LINES)
def test_lines_of_programs_at_the_end(line: str) -> None:
    """Such a line is no speech of the last speaker, alone or with others, nor of a text without speakers."""
    assert is_export_line(line)
    assert said(f"{TALK}\n{line}\n") == SAID
    assert said(f"{TALK}\n00:12:10\n{line}\n\n{EXPORT_LINES[0]}\n") == SAID
    assert said(f"{line}\n\nI was alone and went there.\n\n{line}\n") == ["I was alone and went there."]


@pytest.mark.parametrize(
    "line",
    [
        "I stopped recording",
        "She stopped the recording",
        "then the recording started again and I was afraid",
        "We were captioned by a man.",
        "The meeting ended well",
        "我停止了录音",
        "他们停止录制了我们的节目",
        "会议结束以后我就回家了",
        "这个内容是老师提供的",
        "Transcription is hard",
    ],
)
def test_what_people_say_stays(line: str) -> None:
    """A last line that a person could say belongs to the last speaker."""
    assert not is_export_line(line)
    assert said(f"{TALK}{line}\n")[-1].endswith(line)


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(
            "Talk (at 05:30 GMT-7) - Transcript\nAttendees\nAnna Berg, Mia Holm\n\nTranscript\n00:00:00\n",
            id="Meet",
        ),
        pytest.param(
            "Talk-Meeting Recording\nMay 3, 2023, 12:30PM\n32m 12s\n\nAnna Berg started transcription\n",
            id="Teams",
        ),
        pytest.param(
            "Talk\nWed, May 3, 2023 2:30PM • 12:10\n\nSUMMARY KEYWORDS\nfriend\n\nSPEAKERS\nAnna Berg, Mia Holm\n",
            id="Otter",
        ),
        pytest.param("第3场\n2023-05-03 14:30:12\n参会人：Anna Berg、Mia Holm\n", id="Tencent"),
        pytest.param(
            "会议主题：谈话\n会议时间：2023/05/03 14:30-15:02\n参会者：Anna Berg、Mia Holm\n会议号：123 456\n",
            id="Tencent with facts",
        ),
        pytest.param("谈话\n2023年5月3日 下午2:30|32分钟 12秒\n\n关键词:\n项目、活动\n\n文字记录:\n", id="Feishu"),
        pytest.param("Present: Anna Berg and Mia Holm\n", id="those present"),
    ],
)
def test_heads_of_exports(head: str) -> None:
    """What a program writes above the talk is nobody's, whatever looks like a label in it."""
    assert said(f"{head}\n{TALK}") == SAID


def test_a_head_above_an_unnamed_participant() -> None:
    """If only the interviewer has a label, the head is not the participant's either."""
    talk = "Interviewer: How was it?\nFine.\n\nInterviewer: And now?\nI left.\n"
    assert said(f"Talk - Transcript\nMay 3, 2023, 12:30PM\n\nAnna Berg started transcription\n\n{talk}") == SAID
    assert said(f"I came early.\n\n{talk}")[0] == "I came early."


def test_a_list_of_names_that_is_an_answer() -> None:
    """A turn that lists people stays a turn if its label comes again, or if they do not speak."""
    assert said(f"Mia Holm: Anna Berg and Mia Holm\n{TALK}")[0] == "Anna Berg and Mia Holm"
    assert said(f"Tom Lee: Bo and Li\n{TALK}Tom Lee: Yes.\n")[0] == "Bo and Li"


CHAT = "".join(f"03/05/2024, 1{at}:10 - {line}\n" for at, line in enumerate(TALK.splitlines()))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            f"Interview 3\nDate: 3 May\n\n{TALK}",
            "2 lines outside the turns are said by no speaker and are left out ('Interview 3'",
        ),
        (
            f"{TALK}End of interview\n",
            "1 line outside the turns is said by no speaker and is left out ('End of interview')",
        ),
        (
            f"03/05/2024, 09:10 - Messages are encrypted.\n{CHAT}03/05/2024, 19:10 - Mia left.\n",
            "2 lines outside the turns",
        ),
        ("Anna\n00:01\nHow was it?\n\nMia\n00:04\nFine.\n\nAnna\n00:06\nAnd now?\n\nMia\n00:09\nI left.\n", None),
        (TALK.replace("\n", "\n\n"), None),
        ("I went there, and it was good.\nThen I left.\n", None),
    ],
)
def test_lines_outside_the_turns_are_counted(text: str, words: str | None, tmp_path: Path) -> None:
    """What is no speech is left out with its count; labels and times are not counted."""
    (tmp_path / "a.txt").write_text(text, "utf-8")
    notes = [note.text for note in read_corpus(tmp_path).notes if "outside the turns" in note.text]
    assert len(notes) == (words is not None)
    assert all(words is not None and note.startswith(words) for note in notes)
