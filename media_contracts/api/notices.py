"""What the staff's pages warn of before a step, said by the answers of the API as well."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.response import Response

from programs.rest.collection import ReadCollection
from programs.rest.fields import ModelRecordSerializer, Strict
from programs.services import Notice, Severity

SEVERITIES = {
    Severity.ADVICE: gettext_lazy("worth knowing"),
    Severity.REASON: gettext_lazy("the next step asks for a reason"),
    Severity.STOP: gettext_lazy("stops the next step"),
}


class NoticeSerializer(Strict):
    """One warning: a code for programs, a sentence for people."""

    code = serializers.CharField(read_only=True, label=gettext_lazy("code"))
    severity = serializers.ChoiceField(list(SEVERITIES.items()), read_only=True, label=gettext_lazy("severity"))
    sentence = serializers.CharField(read_only=True, label=gettext_lazy("sentence"))
    field = serializers.CharField(
        read_only=True, label=gettext_lazy("field"), help_text=gettext_lazy("Empty: the record as a whole.")
    )

    as_text = "{sentence}".format_map


class Notices(serializers.ListSerializer):
    """The warnings of a record that is answered alone; a list of records is not worth the questions they cost."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            child=NoticeSerializer(),
            read_only=True,
            allow_null=True,
            label=gettext_lazy("What to look at"),
            help_text=gettext_lazy("Null in lists, and for those who do not work with such records."),
            **options,
        )

    def get_attribute(self, instance: Any) -> list[Notice] | None:
        return getattr(instance, "notices", None)


class Warned(ModelRecordSerializer):
    """A record that says its warnings; a list as a file has no column of them, for it would be empty."""

    notices = Notices()

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        renderer = getattr(self.context.get("request"), "accepted_renderer", None)
        if getattr(renderer, "format", "json") != "json":
            del fields["notices"]
        return fields


class Warns(ReadCollection, ABC):
    """A collection that warns whoever works with its records of what the staff's pages would warn of."""

    @abstractmethod
    def notices_of(self, item: Any) -> Iterable[Notice]:
        """The warnings of one record as it stands."""

    def answer(self, item: Any, code: int = 200) -> Response:
        meta = self.writes._meta
        if self.request.user.has_perm(f"{meta.app_label}.view_{meta.model_name}"):
            item.notices = list(self.notices_of(item))
        return super().answer(item, code)
