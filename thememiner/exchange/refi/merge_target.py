"""The XML tree that a project is written into: empty, or that of an existing file."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from thememiner._version import __version__
from thememiner.exchange.refi.offsets import STANDARD, OffsetConvention
from thememiner.exchange.refi.people import NAMESAKE_GUID, PROGRAM_GUID, Variables, read_source_attributes
from thememiner.exchange.refi.source_texts import SourceText
from thememiner.exchange.refi.xml_files import (
    SOURCES_FOLDER,
    LossCounter,
    add_element,
    get_or_add,
    make_guid,
    normalise_guid,
)
from thememiner.records import MACHINE, CodingKind

_SOURCES = re.compile(rf"(?:.*/)?{SOURCES_FOLDER}(?=/)", re.IGNORECASE)
"""The folder of sources in the name of a member; it is in another folder if the archive was made anew by hand."""


@dataclass(slots=True)
class MergeTarget:
    """A tree that elements are added to; existing elements are not changed."""

    root: Element
    members: dict[str, bytes] = field(default_factory=dict)
    """Further files of the archive, by name."""
    texts: Sequence[SourceText] = ()
    """Texts of the existing file."""
    convention: OffsetConvention = STANDARD
    losses: LossCounter = field(default_factory=LossCounter)

    def add_user(self, name: str, kind: CodingKind = CodingKind.PERSON) -> str:
        """Return the GUID of a coder's user, which is added if it is missing.

        A proposal belongs to the user that stands for this program, whose id has the program's version. A person never
        gets that user, even if called ``ThemeMiner``.
        """
        users = get_or_add(self.root, "Users")
        by_guid = index_by_guid(users, "User")
        program = by_guid.pop(PROGRAM_GUID, None)
        namesake = next((user for user in by_guid.values() if user.get("name") == name), None)
        existing = namesake if kind is not CodingKind.PROPOSAL or program is None else program
        if existing is not None:
            return existing.get("guid", "")
        if kind is CodingKind.PROPOSAL:
            add_element(users, "User", guid=PROGRAM_GUID, name=name, id=f"{MACHINE} {__version__}")
            return PROGRAM_GUID
        guid = NAMESAKE_GUID if name == MACHINE else make_guid("user", name)
        add_element(users, "User", guid=guid, name=name)
        return guid

    def add_variable(self, name: str) -> str:
        """Return the GUID of a text variable, which is added if it is missing."""
        parent = get_or_add(self.root, "Variables")
        for element in parent.findall("Variable"):
            if element.get("name") == name and element.get("typeOfVariable") == "Text":
                return element.get("guid", "")
        guid = make_guid("variable", name)
        add_element(parent, "Variable", guid=guid, name=name, typeOfVariable="Text")
        return guid

    def add_values(self, element: Element, attributes: Mapping[str, str]) -> None:
        """Add values of variables to a case or source."""
        for name, value in attributes.items():
            value_element = add_element(element, "VariableValue")
            add_element(value_element, "VariableRef", targetGUID=self.add_variable(name))
            add_element(value_element, "TextValue").text = value

    def count_missing(self, element: Element, attributes: Mapping[str, str]) -> int:
        """Return the number of attributes that an existing case or source lacks, or has with another value."""
        if not attributes:
            return 0
        variables = Variables(self.root)
        elsewhere = read_source_attributes(self.root, variables, LossCounter())
        known = {**elsewhere.get(normalise_guid(element.get("guid")), {}), **variables.read_values(element)}
        return sum(known.get(name) != value for name, value in attributes.items())

    def store_text(self, source: str, text: str) -> str:
        """Store the plain text of a source, and return its path in the project.

        A text that begins with U+FEFF is written with a byte order mark, since readers remove one.
        """
        folders = {match[0] for name in self.members if (match := _SOURCES.match(name))}
        name = f"{source}.txt"
        encoding = "utf-8-sig" if text.startswith("\ufeff") else "utf-8"
        self.members[f"{min(folders, default=SOURCES_FOLDER)}/{name}"] = text.encode(encoding)
        return f"internal://{name}"


def index_by_guid(parent: Element, tag: str) -> dict[str, Element]:
    """Return the child elements with a tag by their GUIDs."""
    return {normalise_guid(element.get("guid")): element for element in parent.findall(tag)}
