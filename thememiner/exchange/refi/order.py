"""Elements are put where the schema wants them among their siblings."""

from collections.abc import Mapping
from types import MappingProxyType
from xml.etree.ElementTree import Element

_ORDER: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Project": (
            "Users",
            "CodeBook",
            "Variables",
            "Cases",
            "Sources",
            "Notes",
            "Links",
            "Sets",
            "Graphs",
            "Description",
            "NoteRef",
        ),
        "Code": ("Description", "NoteRef", "Code"),
        "Case": ("Description", "CodeRef", "VariableValue", "SourceRef", "SelectionRef"),
        "Set": ("Description", "MemberCode", "MemberSource", "MemberNote"),
        "PlainTextSelection": ("Description", "Coding", "NoteRef"),
        "Coding": ("CodeRef", "NoteRef"),
        **dict.fromkeys(
            ("TextSource", "Note", "Representation", "TextDescription"),
            ("Description", "PlainTextContent", "PlainTextSelection", "Coding", "NoteRef", "VariableValue"),
        ),
    }
)


def add(parent: Element, tag: str, **attributes: str) -> Element:
    """Add a child behind its kind and what the schema puts before it, and return it."""
    child = Element(tag, attributes)
    order = _ORDER.get(parent.tag, ())
    index = len(parent)
    if tag in order:
        behind = frozenset(order[order.index(tag) + 1 :])
        while index and parent[index - 1].tag in behind:
            index -= 1
    parent.insert(index, child)
    return child


def only(parent: Element, tag: str) -> Element:
    """Return the child of a kind of which there is one, made if it is not there."""
    found = parent.find(tag)
    return add(parent, tag) if found is None else found
