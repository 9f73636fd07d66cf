"""manage.py load_program: a programme comes in whole and once, or not at all."""

import json
from copy import deepcopy
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from programs.models import Commission, LegalAct, MeasureRow, Program

FOUNDING = settings.BASE_DIR / "fixtures" / "program_2021_2023.json"


@pytest.fixture
def records() -> list[dict[str, Any]]:
    return json.loads(FOUNDING.read_text(encoding="utf-8"))


def load(path: Path) -> str:
    out = StringIO()
    call_command("load_program", path, stdout=out)
    return out.getvalue()


def write(tmp_path: Path, records: list[dict[str, Any]]) -> Path:
    path = tmp_path / "program.json"
    path.write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
    return path


def test_a_second_run_leaves_what_the_department_corrected(program: Program, person: Any) -> None:
    program.short_title = "Виправлена назва"
    program.save()
    assert load(FOUNDING) == "information-space-2021-2023: loaded before, nothing changed\n"
    assert Program.objects.get().short_title == "Виправлена назва"


def test_every_record_has_its_history_from_the_first_day(program: Program) -> None:
    reasons = set(MeasureRow.history.values_list("history_change_reason", flat=True))
    assert reasons == {"завантажено з program_2021_2023.json"}


def spoil(records: list[dict[str, Any]], model: str, **changes: Any) -> None:
    next(record for record in records if record["model"] == f"programs.{model}")["fields"].update(changes)


SPOILT: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("passporttotal", {"amount": "199999.99"}, r"2021: \+0,01\xa0грн"),
    ("allocation", {"amount": "-1.00"}, "record"),
    ("measurerow", {"funding": "free"}, "record"),
    ("allocation", {"source": ["no-such-source"]}, "record"),
    ("edition", {"act": None}, "record"),
    ("program", {"end_year": 2020}, "record"),
)


def test_a_file_with_an_error_loads_nothing_and_says_where(
    empty_portal: None, tmp_path: Path, records: list[dict[str, Any]]
) -> None:
    for model, changes, message in SPOILT:
        spoilt = deepcopy(records)
        spoil(spoilt, model, **changes)
        with pytest.raises(CommandError, match=message):
            load(write(tmp_path, spoilt))
        assert [m.objects.count() for m in (Program, LegalAct, MeasureRow)] == [0, 0, 0]


def test_a_file_that_is_no_programme_is_refused_with_its_name(empty_portal: None, tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    for text in ("", "{", "[]", '[{"model": "programs.nothing", "fields": {}}]', "не JSON"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(CommandError, match=r"broken\.json"):
            load(path)


def test_a_missing_file_is_named(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere\.json cannot be read"):
        load(tmp_path / "nowhere.json")


@pytest.mark.both_databases("imports")
def test_the_programme_loads_again_into_an_empty_portal(empty_portal: None) -> None:
    said = "information-space-2021-2023: edition 1, 5 tasks, 17 measures, the plan adds up\n"
    assert load(FOUNDING) == said
    assert Commission.objects.count() == 1
