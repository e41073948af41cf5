"""Tests of the forms of labels that are recognised, and of ordinary text that looks like labels."""

import pytest

from thememiner.config import SpeakerSettings
from thememiner.corpus.speakers.turns import find_turns
from thememiner.records import Form

SPEAKERS = SpeakerSettings()

Said = list[tuple[str | None, str]]


def said(text: str, *, speakers: SpeakerSettings = SPEAKERS) -> Said:
    """Return who says what."""
    return [(turn.speaker, text[turn.start : turn.end]) for turn in find_turns(text, speakers=speakers).turns]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Interviewer: How are you?\nP3: Fine.", [("Interviewer", "How are you?"), ("P3", "Fine.")], id="colon"
        ),
        pytest.param(
            "访谈者：你好吗？\n受访者：还好。", [("访谈者", "你好吗？"), ("受访者", "还好。")], id="full-width colon"
        ),
        pytest.param("P3:Fine.\nI:Good.", [("P3", "Fine."), ("I", "Good.")], id="colon without a space"),
        pytest.param("问：来了几年？\n答：三年。", [("问", "来了几年？"), ("答", "三年。")], id="one Han character"),
        pytest.param("Q: Why?\nA: Because.", [("Q", "Why?"), ("A", "Because.")], id="question and answer"),
        pytest.param("Ｐ３：好。\n访谈者：嗯。", [("Ｐ３", "好。"), ("访谈者", "嗯。")], id="full-width id"),
        pytest.param("P 3: a\nP 4: b\nP 3: c", [("P 3", "a"), ("P 4", "b"), ("P 3", "c")], id="id with a space"),
        pytest.param("[P3] Yes, I do.\n[P4] Me too.", [("P3", "Yes, I do."), ("P4", "Me too.")], id="square brackets"),
        pytest.param("[P3]: Yes.\n[I]: Why?", [("P3", "Yes."), ("I", "Why?")], id="square brackets and colon"),
        pytest.param(
            "【受访者1】好。\n【访谈者】嗯？", [("受访者1", "好。"), ("访谈者", "嗯？")], id="Chinese brackets"
        ),
        pytest.param(
            "[id1] hello\n\n[id2] hi\n\n[id1] bye", [("id1", "hello"), ("id2", "hi"), ("id1", "bye")], id="unknown ids"
        ),
        pytest.param(
            "说话人1 00:12\n你好。\n\n说话人2 00:15\n好，\n谢谢。",
            [("说话人1", "你好。"), ("说话人2", "好，\n谢谢。")],
            id="head line of speech recognition",
        ),
        pytest.param(
            "发言人1 00:00:01\n你好。\n发言人2 00:00:05\n好。",
            [("发言人1", "你好。"), ("发言人2", "好。")],
            id="head line with hours",
        ),
        pytest.param(
            "00:00:01 说话人1\n你好。\n00:00:05 说话人2\n好。",
            [("说话人1", "你好。"), ("说话人2", "好。")],
            id="head line with the time first",
        ),
        pytest.param(
            "发言人1(00:00:01)：你好。\n发言人2（00:00:05）：好。",
            [("发言人1", "你好。"), ("发言人2", "好。")],
            id="time in brackets before a colon",
        ),
        pytest.param(
            "说话人1 00:12 你好。\n说话人2 00:15 好。", [("说话人1", "你好。"), ("说话人2", "好。")], id="one line"
        ),
        pytest.param(
            "MODERATOR  00:01:12\nHere we are.\n\nW2  00:01:19\nGrand.",
            [("MODERATOR", "Here we are."), ("W2", "Grand.")],
            id="capitals and time",
        ),
        pytest.param(
            "Anna Smith  0:03\nHello there.\n\nBen  0:07\nHi.\n",
            [("Anna Smith", "Hello there."), ("Ben", "Hi.")],
            id="names and times",
        ),
        pytest.param(
            "[Anna Smith] 10:02:03\nHello.\n\n[Ben] 10:02:09\nHi.",
            [("Anna Smith", "Hello."), ("Ben", "Hi.")],
            id="brackets and time",
        ),
        pytest.param(
            "0:0:3.120 --> 0:0:6.480\nAnna Smith\nHello.\n\n0:0:7.120 --> 0:0:8.480\nBen\nHi.",
            [("Anna Smith", "Hello."), ("Ben", "Hi.")],
            id="name lines under times",
        ),
        pytest.param(
            "[00:12.340 --> 00:15.000] [SPEAKER_01]: Hello.\n[00:15.340 --> 00:16.000] [SPEAKER_00]: Hi.",
            [("SPEAKER_01", "Hello."), ("SPEAKER_00", "Hi.")],
            id="range of times before brackets",
        ),
        pytest.param("1\tI\tHello.\n2\tP1\tHi.", [("I", "Hello."), ("P1", "Hi.")], id="line numbers and tabs"),
        pytest.param(
            "Unknown Speaker  0:01\nHello.\n\nAnna  0:05\nHi.",
            [("Unknown Speaker", "Hello."), ("Anna", "Hi.")],
            id="known and unknown label beside times",
        ),
        pytest.param(
            "张三(zhangsan)(00:00:12): 你好\n李四(lisi)(00:00:15): 好\n张三(zhangsan)(00:00:18): 嗯",
            [("张三(zhangsan)", "你好"), ("李四(lisi)", "好"), ("张三(zhangsan)", "嗯")],
            id="two pairs of brackets",
        ),
        pytest.param(
            "Anna (00:01:12): Hello.\nBen (00:01:20): Hi.\nAnna (00:01:25): Well.",
            [("Anna", "Hello."), ("Ben", "Hi."), ("Anna", "Well.")],
            id="name, time in brackets, colon",
        ),
        pytest.param(
            "00:01:12 Anna: Hello.\n00:01:20 Ben: Hi.\n00:01:25 Anna: Well.",
            [("Anna", "Hello."), ("Ben", "Hi."), ("Anna", "Well.")],
            id="time before the name",
        ),
        pytest.param(
            "[00:01:12] Interviewer: Hello.\n[00:01:20] P1: Hi.",
            [("Interviewer", "Hello."), ("P1", "Hi.")],
            id="time in brackets before the label",
        ),
        pytest.param(
            "I: How are you? #00:00:12-5#\nP: Fine. #00:00:15-0#",
            [("I", "How are you?"), ("P", "Fine.")],
            id="time between hashes behind the turn",
        ),
        pytest.param(
            "00:00:12\nInterviewer: Hello.\n00:00:15\nP1: Hi.",
            [("Interviewer", "Hello."), ("P1", "Hi.")],
            id="time on a line above",
        ),
        pytest.param(
            "**Anna:** Hello, *you*.\n\n**Ben:** Hi.\n\n**Anna:** Well.",
            [("Anna", "Hello, *you*."), ("Ben", "Hi."), ("Anna", "Well.")],
            id="bold with colon inside",
        ),
        pytest.param(
            "**Interviewer**: Hello.\n\n**P1**: **Hi.**",
            [("Interviewer", "Hello."), ("P1", "**Hi.**")],
            id="bold before colon",
        ),
        pytest.param(
            "### Interviewer\n\nHello.\n\n### P1\n\nHi.\nYou.",
            [("Interviewer", "Hello."), ("P1", "Hi.\nYou.")],
            id="headings",
        ),
        pytest.param("> I: Hello.\n> P: Hi.", [("I", "Hello."), ("P", "Hi.")], id="quoted"),
        pytest.param(
            "Interviewer\nHow are you?\n\nParticipant\nFine.\n\nThank you.",
            [("Interviewer", "How are you?"), ("Participant", "Fine.\n\nThank you.")],
            id="label lines",
        ),
        pytest.param(
            "Anna\nHello.\n\nBen\nHi.\n\nAnna\nHow is it?\n\nBen\nWell.",
            [("Anna", "Hello."), ("Ben", "Hi."), ("Anna", "How is it?"), ("Ben", "Well.")],
            id="name lines",
        ),
        pytest.param(
            "张三\n你好。\n\n李四\n你好。\n\n张三\n怎么样？\n\n李四\n还行。",
            [("张三", "你好。"), ("李四", "你好。"), ("张三", "怎么样？"), ("李四", "还行。")],
            id="Chinese name lines",
        ),
        pytest.param(
            "Anna Smith: Hello.\nBen: Hi.\nAnna Smith: Well?",
            [("Anna Smith", "Hello."), ("Ben", "Hi."), ("Anna Smith", "Well?")],
            id="names",
        ),
        pytest.param(
            "anna: hello\nben: hi\nanna: so\nben: yes\nanna: well\nben: no",
            [("anna", "hello"), ("ben", "hi"), ("anna", "so"), ("ben", "yes"), ("anna", "well"), ("ben", "no")],
            id="names in lower case",
        ),
        pytest.param(
            "小李：来了。\n张老师：好。\n小李：走吧。",
            [("小李", "来了。"), ("张老师", "好。"), ("小李", "走吧。")],
            id="Chinese names",
        ),
        pytest.param(
            "Zoe\u0308: Hi.\nInterviewer: Hello.",
            [("Zoe\u0308", "Hi."), ("Interviewer", "Hello.")],
            id="decomposed letters",
        ),
        pytest.param(
            "\u200eInterviewer: Hello.\n\ufeffP1: Hi.",
            [("Interviewer", "Hello."), ("P1", "Hi.")],
            id="unseen characters",
        ),
        pytest.param(
            "Interviewer\tHello.\nP1\tHi.\n\tAnd more.",
            [("Interviewer", "Hello."), ("P1", "Hi.\n\tAnd more.")],
            id="tabs",
        ),
        pytest.param(
            "00:01\tInterviewer\tHello.\n00:05\tP1\tHi.",
            [("Interviewer", "Hello."), ("P1", "Hi.")],
            id="tabs and times",
        ),
        pytest.param(
            "受访者A（女，34岁）：好。\n访谈者（李）：嗯。",
            [("受访者A（女，34岁）", "好。"), ("访谈者（李）", "嗯。")],
            id="asides",
        ),
        pytest.param(
            "I: Hello.\nP: Hi.\nNurse: Lunch!", [("I", "Hello."), ("P", "Hi."), ("Nurse", "Lunch!")], id="named once"
        ),
        pytest.param("I: Hello.\r\nP: Hi.\r\nYou.\r\n", [("I", "Hello."), ("P", "Hi.\r\nYou.")], id="CRLF"),
        pytest.param("I: Hello.\rP: Hi.\rYou.", [("I", "Hello."), ("P", "Hi.\rYou.")], id="CR"),
        pytest.param("I: Hello.\u0085P: Hi.", [("I", "Hello."), ("P", "Hi.")], id="NEL"),
    ],
)
def test_form(text: str, expected: Said) -> None:
    """Each usual form of a label begins a turn, which leaves out label, times and white space."""
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("One thing: I like it.\nAnother thing: I do not.\nOne thing: again.", id="sentences with colons"),
        pytest.param("Note: this is a note.\nNote: and this.\nExample: so.\nNote: end.\nExample: so.", id="notes"),
        pytest.param(
            "See http://example.org\nhttp://example.org\nhttps://example.org\nhttp://example.com", id="addresses"
        ),
        pytest.param("12:30 is early.\n13:45 is late.\n12:30 again.", id="times of day"),
        pytest.param("他说：好。\n我说：不好。\n他说：好。\n我说：不好。\n他说：走。", id="reported speech"),
        pytest.param("比如：唱歌。\n例如：跳舞。\n比如：画画。\n例如：下棋。", id="examples"),
        pytest.param("首先：吃饭。\n其次：睡觉。\n首先：吃饭。\n其次：睡觉。", id="ordering words"),
        pytest.param("[laughs] Well.\n[pause] So.\n[laughs] Yes.\n[pause] No.\n[Music]\n[Applause]", id="marks"),
        pytest.param(
            "Yes\nI went there.\n\nNo\nI did not.\n\nYes\nI did.\n\nNo\nNever.", id="answers on their own lines"
        ),
        pytest.param("Polar plot: round.\nHeat map: warm.\nBox plot: square.", id="list"),
        pytest.param(
            "H1: people talk.\nSome explanation.\nIt goes on.\nAnd on.\nH2: people listen.", id="hypotheses in text"
        ),
        pytest.param("1: one\n2: two\n1: one\n2: two", id="numbers"),
        pytest.param("问题1：难。\n问题2：不难。\n问题1：难。", id="numbered questions"),
        pytest.param("Step 1: sit.\nStep 2: stand.\nStep 1: sit.\nStep 2: stand.", id="steps"),
        pytest.param(
            "Background: many.\nMethods: few.\nResults: none.\nBackground: many.\nMethods: few.", id="abstract"
        ),
        pytest.param("Dublin\n\nI live there.\n\nIt rains. It rains.\n\nI leave.", id="short line"),
        pytest.param(
            "The patient said: I am ill.\nThe doctor said: no.\nThe patient said: yes.", id="sentences in lower case"
        ),
        pytest.param("code1\tA memo\ncat1>>code2\ncode6\nmore\nand more", id="list of codes"),
        pytest.param("Anna: once, and never again.\n" + "Text goes on and on.\n" * 10, id="one name in prose"),
        pytest.param("", id="nothing"),
        pytest.param("Just one line", id="one line"),
    ],
)
def test_no_label(text: str) -> None:
    """Ordinary text is prose: no line is taken for a label."""
    talk = find_turns(text, speakers=SPEAKERS)
    assert talk.form is Form.PROSE
    assert {turn.speaker for turn in talk.turns} <= {None}


def test_marks_in_a_dialogue() -> None:
    """Marks in brackets at the beginning of lines are not speakers."""
    text = "I: Why?\n[door] So\nP1: Well.\n[door]\n[Bell] Wait.\nI: Ah.\n[door]\n[Bell] Yes.\nP1: No.\n[Bell] Go."
    assert {speaker for speaker, _ in said(text)} == {"I", "P1"}


def test_explicit_label() -> None:
    """A label from the settings is recognised like the usual ones."""
    speakers = SpeakerSettings(interviewer=("Befragerin",))
    assert said("Befragerin: Was?\nNichts weiter.", speakers=speakers)[0] == ("Befragerin", "Was?")
