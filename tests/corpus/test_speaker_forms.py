"""Labels as the world writes them: other marks and brackets, dates, line numbers, labels inside lines, one side."""

import pytest

from thememiner.config import SpeakerSettings
from thememiner.corpus.speakers import find_turns
from thememiner.records import Form, Role

SPEAKERS = SpeakerSettings()
ASKED = ("Where do you live?", "Do you like it there?", "Who helps you?", "What is missing?")
ANSWERED = ("In a village by the lake.", "Mostly, though winters are long.", "My neighbour does.", "A bus on Sundays.")
ASKED_ZH = ("您住在哪里？", "喜欢那里吗？", "谁帮您？", "还缺什么？")
ANSWERED_ZH = ("住在湖边的村子里。", "还行，就是冬天太长。", "邻居会帮忙。", "星期天没有公交。")


def talk(asking: str, answering: str, *, between: str = "\n", is_chinese: bool = False) -> str:
    """Return four questions and answers, each in the given form; ``{n}`` counts from 1 to 8, ``{i}`` from 1 to 4."""
    pairs = zip(*((ASKED_ZH, ANSWERED_ZH) if is_chinese else (ASKED, ANSWERED)), strict=True)
    said = []
    for i, (question, answer) in enumerate(pairs, start=1):
        said += [asking.format(question, n=2 * i - 1, i=i), answering.format(answer, n=2 * i, i=i)]
    return between.join(said)


def check(text: str, speakers: tuple[str | None, str | None], *, is_chinese: bool = False) -> None:
    """Fail unless the two speakers take turns, the first as interviewer, with exactly the words of the talk."""
    said = zip(*((ASKED_ZH, ANSWERED_ZH) if is_chinese else (ASKED, ANSWERED)), strict=True)
    expected = [
        (speaker, role, words)
        for pair in said
        for speaker, role, words in zip(speakers, (Role.INTERVIEWER, Role.PARTICIPANT), pair, strict=True)
    ]
    turns = find_turns(text, speakers=SPEAKERS).turns
    assert [(turn.speaker, turn.role, text[turn.start : turn.end]) for turn in turns] == expected


@pytest.mark.parametrize(
    ("asking", "answering"),
    [
        pytest.param("Interviewer - {}", "Participant - {}", id="hyphen"),
        pytest.param("Interviewer – {}", "Ida – {}", id="dash and a name"),
        pytest.param("Interviewer. {}", "Participant. {}", id="full stop"),
        pytest.param("Interviewer; {}", "Ida; {}", id="semicolon"),
        pytest.param("Interviewer | {}", "Ida | {}", id="bar"),
        pytest.param("<Interviewer> {}", "<Ida> {}", id="angle brackets"),
        pytest.param("{{Interviewer}} {}", "{{Ida}} {}", id="braces"),
        pytest.param("(Interviewer) {}", "(Ida) {}", id="round brackets"),
        pytest.param("Interviewer: {}", "[Ida] {}", id="square brackets of one side"),
        pytest.param("Interviewer: {}", "Ida – {}", id="colon and dash"),
        pytest.param("@Interviewer: {}", "@Ida: {}", id="at sign"),
        pytest.param("#Interviewer: {}", "#Ida: {}", id="hash"),
        pytest.param("INTERVIEWER {}", "PARTICIPANT {}", id="only a space"),
        pytest.param("Q. {}", "A. {}", id="letters and full stop"),
        pytest.param("Q   {}", "A   {}", id="letters and spaces"),
        pytest.param("Q {}", "A {}", id="letters and a space"),
        pytest.param("Question: {}", "Answer: {}", id="words"),
        pytest.param("Me: {}", "Ida: {}", id="me"),
        pytest.param("<b>Interviewer:</b> {}", "<b>Ida:</b> {}", id="tags"),
        pytest.param("[00:0{n}:00] **Interviewer:** {}", "[00:0{n}:00] **Ida:** {}", id="bold behind the time"),
        pytest.param("**[00:0{n}:00]** Interviewer: {}", "**[00:0{n}:00]** Ida: {}", id="bold time"),
        pytest.param("**Interviewer** [00:0{n}:00] {}", "**Ida** [00:0{n}:00] {}", id="time behind bold"),
        pytest.param("#00:0{n}:00-5# I: {}", "#00:0{n}:00-5# P: {}", id="time between hashes first"),
        pytest.param("00:00:0{n}:12 Interviewer: {}", "00:00:0{n}:12 Ida: {}", id="frames"),
        pytest.param("({n}.5s) Interviewer: {}", "({n}.5s) Ida: {}", id="seconds"),
        pytest.param("Interviewer (0m{n}s): {}", "Ida (0m{n}s): {}", id="minutes and seconds"),
        pytest.param("{n} Interviewer: {}", "{n} Ida: {}", id="line numbers"),
        pytest.param("({n}) Interviewer: {}", "({n}) Ida: {}", id="line numbers in brackets"),
        pytest.param("[03.05.24, 1{n}:10:03] Interviewer: {}", "[03.05.24, 1{n}:11:03] Ida: {}", id="chat"),
        pytest.param("03/05/2024, 1{n}:10 - Interviewer: {}", "03/05/2024, 1{n}:11 - Ida: {}", id="chat and hyphen"),
        pytest.param("[5/3/24, {n}:10:03\u202fPM] Interviewer: {}", "[5/3/24, {n}:11:03\u202fPM] Ida: {}", id="PM"),
        pytest.param(
            "1{n}:30:12 From Interviewer to Everyone:\n\t{}", "1{n}:31:12 From Ida to Everyone:\n\t{}", id="to"
        ),
        pytest.param("Interviewer, [03.05.2024 1{n}:10]\n{}", "Ida, [03.05.2024 1{n}:10]\n{}", id="date behind"),
        pytest.param("Interviewer — Today at {n}:10 PM\n{}", "Ida — Today at {n}:10 PM\n{}", id="today"),
        pytest.param("Female interviewer: {}", "Older woman 1: {}", id="descriptions"),
        pytest.param("Second interviewer: {}", "First participant: {}", id="ordinals"),
        pytest.param("Interviewer = {}", "Participant = {}", id="equals sign, which a key has too"),
        pytest.param("Interviewer = {}", "Ida = {}", id="equals sign and a name"),
        pytest.param("@Interviewer {}", "@Ida {}", id="at sign alone"),
        pytest.param("#Interviewer {}", "#Ida {}", id="hash alone"),
        pytest.param("→ Interviewer: {}", "→ Ida: {}", id="arrow before"),
        pytest.param("► Interviewer: {}", "► Ida: {}", id="triangle before"),
        pytest.param("[Interviewer] – {}", "[Ida] – {}", id="brackets and dash"),
        pytest.param("Interviewer :: {}", "Ida :: {}", id="two colons"),
        pytest.param("Interviewer:- {}", "Ida:- {}", id="colon and hyphen"),
        pytest.param("Interviewer, 0:0{n}: {}", "Ida, 0:0{n}: {}", id="comma and time"),
        pytest.param("__Interviewer__ {}", "__Ida__ {}", id="bold by underscores"),
        pytest.param("**Interviewer** {}", "**Ida** {}", id="bold"),
        pytest.param("1{n}:10 <Interviewer> {}", "1{n}:11 <ida_m> {}", id="nicknames of a chat"),
        pytest.param("[1{n}:10] <Interviewer> {}", "[1{n}:11] <ida-2> {}", id="nicknames and bracketed times"),
        pytest.param("Inv. {}", "Part. {}", id="abbreviations"),
        pytest.param("Q.\n{}", "A.\n{}", id="letters and full stop on their lines"),
        pytest.param("IV: {}", "IE: {}", id="two letters"),
        pytest.param("Question\n{}", "Answer\n{}", id="words on their lines"),
        pytest.param("{n}.52 {n}.90 Interviewer: {}", "{n}.52 - {n}.90 Ida: {}", id="two times in seconds"),
        pytest.param("Interviewer (f): {}", "Ida (34): {}", id="asides"),
        pytest.param("Interviewer (f) {}", "Ida (34) {}", id="asides without a mark"),
    ],
)
def test_english_forms(asking: str, answering: str) -> None:
    """Each form of a label begins a turn, which holds the words and nothing else."""
    labels = [form.format("", n=1, i=1) for form in (asking, answering)]
    names = [next(name for name in sorted(NAMES, key=len, reverse=True) if name in label) for label in labels]
    check(talk(asking, answering), (names[0], names[1]))


NAMES = (
    *("Interviewer", "INTERVIEWER", "Female interviewer", "Second interviewer", "Q", "I", "Me", "Question"),
    *("Participant", "PARTICIPANT", "First participant", "Older woman 1", "A", "P", "Ida", "Answer"),
    *("ida_m", "ida-2", "Inv", "Part", "IV", "IE", "Interviewer (f)", "Ida (34)"),
)


@pytest.mark.parametrize("mark", [*"：∶﹕︰ː；、。-－》】", "  ", " ", " ∶ "])
@pytest.mark.parametrize(("asking", "answering"), [("访谈者", "受访者"), ("问", "答")])
def test_chinese_marks(mark: str, asking: str, answering: str) -> None:
    """Whatever looks like a colon is one, and so is any mark that follows a label of the settings on every line."""
    text = talk(f"{asking}{mark}{{}}", f"{answering}{mark}{{}}", is_chinese=True)
    check(text, (asking, answering), is_chinese=True)


@pytest.mark.parametrize(
    ("asking", "answering"),
    [
        ("提问", "小林"),
        ("问题", "回答"),
        ("记者问", "答"),
        ("我", "小林"),
        ("访谈者", "第一位受访者"),
        ("主持⼈", "受访者"),
        ("笔者", "小林"),
        ("访", "受"),
    ],
)
def test_chinese_words(asking: str, answering: str) -> None:
    """Words for asking and answering are labels if they answer each other, and old forms of characters are read."""
    check(talk(f"{asking}：{{}}", f"{answering}：{{}}", is_chinese=True), (asking, answering), is_chinese=True)


@pytest.mark.parametrize(
    ("asking", "answering"),
    [
        ("Interviewer: {}", "Participant: {}"),
        ("Q: {}", "A: {}"),
        ("**Interviewer:** {}", "**Ida:** {}"),
        ("[Interviewer] {}", "[Ida] {}"),
        ("[I]: {}", "[P]: {}"),
    ],
)
def test_one_line(asking: str, answering: str) -> None:
    """Labels inside a line begin turns where the line breaks were lost."""
    names = [form.strip("*[").partition(" ")[0].strip("*:]") for form in (asking, answering)]
    check(talk(asking, answering, between=" "), (names[0], names[1]))


def test_one_line_in_chinese() -> None:
    """Labels inside a Chinese line follow the end of a sentence without a space."""
    check(talk("主持人：{}", "小林：{}", between="", is_chinese=True), ("主持人", "小林"), is_chinese=True)


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_only_participants_labelled(between: str) -> None:
    """Where only the participant has a label, the questions above the labels are the interviewer's."""
    check(talk("{}", "Ida: {}", between=between), (None, "Ida"))


@pytest.mark.parametrize(
    ("head", "labels"),
    [
        pytest.param("Key: R = researcher, I = interviewee\n\n", ("R", "I"), id="key"),
        pytest.param("(AB = interviewer; CD = respondent)\n\n", ("AB", "CD"), id="brackets"),
        pytest.param("AB: Interviewer\nCD: Participant\n\n", ("AB", "CD"), id="lines"),
        pytest.param("A＝访谈者，B＝受访者\n", ("A", "B"), id="Chinese"),
        pytest.param("A：访谈者；B：受访者\n\n", ("A", "B"), id="Chinese colons in one line"),
        pytest.param("注：A为访谈者，B为受访者。\n", ("A", "B"), id="Chinese words"),
        pytest.param("A: interviewer, B: participant\n\n", ("A", "B"), id="colons in one line"),
        pytest.param("(I = Interviewer, P = Participant)\n", ("I", "P"), id="letters in brackets"),
        pytest.param("Speakers: R (interviewer), I (participant)\n", ("R", "I"), id="roles in brackets"),
        pytest.param(
            "Interviewer: Ada Lind (AL)\nInterviewee: Ida Moe (IM)\nDate: 3 May\n\n", ("AL", "IM"), id="initials"
        ),
        pytest.param("A：访谈者\n", ("A", "B"), id="one label"),
        pytest.param("Interview 3\nDate: 3 May\n\nAB = interviewer\n\n", ("AB", "CD"), id="one label among facts"),
        pytest.param("A = interviewer\n\nDate: 3 May\n\nB = participant\n\n", ("A", "B"), id="labels apart"),
        pytest.param("Interviewer: Ada Lind\nParticipant: Ida Moe\nDate: 3 May\n\n", ("Ada", "Ida"), id="names"),
    ],
)
def test_key_at_the_head(head: str, labels: tuple[str, str]) -> None:
    """What the head says about the labels decides their roles, and is no turn."""
    check(head + talk(f"{labels[0]}: {{}}", f"{labels[1]}: {{}}"), labels)


def test_an_answer_below_a_question_is_no_key() -> None:
    """A role behind one label is what somebody says if another label that speaks again stands above it."""
    text = "A: What are you?\nB: Student.\nA: Since when?\nB: May.\n"
    assert len(find_turns(text, speakers=SPEAKERS).turns) == len(text.splitlines())


def test_answers_that_name_a_role_are_no_key() -> None:
    """Two short turns that stand apart give no roles to their speakers."""
    text = "I: What are you?\nIda: Student.\nI: And you?\nUlf: Patient.\nI: Since when?\nIda: May.\nUlf: June.\n"
    turns = find_turns(text, speakers=SPEAKERS).turns
    assert [turn.speaker for turn in turns] == ["I", "Ida", "I", "Ulf", "I", "Ida", "Ulf"]


@pytest.mark.parametrize("mark", [".", "．", "、"])
def test_numbered_questions_in_chinese(mark: str) -> None:
    """A question and its answer may have the same number before their label, without a space."""
    check(talk(f"{{i}}{mark}问：{{}}", f"{{i}}{mark}答：{{}}", is_chinese=True), ("问", "答"), is_chinese=True)


def test_numbers_of_a_recogniser_behind_seconds() -> None:
    """A space is enough between a numbered speaker and the speech if every line has its times."""
    found = find_turns(talk("{n}.52 {n}.90 SPEAKER_00 {}", "{n}.52 {n}.90 SPEAKER_01 {}"), speakers=SPEAKERS)
    assert [turn.speaker for turn in found.turns] == ["SPEAKER_00", "SPEAKER_01"] * 4
    assert [cue.media_start for cue in found.cues] == [n + 0.52 for n in range(1, 9)]


def test_a_name_that_stands_twice() -> None:
    """Of pages that show a name above its time and again beside it, only the words are the turn."""
    text = talk(
        "Ulf Berg\n0 minutes {n} seconds0:0{n}\nUlf Berg 0 minutes {n} seconds\n{}", "Ida\n0:0{n}\nIda 0:0{n}\n{}"
    )
    turns = find_turns(text, speakers=SPEAKERS).turns
    assert [text[turn.start : turn.end] for turn in turns] == [
        one for pair in zip(ASKED, ANSWERED, strict=True) for one in pair
    ]


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Interviewee 1 and/or Interviewee 2", Role.OTHER),
        ("P1 & P2", Role.OTHER),
        ("Ida and Ulf", Role.OTHER),
        ("All", Role.OTHER),
        ("Several voices", Role.OTHER),
        ("众人", Role.OTHER),
        ("Interveiwer", Role.INTERVIEWER),
        ("Particpant", Role.PARTICIPANT),
    ],
)
def test_roles_of_joint_and_misspelt_labels(label: str, role: Role) -> None:
    """Several people at once are others, and a label one letter away from a usual one has its role."""
    text = f"Interviewer: Well?\nIda: Good.\nUlf: Bad.\nInterviewer: Why?\nIda: So.\nUlf: Hm.\n{label}: Yes."
    (turn,) = [turn for turn in find_turns(text, speakers=SPEAKERS).turns if turn.speaker == label]
    assert turn.role is role


def test_what_the_program_of_a_chat_says_is_nobodys() -> None:
    """Lines with a date but without a speaker belong to no turn."""
    notice = "03/05/2024, 13:10 - Messages are encrypted.\n"
    chat = talk("03/05/2024, 1{n}:10 - Interviewer: {}", "03/05/2024, 1{n}:11 - Ida: {}")
    check(f"{notice}{chat}\n03/05/2024, 19:10 - Ida changed her number.", ("Interviewer", "Ida"))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "Monday – I slept badly.\nTuesday – I worked.\nMonday – I slept.\nTuesday – I rested.", id="diary"
        ),
        pytest.param("A. One way.\nB. Another way.\nC. A third.\nA. Again.\nB. Once more.", id="enumeration"),
        pytest.param("(a) first\n(b) second\n(a) third\n(b) fourth", id="letters in brackets"),
        pytest.param("<p>I was there.\n<p>It was good.\n<p>We left.", id="tags of a page"),
        pytest.param("I was lonely\nA friend came\nI was glad\nA day passed\nI left\nA year went by", id="poem"),
        pytest.param("访谈者认为这很重要。\n受访者说不是。\n访谈者又问了一次。\n受访者没有回答。", id="Chinese prose"),
        pytest.param(
            "Patients with pain come.\nPatient care is hard.\nUsers are few.\nStudents left early.", id="roles"
        ),
        pytest.param("Part 1: We arrive.\nIt rained.\nPart 2: We leave.\nIt snowed.", id="parts"),
        pytest.param("IV. Results\nWe saw it.\nV. End\nWe left.\nIV. Again\nIt was so.", id="Roman numbers"),
        pytest.param("1 I went there.\n2 I saw it.\n3 I left: it was late.", id="numbered lines"),
        pytest.param("All: the same.\nThe rest was good. It rained.\nWe left early.", id="group word"),
        pytest.param("问题1：太贵。\n问题2：太远。\n问题1：还是贵。\n问题2：还是远。", id="list of problems"),
        pytest.param("We read Gill. London: Sage. We read Moe. London: Sage. Oslo: Lund. Oslo: Lund.", id="references"),
    ],
)
def test_prose(text: str) -> None:
    """Lists, diaries and prose are not taken for dialogues."""
    assert find_turns(text, speakers=SPEAKERS).form is Form.PROSE


@pytest.mark.parametrize(
    ("asking", "answering", "between"),
    [
        pytest.param("{n}\nInterviewer: {}", "{n}\nIda: {}", "\n", id="number"),
        pytest.param("[{n}]\nI: {}", "[{n}]\nP1: {}", "\n\n", id="brackets"),
        pytest.param("{n}.\nInterviewer\n{}", "{n}.\nIda Moe\n{}", "\n\n", id="label alone"),
        pytest.param("No. {n}\n00:00:0{n}\nI: {}", "No. {n}\n00:00:0{n}\nP: {}", "\n", id="time below"),
    ],
)
def test_running_numbers_above_labels(asking: str, answering: str, between: str) -> None:
    """Lines with nothing but growing numbers are no speech of whoever spoke before."""
    found = find_turns(talk(asking, answering, between=between), speakers=SPEAKERS)
    said = [words for pair in zip(ASKED, ANSWERED, strict=True) for words in pair]
    text = talk(asking, answering, between=between)
    assert [text[turn.start : turn.end] for turn in found.turns] == said


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("".join(f"I:\nHow old?\nIda:\n{n}\n" for n in range(12, 20)), id="answers below labels"),
        pytest.param("".join(f"I: When?\nIda: In\n{n}\n" for n in (2021, 2019, 2020, 2018)), id="not growing"),
        pytest.param("I: When?\nIda: In\n1999\n" + "I: When?\nIda: In May.\n" * 6, id="one number"),
    ],
)
def test_numbers_that_are_said(text: str) -> None:
    """Other numbers on their lines belong to the turn."""
    turns = find_turns(text, speakers=SPEAKERS).turns
    numbers = [line for line in text.splitlines() if line.isdecimal()]
    assert [number for number in numbers if any(number in text[turn.start : turn.end] for turn in turns)] == numbers


@pytest.mark.parametrize(
    ("asking", "answering", "between", "labels"),
    [
        pytest.param(
            "<interviewer>{}</interviewer>", "<p1>{}</p1>", "\n", ("interviewer", "p1"), id="one line for each"
        ),
        pytest.param("<Interviewer>{}</Interviewer>", "<ida>{}</ida>", "", ("Interviewer", "ida"), id="one line"),
        pytest.param(
            "<interviewer>\n{}\n</interviewer>",
            "<participant>\n{}\n</participant>",
            "\n\n",
            ("interviewer", "participant"),
            id="lines of their own",
        ),
        pytest.param("[Moderator]{}[/Moderator]", "[Ida Moe]{}[/Ida Moe]", "\n", ("Moderator", "Ida Moe"), id="square"),
    ],
)
def test_tags(asking: str, answering: str, between: str, labels: tuple[str, str]) -> None:
    """A pair of tags encloses a turn, and neither tag is part of it."""
    check(talk(asking, answering, between=between), labels)


def test_tags_inside_turns_are_kept() -> None:
    """Tags that set type or mark laughter make no turns, inside other tags or without them."""
    said = "Well, <i>yes</i>, <laughter>we did</laughter>."
    for text in (f"I: Why?\nP: {said}\n", f"<interviewer>Why?</interviewer>\n<participant>{said}</participant>"):
        turns = find_turns(text, speakers=SPEAKERS).turns
        assert [text[turn.start : turn.end] for turn in turns] == ["Why?", said]
