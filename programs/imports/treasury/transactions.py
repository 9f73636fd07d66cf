"""Treasury transactions (spending.gov.ua) as JSON or CSV, read one by one, so that memory does not grow with the file.

The field names are the treasury's own – ``recipt_`` is their spelling – or what offices make of them in Ukrainian. A
spreadsheet that a file went through eats leading zeros and writes codes as 40990012.0: what can be told is mended.
"""

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, BinaryIO

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from stdnum.ua import edrpou

from ...bounds import Lines, checked_events
from ...texts import canonical
from ..reading.cells import Kind, Oddity, Unit, one_line, read_amount, read_date
from ..reading.files import DAMAGE, FileProblem

FIELDS = (
    "id doc_vob doc_number doc_date doc_v_date trans_date amount currency payer_edrpou payer_name payer_account "
    "payer_mfo payer_bank recipt_edrpou recipt_name recipt_account recipt_bank recipt_mfo payment_details doc_add_attr "
    "region_id kekv kpk contractId contractNumber budgetCode source_name"
)
# What a column may be called besides: first as the portal calls it in Ukrainian, then as files were seen to.
OTHER_NAMES = {
    "id": ("ID транзакції", "номер транзакції", "ідентифікатор транзакції", "trans_id", "transaction_id"),
    "trans_date": ("дата транзакції", "дата платежу", "дата оплати", "дата операції", "дата проведення", "дата"),
    "amount": ("сума", "сума платежу", "сума транзакції", "сума оплати"),
    "currency": ("валюта",),
    "payer_edrpou": ("ЄДРПОУ платника", "код платника", "платник ЄДРПОУ"),
    "payer_name": ("назва платника", "платник"),
    "recipt_edrpou": ("ЄДРПОУ отримувача", "код отримувача", "отримувач ЄДРПОУ"),
    "recipt_name": ("назва отримувача", "отримувач"),
    "payment_details": ("призначення платежу", "призначення"),
    "kekv": ("КЕКВ",),
    "kpk": ("КПКВК", "КПК", "КПКВ", "КПКВКМБ"),
    "contractNumber": ("номер договору", "договір", "contract_number"),
    "doc_number": ("номер документа", "номер документу", "документ", "номер платіжного доручення"),
}
# Older bulk files have neither КЕКВ nor КПКВК.
REQUIRED = ("id", "trans_date", "amount", "payer_edrpou", "recipt_edrpou", "recipt_name")
MAX_FILE = 500 * 1024 * 1024
UAH = {"", "UAH", "980", "ГРН", "ГРИВНЯ"}
_PERSONAL = re.compile(r"(?<!\d)\d{10}(?!\d)|UA\s?\d{2}(?:\s?\d){25}|(?<!\d)\d{14,29}(?!\d)", re.IGNORECASE)
_MOMENT = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(?:(Z|UTC|GMT)|([+-]\d{2}):?(\d{2})?)$", re.IGNORECASE
)
_WRAPPED = re.compile(r"=?\"(.*)\"|'(.*)")  # ="04051327" and '04051327 are no numbers to a spreadsheet
_AS_NUMBER = re.compile(r"([0-9]+)[.,]0+")
_DIGITS = re.compile("[0-9]+")  # «²» and digits of other alphabets are none of a code
_IN_POWERS = re.compile(r"\d[.,]\d+E[+-]?\d+|\dE[+-]\d+", re.IGNORECASE)
_SOLE_TRADER = re.compile(r"\bФОП\b|фізична\s+особа\s*[-–—]\s*підприємець", re.IGNORECASE)


@dataclass(frozen=True)
class Transaction:
    """A payment of the treasury without what must not be kept: persons' numbers and payment texts, accounts."""

    row: int
    id: str
    date: date
    amount: Decimal
    document_number: str
    payer: str
    payer_name: str
    recipient: str
    recipient_name: str
    is_person: bool
    contract_number: str
    kekv: str
    kpkvk: str
    note: str

    @property
    def is_return(self) -> bool:
        """Money that came back of an earlier payment stands in the treasury's lists with a minus."""
        return self.amount < 0

    @property
    def pattern(self) -> tuple[str, str, str, str]:
        """What a rule looks at: recipient, contract, КЕКВ, КПКВК."""
        return self.recipient, self.contract_number, self.kekv, self.kpkvk


@dataclass(frozen=True)
class Unreadable:
    """A transaction that cannot be taken, with its row, the field and what stands there."""

    row: int
    field: str
    read: str
    sentence: str
    payer: str = ""


def read_transactions(file: BinaryIO) -> Iterator[Transaction | Unreadable]:
    """Every transaction of a file in its order; those that cannot be taken as :class:`Unreadable`."""
    for row, fields in _records(file):
        yield _transaction(row, fields)


def digest_of(file: BinaryIO) -> str:
    """SHA-256 of a file read in pieces."""
    file.seek(0)
    found = hashlib.sha256()
    while piece := file.read(1 << 20):
        found.update(piece)
    file.seek(0)
    return found.hexdigest()


# The file -------------------------------------------------------------------------------------------------------------


def _records(file: BinaryIO) -> Iterator[tuple[int, Mapping[str, Any]]]:
    file.seek(0, io.SEEK_END)
    if file.tell() > MAX_FILE:
        raise FileProblem(_("The file is larger than 500 MB: divide it."))
    file.seek(0)
    start = file.read(4096)
    file.seek(0)
    if not start.strip():
        raise FileProblem(_("The file is empty."))
    bare = start.removeprefix(codecs.BOM_UTF8).lstrip()
    return _json_records(file) if bare[:1] in (b"[", b"{") else _csv_records(file, start)


def _json_records(file: BinaryIO) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The objects of the first list in the file, be it the whole file or a field of its object."""
    import ijson

    try:
        prefix, columns = _list_prefix(file), {}
        row = 0
        for row, item in enumerate(ijson.items(_events(file), prefix, map_type=_Fields), start=1):
            if not isinstance(item, _Fields):
                raise FileProblem(_("Item %(row)s of the list is no transaction.") % {"row": row})
            if item.twice:
                words = _("Item %(row)s of the list has the field %(field)s twice: load the file from the site anew.")
                raise FileProblem(words % {"row": row, "field": item.twice})
            if row == 1:
                columns = _columns(item)
            yield row, {field: item.get(name) for field, name in columns.items()}
        if not row:
            raise FileProblem(_("The file holds no transaction."))
    except (ijson.JSONError, *DAMAGE) as error:
        raise FileProblem(_("The JSON file is broken: load it from the treasury's site anew.")) from error


class _Fields(dict[str, Any]):
    """The fields of an object; one that stands in it twice would silently win over the first."""

    twice = ""

    def __setitem__(self, name: str, value: Any) -> None:
        if name in self:
            self.twice = name
        super().__setitem__(name, value)


def _events(file: BinaryIO) -> Any:
    import ijson

    return ijson.parse(checked_events(ijson.basic_parse(file)))


def _list_prefix(file: BinaryIO) -> str:
    if file.read(3) != codecs.BOM_UTF8:
        file.seek(0)
    begin = file.tell()
    prefix = next((prefix for prefix, event, _value in _events(file) if event == "start_array"), None)
    if prefix is None:
        raise FileProblem(_("The file holds no list of transactions."))
    file.seek(begin)
    return f"{prefix}.item" if prefix else "item"


def _csv_records(file: BinaryIO, start: bytes) -> Iterator[tuple[int, Mapping[str, Any]]]:
    encoding = _encoding(file, start)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        first = start.decode(encoding, errors="replace").splitlines()[0]
        lines = Lines(text)
        reader = csv.DictReader(lines, delimiter=max(";,\t|", key=first.count), strict=True)
        columns = _columns(reader.fieldnames or ())
        row = 1
        for row, record in enumerate(lines.rows(reader), start=2):
            if None in record:
                raise FileProblem(
                    _("Row %(number)s has more cells than the heading: a text with the separator in it needs quotes.")
                    % {"number": row}
                )
            yield row, {field: record.get(name) for field, name in columns.items()}
        if row == 1:
            raise FileProblem(_("The file holds no transaction."))
    except csv.Error as error:
        raise FileProblem(
            _("The CSV file is broken (%(error)s). Save it anew, or use JSON.") % {"error": error}
        ) from error
    except DAMAGE as error:
        raise FileProblem(_("This is neither a JSON nor a CSV file: load it from the treasury's site anew.")) from error
    finally:
        text.detach()


def _encoding(file: BinaryIO, start: bytes) -> str:
    """UTF-8 if the whole file is, UTF-16 where Excel's «Unicode text» says so, else the old Windows encoding."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if start.startswith((b"PK\x03\x04", b"%PDF")) or b"\0" in start:
        raise FileProblem(_("This is neither a JSON nor a CSV file: load it from the treasury's site anew."))
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(1 << 20):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1251"
    finally:
        file.seek(0)
    return "utf-8-sig"


def _plain(name: str) -> str:
    """A heading without what offices write in different ways: «Код за ЄДРПОУ одержувача» asks for the same."""
    text = canonical(name).casefold().replace("№", "номер ").replace("одержувач", "отримувач")
    text = text.replace("найменування", "назва").replace("едрпоу", "єдрпоу").replace("i", "і")
    return " ".join(word for word in re.findall(r"[^\W_]+", text) if word not in _WEIGHTLESS)


_WEIGHTLESS = {"код", "за", "грн", "uah"}
_FIELDS_BY_NAME = {_plain(name): field for field in FIELDS.split() for name in (field, *OTHER_NAMES.get(field, ()))}


def _columns(names: Collection[str]) -> dict[str, str]:
    """What the columns of a file that matter are called in it, by the treasury's own names."""
    found = [(_FIELDS_BY_NAME.get(_plain(name), ""), name) for name in names]
    columns = {field: name for field, name in found if field in OTHER_NAMES}
    twice = [name for field, name in found if field in columns and [each for each, _name in found].count(field) > 1]
    if twice:
        words = _("The columns %(columns)s mean the same: leave one of them.")
        raise FileProblem(words % {"columns": ", ".join(f"«{name.strip()}»" for name in twice)})
    missing = [f"«{capfirst(OTHER_NAMES[name][0])}» ({name})" for name in REQUIRED if name not in columns]
    if missing:
        words = _("The file has no column %(fields)s. Name the columns so, or by the treasury's own names in brackets.")
        raise FileProblem(words % {"fields": ", ".join(missing)})
    return columns


# One transaction ------------------------------------------------------------------------------------------------------


def _transaction(row: int, fields: Mapping[str, Any]) -> Transaction | Unreadable:
    def text(name: str) -> str:
        value = fields.get(name)
        return "" if value is None else one_line(str(value))

    def unreadable(name: str, sentence: str) -> Unreadable:
        read = without_personal_data(text(name))[:100]  # a cell that slipped may hold a person's number
        words = sentence % {"read": read}
        said = _("Row %(row)s, field %(field)s: %(what)s") % {"row": row, "field": name, "what": words}
        return Unreadable(row, name, read, said, payer)

    codes = {name: bare(text(name)) for name in _CODES}
    payer = edrpou_of(codes["payer_edrpou"])
    if not payer:
        return unreadable("payer_edrpou", _("“%(read)s” is no ЄДРПОУ of a payer."))
    if not text("id"):
        return unreadable("id", _("the transaction has no number."))
    if damaged := next(
        (name for name, code in codes.items() if "E" in code.upper() and _IN_POWERS.fullmatch(code)), ""
    ):
        return unreadable(damaged, _("a spreadsheet cut “%(read)s” short: take the file from the site anew."))
    day = day_of(text("trans_date"))
    if day is None:
        return unreadable("trans_date", _("“%(read)s” is no date."))
    if text("currency").upper() not in UAH:
        return unreadable("currency", _("“%(read)s” is not the hryvnia."))
    amount = read_amount(fields.get("amount"))
    odd = amount.oddities & {Oddity.ODD_GROUPS, Oddity.THREE_DECIMALS, Oddity.LONG_FRACTION}
    hryvnias = amount.hryvnias(Unit.UAH)
    if amount.kind is not Kind.AMOUNT or hryvnias is None or odd:
        return unreadable("amount", _("“%(read)s” is no amount in UAH."))
    if not hryvnias:
        return unreadable("amount", _("“%(read)s” moves no money."))
    kekv, kpkvk = _code(codes["kekv"], 4), _code(codes["kpk"], 7)
    if kekv is None:
        return unreadable("kekv", _("“%(read)s” is no КЕКВ of four digits."))
    if kpkvk is None:
        return unreadable("kpk", _("“%(read)s” is no КПКВК of seven digits."))
    return _cleaned(row, day, hryvnias, kekv, kpkvk, codes | {name: text(name) for name in _TEXTS})


_CODES = ("id", "doc_number", "payer_edrpou", "recipt_edrpou", "contractNumber", "kekv", "kpk")
_TEXTS = ("payer_name", "recipt_name", "payment_details")


def _cleaned(row: int, day: date, amount: Decimal, kekv: str, kpkvk: str, fields: Mapping[str, str]) -> Transaction:
    """The transaction without personal data: a person's number, accounts and payment text end here."""
    code = edrpou_of(fields["recipt_edrpou"])
    is_entity = bool(code)
    is_trader = bool(_SOLE_TRADER.search(fields["recipt_name"]))
    name = _name_of(fields["recipt_name"]) if is_entity or is_trader else ""
    return Transaction(
        row=row,
        id=fields["id"][:50],
        date=day,
        amount=amount,
        document_number=without_personal_data(fields["doc_number"])[:100] or "б/н",
        payer=edrpou_of(fields["payer_edrpou"]),
        payer_name=_name_of(fields["payer_name"]),
        recipient=code,
        recipient_name=name,
        is_person=not is_entity,
        contract_number=without_personal_data(fields["contractNumber"])[:100],
        kekv=kekv,
        kpkvk=kpkvk,
        note=without_personal_data(fields["payment_details"])[:500] if is_entity else "",
    )


def without_personal_data(text: str) -> str:
    """The text with tax numbers of persons and accounts blotted out."""
    return one_line(_PERSONAL.sub("…", text))


@lru_cache(maxsize=4_096)
def _name_of(text: str) -> str:
    return without_personal_data(text)[:300]


def bare(text: str) -> str:
    """A code without what a spreadsheet or whoever feared it put around it."""
    if _DIGITS.fullmatch(text):
        return text
    if wrapped := _WRAPPED.fullmatch(text):
        text = (wrapped[1] or wrapped[2] or "").strip()
    number = _AS_NUMBER.fullmatch(text)
    return number[1] if number else text


@lru_cache(maxsize=4_096)
def edrpou_of(code: str) -> str:
    """The ЄДРПОУ of a legal entity, with the zeros that a spreadsheet took away; "" of a person.

    Seven digits are a code of eight; of fewer the check digit has to say that they are.
    """
    if not (_DIGITS.fullmatch(code) and 5 <= len(code) <= 8):
        return ""
    whole = code.zfill(8)
    return whole if len(code) >= 7 or edrpou.is_valid(whole) else ""


def day_of(text: str) -> date | None:
    """The day of a transaction; a moment with an offset is one of Kyiv's, where the budget year ends."""
    day, moment = read_date(text[:10]), _MOMENT.search(text[10:])
    if day is None or moment is None:
        return day
    hours, minutes, seconds, _name, east, more = moment.groups(default="0")
    try:
        said = datetime.fromisoformat(
            f"{day}T{int(hours):02}:{minutes}:{int(seconds):02}{int(east):+03}:{int(more):02}"
        )
    except ValueError:
        return None
    return timezone.localdate(said)


def _code(text: str, digits: int) -> str | None:
    """A classification code with its leading zeros, which a spreadsheet takes away; "" where there is none."""
    if not text or set(text) <= {"0", "-"}:
        return ""
    return text.zfill(digits) if _DIGITS.fullmatch(text) and digits - 2 <= len(text) <= digits else None
