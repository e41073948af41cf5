"""Control characters as visible escapes, so that names and texts cannot steer a terminal, forge a line or turn text."""

import json
import logging
import re
import sys
import warnings

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ud800-\udfff]")
"""C0 and C1 controls, DEL, line and paragraph separators, bidirectional controls, and halves of surrogate pairs.

Joiners, which emoji and several scripts need, are not among them.
"""


def escape_controls(text: str, *, as_json: bool = False) -> str:
    r"""Return a line of text with an escape for each control character, a line break included.

    With ``as_json`` the escapes are those of JSON.

    >>> print(escape_controls("anna\x1b[31m\n李华"))
    anna\x1b[31m\n李华
    """
    quote = json.dumps if as_json else ascii
    return _CONTROLS.sub(lambda found: quote(found[0])[1:-1], text)


def escape_library_messages() -> None:
    """Let warnings and log messages of libraries, which may quote names and texts, be printed with escapes.

    Only a process that belongs to the program calls this, since it changes what every library in it prints.
    """

    class Printer(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            _print_message(f"{record.levelname.capitalize()}: {record.name}: {record.getMessage()}")

    def print_warning(message: Warning | str, category: type[Warning], *_: object, **__: object) -> None:
        _print_message(f"Warning: {category.__name__}: {message}")

    logging.basicConfig(level=logging.WARNING, handlers=[Printer()])
    warnings.showwarning = print_warning


def _print_message(message: str) -> None:
    print(escape_controls(message), file=sys.stderr)  # noqa: T201 - a process without command line prints it, too
