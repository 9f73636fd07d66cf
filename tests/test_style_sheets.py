"""The two style sheets, of the public and of the staff: alike in their colours, with no rules for nothing, packed."""

import re
from pathlib import Path

import django
from django.test import Client

ROOT = Path(__file__).resolve().parent.parent
PUBLIC, STAFF = ROOT / "static/css/public.css", ROOT / "static/admin_portal/staff.css"
FOLDERS = [ROOT / name for name in ("templates", "static/admin_portal")]
FOLDERS += [ROOT / name for name in ("kakhovka_portal", "programs", "media_contracts", "civil_society", "grants")]
FOLDERS += [Path(django.__file__).parent / name for name in ("contrib/admin", "forms")]
# Names that Django's admin makes of a model, a formset or a field.
MADE_BY_DJANGO = re.compile(r"(model|app|field|column)-\w+|id_\w+|\w+-group|\w+_form")


def test_staff_and_public_have_the_same_colours_sizes_and_spaces() -> None:
    section = r"/\* Colours, sizes and spaces -+ \*/\n/\*.*?\*/\n(.*?)\n/\* "
    first = [re.findall(section, sheet.read_text(), re.DOTALL) for sheet in (PUBLIC, STAFF)]

    assert first[0] == first[1]
    assert first[0][0].startswith(":root {")


def test_no_rule_is_about_a_name_that_no_page_has() -> None:
    sources = "".join(
        path.read_text() for folder in FOLDERS for path in folder.rglob("*") if path.suffix in {".html", ".py", ".js"}
    )
    words = set(re.findall(r"[A-Za-z][\w-]*", sources))
    begun = set(re.findall(r"""([A-Za-z][\w-]*[-_])(?=\{|\$\{|["'] \+)""", sources))  # state-{{ state }}

    def is_used(name: str) -> bool:
        beginnings = (name[: i + 1] for i, sign in enumerate(name) if sign in "-_")
        return name in words or bool(MADE_BY_DJANGO.fullmatch(name)) or any(each in begun for each in beginnings)

    assert {name for sheet in (PUBLIC, STAFF) for name in _names(sheet) if not is_used(name)} == set()


def _names(sheet: Path) -> set[str]:
    """The classes and ids that the sheet has rules for."""
    rules = re.sub(r'/\*.*?\*/|url\([^)]*\)|"[^"]*"', "", sheet.read_text(), flags=re.DOTALL)
    return {
        name for selector in re.findall(r"([^{};]+)\{", rules) for name in re.findall(r"[.#]([A-Za-z][\w-]*)", selector)
    }


def test_every_rule_of_a_sheet_is_closed() -> None:
    for sheet in (PUBLIC, STAFF, ROOT / "static/css/document.css"):
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
        beginnings = re.findall(r"^([^\s}@][^{}]*)\{", text, re.MULTILINE)
        inside = [rule for rule in re.findall(r"^[^\s}@][^{}]*\{([^}]*)", text, re.MULTILINE) if "{" in rule]
        assert (inside, text.count("{") - text.count("}"), bool(beginnings)) == ([], 0, True)


def test_a_sheet_travels_packed_and_is_not_sent_again() -> None:
    address = f"/static/css/{PUBLIC.name}"
    client = Client(headers={"accept-encoding": "gzip"})

    first = client.get(address)
    again = client.get(address, headers={"if-modified-since": first["Last-Modified"]})

    assert (first["Content-Encoding"], first["Vary"]) == ("gzip", "Accept-Encoding")
    assert len(first.getvalue()) < PUBLIC.stat().st_size / 4
    assert again.status_code == 304
    assert Client().get(address).getvalue() == PUBLIC.read_bytes()


def test_no_page_asks_for_a_third_sheet_of_ours() -> None:
    named = {
        name
        for folder in FOLDERS[:-2]
        for path in folder.rglob("*")
        if path.suffix in {".html", ".py"}
        for name in re.findall(r"(?:css|admin_portal)/[\w-]+\.css", path.read_text().replace("admin/css/", ""))
    }

    assert named == {"css/public.css", "admin_portal/staff.css", "css/document.css"}
