"""The whole configuration, every setting declared once: its name, its default, its range and what it means."""

from typing import Literal

from pydantic import Field, ValidationInfo, model_validator

from thememiner.config.input_settings import CorpusSettings, SpeakerSettings, TableSettings
from thememiner.config.section import ExistingPath, Section


class SegmentationSettings(Section):
    """Cutting text into meaning units."""

    min_words: int = Field(4, ge=1, description="A sentence with fewer words joins its neighbour in the same turn.")
    max_words: int = Field(
        80,
        ge=10,
        description=(
            "A sentence with more words is split at clause punctuation, pauses or this bound. Speech written down "
            "without punctuation is bounded at half of it."
        ),
    )
    user_dictionary: ExistingPath = Field(
        None, description="A jieba dictionary (a word a line) of terms that must not be cut apart."
    )


class EmbeddingSettings(Section):
    """Turning units into vectors."""

    model: str = Field(
        "bilingual",
        description='"bilingual" (comes with the program, needs no network), the folder of a sentence-transformers '
        "model, its name on the hub (owner/name; downloading needs --allow-download), the name of an installed "
        "encoder, or the name that the endpoint knows.",
        min_length=1,
    )
    revision: str = Field("", description="Commit of a hub model; empty: what was downloaded last, or the newest.")
    prompt: str = Field(
        "", description='Text put before every unit, for models that ask for it ("query: "); empty: the model\'s own.'
    )
    endpoint: str = Field(
        "",
        description="Address of an OpenAI-compatible server on this machine (http://127.0.0.1:11434/v1); empty: none. "
        "Another machine needs --send-text-to with its name.",
    )
    device: Literal["auto", "cpu", "cuda", "mps"] = Field(
        "auto", description="Where a model computes; auto: a graphics processor if there is one."
    )
    number_type: Literal["auto", "float32", "bfloat16"] = Field(
        "auto", description="Numbers a model computes with; auto: bfloat16 where the processor is built for it."
    )
    context: Literal["auto", "on", "off"] = Field(
        "auto",
        description="A unit's vector takes in its neighbours; auto: in dialogues and running text, not in rows of a "
        "table or short texts.",
    )
    cache: bool = Field(
        True, description="Keep vectors (never text) for the next run; 'thememiner cache info' says where."
    )

    @model_validator(mode="before")
    @classmethod
    def _folder_beside_the_configuration(cls, given: object, info: ValidationInfo) -> object:
        """Mean by a model's name the folder of that name beside the configuration, unless a server is asked."""
        if not isinstance(given, dict) or not info.context or given.get("endpoint"):
            return given
        name = given.get("model")
        folder = info.context["folder"] / name if isinstance(name, str) and name != "bilingual" else None
        return {**given, "model": str(folder)} if folder and folder.is_dir() else given


class DiscoverySettings(Section):
    """Finding nested clusters. Sizes left empty follow the number of units."""

    runs: int = Field(16, ge=2, le=256, description="Clusterings that are combined, each of another resample.")
    min_units: int = Field(10, ge=2, description="With fewer kept units no theme is proposed.")
    sample: int = Field(
        20_000,
        ge=100,
        description="With more distinct units than this, themes are sought in a sample of so many, with units of "
        "every participant in proportion, and all others are assigned by the same rule.",
    )
    min_theme_units: int | None = Field(None, ge=2, description="The smallest sub-theme, in units.")
    neighbours: int | None = Field(None, ge=2, description="Neighbours of each unit that a clustering looks at.")
    n_themes: int | None = Field(None, ge=1, description="How many themes; empty: as many as the data show.")
    n_subthemes: int | None = Field(None, ge=1, description="How many sub-themes; empty: as many as the data show.")
    granularity: float = Field(
        1.0,
        gt=0,
        le=8,
        description="Above 1 more and smaller sub-themes and themes than the data suggest, below 1 fewer; n_themes and "
        "n_subthemes go before it.",
    )
    guide: ExistingPath = Field(
        None,
        description="A file of seed themes (name; description and quotes if wanted): units that fit one are pulled "
        "together, and what fits none still forms themes of its own.",
    )
    assign_all: bool = Field(
        False, description="Give every unit with content the sub-theme that it comes closest to, deviant cases too."
    )
    two_codes: bool = Field(
        True, description="A unit may carry two codes, where it went with two sub-themes nearly equally often."
    )
    workers: int | None = Field(
        None,
        ge=1,
        le=64,
        description="Processes that cluster, from 2,000 units on, and threads that look for neighbours; empty: one a "
        "processor. The result is the same for any number.",
    )


class DescriptionSettings(Section):
    """Naming what was found."""

    keywords: int = Field(10, ge=1, le=100, description="Keywords of each theme.")
    quotes: int = Field(
        5, ge=0, le=1000, description="Representative quotes, from different participants as far as possible."
    )
    stop_words: ExistingPath = Field(None, description="A file of further words (one a line) that are no keywords.")


class NamingSettings(Section):
    """Naming themes by a language model on this machine, instead of by key phrases. Nothing is asked by default."""

    endpoint: str = Field(
        "",
        description="Address of an OpenAI-compatible server on this machine (http://127.0.0.1:11434/v1) that is asked "
        "for names; empty: none. Another machine needs --send-text-to with its name.",
    )
    model: str = Field("", description="The name by which that server knows the language model.")
    language: Literal["auto", "en", "zh"] = Field(
        "auto", description="Language of those names; auto: of each theme's own quotes."
    )
    cache: bool = Field(True, description="Keep the model's answers (never the quotes), so that none is asked twice.")


class SaturationSettings(Section):
    """How much the last interviews still added (Guest, Namey & Chen 2020)."""

    compute: Literal["auto", "on", "off"] = Field(
        "auto",
        description="Whether mining measures saturation, where it is defined; auto: up to 5,000 units. "
        "'thememiner saturation' measures it at any time.",
    )
    base_size: int = Field(4, ge=1, description="Interviews whose themes are the base that new themes are a share of.")
    run_length: int = Field(2, ge=1, description="Interviews in a row in which new themes are looked for.")
    threshold: float = Field(
        0.05, ge=0, le=1, description="Saturation: a run adds at most this share of the themes of the base."
    )
    orders: int = Field(
        10, ge=1, le=50, description="Shuffled orders of the interviews, at most; fewer where there are many units."
    )


class ComparisonSettings(Section):
    """Comparing codings."""

    min_overlap: float = Field(
        0.5,
        gt=0,
        le=1,
        description="The share of the shorter of unit and segment that must overlap for a code to count.",
    )
    by: Literal["unit", "turn", "segment"] = Field(
        "unit",
        description="What codings are laid over: meaning units, speakers' turns, or the reference's coded segments.",
    )
    read: Literal["coded", "documents"] = Field(
        "coded",
        description="What manual coders have read of whom only segments are known: those alone, or every document in "
        "which they coded something, so that what they left uncoded counts.",
    )
    resamples: int = Field(
        1000,
        ge=0,
        le=100_000,
        description="Draws of participants for 95 % intervals; 0: none. Costly figures: a fifth.",
    )
    shuffles: int = Field(
        200, ge=0, le=100_000, description="Shuffles of codes that tell what chance gives; 0: none. Likewise."
    )


class Settings(Section):
    """The whole configuration of a run."""

    seed: int = Field(0, ge=0, lt=2**32, description="Starts every random number; another seed, another draw.")
    corpus: CorpusSettings = CorpusSettings()
    speakers: SpeakerSettings = SpeakerSettings()
    table: TableSettings = TableSettings()
    segmentation: SegmentationSettings = SegmentationSettings()
    embedding: EmbeddingSettings = EmbeddingSettings()
    discovery: DiscoverySettings = DiscoverySettings()
    description: DescriptionSettings = DescriptionSettings()
    naming: NamingSettings = NamingSettings()
    comparison: ComparisonSettings = ComparisonSettings()
    saturation: SaturationSettings = SaturationSettings()
