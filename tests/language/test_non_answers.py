"""Whole answers that say only that there is none."""

import pytest

from thememiner.language import is_leave_taking, is_non_answer


@pytest.mark.parametrize(
    "text",
    [
        *("Don't know", "I don’t know.", "dunno", "n/a", "N.A.", "NA", "ｎ／ａ", "None", "nothing", "Nothing to say"),
        *("No comment!", "No, nothing really.", "I have nothing to add at the moment.", "Not sure, sorry"),
        *("I'd rather not say", "not applicable", "n/a, n/a", "nil"),
        *(
            "无",
            "無",
            "没有",
            "沒有",
            "不知道",
            "我不知道。",
            "没有意见",
            "沒有意見",
            "暂无",
            "没什么想说的",
            "不清楚啊",
        ),
    ],
)
def test_whole_answers_that_say_nothing_are_recognised(text: str) -> None:
    """Case, width, apostrophes, punctuation, and words beside them change nothing."""
    assert is_non_answer(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "No", "Yes", "Nothing works here", "None of the nurses came", "I don't know the doctor", "no money"),
        *("我不知道怎么办", "没有人告诉我", "没有空调", "无聊", "Do you not know? I don't know"),
    ],
)
def test_anything_more_is_an_answer(text: str) -> None:
    """A denial answers a question, and a further word says something."""
    assert not is_non_answer(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thank you, bye.", True),
        ("好的，谢谢，再见！", True),
        ("謝謝您，再見", True),
        ("Thank you.", False),
        ("Yes.", False),
        ("See you there on Monday", False),
    ],
)
def test_farewells_are_told_from_thanks(text: str, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    """A farewell answers no question, whatever was asked before it."""
    assert is_leave_taking(text) is expected
