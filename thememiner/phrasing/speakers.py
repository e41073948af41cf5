"""Speakers in words: why each has its role, and what looks wrong about who speaks where."""

from collections.abc import Mapping, Sequence

from thememiner.phrasing.sentences import format_count, hide_long_name, inflect, join_names, list_some, quote_for_shell

NO_LABEL = "(no label)"
"""How text without a speaker's label is called where labels are listed."""
MOST_PLACES = 3
LONGEST_EXAMPLE = 60
"""In characters; a longer example is cut."""
LONGEST_PLACE = 60
"""In characters; of a longer path, the end is given."""

_NAMED_ROLES = {
    "interviewer": ("interviewer", "interviewers"),
    "participant": ("participant", "participants"),
    "other": ("other", "others"),
}


def name_documents(documents: Sequence[str]) -> str:
    """Return where something was seen, for the end of a clause: empty for one document, which is a note's place."""
    if len(documents) == 1:
        return ""
    names = [name if len(name) <= LONGEST_PLACE else f"…{name[-LONGEST_PLACE:]}" for name in documents[:MOST_PLACES]]
    more = f" and {len(documents) - len(names):,} more" if len(documents) > len(names) else ""
    return f" in {len(documents):,} files ({', '.join(names)}{more})"


def describe_speakers(labels: Mapping[str, int]) -> str:
    """Say how many labels of speakers have which role; ``labels`` are counts by role."""
    every = sum(labels.values())
    some = [
        f"{count:,} {inflect(count, *forms)}" for role, forms in _NAMED_ROLES.items() if (count := labels.get(role))
    ]
    return f"The turns have {format_count(every, 'label')}: {join_names(some)}."


def note_likely_interviewer(label: str, documents: Sequence[str], elsewhere: Sequence[str]) -> str:
    """Say that no speaker is known as the interviewer, and who asks most questions.

    ``elsewhere`` are documents in which a number of speech recognition stands for somebody who does not ask.
    """
    name = hide_long_name(label)
    advice = f'give --interviewer {quote_for_shell(name)}, or add "{name}" to the setting interviewer under [speakers].'
    if elsewhere:
        advice = (
            f"write Interviewer instead of {name} in these files: in {elsewhere[0]} {name} is somebody else, because "
            "speech recognition numbers speakers anew in each file."
        )
    return (
        f"no speaker is known to be the interviewer, but most questions are asked by {name}{name_documents(documents)};"
        f" if that is the interviewer, {advice}"
    )


def note_reversed_roles(
    interviewer: tuple[str, int, int], participant: tuple[str, int, int], documents: Sequence[str]
) -> str:
    """Say that a participant asks and the interviewer does not; each is a label, turns that ask, and turns."""
    (asked, few, turns), (asking, many, others) = interviewer, participant
    asked, asking = hide_long_name(asked), hide_long_name(asking)
    return (
        f"roles look reversed{name_documents(documents)}: {asked} is taken for the interviewer but asks in {few:,} of "
        f"{format_count(turns, 'turn')}, and {asking}, a participant, asks in {many:,} of {others:,}. If so, give "
        f"--interviewer {quote_for_shell(asking)} --participant {quote_for_shell(asked)}."
    )


def note_silent_interviewer(label: str, turns: int, documents: Sequence[str]) -> str:
    """Say that an interviewer never asks anything."""
    name = hide_long_name(label)
    quoted = quote_for_shell(name)
    return (
        f"{name} is taken for an interviewer, but none of {turns:,} turns asks anything{name_documents(documents)}. If "
        f"{name} is a participant, give --participant {quoted}; if neither, --other {quoted}."
    )


def note_asking_participant(label: str, questions: int, turns: int, documents: Sequence[str]) -> str:
    """Say that a participant mostly asks, although somebody else is known as the interviewer."""
    name = hide_long_name(label)
    return (
        f"{name} is taken for a participant, but asks something in {questions:,} of {turns:,} turns"
        f"{name_documents(documents)}. If {name} is an interviewer, give --interviewer {quote_for_shell(name)}."
    )


def note_similar_label(
    label: str, turns: int, similar: str, others: int | None, documents: Sequence[str], *, is_corrected: bool = False
) -> str:
    """Say that a label differs by one letter from another, which has ``others`` turns, or is a usual label (None)."""
    name = hide_long_name(label)
    known = "a usual label" if others is None else format_count(others, "turn")
    advice = (
        f"It is taken for the same, misspelt, and nothing needs to be done. If it is somebody else, give "
        f"--interviewer, --participant or --other {quote_for_shell(name)}."
        if is_corrected
        else "If it is misspelt, correct it in the transcript; until then it counts as another speaker."
    )
    return (
        f"the label {name} ({format_count(turns, 'turn')}) differs by one letter from {hide_long_name(similar)} "
        f"({known}){name_documents(documents)}. {advice}"
    )


def note_local_letters(labels: Mapping[str, int], documents: Sequence[str]) -> str:
    """Say which letters count as another person in each document, with the number of documents by label."""
    some = [f"{hide_long_name(label)} ({format_count(files, 'file')})" for label, files in labels.items()]
    return (
        f"labels of one letter{name_documents(documents)} count as another person in each: {list_some(some)}. "
        "Check whether a letter is the same person everywhere; if so, list it in participants.csv."
    )


def note_name_variants(people: Sequence[Mapping[str, int]], documents: Sequence[str]) -> str:
    """Say which labels look like one person's name in several ways; by person, turns by label."""
    some = [
        " and ".join(f"{hide_long_name(label)} ({format_count(turns, 'turn')})" for label, turns in labels.items())
        for labels in people[:MOST_PLACES]
    ]
    more = f"; and {len(people) - len(some):,} more" if len(people) > len(some) else ""
    return (
        f"{format_count(len(people), 'name')} {inflect(len(people), 'is', 'are')} written in several ways"
        f"{name_documents(documents)}, and each way counts as another person: {'; '.join(some)}{more}. If they are one "
        "person, write the name in one way, or give it for each file in documents.csv."
    )


def note_single_turns(labels: Sequence[str], documents: Sequence[str]) -> str:
    """Say which participants have a single turn in the whole corpus."""
    names = list_some(labels)
    if len(labels) == 1:
        return f"{names} has a single turn and counts as a participant. Check that it is a speaker, not a heading."
    return (
        f"{len(labels):,} participants have a single turn each{name_documents(documents)}: {names}. Check that they "
        "are speakers, not headings."
    )


def note_joint_labels(labels: Mapping[str, int], documents: Sequence[str]) -> str:
    """Say how many turns have a label of several people, by label, and so belong to no participant."""
    some = [f"{hide_long_name(label)} ({format_count(turns, 'turn')})" for label, turns in labels.items()]
    return (
        f"{format_count(sum(labels.values()), 'turn')} of several people at once{name_documents(documents)} "
        f"{inflect(sum(labels.values()), 'belongs', 'belong')} to no participant and "
        f"{inflect(sum(labels.values()), 'is', 'are')} set aside: {list_some(some, most=MOST_PLACES)}. If the label "
        'names one person, give --participant "LABEL".'
    )


def note_unknown_names(names: Sequence[str], options: Sequence[str], labels: Sequence[str]) -> str:
    """Say which names of the settings no speaker has, with the option of each, and which labels there are."""
    shown = [quote_for_shell(hide_long_name(name)) for name in names]
    given = list_some([f"{option} {name}" for name, option in zip(shown, options, strict=True)])
    return (
        f"no speaker has the {inflect(len(names), 'name', 'names')} that the settings give: {given}. Check the "
        f"spelling; the labels are {list_some([hide_long_name(label) for label in labels])}."
    )


def note_unspoken_lines(examples: Sequence[str], documents: Sequence[str]) -> str:
    """Say how many lines of dialogues stand outside all turns."""
    count = len(examples)
    return (
        f"{format_count(count, 'line')} outside the turns{name_documents(documents)} {inflect(count, 'is', 'are')} "
        f"said by no speaker and {inflect(count, 'is', 'are')} left out ({quote_some(examples)}): headings, facts "
        "about the interview, or what a program wrote. If somebody says this, write a label before it."
    )


def note_same_participant(label: str, documents: int) -> str:
    """Say that one label is the only participant of every document, so that they all count as one person."""
    name = hide_long_name(label)
    return (
        f"{name} is the only participant in all {documents:,} files, which therefore count as one person's. If "
        f'{name} is a role, and another person in each file, add "{name}" to the setting generic under [speakers].'
    )


def note_lone_speaker(label: str, documents: Sequence[str], *, is_participant: bool) -> str:
    """Say that one label alone was recognised, so that somebody else's words may stand in its turns."""
    name = hide_long_name(label)
    other = "the interviewer's" if is_participant else "a participant's"
    return (
        f"{name} is the only speaker who was recognised{name_documents(documents)}, so {other} words may stand in "
        "these turns. Check how other speakers are written."
    )


def note_no_speakers(documents: Sequence[str], dialogues: int) -> str:
    """Say that no speakers were recognised in some documents, although they were in others (``dialogues``)."""
    others = f"but in {dialogues:,} other {inflect(dialogues, 'file', 'files')}"
    counted = inflect(
        len(documents),
        "its whole text counts as one participant's. If it is an interview, check how its speakers are written.",
        "the whole text of each counts as one participant's. If these are interviews, check how their speakers are "
        "written.",
    )
    return f"no speakers were recognised{name_documents(documents)}, {others}: {counted}"


def note_questions_in_prose(questions: int, sentences: int) -> str:
    """Say that a text in which no speakers were recognised is full of questions."""
    return (
        f"no speakers were recognised, but {questions:,} of {sentences:,} sentences are questions, which count as one "
        "participant's words. If it is an interview, write a label before each turn, such as Interviewer: or "
        "Participant:, also where questions are only set in bold."
    )


def note_unread_beginnings(beginnings: Mapping[str, int], documents: Sequence[str]) -> str:
    """Say which beginnings of lines look like labels and were not taken for speakers, with how often each comes."""
    some = [f"'{beginning}' ({format_count(count, 'time')})" for beginning, count in beginnings.items()]
    return (
        f"lines begin with {list_some(some, most=MOST_PLACES)} and were not taken for a speaker"
        f"{name_documents(documents)}: these lines count as the words "
        "of the speaker above. If they are labels, name them (--interviewer, --participant, "
        '--other), or write "Name: text".'
    )


def note_labels_inside_lines(examples: Sequence[str], documents: Sequence[str]) -> str:
    """Say how often a label of the settings stands inside a line and does not begin a turn."""
    return (
        f"labels of speakers stand inside lines {format_count(len(examples), 'time')} ({quote_some(examples)}) and do "
        f"not begin a turn{name_documents(documents)}. If they do, begin a new line before each."
    )


def note_labels_in_brackets(examples: Sequence[str], documents: Sequence[str]) -> str:
    """Say how often words of somebody else stand in brackets inside a turn."""
    return (
        f"words of somebody else stand in brackets inside turns {format_count(len(examples), 'time')} "
        f"({quote_some(examples)}){name_documents(documents)} and are kept with the turn around them."
    )


def note_closing_tags(examples: Sequence[str], documents: Sequence[str]) -> str:
    """Say how many closing tags stand among the words of participants."""
    count = len(examples)
    return (
        f"{format_count(count, 'closing tag')} {inflect(count, 'stands', 'stand')} among the words of participants "
        f"({quote_some(list(dict.fromkeys(examples)))}){name_documents(documents)} and {inflect(count, 'is', 'are')} "
        'kept. If such tags enclose what somebody says, write "Name: text" instead; otherwise remove them.'
    )


def note_running_numbers(examples: Sequence[str], documents: Sequence[str]) -> str:
    """Say how many lines outside all turns hold only a number."""
    count = len(examples)
    return (
        f"{format_count(count, 'line')} with only a number{name_documents(documents)} {inflect(count, 'is', 'are')} "
        f"left out ({quote_some(examples)}): running numbers above labels, or page numbers. If somebody says such a "
        "number, write it on the line of the label."
    )


def note_kept_questions(examples: Sequence[str], documents: Sequence[str]) -> str:
    """Say how many lines inside the turns of participants only ask something."""
    return (
        f"lines that only ask something stand inside the turns of participants {format_count(len(examples), 'time')} "
        f"({quote_some(examples)}){name_documents(documents)}. If an interviewer asks, check how this "
        "speaker is written."
    )


def quote_some(examples: Sequence[str]) -> str:
    """Return up to three examples in quotes, each shortened."""
    shown = [one if len(one) <= LONGEST_EXAMPLE else one[: LONGEST_EXAMPLE - 1] + "…" for one in examples]
    return ", ".join(f"'{one}'" for one in shown[:MOST_PLACES])
