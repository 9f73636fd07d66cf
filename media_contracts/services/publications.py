"""The log of publications: entered in seconds, measured, matched to a line of a contract, duplicates noticed."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date as Date
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from programs.models import Program
from programs.services import Notice, Prepared, check_new_days, delete_record, save_record
from programs.texts import fold

from ..models import ActPublication, Contract, ContractLine, MediaOutlet, Publication, Unit
from .posting import lock_contract

# What an act was computed from: fixed once a signed act lists the publication.
ACTED_FIELDS = ("outlet_id", "contract_line_id", "date", "quantity", "columns", "height")


def lines_for(outlet: MediaOutlet, on: Date) -> list[ContractLine]:
    """The lines of signed contracts that buy publications of an outlet on a date, its own lines first.

    The term is the amended one: the last signed agreement that names a new end.
    """
    return lines_on(on, lines_of(outlet))


def lines_of(outlet: MediaOutlet) -> list[ContractLine]:
    """The lines of signed contracts that buy publications of an outlet at any time."""
    State = Contract.State
    lines = (
        ContractLine.objects.agreed()
        .of_outlet(outlet)
        .filter(
            contract__state__in=[State.SIGNED, State.IN_FORCE, State.COMPLETED, State.TERMINATED],
            unit__in=Unit.counted_by_publications(),
        )
        .select_related("contract__supplier", "contract__measure__program")
        .prefetch_related("contract__agreements")
        .order_by("contract__date_from", "order", "pk")
    )
    return list(lines)


def lines_on(on: Date, lines: Iterable[ContractLine]) -> list[ContractLine]:
    """Those of an outlet's lines that buy on a date, its own first."""
    found = [line for line in lines if line.contract.date_from <= on <= _last_day(line.contract)]
    return sorted(found, key=lambda line: (line.outlet_id is None, not line.contract.is_standing))


def _last_day(contract: Contract) -> Date:
    ends = [
        (agreement.date_signed, agreement.pk, agreement.new_date_to)
        for agreement in contract.agreements.all()
        if agreement.date_signed and agreement.new_date_to
    ]
    last = max(ends)[2] if ends else contract.date_to
    return min(last, contract.ended_on) if contract.ended_on else last


def listing_of(publication: Publication) -> ActPublication | None:
    """The act line that holds the publication now."""
    return publication.listings.filter(is_standing=True).select_related("act_line__act").first()


@transaction.atomic
def save_publication(
    *, publication: Publication, by: User | None, reason: str = "", expected_version: int | None = None
) -> Publication:
    """Save a publication: its area computed where columns and height are given, its line proposed where it is empty.

    Once a signed act lists it, the figures of the act stay as they were accepted.
    """
    if publication.outlet_id:
        complete(publication, lines_of(publication.outlet))
    if isinstance(publication.date, Date):
        check_new_days(publication, program_of(publication), reason=reason, days={"date": publication.date})
    if publication.pk:
        _check_not_acted(publication)
    return save_record(record=publication, by=by, reason=reason, expected_version=expected_version)


def program_of(publication: Publication) -> Program | None:
    """The programme whose contract buys a publication; None of one that is under no contract yet."""
    line = publication.contract_line
    return line.contract.measure.program if line else None


def complete(publication: Publication, lines: Iterable[ContractLine]) -> None:
    """Propose a line of its outlet's where it has none, and compute its area where columns and height are given."""
    if publication.date and publication.contract_line is None:
        publication.contract_line = next(iter(lines_on(publication.date, lines)), None)
    if measured := publication.measured_area:
        publication.quantity = measured


def save_publications(*, publications: Sequence[Publication], by: User | None, moved: Callable[[], bool]) -> bool:
    """Write valid and complete publications of a file, all of them; none where what the file rests on ``moved``.

    They are made ready before; the transaction only asks what moved and sends them, new and changed ones at once.
    """
    new = Prepared([publication for publication in publications if publication.pk is None])
    stood = [publication for publication in publications if publication.pk is not None]
    for publication in stood:
        publication.version += 1
    changed = Prepared(stood)
    with transaction.atomic():
        _hold([publication.pk for publication in stood])
        if moved() or acted_refusals(stood):
            return False
        new.write_with_history(by=by)
        changed.write_with_history(by=by)
    return True


def _hold(changed: Sequence[int]) -> None:
    """Files of publications wait here for one another, so that none records what another one brings at this moment;
    who signs an act or saves a publication that is changed waits as well, until the transaction ends.
    """
    held = Publication.objects.filter(pk__in=changed)
    contracts = Contract.objects.filter(pk__in=held.order_by().values("contract_line__contract"))
    for rows in (
        MediaOutlet.objects.select_for_update(no_key=True),
        contracts.select_for_update(),
        held.select_for_update(),
    ):
        list(rows.order_by("pk").values_list("pk"))


def _check_not_acted(publication: Publication) -> None:
    stored = Publication.objects.select_related("contract_line__contract").get(pk=publication.pk)
    if stored.contract_line is not None:
        lock_contract(stored.contract_line.contract)  # an act that lists it may be signed at this moment
    _keep_acted(publication, stored, listing_of(publication))


def acted_refusals(publications: Sequence[Publication]) -> list[tuple[Publication, ValidationError]]:
    """What keeps changed publications from being saved: a signed act lists them; asked of all at once."""
    keys = [publication.pk for publication in publications if publication.pk]
    listings = ActPublication.objects.filter(publication__in=keys, is_standing=True)
    of_publication = {each.publication_id: each for each in listings.select_related("act_line__act", "publication")}
    found = []
    for publication in publications:
        listing = of_publication.get(publication.pk)
        if listing is not None:
            try:
                _keep_acted(publication, listing.publication, listing)
            except ValidationError as refusal:
                found.append((publication, refusal))
    return found


def _keep_acted(publication: Publication, stored: Publication, listing: ActPublication | None) -> None:
    """Refuse another figure than the one that a signed act accepted."""
    if listing is None:
        return
    changed = [name for name in ACTED_FIELDS if getattr(stored, name) != getattr(publication, name)]
    if not changed or (listing.act_line.act.is_open and changed == ["quantity"]):
        return
    raise ValidationError(
        _("%(act)s lists this publication: its outlet, line, date and size stay as they are there.")
        % {"act": listing.act_line.act},
        code="acted",
    )


@transaction.atomic
def delete_publication(
    *, publication: Publication, by: User | None, reason: str = "", expected_version: int | None = None
) -> None:
    """Delete an entry made by mistake; what an act ever listed stays."""
    delete_record(record=publication, by=by, reason=reason, expected_version=expected_version)


def under_headline(*, outlet: int, date: Date, headline: str) -> list[int]:
    """The publications of an outlet on a day whose headline compares as this one, the oldest first."""
    wanted = fold(headline)
    rows = Publication.objects.filter(outlet=outlet, date=date).order_by("pk").values_list("pk", "headline")
    return [pk for pk, each in rows if fold(each) == wanted]


def duplicates_of(publication: Publication) -> Any:
    """Publications that look like this one: the same link, or the same headline in the outlet on the day."""
    same = under_headline(outlet=publication.outlet_id, date=publication.date, headline=publication.headline)
    alike = Q(pk__in=same)
    if publication.link:
        alike |= Q(link=publication.link)
    return Publication.objects.filter(alike).exclude(pk=publication.pk)


def publication_notices(publication: Publication) -> list[Notice]:
    """What a person should look at before saving a publication; nothing here stops."""
    found = []
    twin = duplicates_of(publication).select_related("outlet").first()
    if twin is not None:
        sentence = _("This looks like a publication that is recorded already: %(twin)s, %(outlet)s.")
        found.append(Notice("duplicate", sentence % {"twin": twin, "outlet": twin.outlet}, field="headline"))
    line = publication.contract_line
    if line is None and not lines_for(publication.outlet, publication.date):
        found.append(
            Notice("no_line", _("No contract buys publications of this outlet on this date."), field="contract_line")
        )
    if line is not None and line.unit == Unit.CM2 and publication.measured_area is None and publication.columns:
        sentence = _("The outlet's width of a column is not recorded: the area was not computed.")
        found.append(Notice("no_column_width", sentence, field="columns"))
    if not (publication.link or publication.evidence):
        found.append(Notice("no_evidence", _("Attach a scan or a screenshot, or enter the link."), field="evidence"))
    return found
