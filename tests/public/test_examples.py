"""The examples in the docstrings of public names run."""

import doctest
import sys

import pytest

import thememiner

WITH_EXAMPLE = (
    *("Codebook", "compare", "describe", "discover", "embed"),
    *("open_run", "read_codings", "read_corpus", "read_settings", "segment"),
)
"""Much used public names. The example of ``open_run`` also calls ``mine``."""


def examples_of(name: str) -> list[doctest.DocTest]:
    """Return the examples in the docstrings of a public name and of its methods."""
    value = getattr(thememiner, name)
    names = vars(sys.modules[value.__module__])
    return [test for test in doctest.DocTestFinder().find(value, name, globs=dict(names)) if test.examples]


NAMES = [name for name in thememiner.__all__ if callable(getattr(thememiner, name)) and examples_of(name)]


@pytest.mark.parametrize("name", NAMES)
def test_examples_run(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each example gives the output that the docstring shows."""
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    failed = sum(runner.run(test).failed for test in examples_of(name))
    assert not failed, capsys.readouterr().out


@pytest.mark.parametrize("name", WITH_EXAMPLE)
def test_much_used_names_have_an_example(name: str) -> None:
    """An example that is skipped does not count."""
    examples = [example for test in examples_of(name) for example in test.examples]
    assert [example for example in examples if not example.options.get(doctest.SKIP)]
