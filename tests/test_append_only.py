"""What is written once stays: no model, queryset or manager of such a table changes or deletes a row."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from programs.models import AppendOnly

WRITTEN_ONCE = [model for model in apps.get_models() if issubclass(model, AppendOnly)]


def test_money_its_limits_and_the_steps_of_contracts_are_written_once() -> None:
    assert {model._meta.label for model in WRITTEN_ONCE} == {
        "civil_society.BodyMinutes",
        "civil_society.BodyMinutesFile",
        "civil_society.ConsultationPaper",
        "civil_society.ConsultationPaperFile",
        "civil_society.ConsultationStep",
        "grants.GrantLink",
        "kakhovka_portal.AccessEvent",
        "media_contracts.ContractEvent",
        "media_contracts.LedgerLink",
        "media_contracts.WarningOverride",
        "programs.Conclusion",
        "programs.ControlStep",
        "programs.LedgerEntry",
        "programs.LineRemark",
        "programs.Minutes",
        "programs.MinutesFile",
        "programs.Override",
        "programs.PeriodClosing",
        "programs.Replacement",
        "programs.RecommendationAnswer",
        "programs.ReportAnswer",
        "programs.ReportFile",
        "programs.ReportMaterial",
        "programs.ReportPublication",
        "programs.ReportQuestion",
        "programs.ReportSignature",
        "programs.ReportStep",
        "programs.ReportSubmission",
        "programs.RestrictedMode",
        "programs.SittingPublication",
        "programs.SubmissionMember",
    }


@pytest.mark.parametrize("model", WRITTEN_ONCE, ids=lambda model: model._meta.label)
def test_what_is_written_once_is_neither_changed_nor_deleted(model: type[models.Model]) -> None:
    row = model.from_db("default", ["id"], ["1"])
    rows = model._default_manager.filter(pk=1)
    attempts = {
        "save": row.save,
        "delete": row.delete,
        "update": lambda: rows.update(pk=2),
        "delete all": rows.delete,
        "update many": lambda: rows.bulk_update([row], ["pk"]),
    }

    for name, attempt in attempts.items():
        with pytest.raises(ValidationError):
            attempt()  # type: ignore[operator]
            pytest.fail(name)
