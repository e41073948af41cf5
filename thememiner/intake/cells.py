"""Values of cells as a person would write them."""

import datetime as dt
import json
import math
from typing import Any

_LARGEST_WHOLE = 10**15  # beyond it a float does not hold every whole number


def written(value: Any) -> str:  # noqa: ANN401 - a cell can hold anything
    """Return a value as text: 58.0 as ``58``, a date as ``2024-03-05``, nothing as the empty text."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < _LARGEST_WHOLE:
        return str(int(value))
    if isinstance(value, dt.datetime):
        return str(value.date() if value.time() == dt.time() else value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
