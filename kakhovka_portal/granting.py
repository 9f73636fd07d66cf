"""Who gives whom what: roles and rights that carry money or adopting wait until a head confirms them.

Nobody gives oneself anything, nobody confirms for oneself, and everything stands in the history of access. Whoever has
the command line is asked nothing.
"""

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from programs.models import Letter
from programs.modules import all_modules
from programs.permissions import STAFF_ROLES
from programs.services.mail import write_to

from .keys import end_keys
from .models import AccessEvent, Proposal
from .role_words import code_of

CONFIRM = "kakhovka_portal.confirm_proposal"
What = AccessEvent.What


def _rights(codes: Iterable[str]) -> QuerySet[Permission]:
    """The rights of these codes, «programs.adopt_edition» among them."""
    named = Q(pk__in=[])
    for app, codename in (code.split(".") for code in codes):
        named |= Q(content_type__app_label=app, codename=codename)
    return Permission.objects.filter(named)


def guarded_rights() -> QuerySet[Permission]:
    """The rights that carry money or adopting, as the modules name them."""
    return _rights(code for module in all_modules() for code in module.guarded_rights)


def is_guarded(role: Group) -> bool:
    return role.permissions.filter(pk__in=guarded_rights()).exists()


def is_trusted(person: User) -> bool:
    """Whether the person holds a right that carries money or adopting, also while switched off."""
    held = guarded_rights().filter(Q(group__user=person) | Q(user=person))
    return person.is_superuser or held.exists()


def _holding_confirmation() -> Q:
    right = _rights([CONFIRM])
    return Q(groups__permissions__in=right) | Q(user_permissions__in=right)


def heads() -> QuerySet[User]:
    """Those who confirm what others are given."""
    return User.objects.filter(_holding_confirmation(), is_active=True).distinct()


def _confirms(role: Group) -> bool:
    return role.permissions.filter(pk__in=_rights([CONFIRM])).exists()


def _nobody_was_head() -> bool:
    """Whether the portal has never had a head, not even one who was switched off or lost the role."""
    return not (
        User.objects.filter(_holding_confirmation()).exists() or AccessEvent.objects.filter(confirms=True).exists()
    )


# Roles of a person ----------------------------------------------------------------------------------------------------


@transaction.atomic
def set_roles(person: User, roles: Iterable[Group], *, by: User, reason: str) -> None:
    """Take the roles that are not wanted, give those that are; what carries money or adopting is proposed."""
    wanted, held = set(roles), set(person.groups.all())
    for role in held - wanted:
        person.groups.remove(role)
        event = AccessEvent.objects.create(
            what=What.TAKEN, person=person, role=role.name, by=by, reason=reason, confirms=_confirms(role)
        )
        _tell(person, event, "taken")
    for role in sorted(wanted - held, key=lambda role: role.pk):
        if is_guarded(role) and not (_confirms(role) and _nobody_was_head()):
            _propose(Proposal(what=Proposal.What.ROLE, person=person, role=role, email=person.email), by, reason)
        else:
            give_role(person, role, by=by, reason=reason)


@transaction.atomic
def give_role(person: User, role: Group, *, by: User | None, reason: str, what: What = What.GIVEN) -> None:
    """Give a role. With the first that carries money or adopting, whatever somebody else may have set up on the account
    ends: the person begins with a link to the address that was confirmed.
    """
    if is_guarded(role) and not is_trusted(person):
        _begin_anew(person, by=by, reason=reason)
    person.groups.add(role)
    event = AccessEvent.objects.create(
        what=what, person=person, role=role.name, by=by, reason=reason, confirms=_confirms(role)
    )
    _tell(person, event, "given")


def _begin_anew(person: User, *, by: User | None, reason: str) -> None:
    """End what somebody else may have set up on the account: its password, and sessions with it, factor and keys."""
    person.set_unusable_password()
    person.save(update_fields=["password"])
    Authenticator.objects.filter(user=person).delete()
    end_keys(person, by=by, reason=reason)


def _tell(person: User, event: AccessEvent, what: str) -> None:
    """Write to a person about a role: that it was given, taken, or that its rights are others now."""
    about = {"role": event.role, "what": what}
    write_to(person, Letter.Kind.ROLE, cause=f"access/{event.pk}", about=about)


def _tell_all(role: Group, event: AccessEvent | None) -> None:
    if event:
        for person in role.user_set.all():
            _tell(person, event, "rights")


@transaction.atomic
def set_rights(
    role: Group, rights: Iterable[Permission], offered: Iterable[Permission], *, by: User, reason: str
) -> list[Proposal]:
    """The same for the rights of a role; those that its page does not offer stay. Returns what waits."""
    wanted, held, guarded = set(rights), set(role.permissions.all()), set(guarded_rights())
    event: AccessEvent | None = None  # the last of them stands for all: one letter tells of a changed role
    for right in (held & set(offered)) - wanted:
        event = AccessEvent.objects.create(
            what=What.RIGHT_TAKEN,
            role=role.name,
            right=code_of(right),
            by=by,
            reason=reason,
            confirms=right in _rights([CONFIRM]),  # the portal remembers that it has had heads
        )
        role.permissions.remove(right)
    for right in wanted - held:
        if right in guarded:
            _propose(Proposal(what=Proposal.What.RIGHT, role=role, right=right), by, reason)
        else:
            role.permissions.add(right)
            event = AccessEvent.objects.create(
                what=What.RIGHT_GIVEN, role=role.name, right=code_of(right), by=by, reason=reason
            )
    _tell_all(role, event)
    return list(Proposal.objects.filter(role=role, right__in=wanted - held))


@transaction.atomic
def change_account(person: User, stored: User, *, by: User, reason: str) -> None:
    """The address and the switch of an account that is about to be saved. Whoever gets a trusted person's letters could
    set that person's password: another address waits for a head, and so does the return of one who was switched off.
    """
    trusted = is_trusted(stored)
    if person.email != stored.email:
        if trusted:
            _propose(Proposal(what=Proposal.What.EMAIL, person=person, email=person.email), by, reason)
            person.email = stored.email
        else:
            _changed_address(person, stored.email, by=by, reason=reason)
    if person.is_active and not stored.is_active:
        if trusted:
            _propose(Proposal(what=Proposal.What.RETURN, person=person, email=stored.email), by, reason)
            person.is_active = False
        else:
            AccessEvent.objects.create(what=What.SWITCHED_ON, person=person, by=by, reason=reason)
    elif stored.is_active and not person.is_active:
        AccessEvent.objects.create(what=What.SWITCHED_OFF, person=person, by=by, reason=reason)
        end_keys(person, by=by, reason=reason)
        for proposal in person.proposals.all():
            end(proposal, by=by, what=What.TAKEN_BACK, reason=reason)


def _changed_address(person: User, old: str, *, by: User, reason: str) -> None:
    event = AccessEvent.objects.create(what=What.EMAIL, person=person, by=by, reason=reason)
    if old:
        write_to(person, Letter.Kind.ADDRESS, cause=f"access/{event.pk}", about={"address": old})


# What waits -----------------------------------------------------------------------------------------------------------


def _propose(proposal: Proposal, by: User, reason: str) -> None:
    """Let it wait for a head; what waits already is not proposed again."""
    same = {name: getattr(proposal, name) for name in ("what", "person", "role", "right", "email")}
    if Proposal.objects.filter(**same).exists():
        return
    proposal.by, proposal.reason = by, reason
    proposal.save()
    event = _write(proposal, What.PROPOSED, by, reason)
    under_way = Letter.objects.standing().filter(kind=Letter.Kind.WAITS)  # it will speak of this one as well
    for head in heads().exclude(pk__in=under_way.values("person")):
        if not why_not(proposal, head):
            write_to(head, Letter.Kind.WAITS, cause=f"access/{event.pk}")


def _write(proposal: Proposal, what: What, by: User, reason: str) -> AccessEvent:
    with translation.override(settings.LANGUAGE_CODE):
        kind = str(proposal.get_what_display())
    return AccessEvent.objects.create(
        what=what,
        person=proposal.person,
        role=proposal.role.name if proposal.role else "",
        right=code_of(proposal.right) if proposal.right else "",
        detail="" if proposal.role else kind,
        by=by,
        reason=reason,
    )


def why_not(proposal: Proposal, by: User) -> str:
    """Why this head does not confirm this proposal; empty for whoever may."""
    own = proposal.person == by and proposal.what != Proposal.What.EMAIL
    if proposal.right:
        own = by.groups.filter(pk=proposal.role_id).exists()
    if own:
        return _("Nobody confirms for oneself: this is for another head, or for the command line.")
    if proposal.by == by:
        return _("You proposed this yourself: another head confirms it.")
    if proposal.person and proposal.what != Proposal.What.EMAIL and proposal.person.email != proposal.email:
        return _(
            "The person's e-mail address has changed since this was proposed: refuse it and let it be proposed anew."
        )
    return ""


@transaction.atomic
def confirm(proposal: Proposal, *, by: User) -> list[User]:
    """What was proposed becomes so; returns those who now have to set a password by a link."""
    proposal = _still_waiting(proposal)
    if refusal := why_not(proposal, by):
        raise ValidationError(refusal)
    person, role = proposal.person, proposal.role
    invited: list[User] = []
    if proposal.what == Proposal.What.RIGHT and role and proposal.right:
        invited = [member for member in role.user_set.all() if not is_trusted(member)]
        for member in invited:
            _begin_anew(member, by=by, reason=proposal.reason)
        role.permissions.add(proposal.right)
        _tell_all(role, _write(proposal, What.CONFIRMED, by, proposal.reason))
    elif person and role:
        give_role(person, role, by=by, reason=proposal.reason, what=What.CONFIRMED)
        follow_roles(person)
        invited = [] if person.has_usable_password() else [person]
    elif person and proposal.what == Proposal.What.EMAIL:
        old, person.email = person.email, proposal.email
        person.save(update_fields=["email"])
        _changed_address(person, old, by=by, reason=proposal.reason)
    elif person:
        person.is_active = True
        person.save(update_fields=["is_active"])
        AccessEvent.objects.create(what=What.SWITCHED_ON, person=person, by=by, reason=proposal.reason)
    proposal.delete()
    return invited


@transaction.atomic
def end(proposal: Proposal, *, by: User, what: What, reason: str) -> None:
    """A head refuses it, or those who propose take it back."""
    proposal = _still_waiting(proposal)
    _write(proposal, what, by, reason)
    proposal.delete()


def _still_waiting(proposal: Proposal) -> Proposal:
    found = Proposal.objects.select_for_update().filter(pk=proposal.pk).first()
    if found is None:
        raise ValidationError(_("Somebody has decided this already."))
    return found


def follow_roles(person: User) -> None:
    """Whose role works at the desk is let in there; nobody has to remember a second tick."""
    works = person.is_superuser or person.groups.filter(name__in=STAFF_ROLES).exists()
    if person.is_staff != works:
        person.is_staff = works
        person.save(update_fields=["is_staff"])


@transaction.atomic
def remove_factor(person: User, *, by: User, reason: str) -> None:
    """Help a person who lost the telephone; the person and every head hear of it."""
    if not Authenticator.objects.filter(user=person).delete()[0]:
        raise ValidationError(_("This person uses no second factor."))
    event = AccessEvent.objects.create(what=What.FACTOR, person=person, by=by, reason=reason)
    for told in User.objects.filter(Q(pk=person.pk) | Q(pk__in=heads())):
        write_to(told, Letter.Kind.FACTOR, cause=f"access/{event.pk}", about={"is_own": told == person})
