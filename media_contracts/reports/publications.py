"""What the outlets published in the period, by topic."""

from collections import Counter
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.finance import ZERO
from programs.reporting import Column, Kind, Level, Row, Table
from programs.statement import Statement

from ..models import Publication
from ..statement import outlet_shares


class PublicationsByOutlet:
    """Pieces by outlet and topic, and the money that acts of the period accepted."""

    key = "publications"
    title = gettext_lazy("Publications by outlet")

    def table(self, statement: Statement) -> Table:
        program, period = statement.program, statement.period
        shares = outlet_shares(program, period)
        pieces = Publication.objects.of_program(program).filter(date__range=(period.start, period.end)).order_by()
        grouped = pieces.values_list("outlet", "kind").annotate(Count("pk"))
        counts = Counter({(outlet, kind): count for outlet, kind, count in grouped})
        topics = list(Publication.Kind)
        rows = []
        for share in shares:
            cells: dict[str, Any] = {
                "outlet": share.outlet.name,
                **{topic.value: counts[share.outlet.pk, topic.value] for topic in topics},
                "publications": share.publications,
                "accepted": share.amount,
            }
            rows.append(Row(cells, link=reverse("media_contracts:outlet", args=[share.outlet.slug])))
        if rows:
            of_topic = {topic.value: sum(counts[share.outlet.pk, topic.value] for share in shares) for topic in topics}
            total: dict[str, Any] = {
                "outlet": _("Grand total"),
                **of_topic,
                "publications": sum(share.publications for share in shares),
                "accepted": sum((share.amount for share in shares), ZERO),
            }
            rows.append(Row(total, Level.TOTAL))
        return Table(
            key=self.key,
            caption=_("Publications of the outlets by topic, %(dates)s; money in UAH.") % {"dates": period.dates},
            columns=[
                Column("outlet", _("Media outlet"), width=3.4, heads=True),
                *(
                    Column(topic.value, capfirst(str(topic.label)), Kind.NUMBER, _("Topics"), width=1.6)
                    for topic in topics
                ),
                Column("publications", _("Publications"), Kind.NUMBER, width=1.5),
                Column("accepted", _("Accepted by acts of the period"), Kind.MONEY, width=2),
            ],
            rows=rows,
        )
