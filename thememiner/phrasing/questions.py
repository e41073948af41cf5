"""The interview guide in words: whether there is one, and why or why not."""

from thememiner.phrasing.numbers import format_count
from thememiner.phrasing.sentences import inflect
from thememiner.records import FEWEST_INTERVIEWS, GuideOutcome, QuestionGuide


def describe_guide(guide: QuestionGuide) -> str:
    """Return whether a corpus has an interview guide, and why or why not, in one sentence."""
    interviews = format_count(guide.interviews, "interview")
    total = len(guide.questions)
    asked = sum(question.documents > 0 for question in guide.questions)
    given = "the only question given" if total == 1 else f"the {total:,} questions given"
    return {
        GuideOutcome.FOUND: f"An interview guide of {format_count(total, 'question')} was found in {interviews}.",
        GuideOutcome.MATCHED: f"Of {given}, {asked:,} {inflect(asked, 'was', 'were')} recognised in {interviews}.",
        GuideOutcome.NO_DIALOGUES: "There is no interview guide, because no document is a dialogue.",
        GuideOutcome.NO_QUESTIONS: "There is no interview guide, because nobody asks anything in the dialogues.",
        GuideOutcome.FEW_INTERVIEWS: "There is no interview guide: questions are compared across at least "
        f"{FEWEST_INTERVIEWS} interviews, and there {inflect(guide.interviews, 'is', 'are')} {guide.interviews}.",
        GuideOutcome.NO_COMMON_QUESTIONS: "No interview guide was found, because too few questions recur in the "
        f"{interviews}.",
        GuideOutcome.NOT_RECOGNISED: f"Of {given}, none was recognised in what interviewers ask.",
    }[guide.outcome]


def describe_course(guide: QuestionGuide, *, used: bool) -> str:
    """Return how the place in the interview and the guide are used to find themes, in one sentence."""
    if not used:
        return "Themes are sought without regard to the place in the interview."
    if not guide.is_usable:
        return (
            "But the interviews take a similar course: the place of a unit in its interview was added, with a small "
            "weight, to the vectors that were clustered."
        )
    return (
        "The place of a unit in its interview and the question that it answers were added, with small weights, to the "
        "vectors that were clustered."
    )
