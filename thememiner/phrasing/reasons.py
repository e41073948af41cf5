"""Reasons why a unit is set aside or unassigned, in words: what each means, and what to do about it."""

from thememiner.records import ExclusionReason, UnassignedReason

KEPT_MEANING = "the unit is used in the search for themes."
REASON_MEANINGS: dict[str, str] = {
    ExclusionReason.INTERVIEWER: "a question or remark of the interviewer; it is shown as context of the answers.",
    ExclusionReason.OTHER_SPEAKER: "a speaker who is not studied, such as an interpreter or a relative.",
    ExclusionReason.BACK_CHANNEL: "a sign of listening, such as “mm-hmm” or “嗯”, that does not answer a question, or "
    "thanks and farewell, such as “thank you, bye”.",
    ExclusionReason.EMPTY: "only transcription marks, such as a pause or laughter.",
    ExclusionReason.OUTSIDE: "the unit does not have the code whose sub-themes this run suggests.",
    ExclusionReason.NON_ANSWER: "a whole answer in a table that says only that there is none, such as “n/a”, “don't "
    "know” or “没有意见”.",
    UnassignedReason.NO_THEMES: "no themes were found.",
    UnassignedReason.BETWEEN: "the unit was grouped about equally often with two themes, and not often enough with "
    "either.",
    UnassignedReason.FAR: "the unit was not grouped often enough with any theme; it may be a deviant case worth "
    "reading.",
    UnassignedReason.ONE_PARTICIPANT: "the most similar units were all said by the same person.",
    UnassignedReason.SHORT: "the unit has too few words to show what it is about.",
    UnassignedReason.WORDLESS: "the unit has only function words and fillers, which do not show what it is about.",
}
"""By the reason as it is stored in the table of units."""
REASON_ADVICE: dict[str, str] = {
    UnassignedReason.FAR: "Read these first. A unit that fits no theme is a test of all themes: one deviant case is "
    "a finding, and several that say the same may be a theme that the search missed.",
    UnassignedReason.BETWEEN: "Read each together with its nearest sub-theme. It may belong there, carry two codes, "
    "or show that the two sub-themes are one.",
    UnassignedReason.ONE_PARTICIPANT: "Similar units come from the same person. They say something about that "
    "person; whether they are a theme of the study is for you to decide.",
    UnassignedReason.SHORT: "Read these in context, which shows what they answer. Few need a code.",
    UnassignedReason.WORDLESS: "Read these only where the context gives them meaning, such as a “yes” that agrees to "
    "something.",
    UnassignedReason.NO_THEMES: "Read the material itself. The search found no themes that units could belong to.",
}
"""What to do with the unassigned units of each reason."""
NO_REASON = "no reason recorded"
LANGUAGE_NAMES = {"en": "English", "zh": "Chinese", "mixed": "Chinese and English mixed", "other": "other"}
"""By the code of a language in the table of units."""
