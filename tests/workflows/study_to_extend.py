"""The small study split by person, and what an extended run says of itself."""

from pathlib import Path

from small_study import rows

from thememiner.records import Extension, Run

SKY = ("comets", "the telescope", "a nebula", "the planets", "an eclipse", "Saturn", "meteors", "starlight")
WATCHED = (
    "At night my brother and I would watch {} from the roof.",
    "Astronomy books explained {} to us beautifully.",
    "You could see {} above the mountain, far from the city lights.",
    "Galileo drew {} in his notebook.",
)


def of_people(*people: str) -> list[dict[str, object]]:
    """Return the rows of the small study that these people say."""
    return [row for row in rows() if row["doc"] in people]


def astronomers() -> list[dict[str, object]]:
    """Return what two people say who speak of nothing but the sky."""
    said = [saying.format(thing) for thing in SKY for saying in WATCHED]
    return [
        {"id": f"a{index}", "doc": f"A{index % 2}", "speaker": f"A{index % 2}", "text": text, "labels": ["sky"]}
        for index, text in enumerate(said)
    ]


def content(folder: Path) -> dict[str, bytes]:
    """Return the files of a run but its log."""
    files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if not name.startswith("log/")}


def found(opened: Run) -> Extension:
    """Return what an extended run says of its extension."""
    assert opened.extension is not None
    return opened.extension
