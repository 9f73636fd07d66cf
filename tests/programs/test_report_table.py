"""A table laid out: header spans, cells as people read them, and its HTML, CSV and JSON."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.template.loader import render_to_string
from django.utils import translation

from programs.finance import Absence
from programs.reporting import Column, Kind, Level, Row, State, Table, as_csv, as_json
from programs.reporting.cells import head_rows, printed_rows, spread
from programs.reporting.guard import for_excel
from programs.reporting.on_paper import on_paper

TABLE = Table(
    key="example",
    caption="Приклад, грн.",
    columns=[
        Column("number", "№"),
        Column("title", "Захід", heads=True),
        Column("approved", "Затверджено", Kind.MONEY, "План", plan=True),
        Column("amended", "Зі змінами", Kind.MONEY, "План", plan=True),
        Column("paid", "Сплачено", Kind.MONEY),
        Column("percent", "%", Kind.PERCENT),
        Column("state", "Стан", Kind.STATE),
        Column("reasons", "Причини", Kind.LINES),
        Column("on", "Дата", Kind.DATE),
        Column("count", "Кількість", Kind.NUMBER),
    ],
    rows=[
        Row({"number": "1", "title": "Завдання", "paid": Decimal("-1234.50")}, Level.GROUP),
        Row(
            {
                "number": "1.1.2",
                "title": "=2+2 & <b>",
                "approved": Decimal("1000000.00"),
                "amended": Decimal("0.00"),
                "paid": None,
                "percent": None,
                "state": State("done", "виконано"),
                "reasons": ["перша", "друга"],
                "on": date(2022, 6, 30),
                "count": 7,
            },
            link="/measure/",
        ),
        Row(
            {
                "title": "б",
                "approved": Absence.NOT_REQUIRED,
                "amended": Absence.NOT_FORESEEN,
                "paid": Absence.NOT_REQUIRED,
            }
        ),
        Row({"title": "в", "approved": Absence.AMOUNT_NOT_STATED, "percent": Decimal("58.1"), "state": None}),
    ],
    notes=["Примітка."],
)


def html(table: Table, **context: object) -> str:
    with translation.override("uk"):
        return render_to_string("programs/_table.html", {"table": table, **context})


def texts(table: Table) -> list[list[str]]:
    with translation.override("uk"):
        return [["; ".join(cell.lines) or cell.text for cell in row.cells] for row in printed_rows(table)]


def test_columns_of_one_group_stand_under_one_heading() -> None:
    rows = [[(head.title, head.colspan, head.rowspan) for head in row] for row in head_rows(TABLE)]
    assert rows == [
        [
            ("№", 1, 2),
            ("Захід", 1, 2),
            ("План", 2, 1),
            ("Сплачено", 1, 2),
            ("%", 1, 2),
            ("Стан", 1, 2),
            ("Причини", 1, 2),
            ("Дата", 1, 2),
            ("Кількість", 1, 2),
        ],
        [("Затверджено", 1, 1), ("Зі змінами", 1, 1)],
    ]


def test_every_kind_of_nothing_reads_differently() -> None:
    assert texts(TABLE) == [
        ["1", "Завдання", "", "", "−1\u00a0234,50", "", "", "", "", ""],
        [
            "1.1.2",
            "=2+2 & <b>",
            "1\u00a0000\u00a0000,00",
            "0,00",
            "не внесено",
            "—",
            "виконано",
            "перша; друга",
            "30.06.2022",
            "7",
        ],
        ["", "б", "не потребує фінансування", "—", "—", "", "", "", "", ""],
        ["", "в", "суму не визначено", "", "", "58,1", "не внесено", "", "", ""],
    ]


def test_a_dash_says_aloud_what_it_stands_for() -> None:
    with translation.override("uk"):
        spoken = [str(cell.spoken) for row in printed_rows(TABLE) for cell in row.cells if cell.text == "—"]
    assert spoken == ["не обчислюється", "не передбачено", "не потребує фінансування"]


def test_the_heading_of_a_task_spreads_over_the_empty_cells_after_it() -> None:
    with translation.override("uk"):
        task, measure = (spread(row) for row in printed_rows(TABLE)[:2])
    assert [(cell.text, cell.colspan) for cell in task.cells][:3] == [("1", 1), ("Завдання", 3), ("−1\u00a0234,50", 1)]
    assert [cell.colspan for cell in measure.cells] == [1] * 10


def test_the_html_escapes_links_and_labels_its_cells() -> None:
    page = html(TABLE)
    assert '<a href="/measure/">=2+2 &amp; &lt;b&gt;</a>' in page
    assert page.count('scope="colgroup"') == 1
    assert page.count('scope="col"') == 10
    assert page.count('scope="row"') == len(list(TABLE.rows))
    assert re.findall(r'data-label="Сплачено"', page) != []
    assert "style=" not in page
    assert "<li>Примітка.</li>" in page


def test_a_long_table_on_paper_numbers_its_columns_and_has_no_links() -> None:
    """A short one is read without them."""
    with translation.override("uk"):
        long, short = on_paper(replace(TABLE, rows=[*TABLE.rows] * 9)), on_paper(TABLE)
        page = render_to_string("programs/_paper_table.html", {"table": long})

    numbers = re.findall(r"<td>(\d+)</td>", page.split("table__numbers")[1].split("</tr>")[0])
    assert numbers == [str(number) for number in range(1, len(long.columns) + 1)]
    assert (long.numbered, short.numbered, "<a " in page) == (True, False, False)


def test_a_table_without_rows_says_so_in_a_sentence() -> None:
    page = html(Table("none", "Нічого", [Column("title", "Захід")], [], empty="Відхилень немає."))
    assert "Відхилень немає." in page
    assert "<table" not in page


def test_the_csv_opens_in_a_ukrainian_excel() -> None:
    with translation.override("uk"):
        content = as_csv.render(TABLE)
    assert content.decode("utf-8-sig").split("\r\n") == [
        "№;Захід;План: Затверджено;План: Зі змінами;Сплачено;%;Стан;Причини;Дата;Кількість",
        "1;Завдання;;;-1234,50;;;;;",
        '"=""1.1.2""";\'=2+2 & <b>;1000000,00;0,00;не внесено;—;виконано;"перша; друга";30.06.2022;7',
        ";б;не потребує фінансування;—;—;;;;;",
        ";в;суму не визначено;;;58,1;не внесено;;;",
        "",
    ]
    assert content.startswith(b"\xef\xbb\xbf")


def test_only_what_a_spreadsheet_takes_for_a_date_is_kept_from_it() -> None:
    texts = ["1.1.2", "12-5", "1/22", "3.", "31.12.2021", "2021-12-31", "92400000-5", "1.1.20215", "12345.1"]
    kept = {text for text in texts if for_excel(text) != text}
    assert kept == {"1.1.2", "12-5", "1/22", "31.12.2021", "2021-12-31"}


def test_a_long_csv_is_sent_while_it_is_read_in_the_language_of_the_asker() -> None:
    read: list[Row] = []

    class Rows(list[Row]):
        def __iter__(self) -> Iterator[Row]:
            for row in super().__iter__():
                read.append(row)
                yield row

    long = replace(TABLE, rows=Rows(Row({"title": str(number), "paid": None}) for number in range(1200)))

    with translation.override("uk"):
        pieces = as_csv.stream(long)
    start = [next(pieces)]

    assert len(read) == 499  # with the heading the first piece
    with translation.override("uk"):
        assert b"".join([*start, *pieces]) == as_csv.render(long)


def test_the_json_keeps_every_kopiika_and_every_reason() -> None:
    data = as_json.table_data(TABLE)
    assert [row["cells"] for row in data["rows"]] == [
        {"number": "1", "title": "Завдання", "paid": "-1234.50"},
        {
            "number": "1.1.2",
            "title": "=2+2 & <b>",
            "approved": "1000000.00",
            "amended": "0.00",
            "paid": None,
            "percent": None,
            "state": {"code": "done", "label": "виконано"},
            "reasons": ["перша", "друга"],
            "on": "2022-06-30",
            "count": 7,
        },
        {
            "title": "б",
            "approved": {"absent": "not_required"},
            "amended": {"absent": "not_foreseen"},
            "paid": {"absent": "not_required"},
        },
        {"title": "в", "approved": {"absent": "amount_not_stated"}, "percent": "58.1", "state": None},
    ]
    assert data["columns"][2] == {
        "key": "approved",
        "title": "Затверджено",
        "group": "План",
        "kind": "money",
        "plan": True,
        "heads": False,
        "below": False,
    }
