"""How new tables come into the database, and what guards those whose rows stay as they were written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from typing import Any

from django.apps.registry import Apps
from django.db import IntegrityError, migrations, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import CharField, TextField

from .texts import canonical, fold_all

# by model: whether its rows are append-only, and by folded column the texts that it is made of
Folded = Mapping[str, tuple[bool, Mapping[str, Sequence[str]]]]


# What may be drawn up together, where each is about another table. The last says of a field what no database keeps.
TOGETHER = (
    migrations.CreateModel,
    migrations.AddField,
    migrations.AlterField,
    migrations.RenameField,
    migrations.AddConstraint,
    migrations.RemoveConstraint,
    migrations.SeparateDatabaseAndState,
)


class NewTables(migrations.Migration):
    """A migration that creates or changes many tables, for the first start of a portal and for every test database.

    Django draws up all related models anew for each step, and every table with a history is related to every other
    by the user who changed it: time that grows with the square of the tables. Steps that follow each other, each about
    another table, are drawn up here once, together; whatever else the migration does goes Django's own way.
    """

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        for operations in about_different_tables(self.operations):
            if len(operations) > 1 and not collect_sql:
                before = project_state.clone()
                project_state.__dict__.pop("apps", None)  # drawn up when it is asked for next
                for operation in operations:
                    operation.state_forwards(self.app_label, project_state)
                for operation in operations:
                    operation.database_forwards(self.app_label, schema_editor, before, project_state)
            else:
                part = type("Part", (migrations.Migration,), {"operations": operations})
                project_state = part(self.name, self.app_label).apply(project_state, schema_editor, collect_sql)
        return project_state


def about_different_tables(operations: Iterable[Operation]) -> Iterator[list[Operation]]:
    """The operations in their order, in parts that may be drawn up together."""
    part: list[Operation] = []
    tables: set[str | None] = set()
    for operation in operations:
        together = isinstance(operation, TOGETHER)
        table = getattr(operation, "model_name", getattr(operation, "name", None)) if together else None
        table = table and table.lower()
        if part and not (together and isinstance(part[-1], TOGETHER) and table not in tables):
            yield part
            part, tables = [], set()
        part.append(operation)
        tables |= {table} - {None}
    yield part


REFUSALS = {
    "sqlite": [
        statement
        for change in ("update", "delete")
        for statement in (
            f"DROP TRIGGER IF EXISTS {{table}}_no_{change}",
            f"CREATE TRIGGER {{table}}_no_{change} BEFORE {change} ON {{table}} "
            "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
        )
    ],
    "postgresql": [
        """CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN
                RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
            END $$""",
        """CREATE OR REPLACE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
    ],
}


ALLOWANCES = {
    "sqlite": ["DROP TRIGGER IF EXISTS {table}_no_update", "DROP TRIGGER IF EXISTS {table}_no_delete"],
    "postgresql": ["DROP TRIGGER IF EXISTS {table}_is_append_only ON {table}"],
}


def refuse_changes(connection: BaseDatabaseWrapper, table: str) -> None:
    """The database itself refuses to change or delete a row of this table, whoever asks; said twice, it holds once."""
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        for statement in REFUSALS[connection.vendor]:
            cursor.execute(statement.format(table=table))


# By engine the names of a table's refusals, and how those are asked for that stand and are in force.
STANDING = {
    "sqlite": (("{table}_no_update", "{table}_no_delete"), "SELECT name FROM sqlite_master WHERE type = 'trigger'"),
    "postgresql": (("{table}_is_append_only",), "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"),
}


def missing_refusals(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> list[str]:
    """The triggers that the database lacks to refuse changes of these tables."""
    names, standing = STANDING[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(standing)
        found = {name for (name,) in cursor.fetchall()}
    wanted = [name.format(table=table)[:63] for table in tables for name in names]
    return [name for name in wanted if name not in found]


@contextmanager
def changes_allowed(connection: BaseDatabaseWrapper, table: str) -> Iterator[None]:
    """For a migration that fills a new column of an append-only table: what stands in the others is not touched."""
    with connection.cursor() as cursor:
        for statement in ALLOWANCES[connection.vendor]:
            cursor.execute(statement.format(table=table))
    yield
    refuse_changes(connection, table)


def fill_folded(apps: Apps, editor: BaseDatabaseSchemaEditor, app: str, columns: Folded) -> None:
    """Write what the rows that stand are found by; of append-only rows nothing else is touched."""
    connection = editor.connection
    for model_name, (append_only, sources) in columns.items():
        model = apps.get_model(app, model_name)
        rows = model._base_manager.using(connection.alias)
        table = model._meta.db_table
        with changes_allowed(connection, table) if append_only else nullcontext():
            for row in rows.iterator(chunk_size=2000):
                found = {column: fold_all(getattr(row, name) for name in names) for column, names in sources.items()}
                rows.filter(pk=row.pk).update(**found)


def mend_texts(apps: Apps, editor: BaseDatabaseSchemaEditor, app: str, models: Mapping[str, str]) -> None:
    """Bring stored texts into the portal's one form; ``models`` names those of a plan with the way to their edition.

    What an adopted edition says stays to the letter, and so does a text whose one form another record has already.
    """
    alias = editor.connection.alias
    for model_name, edition in models.items():
        model = apps.get_model(app, model_name)
        rows: Any = model._base_manager.using(alias)
        stands = rows.exclude(**{f"{edition}status": "adopted"}) if edition is not None else rows
        fields = [f for f in model._meta.concrete_fields if isinstance(f, CharField | TextField) and not f.choices]
        for row in stands.iterator(chunk_size=2000):
            texts = {name: canonical(getattr(row, name) or "") for name in (field.attname for field in fields)}
            changed = {name: text for name, text in texts.items() if text != (getattr(row, name) or "")}
            if changed:
                with suppress(IntegrityError), transaction.atomic(alias):
                    rows.filter(pk=row.pk).update(**changed)
