"""A copy of the portal holds all of it as of one moment and brings it back, on the same database and on the other."""

import errno
import fcntl
import gzip
import json
import os
import random
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from threading import Event, Thread
from time import time
from typing import Any

import environ
import pyrage
import pytest
import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker, Settings

from civil_society.models import (
    AdvisoryBody,
    BodyMinutes,
    BodyMinutesFile,
    BodySitting,
    Consultation,
    ConsultationPaper,
    ConsultationPaperFile,
    ConsultationStep,
    Regime,
)
from kakhovka_portal.backup import copies, keys, restoring, tables
from kakhovka_portal.backup.archive import Keys, Refusal, reading, under_passphrase, writing
from kakhovka_portal.backup.copies import copy_to, kept, last_backup, write_copy
from kakhovka_portal.sqlite.base import DatabaseWrapper as SQLite
from programs import services
from programs.migrating import ALLOWANCES
from programs.models import (
    Activity,
    AgendaItem,
    Conclusion,
    ConclusionVerb,
    ControlStep,
    ExecutionReport,
    FundingSource,
    ImportUpload,
    LedgerEntry,
    LineRemark,
    Measure,
    Minutes,
    MinutesFile,
    Program,
    Recommendation,
    RecommendationAnswer,
    Replacement,
    ReportFile,
    ReportMaterial,
    ReportPublication,
    ReportSignature,
    Sitting,
    SittingPublication,
    SubmissionMember,
)
from programs.services import post_entry, reverse_entry, save_record, switch_restricted_mode
from tests.old_portal import OLD, Rows, portal_in
from tests.sampling import exhaustive_on
from tests.test_upgrade import refuses_changes

pytestmark = pytest.mark.database

NOW = datetime(2026, 11, 29, 6, 0, tzinfo=UTC)
PHRASE = "каховська міська рада 46"
IDENTITY = pyrage.x25519.Identity.generate()
KEYS = Keys(recipients=[str(IDENTITY.to_public())], identities=[str(IDENTITY)])
LOGIN = "/accounts/login/"
DAY = date(2022, 6, 30)
PAPER = {"extension": "pdf", "sha256": "a" * 64, "size": 10, "content": b"%PDF-1.7 \xff"}
Members = dict[str, bytes]


# ---- places ----------------------------------------------------------------------------------------------------------


@contextmanager
def database(folder: Path, name: str, template: str = "") -> Iterator[str]:
    """A database of its own in the engine of the tests, empty or a copy of another; gone afterwards."""
    if connection.vendor == "sqlite":
        path = folder / f"{name}.sqlite3"
        path.write_bytes(Path(template).read_bytes() if template else b"")
        yield str(path)
        return
    own = f"{connection.settings_dict['NAME']}_{name}"
    with connection._nodb_cursor() as server:
        server.execute(f'CREATE DATABASE "{own}"' + (f' TEMPLATE "{template}"' if template else ""))
    try:
        yield own
    finally:
        with connection._nodb_cursor() as server:
            server.execute(f'DROP DATABASE "{own}" WITH (FORCE)')


@pytest.fixture(scope="module")
def busy(
    old_portal_upgraded: tuple[str, Rows], django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The database of a portal with a busy year behind it, whose people have passwords that are quickly tried."""
    upgraded, _rows = old_portal_upgraded
    with django_db_blocker.unblock(), database(tmp_path_factory.mktemp("busy"), "busy", upgraded) as name:
        with portal_in(name):
            for user in User.objects.all():
                user.set_password(f"{user.username} long enough")
                user.save()
            earlier, later = LedgerEntry.objects.order_by("pk")[:2]
            Replacement.objects.create(entry=later, replaced=earlier, amount=earlier.amount)
            for is_on in (True, False):
                switch_restricted_mode(is_on=is_on, reason="Загроза, що минула", by=User.objects.earliest("pk"))
            report_to_the_commission(User.objects.earliest("pk"))
            ask_the_public(User.objects.earliest("pk"))
            decide(User.objects.earliest("pk"))
        yield name


def report_to_the_commission(by: User) -> None:
    """A report that was submitted, asked about and decided on."""
    program = Program.objects.earliest("pk")
    first, last = date(program.start_year, 1, 1), date(program.start_year, 12, 31)
    words = "Взяти до відома."
    draft = ExecutionReport(program=program, kind="year", period_start=first, period_end=last, proposal=words)
    report = services.save_report(report=draft, by=by)
    files = {"pdf": b"%PDF-1.7 \xff\x00 of the report", "json": b"{}"}
    services.keep_submission(
        report=report, files=files, code="3f2a-90bc-1d44", schema=1, plan_edition=None, on=last, by=by
    )
    question = services.ask(report=report, text="Чому так?", by=by)
    services.answer(question=question, text="Карантин.", by=by)
    services.record_step(report=report, kind="noted", date=last, by=by)


def ask_the_public(by: User) -> None:
    """A consultation that was announced, and its result report; minutes of an advisory body."""
    about = {"year": 2022, "number": 1, "subject": "Проєкт рішення", "regime": Regime.objects.default()}
    consultation = Consultation.objects.create(**about)
    ConsultationStep.objects.create(consultation=consultation, kind="announced", date=DAY, by=by)
    paper = ConsultationPaper.objects.create(
        consultation=consultation,
        kind="result",
        code="5c1d-77ab-0e92",
        words="Ніхто.",
        published_on=DAY,
        published_by=by,
    )
    ConsultationPaperFile.objects.create(paper=paper, **PAPER)
    measure = Measure.objects.earliest("pk")
    council = AdvisoryBody.objects.create(measure=measure, kind="advisory", name="Рада", since=DAY)
    sat = BodySitting.objects.create(body=council, number="1", date=DAY)
    minutes = BodyMinutes.objects.create(sitting=sat, number="1", approved_on=DAY, recorded_by=by)
    BodyMinutesFile.objects.create(minutes=minutes, name="public", **PAPER)


def decide(by: User) -> None:
    """A sitting that heard the report, with its minutes; what was published, signed, answered and put on control."""
    report, recorded = ExecutionReport.objects.latest("pk"), {"recorded_by": by}
    program, published = report.program, {"published_on": DAY, "recorded_by": by}
    sitting = Sitting.objects.create(number="1", date=DAY)
    item = AgendaItem.objects.create(sitting=sitting, number=1, question="Про звіт", report=report)
    verb = ConclusionVerb.objects.earliest("pk")
    conclusion = Conclusion.objects.create(item=item, verb=verb, text="Узяти до відома.", **recorded)
    LineRemark.objects.create(conclusion=conclusion, text="Уточнити суму.")
    asked = Recommendation.objects.create(item=item, number=1, text="Подати графік.", addressee="Відділ")
    RecommendationAnswer.objects.create(recommendation=asked, outcome="done", date=DAY, text="Подано.", **recorded)
    minutes = Minutes.objects.create(sitting=sitting, number="1", signed_on=DAY, **recorded)
    MinutesFile.objects.create(minutes=minutes, name="minutes", **PAPER)
    SittingPublication.objects.create(sitting=sitting, what="agenda", **published)
    ReportPublication.objects.create(report=report, what="draft_decision", **published)
    ReportMaterial.objects.create(kind="template", name="form.docx", content=b"PK", added_by=by)
    signature = {"sha256": "b" * 64, "size": 3, "content": b"p7s"}
    signed = ReportFile.objects.earliest("pk")
    ReportSignature.objects.create(file=signed, name="a.p7s", received_on=DAY, **signature, **recorded)
    SubmissionMember.objects.create(
        submission=signed.submission, commission="Комісія", name="Ірина ДУБОВА", post="head"
    )
    ControlStep.objects.create(program=program, is_off=False, act=program.legal_acts.earliest("pk"), **recorded)


@pytest.fixture(scope="module")
def prepared(busy: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database whose tables stand, as a start without an administrator leaves it."""
    if connection.vendor == "postgresql":
        connection.close()
        template = connection.settings_dict["NAME"]
    else:
        template = str(tmp_path_factory.mktemp("template") / "template.sqlite3")
        connection.cursor().execute("VACUUM INTO %s", [template])
    with database(tmp_path_factory.mktemp("prepared"), "prepared", template) as name:
        with portal_in(name):
            models = tables.models_of(tables.applied_migrations())
            with transaction.atomic():
                tables.empty(model for label, model in models.items() if label not in tables.BROUGHT)
        yield name


@pytest.fixture
def portal(busy: str, settings: Settings, tmp_path: Path) -> Iterator[None]:
    """The busy portal with its uploads and the files that wait for their import."""
    live_in(settings, tmp_path / "old")
    for key, content in OLD["imports"].items():
        settings.IMPORT_ROOT.mkdir(parents=True, exist_ok=True)
        (settings.IMPORT_ROOT / key).write_bytes(key.encode() + content.encode())
    (settings.IMPORT_ROOT / "written already").write_bytes(b"nobody's row names it")
    (settings.MEDIA_ROOT / "scans").mkdir(parents=True)
    (settings.MEDIA_ROOT / "scans" / "договір № 1.pdf").write_bytes(b"%PDF-1.7 " + random.randbytes(1_500_000))
    with database(tmp_path, "source", busy) as name, portal_in(name):
        yield


def live_in(settings: Settings, folder: Path) -> None:
    settings.VAR_DIR = folder
    settings.MEDIA_ROOT, settings.IMPORT_ROOT = folder / "media", folder / "imports"


@contextmanager
def empty_place(settings: Settings, folder: Path, prepared: str) -> Iterator[Path]:
    """Another machine: an empty database and a folder that is still to be made."""
    live_in(settings, folder / "new")
    with database(folder, "target", prepared) as name, portal_in(name):
        yield folder / "new"


# ---- what stands where -----------------------------------------------------------------------------------------------


def members_of(copy: bytes, keys: Keys = KEYS, folder: Path = Path("/tmp")) -> Members:  # noqa: S108 - it keeps no name
    with reading(BytesIO(copy), keys, aside=folder) as members:
        return {member.name: member.file.read() for member in members}


def rows_of(members: Members) -> dict[str, Any]:
    """The rows of each table. PostgreSQL keeps the names of a JSON object in an order of its own."""
    found: dict[str, Any] = {}
    for name, content in members.items():
        if name.startswith("database/"):
            lines = [json.dumps(json.loads(line), sort_keys=True) for line in content.splitlines()]
            found.setdefault(name.rsplit(".", 2)[0], []).extend(lines[1:])
    return found


def copied(keys: Keys = KEYS) -> bytes:
    out = BytesIO()
    write_copy(out, keys, now=NOW)
    return out.getvalue()


def files_under(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@time_machine.travel(NOW, tick=False)
def answers() -> dict[str, tuple[int, bytes]]:
    """What the public is told: the pages of the site map, lists of the API, open data."""
    client = Client(SERVER_NAME="localhost", headers={"Accept-Language": "uk"})
    site_map = client.get("/sitemap.xml").content.decode()
    pages = [part.split("</loc>")[0].split("localhost")[1] for part in site_map.split("<loc>")[1:]]
    lists = [f"{address.partition('localhost')[2]}?format=csv" for address in client.get("/api/v1/").json().values()]
    report = "/programs/information-space-2021-2023/reports/2022-01-01--2022-12-31/report.json"
    found = {}
    for address in [*pages, *(one for one in lists if "schema" not in one), report]:
        answer = client.get(address)
        found[address] = (answer.status_code, b"".join(answer) if answer.streaming else answer.content)
    return found


def log_in_of(name: str) -> str | None:
    """Where somebody comes after the password, and after the code if there is a second factor."""
    cache.clear()  # where a code of the second factor was used already
    client = Client()
    answer = client.post(LOGIN, {"login": name, "password": f"{name} long enough"})
    if "2fa" in answer.headers.get("Location", ""):
        code = format_hotp_value(hotp_value("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", int(time()) // 30))
        answer = client.post(answer["Location"], {"code": code})
    return answer.headers.get("Location")


# ---- the busy year ---------------------------------------------------------------------------------------------------


def write_until(stop: Event, name: str, number: int, written: list[int]) -> None:
    """Money comes and is taken back in one transaction; a press release is noted with its file."""
    with portal_in(name):
        by = User.objects.get(username="accountant")
        measure, source = Measure.objects.get(code="print-media"), FundingSource.objects.earliest("pk")
        while not stop.is_set():
            with transaction.atomic():
                what: Any = {"stage": "committed", "measure": measure, "budget_year": 2022, "source": source}
                document = f"{number}-{len(written)}"
                entry = post_entry(**what, by=by, date=DAY, amount=Decimal("0.01"), document_number=document)
                reverse_entry(entry=entry, date=DAY, by=by, note="проба")
            evidence = ContentFile(f"Новина {document}".encode(), f"novyna-{document}.txt")
            release = Activity(
                measure=measure, kind="press_release", date=DAY, title=document, quantity=1, file=evidence
            )
            save_record(record=release, by=by)
            written.append(number)
        connections["default"].close()


@contextmanager
def ten_writers() -> Iterator[list[int]]:
    stop, written, name = Event(), list[int](), connection.settings_dict["NAME"]
    threads = [Thread(target=write_until, args=(stop, name, number, written)) for number in range(10)]
    try:
        for thread in threads:
            thread.start()
        while len(written) < 3:
            assert any(thread.is_alive() for thread in threads)
        yield written
    finally:
        stop.set()
        for thread in threads:
            thread.join()


@pytest.mark.both_databases("migrations", "triggers", "locks")
@exhaustive_on("postgresql")
def test_a_busy_year_copied_under_ten_writers_comes_back_whole(
    portal: None, prepared: str, settings: Settings, tmp_path: Path
) -> None:
    numbers = LedgerEntry.objects.latest("pk").pk
    copy = tmp_path / "portal.backup.age"

    with ten_writers() as written:
        before = len(written)
        made = copy_to(copy, KEYS, now=NOW)
        meanwhile = len(written) - before
    entries = LedgerEntry.objects.count()
    content = members_of(copy.read_bytes())
    with empty_place(settings, tmp_path, prepared) as place:
        restored = restoring.restore(BytesIO(copy.read_bytes()), KEYS, now=NOW)
        again = members_of(copied())
        proofs = LedgerEntry.objects.filter(document_number__regex=r"^\d-\d+$")
        money = sum(entry.amount for entry in proofs)
        people = {user.username: log_in_of(user.username) for user in User.objects.all()}
        refuse = {table: refuses_changes(table) for table in tables.append_only_tables() if table != "grants_grantlink"}
        following = LedgerEntry.objects.latest("pk").pk
        said = answers()
        files = files_under(place)
        waiting = [place / "imports" / upload.key for upload in ImportUpload.objects.waiting()]

    elsewhere: list[Any] = []
    if connection.vendor == "postgresql":
        live_in(settings, tmp_path / "other")
        with on_sqlite(tmp_path / "other.sqlite3"):
            restoring.restore(BytesIO(copy.read_bytes()), KEYS, now=NOW)
            there = answers()
            elsewhere = [
                {address for address in said | there if said.get(address) != there.get(address)},
                rows_of(members_of(copied())) == rows_of(content),
                {user.username: log_in_of(user.username) for user in User.objects.all()},
                {table: refuses_changes(table) for table in refuse},
            ]

    assert made.warnings == []
    assert meanwhile > 0  # nobody had to wait for the copy
    assert 0 < len(proofs) <= entries
    assert money == 0  # of two entries of one transaction never one alone
    assert restored.rows == made.rows == sum(map(len, rows_of(content).values()))
    assert rows_of(again) == rows_of(content)
    assert following > numbers
    assert people == {
        "accountant": "/admin/",
        "administrator": "/admin/",
        "commission": "/commission/",
        "coordinator": "/admin/",
        "head": "/admin/",
    }
    assert set(refuse.values()) == {True}
    assert {name: content for name, content in files.items() if name.startswith("media/")} == {
        f"media/{name.removeprefix('uploads/')}": body for name, body in content.items() if name.startswith("uploads/")
    }
    assert [path.is_file() for path in waiting] == [True] * 3
    assert sorted(path.name for path in (place / "imports").iterdir()) == sorted(OLD["imports"])
    assert {status for status, _body in said.values()} == {200}
    assert elsewhere in ([], [set(), True, people, refuse])


@contextmanager
def on_sqlite(path: Path) -> Iterator[None]:
    """Work in an SQLite file although the tests run on PostgreSQL."""
    given = connections["default"]
    options = {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL;", "timeout": 60}
    ours = {"ENGINE": "kakhovka_portal.sqlite", "NAME": str(path), "OPTIONS": options}
    connections["default"] = SQLite({**given.settings_dict, **ours}, "default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = given


# ---- what is refused -------------------------------------------------------------------------------------------------


def archive_of(members: Members) -> bytes:
    out = BytesIO()
    with writing(out, Keys()) as archive:
        for name, content in members.items():
            archive.add_bytes(name, content)
    return out.getvalue()


def with_about(members: Members, **changed: Any) -> Members:
    about = json.loads(members["about.json"]) | changed
    return {**members, "about.json": json.dumps(about).encode()}


def flipped(copy: bytes, place: int) -> bytes:
    return copy[:place] + bytes([copy[place] ^ 1]) + copy[place + 1 :]


def standing(place: Path) -> Any:
    """What a place holds: its files, and the rows of its tables."""
    models = tables.models_of(tables.applied_migrations())
    return files_under(place), {label: model._base_manager.count() for label, model in models.items()}


def test_whatever_is_wrong_with_a_copy_is_said_and_changes_nothing(
    portal: None, prepared: str, settings: Settings, tmp_path: Path
) -> None:
    settings.LANGUAGE_CODE = "uk"
    scan = next(settings.MEDIA_ROOT.glob("scans/*"))
    scan.write_bytes(scan.read_bytes()[:50_000])
    sealed, plain = copied(), copied(Keys())
    members = members_of(plain, Keys())
    tar = gzip.decompress(plain)
    other = gzip.compress(tar.replace(b"accountant", b"occountant", 1))
    by_phrase = b"".join([under_passphrase(str(IDENTITY).encode(), PHRASE), sealed])
    stranger = Keys(identities=[str(pyrage.x25519.Identity.generate())])
    newer = [*json.loads(members["about.json"])["migrations"], ["programs", "9999_of_tomorrow"]]
    people = {name: content for name, content in members.items() if "auth.user.0" in name}
    wrong: dict[str, tuple[bytes, Keys, str]] = {
        "half of it": (sealed[: len(sealed) // 2], KEYS, "пошкоджено"),
        "the last byte is missing": (sealed[:-1], KEYS, "пошкоджено"),
        "one bit is another": (flipped(sealed, len(sealed) // 2), KEYS, "пошкоджено"),
        "one bit of the beginning is another": (flipped(sealed, 40), KEYS, "Жоден із ключів"),
        "somebody else's key": (sealed, stranger, "Жоден із ключів"),
        "no key": (sealed, Keys(passphrase=PHRASE), "закритим ключем"),
        "another passphrase": (by_phrase, Keys(passphrase=f"{PHRASE}!"), "Парольна фраза неправильна"),
        "no passphrase": (by_phrase, Keys(), "BACKUP_PASSPHRASE"),
        "half of a plain one": (plain[: len(plain) // 2], Keys(), "пошкоджено"),
        "a plain one with another name in it": (other, Keys(), "пошкоджено"),
        "a plain one without its list": (gzip.compress(tar[: tar.rindex(b"contents.json")]), Keys(), "пошкоджено"),
        "no copy at all": ("Звіт".encode() * 99, Keys(), "не резервна копія"),
        "nothing": (b"", Keys(), "не резервна копія"),
        "a way out of the folder": (archive_of({**members, "uploads/../../x": b"!"}), Keys(), "пошкоджено"),
        "another format": (archive_of(with_about(members, format=2)), Keys(), "Формат цієї копії"),
        "a newer version": (archive_of(with_about(members, migrations=newer)), Keys(), "9999_of_tomorrow"),
        "rows without their person": (
            archive_of({n: c for n, c in members.items() if n not in people}),
            Keys(),
            "рядки",
        ),
    }

    with empty_place(settings, tmp_path, prepared) as place:
        place.mkdir()
        before = standing(place)
        found = {name: refusal_of(copy, keys) for name, (copy, keys, _words) in wrong.items()}
        after = standing(place)
        settings.MEDIA_ROOT.mkdir()
        (settings.MEDIA_ROOT / "own.pdf").write_bytes(b"%PDF")
        of_files = refusal_of(sealed, KEYS)
        kept_files = files_under(place)
        (settings.MEDIA_ROOT / "own.pdf").unlink()
        restoring.restore(BytesIO(sealed), KEYS, now=NOW)
        full = standing(place)
        of_rows = refusal_of(sealed, KEYS)
        still = standing(place)

    assert {name: wrong[name][2] in said for name, said in found.items()} == dict.fromkeys(wrong, True), found
    assert after == before
    assert ("own.pdf" in of_files, kept_files) == (True, {"media/own.pdf": b"%PDF"})
    assert ("не порожня" in of_rows, still) == (True, full)


def refusal_of(copy: bytes, keys: Keys) -> str:
    try:
        restoring.restore(BytesIO(copy), keys, now=NOW)
    except Refusal as refusal:
        return str(refusal)
    return "restored"


# ---- killed ----------------------------------------------------------------------------------------------------------


def killed(work: Callable[[], object], monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> int:
    """How a process ends that does the work and is killed when it comes to the function of this name."""
    child = os.fork()
    if not child:
        monkeypatch.setattr(owner, name, lambda *args, **kwargs: os.kill(os.getpid(), signal.SIGKILL))
        with portal_in(connection.settings_dict["NAME"]):  # its own connection
            work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_killed_copy_is_no_copy_and_a_killed_restore_leaves_the_empty_place(
    portal: None, prepared: str, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copies" / "portal.backup.age"
    copy.parent.mkdir()
    ends = [
        killed(lambda: copy_to(copy, KEYS, now=NOW), monkeypatch, copies, place) for place in ("_add_file", "_warnings")
    ]
    there = [copy.exists(), last_backup(now=NOW)["at"]]
    copy_to(copy, KEYS, now=NOW)
    afterwards = [path.name for path in copy.parent.iterdir()]
    content = copy.read_bytes()
    with empty_place(settings, tmp_path, prepared):
        before = standing(settings.VAR_DIR)[1]

        def bring() -> object:
            return restoring.restore(BytesIO(content), KEYS, now=NOW)

        left = []
        # while it is unpacked, while rows are written, and when all stands but the commit
        for owner, place in ((os, "fchmod"), (tables, "count_on"), (restoring, "flush_folder")):
            ends.append(killed(bring, monkeypatch, owner, place))
            left.append(standing(settings.VAR_DIR)[1] == before)
        bring()
        restored = rows_of(members_of(copied()))
        leftovers = [path for path in settings.VAR_DIR.rglob("*") if copies.STAGED in path.name]

    assert ends == [-signal.SIGKILL] * 5
    assert there == [False, None]
    assert afterwards == ["portal.backup.age"]
    assert left == [True] * 3
    assert restored == rows_of(members_of(content))
    assert leftovers == []


# ---- keys and settings -----------------------------------------------------------------------------------------------


def test_secret_key_and_settings_go_with_a_copy_but_the_key_never_unencrypted(
    portal: None, prepared: str, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in settings.OF_THE_PORTAL:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OCDS_PREFIX", "ocds-a1b2c3")
    monkeypatch.setenv("DATABASE_URL", "postgres://portal:secret@host/portal")
    sealed, plain = members_of(copied()), members_of(copied(Keys()), Keys())
    copy, key = copied(Keys(passphrase=PHRASE)), settings.SECRET_KEY
    with empty_place(settings, tmp_path, prepared) as place:
        restoring.restore(BytesIO(copy), Keys(passphrase=PHRASE), now=NOW)

    assert (sealed["secret-key"].decode(), "secret-key" in plain) == (key, False)
    assert all(key.encode() not in content and b"secret@host" not in content for content in plain.values())
    assert (place / "secret-key").read_text() == key
    assert (place / "secret-key").stat().st_mode & 0o777 == 0o600
    assert (place / "settings.env").read_text() == 'OCDS_PREFIX="ocds-a1b2c3"\n'
    assert last_backup(now=NOW) == {
        **{"at": None, "place": "", "size": 0, "kind": "", "too_old": True},  # it claims no copy that is elsewhere
        **{"restored": NOW, "made_at": NOW},
    }


def test_a_restore_that_fails_at_its_end_leaves_the_key_and_settings_that_stood(
    portal: None, prepared: str, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCDS_PREFIX", "ocds-a1b2c3")
    copy = copied()

    def disk_full(folder: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with empty_place(settings, tmp_path, prepared) as place:
        place.mkdir()
        (place / "secret-key").write_text("the own key of the empty place")
        before = standing(place)
        with monkeypatch.context() as at_the_end:
            at_the_end.setattr(restoring, "flush_folder", disk_full)
            with pytest.raises(OSError, match="No space left"):
                restoring.restore(BytesIO(copy), KEYS, now=NOW)
        after = standing(place)
        restoring.restore(BytesIO(copy), KEYS, now=NOW)

    assert after == before
    assert (place / "secret-key").read_text() == settings.SECRET_KEY


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("Каховка № 1 # не коментар  ", None),
        ("it's", None),
        ("'quoted'", None),
        ('"quoted"', None),
        ('a "word" in it, C:\\new\\table\\', None),
        ("$HOME", None),
        ("", None),
        ("x'\nDEBUG='1", "x' DEBUG='1"),  # no line of its own
        ("a,\u2028b\r\n", "a, b"),
    ],
)
def test_a_setting_is_read_back_as_it_was(
    value: str, read: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "settings.env").write_text(restoring._line("PUBLIC_URL", value), encoding="utf-8")
    monkeypatch.setattr(environ.Env, "ENVIRON", found := dict[str, str]())

    environ.Env.read_env(tmp_path / "settings.env")

    assert found == {"PUBLIC_URL": value if read is None else read}


def test_two_copies_into_one_file_at_the_same_moment_never_spoil_the_one_that_is_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second opens the file while the first is at its end, and gets its lock when it already bears its name."""
    copy = tmp_path / "portal.backup.age"
    partial = copy.with_name(f"{copy.name}{copies.PARTIAL}")
    partial.write_bytes(b"a whole copy")
    lock = fcntl.flock

    def after_the_first(file: Any, how: int) -> None:
        partial.rename(copy)
        lock(file, how)

    monkeypatch.setattr(copies.fcntl, "flock", after_the_first)
    with pytest.raises(Refusal):
        copy_to(copy, KEYS, now=NOW)

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {copy.name: b"a whole copy"}


def test_a_passphrase_is_closed_as_age_itself_would_do_it() -> None:
    assert pyrage.passphrase.decrypt(under_passphrase(b"a key", PHRASE), PHRASE) == b"a key"


def test_a_passphrase_comes_from_the_environment_or_a_file_and_is_not_short(settings: Settings, tmp_path: Path) -> None:
    word, own = tmp_path / "word", tmp_path / "council.key"
    word.write_text(f"{PHRASE}\n")
    public = keys.new_key(own)

    def said(**given: Any) -> Any:
        for name in ("PASSPHRASE", "PASSPHRASE_FILE", "RECIPIENTS"):
            setattr(settings, f"BACKUP_{name}", given.get(name, ""))
        try:
            return keys.closing()
        except Refusal as refusal:
            return str(refusal)

    assert said(PASSPHRASE=PHRASE) == said(PASSPHRASE_FILE=str(word)) == Keys(passphrase=PHRASE, recipients=[])
    word.write_text(f"\ufeff {PHRASE} \r\n")  # as Notepad writes it
    assert said(PASSPHRASE=f" {PHRASE}") == said(PASSPHRASE_FILE=str(word)) == Keys(passphrase=PHRASE, recipients=[])
    assert "UTF-8" in said(PASSPHRASE="\udcef\udce0 in another encoding")
    assert said(RECIPIENTS=[public]) == Keys(recipients=[public])
    assert "--plain" in said()
    assert "коротша за 12" in said(PASSPHRASE="short")
    assert "не вдалося прочитати" in said(PASSPHRASE_FILE=str(tmp_path / "nowhere"))
    settings.BACKUP_PASSPHRASE_FILE = ""
    assert keys.opening([own]).identities[0].startswith("AGE-SECRET-KEY-1")
    assert own.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Refusal, match="вже існує"):
        keys.new_key(own)


# ---- every day -------------------------------------------------------------------------------------------------------


def test_of_a_year_of_daily_copies_seven_days_five_weeks_and_twelve_months_stay() -> None:
    days = [date(2025, 1, 1) + timedelta(days=number) for number in range(500)]  # to 15 May 2026, a Friday
    year = [Path(f"portal-{day}T030000.backup.age") for day in days]
    old = [Path("portal-2020-02-29T030000.backup"), Path("portal-2020-02-29T050000.backup")]

    stay = [path.name.removeprefix("portal-")[:10] for path in sorted(kept(year, (7, 5, 12)))]
    months = ["2025-06-30", "2025-07-31", "2025-08-31", "2025-09-30", "2025-10-31", "2025-11-30", "2025-12-31"]
    months += ["2026-01-31", "2026-02-28", "2026-03-31"]

    assert stay == [
        *months,
        "2026-04-19",
        "2026-04-26",
        "2026-04-30",
        "2026-05-03",
        *(f"2026-05-{n:02}" for n in range(9, 16)),
    ]
    assert kept(old, (7, 5, 12)) == {old[1]}  # after a pause of years, and of one day the last
    assert kept(year, (0, 0, 0)) == {year[-1]}


def test_the_worker_makes_a_copy_a_day_and_the_rule_takes_none_before_it_stands(
    portal: None, settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "copies"
    settings.BACKUP_DIR, settings.BACKUP_KEEP, settings.BACKUP_RECIPIENTS = str(folder), (2, 0, 0), ["age1nonsense"]
    folder.mkdir()
    for name in ("portal-2026-11-20T030000.backup.age", "portal-2026-11-21T030000.backup.age", "someone's.backup.age"):
        (folder / name).write_bytes(b"old")
    (folder / "portal-2026-11-22T030000.backup.age.partial").write_bytes(b"killed")

    failed = copies.copy_of_the_day(now=NOW)
    after_failing = sorted(path.name for path in folder.iterdir())
    settings.BACKUP_RECIPIENTS = [str(IDENTITY.to_public())]
    said = [copies.copy_of_the_day(now=NOW + timedelta(hours=hours)) for hours in (0, 5)]

    assert "failed" in failed
    assert len(after_failing) == 4
    assert [sentence.partition(str(folder))[2] or sentence for sentence in said] == [
        "/portal-2026-11-29T080000.backup.age, 1 older ones deleted",
        "Daily copy: stands already",
    ]
    assert sorted(path.name for path in folder.iterdir()) == [
        "portal-2026-11-21T030000.backup.age",
        "portal-2026-11-29T080000.backup.age",
        "someone's.backup.age",
    ]
    assert last_backup(now=NOW)["kind"] == "daily"


def test_a_copy_says_what_the_portal_itself_lacks(portal: None, settings: Settings, tmp_path: Path) -> None:
    evidence = ContentFile(b"news", "news.txt")
    measure, by = Measure.objects.earliest("pk"), User.objects.get(username="coordinator")
    lost = Activity(measure=measure, kind="press_release", date=DAY, title="Новина", quantity=1, file=evidence)
    save_record(record=lost, by=by)
    name = str(lost.file.name)
    (settings.MEDIA_ROOT / name).unlink()
    for statement in ALLOWANCES[connection.vendor]:
        connection.cursor().execute(statement.format(table="programs_override"))

    said = copy_to(tmp_path / "copy", KEYS, now=NOW).warnings

    assert [name in said[0], "programs_override" in said[1]] == [True, True]


def test_a_copy_holds_files_whatever_their_names_are_and_opens_with_any_of_its_keys(
    portal: None, prepared: str, settings: Settings, tmp_path: Path
) -> None:
    """A name of another encoding, as a disk of another system brings it, keeps no daily copy from being made."""
    upload, copy = settings.MEDIA_ROOT / os.fsdecode(b"\xe0\xea\xf2.pdf"), tmp_path / os.fsdecode(b"\xea.age")
    upload.write_bytes(b"an act")
    own = tmp_path / "council.key"
    public, said = keys.new_key(own), StringIO()
    settings.BACKUP_PASSPHRASE, settings.BACKUP_RECIPIENTS = PHRASE, [public]
    call_command("backup", str(copy), stdout=said)
    settings.BACKUP_PASSPHRASE = "that of last year's copies"  # what the environment still holds
    with empty_place(settings, tmp_path, prepared):
        restoring.restore(BytesIO(copy.read_bytes()), keys.opening([own]), now=NOW)
        restored = (settings.MEDIA_ROOT / upload.name).read_bytes()

    assert restored == b"an act"
    assert said.getvalue().startswith(f"{tmp_path}/\ufffd.age: ")


def test_the_worker_tells_in_the_log_what_its_daily_copy_lacks(
    portal: None, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.BACKUP_DIR, settings.BACKUP_RECIPIENTS = str(tmp_path / "copies"), [str(IDENTITY.to_public())]
    for statement in ALLOWANCES[connection.vendor]:
        connection.cursor().execute(statement.format(table="programs_override"))

    copies.copy_of_the_day(now=NOW)

    assert ["programs_override" in record.getMessage() for record in caplog.records] == [True]


@pytest.mark.parametrize("note", ["", "null", "[]", '{"at": "yesterday"}', '{"at": 5}'])
def test_a_note_of_the_last_copy_that_cannot_be_read_is_none(settings: Settings, tmp_path: Path, note: str) -> None:
    settings.VAR_DIR = tmp_path
    (tmp_path / copies.RECORD).write_text(note)

    last = last_backup(now=NOW)

    assert (last["at"], last["too_old"]) == (None, True)


def test_the_desk_tells_administrator_and_head_how_old_the_last_copy_is(
    portal: None, settings: Settings, tmp_path: Path
) -> None:
    def desks() -> dict[str, list[str]]:
        words = ("Резервних копій порталу ще немає", "Від останньої копії минуло: 1 година", "буде втрачено")
        found = {}
        for user in User.objects.filter(is_staff=True):
            client = Client()
            client.force_login(user)
            page = client.get("/admin/").content.decode().replace("\xa0", " ")
            found[user.username] = [word for word in words if word in page]
        return found

    before = desks()
    copy_to(tmp_path / "copy", KEYS, now=timezone.now() - timedelta(hours=1))
    fresh = desks()
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        old = desks()

    def told(word: str) -> dict[str, list[str]]:
        return {"accountant": [], "administrator": [word], "coordinator": [], "head": [word]}

    assert before == told("Резервних копій порталу ще немає")
    assert fresh == told("Від останньої копії минуло: 1 година")
    assert old == told("буде втрачено")
