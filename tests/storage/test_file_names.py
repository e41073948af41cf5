"""Whatever a coder is called, the file name is safe and unique."""

from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_runs import NAMES

from thememiner.storage.file_names import to_file_stems


@given(names=st.lists(NAMES, max_size=8))
def test_every_name_gets_a_safe_file_name_of_its_own(names: list[str]) -> None:
    """Names are different without regard to case, lie in the folder on any system, and fit its limits."""
    stems = to_file_stems(names)
    assert len({stem.casefold() for stem in stems}) == len(names)
    for stem in stems:
        assert stem
        assert stem[0] not in ".-"
        assert PurePosixPath(stem).name == PureWindowsPath(stem).name == stem
        assert stem.split(".")[0].upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT9"}
        assert len(f"{stem}.parquet".encode()) < 230
        assert stem.isprintable()


@pytest.mark.parametrize("name", ["manual", "ThemeMiner", "研究者甲", "Anna-Lena_2", "Dr.Li"])
def test_harmless_names_stay_as_they_are(name: str) -> None:
    """A name that is safe is the file name, in any script."""
    assert to_file_stems([name]) == (name,)


@pytest.mark.parametrize(
    "name",
    ["../x", "A/B", "", "..", ".hidden", "CON", "nul.txt", "a b", "x" * 51, "a\0b", "e\N{COMBINING ACUTE ACCENT}"],
)
def test_other_names_are_cleaned_and_told_apart(name: str) -> None:
    """A name that is not safe gets a part of its hash, so that two that look alike after cleaning differ."""
    assert to_file_stems([name])[0] != name
    assert len(set(to_file_stems([name, name.replace("/", ":"), name]))) == 3
