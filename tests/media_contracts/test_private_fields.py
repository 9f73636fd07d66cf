"""What is never public is marked as such on its model, and every text that is public refuses a person's number."""

from django.apps import apps
from django.core.validators import RegexValidator
from django.db import models

from civil_society.models import BodyMinutesFile, BodyPresence, ConsultationPaper, ConsultationPaperFile, CouncilOpinion
from media_contracts.models import ClauseTemplate, PurchaseThreshold, WarningOverride
from programs.models.personal import no_personal_number
from programs.models.text import FoldedField

MODELS = [
    model
    for app in ("media_contracts", "civil_society")
    for model in apps.get_app_config(app).get_models()
    if not model.__name__.startswith("Historical")
]
# Names that a field of personal data bears; a new one is to be added to PRIVATE of its model.
PERSONAL = {"rnokpp", "iban", "bank", "phone", "email", "contact", "note"}
PERSONAL |= {"signatory", "customer_signatory", "supplier_signatory"}
# Public texts that only staff of the department word: settings, and what the portal itself writes.
OWN_WORDS = {
    (ClauseTemplate, "title"),
    (ClauseTemplate, "text"),
    (PurchaseThreshold, "ground"),
    (WarningOverride, "code"),
    (WarningOverride, "sentence"),
    (ConsultationPaper, "code"),
    (ConsultationPaperFile, "extension"),
    (ConsultationPaperFile, "sha256"),
    (BodyMinutesFile, "extension"),
    (BodyMinutesFile, "sha256"),
    (BodyPresence, "name"),  # taken over from the member's record
}
# Bears the name of a private field, but stands in the public quarterly form, as its help text says; it refuses numbers.
PUBLIC_NOTES = {(CouncilOpinion, "note")}


def private(model: type[models.Model]) -> set[str]:
    return set(getattr(model, "PRIVATE", ()))


def test_personal_data_and_files_are_marked_private() -> None:
    unmarked = [
        f"{model.__name__}.{field.name}"
        for model in MODELS
        for field in model._meta.concrete_fields
        if (isinstance(field, models.FileField) or field.name in PERSONAL) and field.name not in private(model)
        if (model, field.name) not in PUBLIC_NOTES
    ]

    assert unmarked == []


def test_what_is_marked_private_exists() -> None:
    assert [
        (model.__name__, name)
        for model in MODELS
        for name in private(model)
        if name not in {field.name for field in model._meta.concrete_fields}
    ] == []


def test_every_other_text_refuses_a_persons_number() -> None:
    def is_free(field: models.Field) -> bool:
        shaped = any(isinstance(each, RegexValidator) for each in field.validators)
        text = isinstance(field, models.CharField | models.TextField) and not isinstance(field, models.URLField)
        return text and not (field.choices or shaped or isinstance(field, FoldedField))

    unguarded = [
        f"{model.__name__}.{field.name}"
        for model in MODELS
        for field in model._meta.concrete_fields
        if is_free(field) and field.name not in private(model) and (model, field.name) not in OWN_WORDS
        if no_personal_number not in field.validators
    ]

    assert unguarded == []
