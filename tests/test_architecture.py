"""The arrows of the house. A direction that is not a test is a wish.

Between the apps: kakhovka_portal → media_contracts, civil_society → programs. Inside an app and across the apps alike a
layer imports only what stands further in: edges → staff, rest, duties → reports, imports → statement → services →
models → reporting → words, finance; what draws a page (charts, tables, overview) stands between reports and staff.
"""

import ast
from graphlib import CycleError, TopologicalSorter
from importlib import import_module

import pytest
from django.apps import apps as installed

from tests.sources import APPS, CORE, PORTAL, SATELLITES, Source, python_files, template_files

# From the inside out: a layer imports only layers that stand before its own line, and of another app also its own.
INSIDE_OUT = (
    {"texts"},
    {"finance", "migrating"},
    {"period", "visitors", "words"},
    {"bounds", "costly"},
    {"reporting"},
    {"models"},
    {"services"},
    {"amendments", "default_day", "modules"},
    {"background", "corrections", "events", "registers", "statement"},
    {"documents", "grid", "imports", "permissions", "reports"},
    {"charts", "comparison", "tables"},
    {"overview"},
    {"duties", "rest", "staff"},
    {"admin", "api", "checks", "management", "resources", "templatetags", "views"},
    {"apps", "registration", "staff_urls", "urls"},
)
ORDER = {layer: number for number, layers in enumerate(INSIDE_OUT) for layer in layers}
EDGES = INSIDE_OUT[-2] | INSIDE_OUT[-1]
# Edges do not import one another, but for these.
BETWEEN_EDGES = {
    ("urls", "views"): "an address names its view",
    ("staff_urls", "admin"): "an address below /staff/ names its page",
    ("urls", "api"): "an address of open data names what answers there",
    ("admin", "resources"): "the admin's import and export pages offer the resource",
    ("apps", "checks"): "Django learns of system checks when the app is ready",
}
# The readers of files lie in drawers: what all of them share is below, what waits for its import is on top; the three
# kinds of import do not know one another.
IMPORT_DRAWERS = {"reading": 0, "posting": 1, "plan": 2, "monthly": 2, "treasury": 2, "uploads": 3}
FORBIDDEN_NAMES = {"common", "core", "utils", "mixins", "signals", "selectors"}
SIGNALS = {
    ("kakhovka_portal/after_migrations.py", "django.db.models.signals.post_migrate"): "roles and guards stand then",
    ("kakhovka_portal/after_migrations.py", "django.dispatch.receiver"): "roles and guards stand then",
}
OWN_SAVE = {
    ("programs/models/append_only.py", "AppendOnly"): "a row that is written once is never saved twice",
}
# Words of the core that happen to be a satellite's name.
HOMONYMS = {
    "programs/models/execution.py": ('CIVIL_SOCIETY = "civil_society"', "a group of people whose heads are counted"),
}
CLOCKLESS = {"duties", "finance", "period", "reporting", "reports", "statement", "words"}
PAGES = {"admin", "api", "registration", "rest", "staff", "views"}
# Where a page means the very day: what is typed about a later one has not happened yet.
OF_THE_CLOCK = {
    "programs/admin/duties.py": "a mark says what was done by now",
    "programs/admin/imports/pages.py": "the treasury is asked for payments up to now",
    "programs/staff/exchange.py": "the name of a file says when it was made",
}
DEMONSTRATION = {
    "programs/default_day.py": "decides",
    "programs/models/program.py": "keeps it",
    "programs/management/commands/load_demo.py": "sets it",
    "programs/views/__init__.py": "says it on every page",
}
CLOCK = {"today", "now", "utcnow", "localdate", "localtime", "time", "monotonic"}


def arrows_between_apps(source: Source) -> list[str]:
    """The imports that go against kakhovka_portal → satellites → core."""
    allowed = {CORE: set[str](), PORTAL: set(APPS)} | {satellite: {CORE} for satellite in SATELLITES}
    named = {name.split(".")[0] for name in source.imported()} & {*APPS, PORTAL, "tests"}
    return [f"{source.path} imports {app}" for app in sorted(named - {source.app} - allowed[source.app])]


def arrows_between_layers(source: Source) -> list[str]:
    """The imports that go from an inner layer to an outer one, or from edge to edge, in an app or across the apps."""
    wrong = []
    for name in source.imported():
        target = Source(name.replace(".", "/") + ".py", "")
        if target.app not in APPS or not {source.layer, target.layer} <= set(ORDER):
            continue
        if source.layer == target.layer:
            continue  # one layer of one app, or the same layer of the core
        between = (source.layer, target.layer)
        to_an_edge = source.layer in EDGES and target.layer in EDGES
        outward = ORDER[source.layer] < ORDER[target.layer]
        sideways = ORDER[source.layer] == ORDER[target.layer] and source.app == target.app
        if between not in BETWEEN_EDGES and (to_an_edge or outward or sideways):
            wrong.append(f"{source.path} imports {name}")
    return wrong


def arrows_between_drawers(source: Source) -> list[str]:
    """The imports between the drawers of programs/imports that go upwards or aside."""

    def drawer(module: str) -> str:
        parts = module.split(".")
        return parts[2] if parts[:2] == [CORE, "imports"] and len(parts) > 2 and parts[2] in IMPORT_DRAWERS else ""

    own = drawer(source.module)
    asked = [(name, drawer(name)) for name in source.imported()]
    return [
        f"{source.path} imports {name}"
        for name, of in asked
        if own and of and own != of and IMPORT_DRAWERS[of] >= IMPORT_DRAWERS[own]
    ]


def circle_of(sources: list[Source]) -> list[str]:
    """Files that import one another in a circle, at their top or inside a function; empty where there is none."""
    modules = {source.module for source in sources}

    def file_of(name: str) -> str:
        return name if name in modules or not name else file_of(name.rpartition(".")[0])

    asked = {source.module: {file_of(name) for name in source.imported()} - {source.module, ""} for source in sources}
    try:
        TopologicalSorter(asked).prepare()
    except CycleError as circle:
        return list(circle.args[1])
    return []


def clock_readings(source: Source) -> list[str]:
    """The places where a calculation looks at the clock instead of being told the date."""
    readings = [call for call in source.calls() if isinstance(call.func, ast.Attribute) and call.func.attr in CLOCK]
    modules = {name for name in source.imported() if name.split(".")[0] == "time" or "timezone" in name}
    return [f"{source.path}:{call.lineno}" for call in readings] + [f"{source.path} imports {name}" for name in modules]


def own_saves(source: Source) -> set[tuple[str, str]]:
    """The classes that override save()."""
    classes = [node for node in ast.walk(source.tree) if isinstance(node, ast.ClassDef)]
    return {
        (source.path, cls.name)
        for cls in classes
        for node in cls.body
        if isinstance(node, ast.FunctionDef) and node.name == "save"
    }


def signals_of(source: Source) -> set[tuple[str, str]]:
    """The signals that the file listens to or sends, and Django's own means of either."""
    parts = {name: name.split(".") for name in source.imported()}
    return {
        (source.path, name) for name, path in parts.items() if "signals" in path or path[:2] == ["django", "dispatch"]
    }


def of_layer(*layers: str) -> list[Source]:
    return [source for source in python_files(*APPS) if source.layer in layers]


# ---- the house -------------------------------------------------------------------------------------------------------


def test_imports_between_the_apps_go_one_way() -> None:
    sources = python_files(*APPS, PORTAL)

    assert [arrow for source in sources for arrow in arrows_between_apps(source)] == []


def test_imports_go_inwards_in_an_app_and_across_the_apps() -> None:
    sources = python_files(*APPS)

    assert [arrow for source in sources for arrow in arrows_between_layers(source)] == []
    assert [arrow for source in sources for arrow in arrows_between_drawers(source)] == []


def test_no_files_import_one_another_in_a_circle() -> None:
    sources = python_files(*APPS)

    assert circle_of(sources) == []


def test_every_file_of_an_app_has_a_place_in_the_order() -> None:
    sources = python_files(*APPS)

    assert [source.path for source in sources if source.layer not in {"", *ORDER}] == []


def test_a_package_offers_no_name_that_it_does_not_have() -> None:
    offered = {
        source.module: import_module(source.module) for source in python_files(*APPS) if "__all__ = [" in source.text
    }

    missing = [(name, each) for name, module in offered.items() for each in module.__all__ if not hasattr(module, each)]

    assert len(offered) > 5
    assert missing == []


def test_nobody_names_the_place_where_the_apps_meet() -> None:
    sources = python_files(*APPS)

    assert [source.path for source in sources if PORTAL in source.text and PORTAL in ast.unparse(source.tree)] == []


def test_the_core_and_its_templates_name_no_satellite() -> None:
    """Catches what an import checker cannot: string foreign keys, {% url %}, {% include %}, dotted paths."""
    own_folders = tuple(f"{start}{app}/" for start in ("", "admin/") for app in (*SATELLITES, PORTAL))
    homonyms = {path: word for path, (word, _) in HOMONYMS.items()}
    python = {s.path: s.text.replace(homonyms.get(s.path, "\0"), "") for s in python_files(CORE)}
    texts = python | {
        path: text
        for path, text in template_files().items()
        if not path.removeprefix("templates/").startswith(own_folders)
    }

    assert [path for path, text in texts.items() if any(satellite in text for satellite in SATELLITES)] == []


def test_satellites_do_not_name_each_other() -> None:
    texts = {source.path: source.text for source in python_files(*SATELLITES)} | template_files()
    pairs = [(own, other) for own in SATELLITES for other in SATELLITES if own != other]

    assert [
        path
        for path, text in texts.items()
        for own, other in pairs
        if path.removeprefix("templates/").startswith(f"{own}/") and other in text
    ] == []


def test_what_points_at_the_core_is_invisible_there_or_bears_its_apps_name() -> None:
    """A reverse accessor like measure.contract_set would let the core reach a satellite without naming it."""
    relations = [
        relation
        for model in installed.get_app_config(CORE).get_models()
        for relation in model._meta.related_objects
        if relation.related_model._meta.app_label in SATELLITES
    ]

    assert [
        str(relation.field)
        for relation in relations
        if not relation.hidden and relation.related_model._meta.app_label not in str(relation.get_accessor_name())
    ] == []


def test_the_arithmetic_knows_neither_the_database_nor_the_clock() -> None:
    finance = of_layer("finance")

    assert [name for source in finance for name in source.imported() if name.startswith("django.")] == []
    assert [reading for source in of_layer(*CLOCKLESS) for reading in clock_readings(source)] == []


def test_one_place_decides_the_day_that_a_page_opens_with() -> None:
    sources = python_files(*APPS)
    pages = [source for source in sources if source.layer in PAGES and source.path not in OF_THE_CLOCK]

    assert [source.path for source in pages if "localdate()" in source.text] == []
    assert {source.path for source in sources if "demonstration_day" in source.text} == {*DEMONSTRATION}


def test_one_signal_and_no_own_save_but_the_guard_of_what_is_written_once() -> None:
    sources = python_files(*APPS, PORTAL)

    assert set().union(*(signals_of(source) for source in sources)) == SIGNALS.keys()
    assert set().union(*(own_saves(source) for source in of_layer("models"))) == set(OWN_SAVE)


def test_no_file_is_named_after_nothing_in_particular() -> None:
    sources = python_files(*APPS, PORTAL)

    assert [source.path for source in sources if FORBIDDEN_NAMES & set(source.module.split("."))] == []


# ---- the rules themselves find what they forbid ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("programs/views.py", "from media_contracts.models import Contract"),
        ("programs/models/plan.py", "import kakhovka_portal.settings"),
        ("civil_society/reports.py", "from media_contracts import services"),
        ("media_contracts/services.py", "def post():\n    from kakhovka_portal import urls"),
        ("programs/services.py", "from tests import server"),
    ],
)
def test_an_import_against_the_arrows_between_apps_is_found(path: str, text: str) -> None:
    assert len(arrows_between_apps(Source(path, text))) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("programs/finance.py", "from . import models"),
        ("programs/models/plan.py", "from ..services import post_entry"),
        ("programs/models/__init__.py", "from ..statement import Statement"),
        ("programs/services.py", "from programs.reports import Measures"),
        ("programs/reports.py", "from .permissions import may_submit"),
        ("programs/api.py", "from programs import views"),
        ("programs/management/commands/load_program.py", "from ...admin import MeasureAdmin"),
        ("programs/views.py", "import programs.urls"),
        ("media_contracts/services.py", "from programs.staff import forms"),
        ("media_contracts/api/open_data.py", "from programs.views.page import public"),
        ("civil_society/models.py", "from programs.services import post_entry"),
        ("civil_society/reports.py", "from programs.admin.desk import shortcuts"),
        ("programs/rest/fields.py", "from ..api import measures"),
    ],
)
def test_an_import_against_the_order_of_layers_is_found(path: str, text: str) -> None:
    assert len(arrows_between_layers(Source(path, text))) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("programs/views.py", "from .reports import sections\nfrom .models import Program"),
        ("programs/urls.py", "from . import views"),
        ("programs/models/edition.py", "from .program import Program"),
        ("programs/management/commands/build_report.py", "from programs.services import submit_report"),
        ("media_contracts/services.py", "from programs.services import post_entry"),
        ("media_contracts/reports/contracts.py", "from programs.reports import Attention"),
        ("media_contracts/permissions.py", "from programs.permissions import may_adopt"),
        ("civil_society/admin.py", "from programs.staff.forms import MoneyField"),
    ],
)
def test_an_import_along_the_arrows_is_left_alone(path: str, text: str) -> None:
    source = Source(path, text)

    assert arrows_between_apps(source) + arrows_between_layers(source) == []


@pytest.mark.parametrize("drawer", ["reading", "monthly"])
def test_an_import_from_a_drawer_to_a_higher_one_or_beside_it_is_found(drawer: str) -> None:
    source = Source(
        f"programs/imports/{drawer}/reader.py",
        "from ..plan.state import PlanReading\nfrom ..reading.cells import Value",
    )

    assert arrows_between_drawers(source) == [
        f"programs/imports/{drawer}/reader.py imports programs.imports.plan.state.PlanReading"
    ]


def test_a_circle_of_two_files_is_found() -> None:
    contract = Source("media_contracts/models/contract.py", "from .supplier import Supplier")
    supplier = Source("media_contracts/models/supplier.py", "def published():\n    from .contract import Contract")

    assert set(circle_of([contract, supplier])) == {contract.module, supplier.module}


def test_a_look_at_the_clock_is_found() -> None:
    source = Source("programs/finance.py", "from django.utils import timezone\nspent = timezone.localdate()")

    assert clock_readings(source) == ["programs/finance.py:2", "programs/finance.py imports django.utils.timezone"]
