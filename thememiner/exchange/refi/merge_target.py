"""The file that a project is written into: empty, or somebody's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from thememiner._version import __version__
from thememiner.exchange.refi.offsets import STANDARD, Counting
from thememiner.exchange.refi.people import Variables, read_sets
from thememiner.exchange.refi.sources import SourceText
from thememiner.exchange.refi.xml_files import SOURCES, Tally, add, guid, only, plain_guid
from thememiner.records import MACHINE


@dataclass(slots=True)
class Target:
    """A tree that elements are added to; what is in it stays as it is."""

    root: Element
    members: dict[str, bytes] = field(default_factory=dict)
    texts: Sequence[SourceText] = ()
    """What is in it already."""
    counting: Counting = STANDARD
    tally: Tally = field(default_factory=Tally)

    def user(self, name: str) -> str:
        """Return the GUID of a coder, who is added if not there; of this program, with its version."""
        version = {"id": f"{MACHINE} {__version__}"} if name == MACHINE else {}
        return self._named(only(self.root, "Users"), "User", name, **version)

    def variable(self, name: str) -> str:
        """Return the GUID of a variable of text, added if there is none of this name."""
        parent = only(self.root, "Variables")
        for element in parent.findall("Variable"):
            if element.get("name") == name and element.get("typeOfVariable") == "Text":
                return element.get("guid", "")
        made = guid("variable", name)
        add(parent, "Variable", guid=made, name=name, typeOfVariable="Text")
        return made

    def give(self, element: Element, attributes: Mapping[str, str]) -> None:
        """Add values of variables to a case or source."""
        for name, value in attributes.items():
            written = add(element, "VariableValue")
            add(written, "VariableRef", targetGUID=self.variable(name))
            add(written, "TextValue").text = value

    def lacking(self, element: Element, attributes: Mapping[str, str]) -> int:
        """Return how many of the attributes a case or source of somebody's has not, or has otherwise."""
        if not attributes:
            return 0
        sets = read_sets(self.root, Tally()).get(plain_guid(element.get("guid")), {})
        known = {**sets, **Variables(self.root).values(element)}
        return sum(known.get(name) != value for name, value in attributes.items())

    def put_text(self, source: str, text: str) -> str:
        """Store the plain text of a source, and return its path as the project has it.

        A text that begins with U+FEFF gets a byte order mark before it: a reader takes one away.
        """
        folders = {name.split("/")[0] for name in self.members if name.lower().startswith(f"{SOURCES}/")}
        name = f"{source}.txt"
        encoding = "utf-8-sig" if text.startswith("\ufeff") else "utf-8"
        self.members[f"{min(folders, default=SOURCES)}/{name}"] = text.encode(encoding)
        return f"internal://{name}"

    @staticmethod
    def _named(parent: Element, tag: str, name: str, **attributes: str) -> str:
        for element in parent.findall(tag):
            if element.get("name") == name:
                return element.get("guid", "")
        made = guid(tag.lower(), name)
        add(parent, tag, guid=made, name=name, **attributes)
        return made


def by_guid(parent: Element, tag: str) -> dict[str, Element]:
    """Return the children of a kind by their GUIDs."""
    return {plain_guid(element.get("guid")): element for element in parent.findall(tag)}
