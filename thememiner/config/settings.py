"""The whole configuration, every setting declared once: its name, its default, its range and what it means.

Settings of what is read: files, speakers' labels, columns of tables.
What every section of the configuration is made of.
The usual labels of speakers, in English and Chinese.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator

Names = Annotated[tuple[str, ...], BeforeValidator(lambda given: (given,) if isinstance(given, str) else given)]
"""One name or a list of names; of columns, the first that the table has is used."""
USUAL_INTERVIEWERS = (
    *("Interviewer", "I", "Q", "Int", "Moderator", "Facilitator", "Researcher", "Host"),
    *("访谈者", "访谈人", "采访者", "采访人", "主持人", "研究者", "研究员", "访问者", "提问者", "问", "追问"),
    *("訪談者", "訪談人", "採訪者", "採訪人", "問", "追問"),
)
USUAL_OTHERS = (
    *("Interpreter", "Translator", "Observer", "Transcriber", "Carer", "Relative"),
    *("翻译", "口译", "观察员", "记录员", "家属", "翻譯", "家屬"),
)
USUAL_PARTICIPANTS = (
    *("Participant", "Respondent", "Interviewee", "Informant", "User", "Customer", "Client", "Patient"),
    *("Citizen", "Student", "Subject", "P", "R", "A", "S", "受访者", "被访者", "受访人", "参与者", "被试", "患者"),
    *("学生", "答", "受訪者", "被訪者", "受訪人", "參與者", "被試", "學生"),
)
USUAL_NUMBERED = ("Speaker", "Spk", "Unknown speaker", "说话人", "发言人", "讲话人", "說話人", "發言人", "講者")


def _existing(path: Path | None, info: ValidationInfo) -> Path | None:
    """Return a path relative to the configuration's folder, if something is there."""
    if path is None or not info.context:
        return path
    found: Path = info.context["folder"] / path
    if not found.exists():
        raise ValueError("nothing is there")
    return found


ExistingPath = Annotated[Path | None, AfterValidator(_existing)]


class Section(BaseModel):
    """A part of the configuration: frozen, and closed to keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CorpusSettings(Section):
    """Reading files."""

    encoding: str = Field("", description="Text encoding of all plain files; empty: found out for each file.")
    max_unpacked_mb: int = Field(
        200,
        ge=1,
        description="A file that unpacks to more megabytes (docx, xlsx, odt) is refused; the limits of PDF and XML "
        "follow it.",
    )


class SpeakerSettings(Section):
    """Who speaks: labels before what is said, beside the usual ones.

    Labels are compared without case; numbers and titles behind them do not matter.
    """

    usual_labels: bool = Field(
        True,
        description=(
            f"Know the usual labels. Interviewers: {', '.join(USUAL_INTERVIEWERS)}. "
            f"Others: {', '.join(USUAL_OTHERS)}. Participants without a name: {', '.join(USUAL_PARTICIPANTS)}. "
            f"Numbered by speech recognition: {', '.join(USUAL_NUMBERED)}."
        ),
    )
    interviewer: Names = Field(
        (),
        description="Further labels of interviewers, as written: their turns are context of the answers and are set "
        "aside from discovery. With a number (说话人1) only that number is meant.",
    )
    other: Names = Field(
        (),
        description="Further labels of people who are neither (interpreter, relative, staff): kept in the text, set "
        "aside from discovery.",
    )
    generic: Names = Field(
        (),
        description="Further labels that name a part, not a person: who is so called is another person in each "
        "document. With a number (P3, 受访者2) they name the same person everywhere.",
    )
    numbered: Names = Field(
        (),
        description="Further labels that speech recognition numbers anew in each document.",
    )

    @property
    def interviewers(self) -> tuple[str, ...]:
        """All labels of interviewers."""
        return self.interviewer + USUAL_INTERVIEWERS * self.usual_labels

    @property
    def others(self) -> tuple[str, ...]:
        """All labels of people who are neither interviewer nor participant."""
        return self.other + USUAL_OTHERS * self.usual_labels

    @property
    def unnamed_participants(self) -> tuple[str, ...]:
        """All labels that name a part, not a person."""
        return self.generic + USUAL_PARTICIPANTS * self.usual_labels

    @property
    def renumbered(self) -> tuple[str, ...]:
        """All labels that speech recognition numbers anew in each document."""
        return self.numbered + USUAL_NUMBERED * self.usual_labels


class TableSettings(Section):
    """Tables (csv, tsv, xlsx, jsonl): which column holds what. A name or a list of names to try in turn."""

    rows: Literal["documents", "units"] = Field(
        "documents",
        description='What a row is: a document of its own ("documents"), or a meaning unit already cut ("units").',
    )
    text: Names = Field(
        ("text", "content", "answer", "response", "文本", "内容", "回答", "文字", "內容"), description="What was said."
    )
    id: Names = Field(("id", "row_id", "编号", "編號"), description="The row's own id; without one, the row number.")
    document: Names = Field(
        ("doc", "document", "doc_id", "file", "文档", "文檔"),
        description="The document the row belongs to; rows of one document are joined in order.",
    )
    order: Names = Field((), description="A number that orders the rows of a document; without one, the row's id.")
    speaker: Names = Field(("speaker", "说话人", "发言人", "說話人", "發言人"), description="Who speaks.")
    participant: Names = Field(
        ("participant", "participant_id", "参与者", "參與者"), description="The person, the same over all documents."
    )
    codes: Names = Field(
        (),
        description="Columns of manual codes: one code, a list, codes separated by ';', or (JSON) an object of such by "
        "coder. Never shown to discovery.",
    )
    parents: Names = Field((), description="The themes above those codes, where each row has one.")
    paths: Names = Field(("paths",), description="Codes as 'theme > code', which settles what stands under what.")
    coder: str = Field("manual", description="The name of whoever coded, where the table names nobody.", min_length=1)
    coders: Names = Field(
        ("coder", "annotator", "编码者", "编码员", "編碼者", "編碼員"),
        description="Who coded the row; rows of several coders with one id, or one text, are one unit.",
    )
    participant_attributes: Names = Field((), description="Columns that describe the person (gender, diagnosis …).")
    document_attributes: Names = Field((), description="Columns that describe the document (site, time point …).")


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
