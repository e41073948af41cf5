"""Readers, one per file format: bytes become text with turns, or rows."""

from thememiner.corpus.formats.chat import read_chat
from thememiner.corpus.formats.docx import read_word
from thememiner.corpus.formats.elan import read_elan
from thememiner.corpus.formats.odt import read_odt
from thememiner.corpus.formats.pdf import read_pdf
from thememiner.corpus.formats.rtf import read_rtf
from thememiner.corpus.formats.subtitles import read_captions
from thememiner.corpus.formats.text import read_text
from thememiner.corpus.formats.textgrid import read_textgrid
from thememiner.corpus.formats.transcript_tables import read_coded_tables, read_table_rows

__all__ = [
    "read_captions",
    "read_chat",
    "read_coded_tables",
    "read_elan",
    "read_odt",
    "read_pdf",
    "read_rtf",
    "read_table_rows",
    "read_text",
    "read_textgrid",
    "read_word",
]
