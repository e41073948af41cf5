"""Punctuation marks by what they do, half-width and full-width."""

FULL_ENDERS = "。！？；｡‽"
"""End a sentence wherever they stand."""

ELLIPSES = "…⋯"

ENDERS = FULL_ENDERS + ELLIPSES + ".!?．"
"""May end a sentence."""

CLOSERS = "”’\"'」』）)]】》〉»〗〕｝}］"
"""Belong to what stands before them."""

OPENERS = "“‘\"'「『（([【《〈«〖〔｛{［"

CLAUSE_ENDERS = "，、；：,;:—–"
"""End a clause."""
