"""REFI-QDA files as other programs write them, made for tests."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import quoteattr


def an_id(name: str) -> str:
    """Return a GUID for a name."""
    return str(uuid5(NAMESPACE_URL, name))


USER, CODE = an_id("Ana"), an_id("worry")
CODEBOOK = f'<CodeBook><Codes><Code guid="{CODE}" name="worry" isCodable="true"/></Codes></CodeBook>'


def selection(start: object, end: object, name: str | None = None, *, inner: str | None = None, key: str = "") -> str:
    """Return a selection, coded with ``worry`` by Ana if nothing else stands in it."""
    coding = (
        f'<Coding guid="{an_id(f"c{start}{end}{key}")}" creatingUser="{USER}"><CodeRef targetGUID="{CODE}"/></Coding>'
    )
    named = "" if name is None else f" name={quoteattr(name, {chr(10): '&#10;', chr(13): '&#13;'})}"
    return (
        f'<PlainTextSelection guid="{an_id(f"s{start}{end}{key}")}"{named} startPosition="{start}" endPosition="{end}">'
        f"{coding if inner is None else inner}</PlainTextSelection>"
    )


def source(name: str, inner: str = "", *, path: str | None = None, key: str = "") -> str:
    """Return a text source whose text lies at ``path``, by default in the archive."""
    written = f"internal://{name}" if path is None else path
    return f'<TextSource guid="{an_id(name + key)}" name="{name}" plainTextPath="{written}">{inner}</TextSource>'


def project(sources: str, *, codebook: str = CODEBOOK, more: str = "", before: str = "") -> str:
    """Return a project of Ana's."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><Project xmlns="urn:QDA-XML:project:1.0" name="study">'
        f'<Users><User guid="{USER}" name="Ana"/></Users>{codebook}{before}<Sources>{sources}</Sources>{more}</Project>'
    )


def qdpx(
    path: Path,
    xml: str | bytes,
    texts: Mapping[str, str | bytes],
    *,
    folder: str = "sources",
    inner: str = "project.qde",
) -> Path:
    """Write an archive and return its path."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(inner, xml)
        for name, text in texts.items():
            archive.writestr(f"{folder}/{name}", text)
    return path
