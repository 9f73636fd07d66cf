"""How new tables come into the database, and what guards those whose rows stay as they were written."""

from itertools import groupby

from django.db import migrations, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class NewTables(migrations.Migration):
    """A migration that creates many tables, for the first start of a portal and for every test database.

    Django draws up all related models anew for each table, and every table with a history is related to every other
    by the user who changed it: time that grows with the square of the tables. Tables that are created one after
    another are drawn up here once, together; whatever else the migration does goes Django's own way.
    """

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        for creates, found in groupby(self.operations, key=lambda one: isinstance(one, migrations.CreateModel)):
            operations = [*found]
            if creates and not collect_sql:
                self._create(operations, project_state, schema_editor)
            else:
                part = type("Part", (migrations.Migration,), {"operations": operations})
                project_state = part(self.name, self.app_label).apply(project_state, schema_editor, collect_sql)
        return project_state

    def _create(
        self, operations: list[Operation], state: ProjectState, schema_editor: BaseDatabaseSchemaEditor
    ) -> None:
        state.__dict__.pop("apps", None)  # drawn up when it is asked for next
        for operation in operations:
            operation.state_forwards(self.app_label, state)
        for operation in operations:
            operation.database_forwards(self.app_label, schema_editor, state, state)


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


def refuse_changes(connection: BaseDatabaseWrapper, table: str) -> None:
    """The database itself refuses to change or delete a row of this table, whoever asks; said twice, it holds once."""
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        for statement in REFUSALS[connection.vendor]:
            cursor.execute(statement.format(table=table))
