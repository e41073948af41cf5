"""Small projects of QualCoder, as folders."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

TABLES = """
CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT, fulltext TEXT, mediapath TEXT, memo TEXT, owner TEXT);
CREATE TABLE code_cat (catid INTEGER PRIMARY KEY, name TEXT, supercatid INTEGER);
CREATE TABLE code_name (cid INTEGER PRIMARY KEY, name TEXT, memo TEXT, catid INTEGER, color TEXT, supercid INTEGER);
CREATE TABLE code_text (
    ctid INTEGER PRIMARY KEY, cid INTEGER, fid INTEGER, seltext TEXT, pos0 INTEGER, pos1 INTEGER, owner TEXT, memo TEXT
);
CREATE TABLE code_image (imid INTEGER, owner TEXT);
CREATE TABLE cases (caseid INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE case_text (id INTEGER PRIMARY KEY, caseid INTEGER, fid INTEGER);
CREATE TABLE attribute (attrid INTEGER PRIMARY KEY, name TEXT, attr_type TEXT, value TEXT, id INTEGER);
CREATE TABLE annotation (anid INTEGER PRIMARY KEY, fid INTEGER, pos0 INTEGER, pos1 INTEGER, memo TEXT, owner TEXT);
CREATE TABLE journal (jid INTEGER PRIMARY KEY, name TEXT, jentry TEXT, owner TEXT);
"""


def write_qualcoder(folder: Path, texts: Mapping[str, str], codings: Mapping[str, Mapping[str, str]]) -> Path:
    """Write a project with these texts by name, in which each coder gave each of these quotes its code.

    A quote stands in one text, once. There is one picture, coded, which is left behind when the project is read.
    """
    folder.mkdir()
    codes = sorted({code for own in codings.values() for code in own.values()})
    with closing(sqlite3.connect(folder / "data.qda")) as connection:
        connection.executescript(TABLES)
        for number, (name, text) in enumerate(texts.items()):
            connection.execute("INSERT INTO source VALUES (?, ?, ?, NULL, '', '')", (number, name, text))
        for number, code in enumerate(codes):
            connection.execute("INSERT INTO code_name VALUES (?, ?, '', NULL, '', NULL)", (number, code))
        for coder, own in codings.items():
            for quote, code in own.items():
                where, text = next((n, text) for n, text in enumerate(texts.values()) if quote in text)
                start = text.index(quote)
                row = (codes.index(code), where, quote, start, start + len(quote), coder)
                connection.execute("INSERT INTO code_text VALUES (NULL, ?, ?, ?, ?, ?, ?, '')", row)
        connection.execute("INSERT INTO code_image VALUES (1, 'ana')")
        connection.commit()
    return folder
