"""What the roles may do with contracts: every model × every role, as the fixture of groups says."""

from django.apps import apps
from django.contrib.auth.models import Group

from programs.permissions import ROLES

# Letters: v – see, a – add, c – change, d – delete, s – sign and end. Commission and visitor read the public pages.
TABLE = """
                        commission  coordinator  accountant  head   administrator  moderator
customer                .           vacd         v           vacd   .              .
supplier                .           vacd         v           vacd   .              .
mediaoutlet             .           vacd         v           vacd   .              .
clausetemplate          .           vacd         v           vacd   .              .
contract                .           vacds        v           vacds  .              .
contractclause          .           vacd         v           vacd   .              .
contractline            .           vacd         v           vacd   .              .
contractcommitment      .           vacd         v           vacd   .              .
supplementaryagreement  .           vacd         v           vacd   .              .
agreementcommitment     .           vacd         v           vacd   .              .
linechange              .           vacd         v           vacd   .              .
publication             .           vacd         v           vacd   .              .
act                     .           vacd         v           vacd   .              .
actline                 .           vacd         v           vacd   .              .
actpublication          .           vacd         v           vacd   .              .
purchasethreshold       .           vacd         v           vacd   .              .
payment                 .           v            vac         v      .              .
advancecover            .           v            va          v      .              .
ledgerlink              .           v            v           v      .              .
contractevent           .           v            v           v      .              .
warningoverride         .           v            v           v      .              .
"""
ACTIONS = ("view", "add", "change", "delete", "sign")


def test_the_groups_have_the_rights_of_the_table(db: None) -> None:
    header, *rows = [line.split() for line in TABLE.splitlines() if line.strip()]
    held = {
        role: set(
            Group.objects.get(name=role)
            .permissions.filter(content_type__app_label="media_contracts")
            .values_list("codename", flat=True)
        )
        for role in ROLES
    }

    assert [
        [
            model,
            *("".join(action[0] for action in ACTIONS if f"{action}_{model}" in held[role]) or "." for role in header),
        ]
        for model, *_cells in rows
    ] == rows
    assert sum(map(len, held.values())) == sum(len(cell) for row in rows for cell in row[1:] if cell != ".")


def test_the_table_knows_every_kind_of_record() -> None:
    models = {model._meta.model_name for model in apps.get_app_config("media_contracts").get_models()}

    assert {line.split()[0] for line in TABLE.splitlines()[2:]} == {
        name for name in models if not str(name).startswith("historical")
    }
