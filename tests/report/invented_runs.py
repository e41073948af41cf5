"""Runs made by hand for the report: English, Chinese, hostile, empty, with and without a manual coding."""

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from invented_evidence import STABILITY, add_nearness, saturation

from thememiner.config import Settings
from thememiner.records import (
    MACHINE,
    UNIT_COLUMNS,
    Basis,
    CodeFinding,
    CodingKind,
    Comparison,
    Document,
    ExclusionReason,
    Figures,
    Finding,
    Form,
    LevelComparison,
    Measurement,
    Quote,
    Role,
    Run,
    Source,
    Spread,
    Theme,
    Turn,
    make_table,
)

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)> =cmd|'!A0 \"'&amp; {{ 7*7 }} \u202e👩‍⚕️𠮷"
NO_MAP = np.zeros((0, 2), dtype=np.float32)


@dataclass(frozen=True)
class Said:
    """A unit before it has a place: words, theme and sub-theme, or why it is set aside."""

    words: str
    theme: str | None = None
    subtheme: str | None = None
    aside: ExclusionReason | None = None


def make_run(language: str = "en", *, interviews: int = 6, rounds: int = 9, hostile: bool = False) -> Run:
    """Return a run over invented interviews; with ``hostile``, every name and some answers try to break out."""
    study = tomllib.loads(Path(__file__).with_name("studies.toml").read_text(encoding="utf-8"))[language]
    if hostile:
        study["elsewhere"] = [HOSTILE]
        study["themes"][0]["name"] = study["themes"][0]["subthemes"][0]["sentences"][0] = HOSTILE
    documents: list[Document] = []
    rows: list[dict[str, Any]] = []
    for number in range(interviews):
        person = f"{HOSTILE} {number}" if hostile else f"{'受访者' if language == 'zh' else 'P'}{number + 1}"
        name = (
            f"{HOSTILE}-{number}.txt"
            if hostile
            else f"{'访谈' if language == 'zh' else 'interview'}-{number + 1:02}.txt"
        )
        document, found = _transcribe(study, name, person, _converse(study, number, rounds))
        documents.append(document)
        rows.extend({"language": language} | row for row in found)
    subthemes = [f"T{n}.{m}" for n, top in enumerate(study["themes"], 1) for m in range(1, len(top["subthemes"]) + 1)]
    add_nearness(rows, subthemes)
    return _run(study, tuple(documents), rows, hostile=hostile)


def _converse(study: dict[str, Any], number: int, rounds: int) -> list[tuple[Role, list[Said]]]:
    """Return the turns of an interview, each with its units, the same for the same number."""
    draw = np.random.default_rng(number)
    turns: list[tuple[Role, list[Said]]] = []
    for index in range(rounds):
        question = Said(study["questions"][index % 3], aside=ExclusionReason.INTERVIEWER)
        turns.append((Role.INTERVIEWER, [question]))
        if index % 4 == 3:
            turns.append((Role.PARTICIPANT, [Said(study["nods"][index % 2], aside=ExclusionReason.BACK_CHANNEL)]))
            turns.append((Role.INTERVIEWER, [question]))
        turns.append((Role.PARTICIPANT, [_answer(study, draw) for _ in range(2 + index % 2)]))
    return turns


def _answer(study: dict[str, Any], draw: np.random.Generator) -> Said:
    if draw.random() < 0.2:
        return Said(str(draw.choice(study["elsewhere"])))
    top = int(draw.integers(len(study["themes"])))
    sub = int(draw.integers(len(study["themes"][top]["subthemes"])))
    sentences = study["themes"][top]["subthemes"][sub]["sentences"]
    return Said(str(draw.choice(sentences)), f"T{top + 1}", f"T{top + 1}.{sub + 1}")


def _transcribe(
    study: dict[str, Any], name: str, person: str, turns: list[tuple[Role, list[Said]]]
) -> tuple[Document, list[dict[str, Any]]]:
    """Write turns down as a document, and its units as rows of the table of units."""
    text = ""
    placed: list[Turn] = []
    rows: list[dict[str, Any]] = []
    seen: dict[str, str] = {}
    for role, said in turns:
        participant = person if role is Role.PARTICIPANT else None
        speaker = participant or study["interviewer"]
        text += f"{speaker}{study['colon']}"
        begin = len(text)
        for unit in said:
            text += study["space"] if len(text) > begin else ""
            row = _row(unit, name, len(rows)) | {"participant": participant, "speaker": speaker, "role": role.value}
            row |= {"turn": len(placed), "start": len(text), "end": len(text) + len(unit.words)}
            rows.append(row | {"duplicate_of": seen.get(unit.words) if participant else None})
            seen.setdefault(unit.words, row["unit_id"])
            text += unit.words
        placed.append(Turn(begin, len(text), speaker, role, participant))
        text += "\n\n"
    source = Source(name, hashlib.sha256(text.encode()).hexdigest(), "txt", "utf-8")
    return Document(name, text, Form.DIALOGUE, tuple(placed), source, attributes={"site": "A"}), rows


def _row(unit: Said, name: str, number: int) -> dict[str, Any]:
    reason = unit.aside
    return {
        "unit_id": hashlib.sha256(f"{name}\n{number}".encode()).hexdigest()[:16],
        "row_id": None,
        "doc_id": name,
        "text": unit.words,
        "kept": unit.aside is None,
        "reason": None if reason is None else reason.value,
        "answers": None,
        "theme_id": unit.theme,
        "subtheme_id": unit.subtheme,
        "membership": 0.5 + 0.5 / (1 + number % 7) if unit.theme else None,
    }


def _run(study: dict[str, Any], documents: tuple[Document, ...], rows: list[dict[str, Any]], *, hostile: bool) -> Run:
    units = make_table(UNIT_COLUMNS, {column.name: [row.get(column.name) for row in rows] for column in UNIT_COLUMNS})
    themes = tuple(
        _theme(rows, f"T{top}", theme["name"], theme["subthemes"]) for top, theme in enumerate(study["themes"], start=1)
    )
    people = [person for document in documents for person in document.participants]
    groups = ("day care", "ward", HOSTILE if hostile else "")
    known = {
        person: {"gender": "f" if index % 2 else "m", "group": groups[index % 3]} for index, person in enumerate(people)
    }
    coder = HOSTILE if hostile else "Li Wen"
    return Run(
        manifest=_manifest(documents, themes, coder),
        documents=documents,
        participants=MappingProxyType(known),
        units=units,
        vectors=np.zeros((len(rows), 2), dtype=np.float32),
        contextual=np.zeros((len(rows), 2), dtype=np.float32),
        layout=_layout(rows),
        themes=themes,
        codings=(),
        comparisons=(_comparison(coder, themes),),
        state={},
        saturation=saturation(len(documents)),
    )


def _theme(rows: list[dict[str, Any]], theme_id: str, name: str, subthemes: list[dict[str, Any]]) -> Theme:
    own = [row for row in rows if theme_id in (row["theme_id"], row["subtheme_id"])]
    first = {row["participant"]: row for row in reversed(own)}
    return Theme(
        theme_id=theme_id,
        name=name,
        keywords=tuple(name.replace("、", ", ").split(", ")),
        units=len(own),
        participants=len(first),
        documents=len({row["doc_id"] for row in own}),
        quotes=tuple(
            Quote(row["unit_id"], row["doc_id"], row["participant"], row["start"], row["end"], row["text"])
            for row in list(first.values())[:3]
        ),
        subthemes=tuple(_theme(rows, f"{theme_id}.{n}", sub["name"], []) for n, sub in enumerate(subthemes, start=1)),
        stability=STABILITY[theme_id],
        also=sum(row.get("second_subtheme_id") == theme_id for row in rows),
    )


def _layout(rows: list[dict[str, Any]]) -> "np.ndarray[Any, np.dtype[np.float32]]":
    """Place the units of a sub-theme around a point of a circle, unassigned ones anywhere, set aside ones nowhere."""
    places = np.full((len(rows), 2), np.nan, dtype=np.float32)
    draw = np.random.default_rng(0)
    for index, row in enumerate(rows):
        if row["kept"]:
            angle = (
                0.0
                if row["subtheme_id"] is None
                else 2.1 * int(row["theme_id"][1:]) + 0.6 * int(row["subtheme_id"][-1])
            )
            middle = np.zeros(2) if row["subtheme_id"] is None else 0.65 * np.array([np.cos(angle), np.sin(angle)])
            places[index] = middle + draw.normal(0, 0.12 if row["subtheme_id"] else 0.35, 2).clip(-0.9, 0.9)
    return places


def _manifest(documents: tuple[Document, ...], themes: tuple[Theme, ...], coder: str) -> dict[str, Any]:
    settings = Settings().model_dump(mode="json")
    settings["discovery"]["n_themes"] = 3
    return {
        "format": 3,
        "program": "ThemeMiner",
        "version": "0.1.0",
        "python": "3.11",
        "packages": {"hdbscan": "0.8.40", "jieba": "0.42.1", "umap-learn": "0.5.7"},
        "seed": 0,
        "settings": settings,
        "inputs": [
            {"path": d.source.path, "sha256": d.source.sha256, "format": d.source.format, "encoding": d.source.encoding}
            for d in documents
        ],
        "codings": [{"path": "manual.csv", "sha256": "0" * 64, "coder": coder}],
        "encoder": {
            "english": "sentence-transformers/all-MiniLM-L6-v2",
            "model_sha256": "53aa" * 16,
            "texts_read_in_windows": 0,
            "dimensions": 384,
            "number_type": "float32",
        },
        "counts": {},
        "choices": {
            "context": f"On in {len(documents)} dialogues. There each unit took in its neighbours.",
            "smallest_theme": "A sub-theme has at least 5 units, because 100 units were kept.",
        },
        "summary": f"{len(themes)} themes with {sum(len(t.subthemes) for t in themes)} sub-themes were found.",
        "notes": [{"place": "interview-02.txt", "text": "read as gb18030, guessed from: 的, 是"}],
        "problems": [
            {"place": "broken.docx", "reason": "the zip archive is cut off", "remedy": "Save the file again."}
        ],
        "files": {},
    }


def _comparison(coder: str, themes: tuple[Theme, ...]) -> Comparison:
    """Return a comparison where one sub-theme is found, one in part, and one has no counterpart."""
    leaves = [child for theme in themes for child in theme.subthemes]
    ids = ["peers > being understood", "peers > rules of the house", "peers > what the body does"]
    found = Finding.FOUND, 0.8, 0.75, 0.774
    in_part = Finding.IN_PART, 0.6, 0.3, 0.4
    without = Finding.WITHOUT, None, None, None
    reference = tuple(
        CodeFinding(code_id, code_id.split(" > ")[1], 20, 5, finding, other, *scores)
        for code_id, (finding, *scores), other in zip(
            ids, (found, in_part, without), ((leaves[0].theme_id,), (leaves[1].theme_id,), ()), strict=True
        )
    )
    proposed = tuple(
        CodeFinding(leaf.theme_id, leaf.name, leaf.units, leaf.participants, finding, other, *scores)
        for leaf, (finding, *scores), other in zip(
            leaves, (found, in_part, without, without, without), ((ids[0],), (ids[1],), (), (), ()), strict=True
        )
    )
    overlap = ((15, 0, 0, 2, 0), (1, 6, 0, 0, 0), (0, 0, 0, 0, 0))
    level = LevelComparison(
        "sub-theme",
        (_figures(Basis.LOOKED_AT, 60, 0.31), _figures(Basis.CODED, 41, 0.52)),
        reference,
        proposed,
        overlap,
        matches=((ids[0], leaves[0].theme_id), (ids[1], leaves[1].theme_id)),
    )
    note = "1 quote was not found in its document."
    return Comparison(coder, MACHINE, (level,), (note,), proposed_kind=CodingKind.PROPOSAL)


def _figures(basis: Basis, units: int, kappa: float) -> Figures:
    """Return figures with an interval and chance, one of them undefined."""
    by_name = {
        "ami": Measurement(0.312, "", 0.2, 0.4, 0.0, 0.005),
        "ari": Measurement(None, "each coding puts all units together"),
        "b_cubed_precision": Measurement(0.61, "", 0.5, 0.7, 0.3, 0.005),
        "b_cubed_recall": Measurement(0.999, "", 0.9, 1.0, 0.5, 0.005),
        "b_cubed_f1": Measurement(0.757, "", 0.7, 0.8, 0.4, 0.005),
        "kappa": Measurement(kappa, "", kappa - 0.1, kappa + 0.1, 0.08, 0.005),
    }
    return Figures(basis, units, 6, Spread.INTERVAL, MappingProxyType(by_name))
