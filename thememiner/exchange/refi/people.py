"""Who coded, and who was spoken with: users, cases, and the variables of cases and sources."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from thememiner.exchange.refi.guids import plain_guid
from thememiner.exchange.refi.tally import Tally
from thememiner.intake import DistinctNames


class Users:
    """The coders of a file by GUID."""

    def __init__(self, root: Element, *, unknown: str) -> None:
        elements = root.findall("Users/User")
        names = [element.get("name") or element.get("id") or unknown for element in elements]
        distinct = DistinctNames(names)
        self.names = {
            plain_guid(element.get("guid")): distinct.give(name) for element, name in zip(elements, names, strict=True)
        }
        self._unknown = next(iter(self.names.values())) if len(self.names) == 1 else unknown
        self._owner = root.get("creatingUserGUID")

    def name(self, *written: str | None) -> str:
        """Return whom the first of the GUIDs that is given means, else whose project it is, else the only user."""
        given = next((guid for guid in (*written, self._owner) if guid), None)
        return self.names.get(plain_guid(given), self._unknown)


class Variables:
    """The variables of a file, and what they are of a case or source."""

    def __init__(self, root: Element) -> None:
        elements = root.findall("Variables/Variable")
        names = [element.get("name") or "unnamed" for element in elements]
        distinct = DistinctNames(names)
        self._names = {plain_guid(e.get("guid")): distinct.give(name) for e, name in zip(elements, names, strict=True)}

    def values(self, element: Element) -> dict[str, str]:
        """Return values by name; a variable without one is left out."""
        found = {}
        for value in element.findall("VariableValue"):
            reference = value.find("VariableRef")
            name = None if reference is None else self._names.get(plain_guid(reference.get("targetGUID")))
            written = next((child for child in value if child.tag.endswith("Value")), None)
            if name is not None and written is not None:
                found[name] = written.text or ""
        return found


def read_cases(
    root: Element, variables: Variables, tally: Tally
) -> tuple[dict[str, Mapping[str, str]], dict[str, str]]:
    """Return the attributes of each case, and by the GUID of a source the one case that it is of."""
    elements = root.findall("Cases/Case")
    names = [element.get("name") or "unnamed" for element in elements]
    distinct = DistinctNames(names)
    attributes: dict[str, Mapping[str, str]] = {}
    of_source: dict[str, list[str]] = {}
    for element, written in zip(elements, names, strict=True):
        name = distinct.give(written)
        attributes[name] = variables.values(element)
        for reference in element.findall("SourceRef"):
            of_source.setdefault(plain_guid(reference.get("targetGUID")), []).append(name)
        tally.add("descriptions of cases", int(element.find("Description") is not None))
        tally.add("codes of cases", len(element.findall("CodeRef")))
        tally.add("passages of cases", len(element.findall("SelectionRef")))
    tally.add("sources that several cases share", sum(len(cases) > 1 for cases in of_source.values()))
    return attributes, {guid: cases[0] for guid, cases in of_source.items() if len(cases) == 1}


def read_sets(root: Element, tally: Tally) -> dict[str, dict[str, str]]:
    """Return, by the GUID of a source, the sets that it is in; ``gender: female`` is a name and a value."""
    found: dict[str, dict[str, str]] = {}
    for element in root.findall("Sets/Set"):
        name, _, value = (element.get("name") or "unnamed").partition(": ")
        for member in element.findall("MemberSource"):
            own = found.setdefault(plain_guid(member.get("targetGUID")), {})
            own[name] = f"{own[name]}; {value or 'yes'}" if name in own else value or "yes"
        is_codebook = name.startswith(CODEBOOK_OF)
        tally.add("sets of codes", int(element.find("MemberCode") is not None and not is_codebook))
        tally.add("sets of notes", int(element.find("MemberNote") is not None))
    return found


CODEBOOK_OF = "Codebook of "
"""How a set begins that says which codes are whose."""


def read_own_codes(root: Element, ids: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Return the ids of the codes that are a coder's own, for those coders of whom a set says it."""
    return {
        (element.get("name") or "").removeprefix(CODEBOOK_OF): frozenset(
            ids[guid]
            for member in element.findall("MemberCode")
            if (guid := plain_guid(member.get("targetGUID"))) in ids
        )
        for element in root.findall("Sets/Set")
        if (element.get("name") or "").startswith(CODEBOOK_OF)
    }
