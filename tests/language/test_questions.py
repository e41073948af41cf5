"""Questions with and without question marks."""

import pytest

from thememiner.language import is_question


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Do you like it?",
            "你喜欢那里吗？",
            "Okay. And the team? I mean the others.",
            "你喜欢吗",
            "你是学生吧。",
            "那你呢",
        ),
        *(
            "你去不去那里",
            "你有没有参加过",
            "這樣對不對",
            "do you go there often",
            "so what did you do",
            "Is it far? (laughs)",
        ),
    ],
)
def test_questions_are_recognised_with_and_without_marks(text: str) -> None:
    """A question mark, a particle, a choice or an asking word at the beginning will do."""
    assert is_question(text)


@pytest.mark.parametrize(
    "text", ["", "Tell me about it.", "Yes I do.", "没什么", "我去过那里。", "对不起", "What a day that was."]
)
def test_statements_are_not_questions(text: str) -> None:
    """A statement is not a question."""
    assert not is_question(text)
