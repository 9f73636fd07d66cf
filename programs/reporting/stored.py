"""A report read back from its own data, so that a page shows what was submitted: nothing is reckoned anew."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ..finance import Absence
from ..period import Period
from .paper import Signatory
from .report import Fact, Issued, Report
from .table import Column, Kind, Level, Row, State, Table, Value

SCHEMA = 2  # the form that Report.data() writes; data of an earlier one are read as they were written


def report_of(data: Mapping[str, Any], *, link: str = "") -> Report:
    """The report of its data."""
    start, end = (date.fromisoformat(data["period"][name]) for name in ("start", "end"))
    issued = data["issued"]
    return Report(
        slug=data["program"]["slug"],
        title=data["title"],
        program=data["program"]["title"],
        short_title=data["program"]["short_title"],
        council=data["council"],
        act=data["act"],
        edition=data["edition"],
        edition_mark="",
        period=Period(start, end),
        period_label=data["period"]["label"],
        state=data["state"],
        facts=[
            Fact(fact["key"], fact["label"], value_from(fact["value"], Kind(fact["kind"])), Kind(fact["kind"]))
            for fact in data["facts"]
        ],
        summary=data["summary"],
        tables=[(section["title"], table_of(section)) for section in data["sections"]],
        signatories=[Signatory(**row) for row in data["signatories"]],
        link=link,
        demonstration=data["demonstration"],
        cover=cover_of(data.get("cover", {})),
        rules=data.get("rules", []),
        left_out=data.get("left_out", []),
        issued=Issued(
            **{
                **issued,
                "on": date.fromisoformat(issued["on"]),
                "tasks": tuple((title, text) for title, text in issued.get("tasks", ())),
            }
        ),
        form=data.get("form", {}),
    )


def cover_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """The picture of the first page; reports of the first schema had none."""
    amounts = [
        {**bar, "plan": value_from(bar["plan"], Kind.MONEY), "paid": value_from(bar["paid"], Kind.MONEY)}
        for bar in data.get("bars", ())
    ]
    return {**data, "bars": amounts} if data else {}


def table_of(data: Mapping[str, Any]) -> Table:
    """A table of a report; how wide its columns are, only a printed one needs to know."""
    first = next((column["key"] for column in data["columns"] if column.get("heads")), None)
    columns = [
        Column(
            key=column["key"],
            title=column["title"],
            kind=Kind(column["kind"]),
            group=column["group"] or "",
            plan=column["plan"],
            heads=column["key"] == first,
            below=column["below"],
            divisor=column.get("divisor", 1),
            decimals=column.get("decimals", 2),
        )
        for column in data["columns"]
    ]
    kinds = {column.key: column.kind for column in columns}
    return Table(
        key=data["key"],
        caption=data["caption"],
        columns=columns,
        rows=[
            Row(
                {key: value_from(value, kinds[key]) for key, value in row["cells"].items()},
                Level(row["level"]),
                row["link"] or "",
            )
            for row in data["rows"]
        ],
        notes=data["notes"],
        empty=data["empty"],
        printed=data.get("printed", True),
    )


def value_from(value: Any, kind: Kind) -> Value:
    """A value of a column of this kind as it was before it was written."""
    if isinstance(value, Mapping):
        return Absence(value["absent"]) if "absent" in value else State(value["code"], value["label"])
    if isinstance(value, str) and kind in {Kind.MONEY, Kind.PERCENT, Kind.QUANTITY}:
        return Decimal(value)
    if isinstance(value, str) and kind is Kind.DATE:
        return date.fromisoformat(value)
    found: Value = value
    return found
