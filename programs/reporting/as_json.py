"""A paper as JSON: the data that page, command and PDF attachment share, and their check code."""

import hashlib
import json
from datetime import date
from decimal import Decimal
from typing import Any

from ..finance import Absence
from .marks import Marked
from .paper import Paper
from .table import State, Table, Value


def value_of(value: Value) -> Any:
    """A value for machines: money and percentages as strings that lose no kopiika, absences by their code."""
    if isinstance(value, Absence):
        return {"absent": value.value}
    if isinstance(value, State):
        return {"code": value.code, "label": value.label}
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Marked):
        return str(value)
    if isinstance(value, list | tuple):
        return [str(line) for line in value]
    return value


def table_data(table: Table) -> dict[str, Any]:
    """A table with its columns described, so that the rows explain themselves."""
    return {
        "key": table.key,
        "caption": table.caption,
        "columns": [
            {
                "key": column.key,
                "title": column.title,
                "group": column.group or None,
                "kind": column.kind.value,
                "plan": column.plan,
                "heads": column is table.heading_column,
                "below": column.below,
                **({"divisor": column.divisor, "decimals": column.decimals} if column.in_other_unit else {}),
            }
            for column in table.columns
        ],
        "rows": [
            {
                "level": row.level.value,
                "link": row.link or None,
                "cells": {
                    column.key: value_of(row.cells[column.key]) for column in table.columns if column.key in row.cells
                },
            }
            for row in table.rows
        ],
        "notes": list(table.notes),
        "empty": table.empty,
        **({} if table.printed else {"printed": False}),
    }


def render(paper: Paper) -> bytes:
    """The paper's data in UTF-8; equal data give equal bytes. Addresses are whole; of an unknown site, none."""
    data = paper.data()
    for row in (row for section in data.get("sections", ()) for row in section["rows"]):
        row["link"] = f"{paper.site}{row['link']}" if paper.site and row["link"] else None
    return _written(data)


def _written(data: dict[str, Any]) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def check_code(paper: Paper) -> str:
    """A short fingerprint of a paper's data, printed on every page of it: «3f2a-90bc-1d44».

    It is the same at whatever address the portal is asked: there the data have the links within the site. What was
    submitted has the code that leads to it.
    """
    if paper.own_code:
        return paper.own_code
    digest = hashlib.sha256(_written(paper.data())).hexdigest()[:12]
    return "-".join(digest[start : start + 4] for start in range(0, 12, 4))
