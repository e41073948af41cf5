"""Names of persons, which a dictionary would take to pieces."""

from thememiner.embedding.chinese.dictionary import is_listed, pinyin

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏"
    "韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严"
)
"""Common surnames of one character, by which most people in China go."""
TITLES = frozenset(
    [
        *(
            "医生",
            "大夫",
            "医师",
            "护士",
            "护士长",
            "主任",
            "院长",
            "社工",
            "督导",
            "老师",
            "教授",
            "同学",
            "经理",
            "总",
            "警官",
        ),
        *("先生", "女士", "小姐", "太太", "阿姨", "叔叔", "大爷", "大妈", "奶奶", "爷爷", "姐", "哥", "师傅"),
    ]
)
FAMILIAR = {"小": "Xiao", "老": "Lao", "阿": "Ah", "大": "Da"}
SPELLINGS = {"曾": "zeng", "任": "ren", "薛": "xue", "尹": "yin", "沈": "shen"}
"""Surnames that are spelt otherwise than the same character in a word."""
LONGEST = 3
"""Characters of a name."""


def name_of(word: str, following: str) -> str | None:
    """Return a person's name in Latin letters, or None for a word that is none.

    A name is a common surname before a title (``following`` is the next word), a familiar form such as 小王, or an
    unknown word of two or three characters that begins with a surname.
    """
    if word in SURNAMES and following in TITLES:
        return _spelt(word)
    if not 1 < len(word) <= LONGEST or is_listed(word):
        return None
    if word[0] in FAMILIAR and word[1] in SURNAMES:
        return f"{FAMILIAR[word[0]]} {_spelt(word[1:])}"
    if word[0] in SURNAMES and not any(is_listed(word[i : i + 2]) for i in range(len(word) - 1)):
        return f"{_spelt(word[0])} {_spelt(word[1:])}"
    return None


def _spelt(characters: str) -> str:
    return "".join(SPELLINGS.get(c) or pinyin(c) for c in characters).capitalize()
