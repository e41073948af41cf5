"""Back-channels: short signs of listening."""

import time

import pytest

from thememiner.language import is_back_channel


@pytest.mark.parametrize(
    "text",
    [
        *(
            "嗯",
            "嗯嗯。",
            "嗯，嗯。",
            "对对对！",
            "是的，好的。",
            "哦……",
            "哦……（笑）",
            "啊，是啊",
            "好的好的",
            "對對對",
            "没错没错",
        ),
        *("mm-hmm", "Mm-hmm.", "Mmmm...", "Yeah.", "YEAH yeah—yeah", "okay", "uh-huh", "Right, right.", "I see."),
        *(
            "對啊",
            "恩",
            "會",
            "會的",
            "对呀",
            "谢谢，再见",
            "謝謝您",
            "Thank you, bye.",
            "Okay, thanks a lot",
            "Bye bye!",
        ),
        *("That’s right.", "Yeah, (laughs) okay", "OK，好的", "Oh wow"),
    ],
)
def test_back_channels_repeated_or_combined_are_recognised(text: str) -> None:
    """Punctuation, marks, capitals and drawn-out letters change nothing."""
    assert is_back_channel(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "……",
            "（笑）",
            "No.",
            "不是",
            "没有",
            "我去过",
            "对，我去过",
            "yeah I went",
            "Right?",
            "对吧？",
            "OK then we left",
        ),
        *("我会", "恩人", "再见面", "thanks to her", "see you there"),
        *("really good people", "好朋友", "yesterday", "rightly"),
    ],
)
def test_anything_more_is_no_back_channel(text: str) -> None:
    """A denial, a question, or any further word is not a back-channel."""
    assert not is_back_channel(text)


@pytest.mark.parametrize("text", ["对" * 100_000 + "x", "yeah " * 20_000 + "x", "是的对的好的" * 20_000 + "？"])
def test_endless_back_channels_take_no_endless_time(text: str) -> None:
    """A long text that does not match takes little time."""
    begin = time.process_time()
    assert not is_back_channel(text)
    assert time.process_time() - begin < 2
