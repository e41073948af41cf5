"""The interview guide: which questions interviewers asked in many interviews, and which of them each unit answers."""

from thememiner.questions.asked_questions import AskedQuestions, collect_asked, is_asking
from thememiner.questions.guide_file import GUIDE_SUFFIXES, GuideFile, read_guide_questions
from thememiner.questions.interview_course import InterviewCourse, follow_course, trace_course
from thememiner.questions.interview_guide import (
    answered_questions,
    find_guide,
    find_main_source,
    match_guide,
    relate_codes,
    relate_themes,
)

__all__ = [
    "GUIDE_SUFFIXES",
    "AskedQuestions",
    "GuideFile",
    "InterviewCourse",
    "answered_questions",
    "collect_asked",
    "find_guide",
    "find_main_source",
    "follow_course",
    "is_asking",
    "match_guide",
    "read_guide_questions",
    "relate_codes",
    "relate_themes",
    "trace_course",
]
