"""What columns of codes are usually called, in English and Chinese."""

CODES = ("code", "codes", "tag", "tags", "label", "labels", "编码", "代码", "編碼", "代碼")
PARENTS = (
    *("parent", "parents", "parent code", "theme", "themes", "主题", "主題"),
    *("上级编码", "上级代码", "上級編碼", "上級代碼"),
)
CODERS = ("coder", "annotator", "编码者", "编码员", "編碼者", "編碼員")
