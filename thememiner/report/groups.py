"""The finest groups of a run: its sub-themes, and the themes that have none."""

from collections.abc import Iterable

from thememiner.records import Theme
from thememiner.report.numbers import counted


def finest(themes: Iterable[Theme]) -> list[tuple[Theme, str]]:
    """Return each sub-theme, and each theme that has none, with the column of units that names it."""
    return [
        group
        for theme in themes
        for group in ([(child, "subtheme_id") for child in theme.subthemes] or [(theme, "theme_id")])
    ]


def counted_groups(number: int, themes: Iterable[Theme]) -> str:
    """Return a count of such groups with the noun that is right for all of them."""
    with_subthemes = [bool(theme.subthemes) for theme in themes]
    if all(with_subthemes):
        return counted(number, "sub-theme")
    if any(with_subthemes):
        return counted(number, "theme or sub-theme") if number == 1 else f"{number:,} themes and sub-themes"
    return counted(number, "theme")
