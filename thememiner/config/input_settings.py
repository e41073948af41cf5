"""Settings of what is read: files, labels of speakers, and columns of tables."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Names = Annotated[tuple[str, ...], BeforeValidator(lambda given: (given,) if isinstance(given, str) else given)]
"""One name or a list of names. Of several columns, the first that the table has is used."""
USUAL_INTERVIEWERS = (
    *("Interviewer", "I", "Q", "Int", "Moderator", "Facilitator", "Researcher", "Investigator", "Host", "Question"),
    *("Me", "Mod", "Inv", "IV", "Ethnographer"),
    *("访谈者", "访谈人", "访谈员", "采访者", "采访人", "主持人", "研究者", "研究员", "访问者", "访问员", "访员"),
    *("调查员", "提问者", "提问人", "提问", "问", "追问", "问题", "记者", "记者问", "我", "訪談者", "訪談人"),
    *("訪談員", "採訪者", "採訪人", "訪問者", "訪問員", "訪員", "調查員", "研究員", "提問者", "提問", "問", "追問"),
    *("問題", "記者", "記者問", "笔者", "筆者", "访", "訪"),
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
    *("IE", "Part", "Resp", "来访者", "被访", "受", "來訪者", "被訪"),
)
USUAL_NUMBERED = ("Speaker", "Spk", "Unknown speaker", "说话人", "发言人", "讲话人", "說話人", "發言人", "講者")


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
