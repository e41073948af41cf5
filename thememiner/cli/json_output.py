"""JSON on standard output, for programs."""

import codecs
import json
import sys

import click


def echo_json(value: object) -> None:
    """Print a value as JSON; where not every letter can be written, those beyond ASCII by their numbers."""
    is_utf8 = codecs.lookup(sys.stdout.encoding or "utf-8").name == "utf-8"
    click.echo(json.dumps(value, ensure_ascii=not is_utf8, indent=1))
