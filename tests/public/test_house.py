"""The package is easy to find one's way in: few files, each a concept, and packages that are entered by their face."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pytest

import thememiner

ROOT = Path(thememiner.__file__).parent
PACKAGE = "thememiner"

MOST_FILES = 350
LONGEST = 400
MEDIAN = range(100, 201)
SHORT = 100
"""A file with fewer lines than this belongs into the only file that uses it."""
ROOMY = 350
"""A file that would grow beyond this by taking another in is left as it is."""

ALONE = {
    "corpus.speakers.one_sided": "texts in which only one side has labels: a case that turns need not know",
    "report.unassigned": "one section of the page in one file",
    "saturation.curve": "the figures of a curve, which can be read without knowing how it was measured",
    "saturation.design": "the orders in which interviews are added, which can be read without what is measured",
}
"""Short modules with one user that are left alone, each with the reason."""

SAME_NOUN = {
    *("compare", "convert", "export", "extend", "inspect", "mine", "status"),  # a command and what it does
    *("comparisons", "flags", "questions", "scores", "themes"),  # data and the words for it
    *("consensus", "disagreements", "prevalence", "saturation", "subthemes"),  # data, figures, words, report, command
    *("manifest", "page", "progress", "seeded", "sources", "stages", "tables"),  # of a run, of a batch, of the input
}
"""File names that occur on several floors, where they mean the same thing."""

RIDDLES = {
    *("behind", "believed", "beside", "calling", "carried", "carrying", "ceiling", "chance", "checked", "choices"),
    *("citing", "company", "counterparts", "cutting", "doubt", "drawn", "fitting", "found", "forward", "further"),
    *("given", "guiding", "head", "heads", "helpers", "lay_over", "leftovers", "likewise", "loopback", "made"),
    *("margins", "meetings", "misc", "named", "nearness", "newcomers", "nobody", "nothing", "numbering", "once"),
    *("originals", "others", "parts", "placed", "placing", "plain", "processor", "readings", "refusals", "remembered"),
    *("renewed", "restoring", "returning", "runs_beside", "seen", "settle", "settling", "sought", "standing"),
    *("taking_part", "telling", "told", "took", "twins", "utils", "watched", "ways", "within", "wordcompany", "work"),
    *("working", "workshop"),
}
"""Names that do not say what is in a file, a class or a function. The field has a term for each of them."""


@dataclass(frozen=True)
class Module:
    """A file of the package."""

    name: str
    """With dots and without the name of the package."""
    is_face: bool
    """Whether the file is the one that others import from its package."""
    lines: int
    defined: tuple[str, ...]
    """Its functions and classes."""
    imports: tuple[tuple[str, str], ...]
    """Where something of the package is imported from, and its name; imports in functions, too."""

    @property
    def package(self) -> str:
        """The package that the file belongs to."""
        return self.name if self.is_face else self.name.rpartition(".")[0]

    @property
    def stem(self) -> str:
        """The name of the file."""
        return "__init__" if self.is_face else self.name.rpartition(".")[2]


def _read(path: Path) -> Module:
    parts = path.relative_to(ROOT).with_suffix("").parts
    is_face = parts[-1] == "__init__"
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    defined = tuple(node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef))
    name = ".".join(parts[:-1] if is_face else parts)
    return Module(name, is_face, len(source.splitlines()), defined, tuple(_imports(tree)))


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == PACKAGE:
            source = (node.module or "").removeprefix(PACKAGE).lstrip(".")
            yield from ((source, alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names if alias.name.startswith(f"{PACKAGE}.")]
            yield from ((name.removeprefix(f"{PACKAGE}."), "") for name in names)


MODULES = {module.name: module for module in map(_read, sorted(ROOT.rglob("*.py")))}
EXPORTS = {
    name: {given: source for source, given in module.imports} for name, module in MODULES.items() if module.is_face
}
"""For each face the names that it passes on, and where they come from."""


def _home(source: str, name: str) -> str:
    """Return the module that an imported name comes from, through any number of faces."""
    origin = EXPORTS.get(source, {}).get(name, source)
    if origin != source:
        return _home(origin, name)
    inner = f"{source}.{name}".strip(".")
    return inner if inner in MODULES else source


def _users() -> dict[str, set[str]]:
    """Return for each module the modules that use something of it; a face is a user only of what it runs itself."""
    users: dict[str, set[str]] = defaultdict(set)
    for module in MODULES.values():
        for source, name in module.imports:
            home = _home(source, name)
            if home != module.name and not (module.is_face and _is_inside(home, module.name)):
                users[home].add(module.name)
    return users


def _is_inside(module: str, package: str) -> bool:
    return not package or module == package or module.startswith(f"{package}.")


def test_there_are_few_files() -> None:
    """A newcomer can read the list of files once and remember it."""
    assert len(MODULES) <= MOST_FILES


def test_no_file_is_long_and_most_are_neither_long_nor_short() -> None:
    """A file is a concept of 100 to 350 lines."""
    lines = {name: module.lines for name, module in MODULES.items()}
    assert {name: count for name, count in lines.items() if count > LONGEST} == {}
    code = [module.lines for module in MODULES.values() if not module.is_face]
    assert int(median(code)) in MEDIAN


def test_a_short_file_has_more_than_one_user() -> None:
    """A module with one user in its package and fewer than 100 lines belongs into that user, unless it has a reason.

    Files of two packages are not joined, nor files that would be too long together.
    """
    lonely = {}
    for name, users in _users().items():
        module = MODULES[name]
        if len(users) == 1 and not module.is_face and module.lines < SHORT:
            (user,) = users
            if MODULES[user].package == module.package and module.lines + MODULES[user].lines <= ROOMY:
                lonely[name] = user
    assert {name: user for name, user in lonely.items() if name not in ALONE} == {}
    assert sorted(ALONE.keys() - lonely.keys()) == []


def test_a_file_name_says_where_one_is() -> None:
    """A file name occurs once, or it is the same noun on another floor."""
    places: dict[str, list[str]] = defaultdict(list)
    for name, module in MODULES.items():
        places[module.stem].append(name)
    del places["__init__"]
    assert {stem for stem, names in places.items() if len(names) > 1} == SAME_NOUN


def test_names_are_terms_and_no_riddles() -> None:
    """No file, class or function has a name that tells nothing about it."""
    found = [name for name, module in MODULES.items() if module.stem in RIDDLES]
    for module in MODULES.values():
        found += [f"{module.name}.{name}" for name in module.defined if name.lower() in RIDDLES]
    assert found == []


@pytest.mark.parametrize("package", sorted(EXPORTS.keys() - {""}))
def test_a_package_is_entered_by_its_face(package: str) -> None:
    """A module is imported only inside its own package.

    Import-linter checks this, too, but cannot tell a function from a module with the same name, such as ``segment``.
    """
    behind = {
        f"{module.name} imports {source}: {name}"
        for module in MODULES.values()
        if not _is_inside(module.name, package)
        for source, name in module.imports
        if _is_behind(source, name, package)
    }
    assert behind == set()


def _is_behind(source: str, name: str, package: str) -> bool:
    if source == package:
        return name not in EXPORTS[package] and f"{package}.{name}" in MODULES
    return source.startswith(f"{package}.")
