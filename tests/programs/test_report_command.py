"""manage.py build_report: the same data as the page, and a sentence instead of a traceback."""

from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from programs.models import Program

from .execution import Execution

SLUG = "information-space-2021-2023"


def build(output: Path | str, slug: str = SLUG, start: str = "2022-01-01", end: str = "2022-12-31") -> str:
    said = StringIO()
    call_command("build_report", slug, f"--from={start}", f"--to={end}", f"--output={output}", stdout=said)
    return said.getvalue()


FORMATS = {
    "json": ("application/json", b"{"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
    "pdf": ("application/pdf", b"%PDF-1.7"),
}
NAMED = (
    "attachment; filename=\"zvit_information-space-2021-2023_2022-01-01--2022-12-31.{0}\"; filename*=UTF-8''"
    "%D0%97%D0%B2%D1%96%D1%82%20%D0%BF%D1%80%D0%BE%20%D0%B2%D0%B8%D0%BA%D0%BE%D0%BD%D0%B0%D0%BD%D0%BD%D1%8F%20"
    "%D0%BF%D1%80%D0%BE%D0%B3%D1%80%D0%B0%D0%BC%D0%B8%2C%202022%20%D1%80%D1%96%D0%BA%20"
    "%28information-space-2021-2023%29.{0}"
)


def test_command_and_page_give_the_same_bytes_and_the_page_names_them_and_gives_them_once(
    program: Program, person: Any, client: Client, tmp_path: Path, settings: Settings
) -> None:
    """Each prints for itself: equal reports are equal files."""
    settings.PUBLIC_URL = "https://programs.example.org"  # else the page knows its address and the command none
    Execution(program, person("accountant")).pay("print-media", "2022-02-10", "15666.67")
    address = f"/programs/{SLUG}/reports/2022-01-01--2022-12-31/report"
    for ending, (content_type, start) in FORMATS.items():
        build(tmp_path / f"zvit.{ending}")
        answer = client.get(f"{address}.{ending}")
        again = client.get(f"{address}.{ending}", headers={"If-None-Match": answer.headers["ETag"]})
        assert (tmp_path / f"zvit.{ending}").read_bytes() == answer.content
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, content_type)
        assert answer.content.startswith(start)
        assert answer.headers["Content-Disposition"] == NAMED.format(ending)
        assert (again.status_code, again.content) == (304, b"")
    with pikepdf.open(BytesIO((tmp_path / "zvit.pdf").read_bytes())) as document:
        assert document.attachments["report.json"].get_file().read_bytes() == (tmp_path / "zvit.json").read_bytes()


def test_the_command_says_what_it_wrote(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "ЗВІТ.JSON"
    written = build(file)
    size = file.stat().st_size
    few = size % 10 in (2, 3, 4) and size % 100 not in (12, 13, 14)
    word = "байти" if few else "байт" if size % 10 == 1 and size % 100 != 11 else "байтів"
    assert written == f"{file}: 2022 рік, {size} {word}\n"
    assert [path.name for path in tmp_path.iterdir()] == ["ЗВІТ.JSON"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"slug": "nothing"}, f"Програми «nothing» немає. Є: {SLUG}."),
        ({"start": "2022-02-30"}, "«2022-02-30» – не дата: запишіть її так: 2022-12-31."),
        ({"end": "31.12.2022"}, "«31.12.2022» – не дата: запишіть її так: 2022-12-31."),
        ({"start": "2022-12-31", "end": "2022-01-01"}, "Період не може закінчитися раніше, ніж почався."),
        (
            {"start": "2019-01-01", "end": "2019-12-31"},
            "Строк програми – 2021–2023: виберіть період, що хоча б одним днем припадає на нього.",
        ),
    ],
)
def test_a_wrong_request_is_explained_and_nothing_is_written(
    program: Program, tmp_path: Path, changes: dict[str, str], message: str
) -> None:
    with pytest.raises(CommandError) as refusal:
        build(tmp_path / "zvit.json", **changes)
    assert str(refusal.value) == message
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["zvit.docx", "zvit", "zvit.pdf.txt"])
def test_an_unknown_ending_is_explained(program: Program, tmp_path: Path, name: str) -> None:
    with pytest.raises(CommandError) as refusal:
        build(tmp_path / name)
    assert str(refusal.value) == f"{tmp_path / name}: допишіть розширення файлу – .pdf, .xlsx, .json."


def test_a_place_that_cannot_be_written_is_explained_and_left_clean(program: Program, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="неможливо записати"):
        build(tmp_path / "немає" / "zvit.json")
    (tmp_path / "zvit.json").mkdir()
    with pytest.raises(CommandError, match="неможливо записати"):
        build(tmp_path / "zvit.json")
    assert [path.name for path in tmp_path.rglob("*")] == ["zvit.json"]


def test_an_earlier_file_is_replaced_whole(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "zvit.json"
    file.write_text("старий" * 100_000)
    build(file)
    assert file.read_text().startswith("{")
    assert file.read_text().endswith("}\n")
