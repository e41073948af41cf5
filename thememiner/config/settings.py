"""All settings: each with its name, default, range and description."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator

Names = Annotated[tuple[str, ...], BeforeValidator(lambda given: (given,) if isinstance(given, str) else given)]
"""One name or a list of names. Of several columns, the first that the table has is used."""
USUAL_INTERVIEWERS = (
    *("Interviewer", "I", "Q", "Int", "Moderator", "Facilitator", "Researcher", "Investigator", "Host", "Question"),
    *("Me",),
    *("访谈者", "访谈人", "访谈员", "采访者", "采访人", "主持人", "研究者", "研究员", "访问者", "访问员", "访员"),
    *("调查员", "提问者", "提问人", "提问", "问", "追问", "问题", "记者", "记者问", "我", "訪談者", "訪談人"),
    *("訪談員", "採訪者", "採訪人", "訪問者", "訪問員", "訪員", "調查員", "研究員", "提問者", "提問", "問", "追問"),
    *("問題", "記者", "記者問"),
)
USUAL_OTHERS = (
    *("Interpreter", "Translator", "Observer", "Transcriber", "Carer", "Relative"),
    *("翻译", "口译", "观察员", "记录员", "家属", "翻譯", "家屬"),
)
USUAL_GROUPS = (
    *("All", "Everyone", "Everybody", "Both", "Several", "Several voices", "Several speakers", "Several participants"),
    *("Multiple voices", "Multiple speakers", "Many voices", "Audience", "Participants", "Interviewees", "Group"),
    *("众人", "所有人", "全体", "大家", "多人", "多位", "齐声", "众", "观众", "眾人", "全體", "齊聲", "眾", "觀眾"),
)
USUAL_PARTICIPANTS = (
    *("Participant", "Respondent", "Interviewee", "Informant", "User", "Customer", "Client", "Patient", "Answer"),
    *("Citizen", "Student", "Subject", "P", "R", "A", "S", "受访者", "被访者", "受访人", "被访人", "参与者", "参加者"),
    *("受访对象", "访谈对象", "被采访者", "被采访人", "回答者", "被试", "受试者", "患者", "学生", "答", "回答"),
    *("受訪者", "被訪者", "受訪人", "參與者", "參加者", "受訪對象", "被試", "受試者", "學生"),
)
USUAL_NUMBERED = ("Speaker", "Spk", "Unknown speaker", "说话人", "发言人", "讲话人", "說話人", "發言人", "講者")


def _resolve_existing(path: Path | None, info: ValidationInfo) -> Path | None:
    """Return a path relative to the folder of the configuration file. Raises ``ValueError`` if nothing is there."""
    if path is None or not info.context:
        return path
    resolved: Path = info.context["folder"] / path
    if not resolved.exists():
        raise ValueError("this path does not exist")
    return resolved


ExistingPath = Annotated[Path | None, AfterValidator(_resolve_existing)]


class Section(BaseModel):
    """A section of the configuration: immutable, and strict about unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CorpusSettings(Section):
    """Reading files."""

    encoding: str = Field("", description="Text encoding of all plain text files; empty: detected for each file.")
    max_unpacked_mb: int = Field(
        200,
        ge=1,
        description="Largest unpacked size, in megabytes, of a file that is read (docx, xlsx, odt); limits for PDF and "
        "XML are derived from it.",
    )


class SpeakerSettings(Section):
    """Labels of speakers, in addition to the usual ones.

    Case does not matter, nor do numbers and titles after a label.
    """

    usual_labels: bool = Field(
        True,
        description=(
            f"Recognise the usual labels. Interviewers: {', '.join(USUAL_INTERVIEWERS)}. "
            f"Others: {', '.join(USUAL_OTHERS)}. Several at once: {', '.join(USUAL_GROUPS)}. "
            f"Unnamed participants: {', '.join(USUAL_PARTICIPANTS)}. "
            f"Numbered by speech recognition: {', '.join(USUAL_NUMBERED)}."
        ),
    )
    interviewer: Names = Field(
        (),
        description="Further labels of interviewers, as written. Their turns give context to the answers and are set "
        "aside from discovery. A label with a number (说话人1) stands for that number only.",
    )
    participant: Names = Field(
        (),
        description="Labels of participants, as written, if they would be taken for another role, or for no label at "
        "all. A usual label of an interviewer (I) then stands for another participant in each document.",
    )
    other: Names = Field(
        (),
        description="Further labels of people who are neither interviewer nor participant (interpreter, relative, "
        "staff). Their turns are set aside from discovery.",
    )
    generic: Names = Field(
        (),
        description="Further labels that name a role, not a person: in each document they stand for another person. "
        "With a number (P3, 受访者2) they stand for the same person in all documents.",
    )
    numbered: Names = Field(
        (),
        description="Further labels that speech recognition numbers separately in each document.",
    )

    @property
    def interviewers(self) -> tuple[str, ...]:
        """All labels of interviewers."""
        return self.interviewer + USUAL_INTERVIEWERS * self.usual_labels

    @property
    def others(self) -> tuple[str, ...]:
        """All labels of people who are neither interviewer nor participant, and of several people at once."""
        return self.other + (USUAL_OTHERS + USUAL_GROUPS) * self.usual_labels

    @property
    def groups(self) -> tuple[str, ...]:
        """All labels of several people who speak at once."""
        return USUAL_GROUPS * self.usual_labels

    @property
    def unnamed_participants(self) -> tuple[str, ...]:
        """All labels that name a role, not a person."""
        named = {label.casefold() for label in self.participant}
        roles = tuple(label for label in USUAL_INTERVIEWERS + USUAL_OTHERS if label.casefold() in named)
        return self.generic + (roles + USUAL_PARTICIPANTS) * self.usual_labels

    def with_roles(
        self, *, interviewer: Sequence[str] = (), participant: Sequence[str] = (), other: Sequence[str] = ()
    ) -> "SpeakerSettings":
        """Return these settings with further labels of three roles; a label leaves the role that it had here."""
        given = {"interviewer": interviewer, "participant": participant, "other": other}
        new = {label.casefold() for labels in given.values() for label in labels}
        kept = {role: [label for label in getattr(self, role) if label.casefold() not in new] for role in given}
        return self.model_copy(update={role: (*dict.fromkeys(given[role]), *kept[role]) for role in given})

    @property
    def renumbered(self) -> tuple[str, ...]:
        """All labels that speech recognition numbers separately in each document."""
        return self.numbered + USUAL_NUMBERED * self.usual_labels


class TableSettings(Section):
    """Columns of tables (csv, tsv, xlsx, jsonl). Give a name, or a list of names of which the first match is used."""

    rows: Literal["documents", "units"] = Field(
        "documents",
        description='What a row is: a whole document ("documents"), or a meaning unit ("units").',
    )
    text: Names = Field(
        (
            *("text", "content", "answer", "response", "文本", "内容", "回答", "文字", "內容"),
            *("transcript", "transcription", "utterance", "caption", "subtitle", "sentence", "speech", "message"),
            *("发言内容", "说话内容", "转写内容", "转写文本", "文本内容", "文字内容", "逐字稿", "字幕", "對話"),
            *("發言內容", "說話內容", "轉寫內容", "文字內容", "对话"),
        ),
        description="What was said.",
    )
    id: Names = Field(("id", "row_id", "编号", "編號"), description="The row's id; without one, the row number.")
    document: Names = Field(
        ("doc", "document", "doc_id", "file", "文档", "文檔"),
        description="The document that the row belongs to; rows of one document are joined in order.",
    )
    order: Names = Field((), description="A number that orders the rows of a document; without one, the row's id.")
    speaker: Names = Field(
        (
            *("speaker", "说话人", "发言人", "說話人", "發言人", "speaker name", "speaker_name", "speakername"),
            *("speaker label", "speaker_label", "speaker id", "speaker_id", "spk", "发言者", "说话者", "讲话人"),
            *("發言者", "說話者", "講話人"),
        ),
        description="Who speaks.",
    )
    participant: Names = Field(
        ("participant", "participant_id", "参与者", "參與者"), description="The person, the same over all documents."
    )
    codes: Names = Field(
        (),
        description="Columns of manual codes: one code, a list, codes separated by ';', or a JSON object of these by "
        "coder. Discovery never uses them.",
    )
    parents: Names = Field((), description="Columns of the themes above the codes, if each row has one theme.")
    paths: Names = Field(
        ("paths",), description="Columns of codes written as 'theme > code', which states the theme of each code."
    )
    coder: str = Field("manual", description="The name of the coder, if the table does not name one.", min_length=1)
    coders: Names = Field(
        ("coder", "annotator", "编码者", "编码员", "編碼者", "編碼員"),
        description="The coder of the row. Rows of several coders with the same id, or the same text, are one unit.",
    )
    participant_attributes: Names = Field((), description="Columns that describe the person (gender, diagnosis …).")
    document_attributes: Names = Field((), description="Columns that describe the document (site, time point …).")


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
        "auto", description="Number type of a model; auto: bfloat16 if the processor supports it."
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
    discovery: DiscoverySettings = DiscoverySettings()
    description: DescriptionSettings = DescriptionSettings()
    naming: NamingSettings = NamingSettings()
    comparison: ComparisonSettings = ComparisonSettings()
    saturation: SaturationSettings = SaturationSettings()
