"""What is due about institutions."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programs.duties import Day, Duty, Page, Step

from ..models import Institution

INSTITUTION = gettext_lazy("institution")
YEAR = timedelta(days=365)
SHOWN = 10  # institutions that the duty leads to one by one


def states_to_check(day: Day) -> Iterator[Duty]:
    """Institutions whose state nobody checked for a year, all together: the register is asked of many at once."""
    if not day.programs:
        return
    unchecked = Q(checked_on__isnull=True) | Q(checked_on__lt=day.on - YEAR)
    waiting = Institution.objects.filter(unchecked).exclude(state=Institution.State.ENDED)
    count = waiting.count()
    if count:
        words = ngettext(
            "The state of %(count)s institution was not checked for a year",
            "The state of %(count)s institutions was not checked for a year",
            count,
        )
        page = "admin:civil_society_institution_change"
        yield Duty(
            key="institutions-to-check",
            title=words % {"count": count},
            program=day.programs[0],
            kind=INSTITUTION,
            page=Page("admin:civil_society_institution_changelist", given={"o": "5"}),
            action=_("Check the states"),
            permission="civil_society.change_institution",
            note=_("Ask the state register, then enter state and day."),
            steps=[Step(str(each), Page(page, [each.pk])) for each in waiting.order_by("checked_on", "pk")[:SHOWN]],
        )
