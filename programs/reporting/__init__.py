"""The report framework: a report is sections, a section is a table, and every format has one renderer for a table.

Nothing here knows the ORM or the clock: sections bring typed values, renderers write them. Official documents are
Ukrainian whatever the reader's language is.

period – two dates; table – rows and columns as data; marks – what changed in a text, word by word; paper – what every
printed document has; report – headings, tables and signatures; words – an amount, a percentage or its absence as people
read it; cells – a table laid out for printing; guard – what no spreadsheet may make of a text; addresses – of pages, as
files carry them; as_json, as_csv, as_xlsx, as_pdf – the one writer of each format; files – the formats that a report
can be had in.
"""

from ..period import Period, presets
from ..words import ABSENCE_LABELS, amount_text, date_text, difference_text, money_text, percent_text, signed_text
from .marks import Marked, compare_words
from .paper import Paper, Signatory
from .report import Fact, Report, Section
from .table import Column, Kind, Level, Row, State, Table, Value

__all__ = [
    "ABSENCE_LABELS",
    "Column",
    "Fact",
    "Kind",
    "Level",
    "Marked",
    "Paper",
    "Period",
    "Report",
    "Row",
    "Section",
    "Signatory",
    "State",
    "Table",
    "Value",
    "amount_text",
    "compare_words",
    "date_text",
    "difference_text",
    "money_text",
    "percent_text",
    "presets",
    "signed_text",
]
