"""Files of treasury transactions for the import tests, with the treasury's own field names."""

import csv
import io
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from programs.imports.treasury.transactions import FIELDS

NEWSPAPER, COUNCIL = "04051327", "26510514"


def transaction(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A payment to the newspaper for print coverage, changed as the test says."""
    values: dict[str, Any] = dict.fromkeys(FIELDS.split(), "")
    return {
        **values,
        "id": number,
        "doc_vob": "1",
        "doc_number": f"{100 + number}",
        "doc_date": "2021-04-06",
        "trans_date": "2021-04-06",
        "amount": 10560.00,
        "currency": "UAH",
        "payer_edrpou": COUNCIL,
        "payer_name": "Каховська міська рада",
        "payer_account": "UA213223130000026007233566001",
        "recipt_edrpou": NEWSPAPER,
        "recipt_name": "ТОВ «Редакція газети»",
        "recipt_account": "UA903052992990004149123456789",
        "payment_details": "За висвітлення діяльності, договір № 12 від 01.03.2021",
        "kekv": 2240,
        "kpk": "0118410",
        "contractNumber": "12",
        **changes,
    }


def as_json(rows: Iterable[dict[str, Any]], *, within: str = "") -> io.BytesIO:
    found: Any = list(rows)
    return io.BytesIO(json.dumps({within: found} if within else found, ensure_ascii=False).encode())


def as_csv(rows: Iterable[dict[str, Any]], *, delimiter: str = ";", encoding: str = "utf-8-sig") -> io.BytesIO:
    """A text table with decimal commas, as a Ukrainian office program saves it."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, FIELDS.split(), delimiter=delimiter)
    writer.writeheader()
    for row in rows:
        writer.writerow({**row, "amount": f"{Decimal(str(row['amount'])):.2f}".replace(".", ",")})
    return io.BytesIO(text.getvalue().encode(encoding))
