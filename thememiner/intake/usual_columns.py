"""What columns of codes are usually called, in English and Chinese."""

CODES = ("code", "codes", "tag", "tags", "label", "labels", "编码", "代码", "編碼", "代碼")
PARENTS = ("parent", "parents", "theme", "themes", "主题", "主題")
CODERS = ("coder", "annotator", "编码者", "编码员", "編碼者", "編碼員")
