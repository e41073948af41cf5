"""Ranges of a text that count code points or UTF-16 units; the quote at their place decides which."""

from functools import lru_cache

from thememiner.exchange.refi import OffsetConvention, OffsetConverter, OffsetUnit


def resolve_range(text: str, start: int, end: int, quote: str | None) -> tuple[int, int] | None:
    """Return the code points of a range whose unit is uncertain; None if its quote is not there in either unit.

    Code points are tried first, then UTF-16 units. Without a quote, the range must be one of code points.
    """
    if not 0 <= start < end:
        return None
    if end <= len(text) and (quote is None or text[start:end] == quote):
        return start, end
    if quote is None or text.isascii():
        return None
    offsets = _utf16_offsets(text)
    first, after = offsets.to_code_point(start), offsets.to_code_point(end)
    if first is None or after is None or text[first:after] != quote:
        return None
    return first, after


@lru_cache(maxsize=1)  # the segments of a text are resolved one after the other
def _utf16_offsets(text: str) -> OffsetConverter:
    return OffsetConverter(text, OffsetConvention(OffsetUnit.UTF_16))
