"""Settings of what is read: files, speakers' labels, columns of tables."""

from typing import Literal

from pydantic import Field

from thememiner.config.labels import USUAL_INTERVIEWERS, USUAL_NUMBERED, USUAL_OTHERS, USUAL_PARTICIPANTS
from thememiner.config.section import Names, Section


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
