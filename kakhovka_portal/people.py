"""People and access in the staff's site: accounts, roles, second factors, locked log-ins."""

import hashlib
from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from axes.admin import AccessAttemptAdmin
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm, UsernameField
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.modules import modules
from programs.permissions import ROLES
from programs.services import Conflict
from programs.staff.conflicts import TwoWriters
from programs.staff.forms import REASON, SEEN_VERSION, SeveralField
from programs.staff.history import PAGE, person
from programs.staff.lists import AlphabeticalChangeList
from programs.texts import MOST_WORDS

from . import granting
from .access_steps import EndKeys, RemoveFactor, SendLink, invite
from .granting import is_guarded, is_trusted
from .models import AccessEvent
from .role_words import RIGHTS_OF, right_words, role_title, role_words

# Titles, messages and histories name a role as people know it.
Group.add_to_class("__str__", lambda role: role_title(role.name))


class RolesField(SeveralField):
    """Roles by the names and sentences that people know them by."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs |= {"required": False, "widget": forms.CheckboxSelectMultiple, "label": gettext_lazy("Roles")}
        super().__init__(Group.objects.order_by("pk"), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return role_words(obj.name)


class RightsField(SeveralField):
    """What a role may do, in words: the kind of record and the action."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs |= {"required": False, "widget": forms.CheckboxSelectMultiple, "label": gettext_lazy("Rights")}
        super().__init__(Permission.objects.none(), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return right_words(obj)


class SeenForm(forms.ModelForm):
    """A record of another application, which has no version: the form remembers the state that the person saw."""

    request: HttpRequest
    seen_version_ = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial[SEEN_VERSION] = self.state(self.instance) if self.instance.pk else ""

    def state(self, record: Any) -> str:
        names = [name for name in self.fields if name not in {SEEN_VERSION, REASON}]
        values = forms.model_to_dict(record, fields=names)
        lists = {name: sorted(row.pk for row in value) for name, value in values.items() if isinstance(value, list)}
        return hashlib.sha256(repr(sorted((values | lists).items())).encode()).hexdigest()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if getattr(self.request, "conflict", None):
            self.add_error(None, str(Conflict.message))
        elif self.instance.pk:
            stands = type(self.instance)._base_manager.select_for_update().get(pk=self.instance.pk)
            if self.state(stands) != cleaned.get(SEEN_VERSION):
                raise Conflict(stands, self.state(stands))
        return cleaned


class AccessForm(forms.Form):
    """What a form about access asks beside its fields: why, and that nobody gives anything to oneself."""

    TOLD = {"groups", "is_active", "email", "permissions"}

    reason_ = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("For example an order on appointment. It stays in the history."),
    )
    request: HttpRequest

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        person: Any = getattr(self, "instance", None)
        if self.TOLD & set(self.changed_data) and not cleaned.get(REASON, "").strip():
            self.add_error(REASON, _("Say why: access is given and taken with a reason."))
        if "groups" in cleaned:
            new = set(cleaned["groups"]) - (set(person.groups.all()) if person.pk else set())
            if new and person == self.request.user:
                self.add_error("groups", _("Nobody gives roles to oneself."))
            asks_address = any(map(is_guarded, new)) and not (person.pk and is_trusted(person))
            if asks_address and not cleaned.get("email") and "email" not in self.errors:
                text = _("A role that carries money or adopting begins with a link to the person's e-mail address.")
                self.add_error("email", text)
        return cleaned


class RoleForm(AccessForm, SeenForm):
    """A role with the rights on records that the portal's pages and API know."""

    permissions = RightsField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [label.split(".") for label in RIGHTS_OF]
        offered = Q(content_type__app_label__in=[module.app for module in modules()]) & ~Q(
            content_type__model__startswith="historical"
        )
        for app, model in others:
            offered |= Q(content_type__app_label=app, content_type__model=model)
        rights: Any = self.fields.get("permissions")
        if rights:
            found = Permission.objects.filter(offered).select_related("content_type")
            rights.queryset = found.order_by("content_type__app_label", "content_type__model", "pk")

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name.casefold() in {*ROLES, *(role_title(role).casefold() for role in ROLES)}:
            raise ValidationError(_("This is the name of one of the portal's own roles: give another one."))
        return name


class RoleFilter(admin.SimpleListFilter):
    """People of one role, by its name."""

    title = gettext_lazy("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(group.name, role_title(group.name)) for group in Group.objects.order_by("pk")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


NAMES = {
    "username": gettext_lazy("User name"),
    "first_name": gettext_lazy("Given name"),
    "email": gettext_lazy("E-mail address"),
}
HELP = {
    "username": gettext_lazy("Letters, digits and the signs @ . + - _, no more than 150."),
    "is_active": gettext_lazy("Take the tick away when the person leaves: nobody is deleted."),
}


class PersonForm(AccessForm, SeenForm, UserChangeForm):
    groups = RolesField()
    password = None  # type: ignore[assignment]  # nobody but the person sets one

    class Meta(UserChangeForm.Meta):
        labels = NAMES
        help_texts = HELP


class NewPersonForm(AccessForm, forms.ModelForm):
    TOLD = {"groups"}
    groups = RolesField()

    class Meta:
        model = User
        fields = ["username", "last_name", "first_name", "email"]
        field_classes = {"username": UsernameField}
        labels = NAMES
        help_texts = HELP

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exists():
            raise ValidationError(_("Somebody has this user name already."))
        return name


class Worded(TwoWriters):
    """Pages of other applications in the portal's words."""

    list_title: Any = ""
    add_title: Any = ""
    add_button: Any = ""
    change_title: Any = ""
    list_lead: Any = ""
    empty_text: Any = ""
    show_facets = admin.ShowFacets.ALWAYS
    actions: Any = None

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        term = " ".join(search_term.split()[:MOST_WORDS])
        return super().get_search_results(request, queryset, term)  # type: ignore[misc]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[AlphabeticalChangeList]:
        return AlphabeticalChangeList

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        words = {"title": self.list_title, "list_title": self.list_title}
        words |= {"list_lead": self.list_lead, "empty_text": self.empty_text}
        words["add_button"] = self.add_button or _("Add")
        return super().changelist_view(request, {**words, **(extra_context or {})})  # type: ignore[misc]

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        title = self.change_title if object_id else self.add_title
        context = {"title": title, "list_title": self.list_title}
        return super().changeform_view(request, object_id, form_url, {**context, **(extra_context or {})})


class WithAccessHistory:
    """Pages whose history is what was done about access, beside Django's own log of the form."""

    access_events: Callable[[Any], QuerySet[AccessEvent]]  # about a record

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        record = self.get_object(request, object_id)  # type: ignore[attr-defined]
        lines: list[dict[str, Any]] = []
        if record is not None:
            for event in self.access_events(record).select_related("by", "person")[:PAGE]:
                of = f" – {person(event.person)}" if event.person and event.person != record else ""
                lines.append({"at": event.at, "who": person(event.by), "what": f"{event}{of}", "why": event.reason})
            log = LogEntry.objects.filter(content_type__model=self.opts.model_name, object_id=record.pk)  # type: ignore[attr-defined]
            for entry in log.select_related("user")[:PAGE]:
                lines.append({"at": entry.action_time, "who": person(entry.user), "what": entry.get_change_message()})
        lines.sort(key=lambda line: line["at"], reverse=True)
        context = {"changes": lines, "list_title": self.list_title, "title": _("History")}  # type: ignore[attr-defined]
        if record is not None:
            context |= {"subtitle": self.record_name(record)}  # type: ignore[attr-defined]
        return super().history_view(request, object_id, {**context, **(extra_context or {})})  # type: ignore[misc]


class PersonAdmin(WithAccessHistory, Worded, UserAdmin):
    """Accounts. Nobody is deleted: an account that leaves is switched off, and the history keeps its name. Nobody
    but the person sets the password, by a link to the e-mail address.
    """

    steps = (SendLink, RemoveFactor, EndKeys)

    form = PersonForm
    add_form = NewPersonForm
    list_title = gettext_lazy("People")
    add_title = gettext_lazy("New person")
    add_button = gettext_lazy("Add a person")
    change_title = gettext_lazy("Person")
    list_lead = gettext_lazy("Everybody who can log in. Whoever leaves is switched off, not deleted.")
    list_display = ("username", "full_name", "roles", "second_factor", "last_login", "is_active")
    list_filter = ("is_active", RoleFilter)
    search_fields = ("username", "first_name", "last_name")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", ("last_name", "first_name"), "email")}),
        (gettext_lazy("What this person may do"), {"fields": ("groups", "waiting", "is_active", "keys", REASON)}),
        (gettext_lazy("Dates"), {"fields": (("last_login", "date_joined"),)}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", ("last_name", "first_name"), "email")}),
        (gettext_lazy("What this person may do"), {"fields": ("groups", REASON)}),
    )
    readonly_fields = ("last_login", "date_joined", "waiting", "keys")

    def get_urls(self) -> list[Any]:
        return [*(step.below_record("auth_user") for step in self.steps), *super().get_urls()]

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:
        """Django's page on which one sets another's password is shut at its address too."""
        raise PermissionDenied

    def changeform_view(
        self, request: Any, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        answer = super().changeform_view(request, object_id, form_url, extra_context)
        for invited in getattr(request, "invited", []):  # what was saved stands by now
            invite(request, invited)
        return answer

    def render_change_form(self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        record = context.get("original")
        if record is not None:
            steps = [step for step in self.steps if step.may(request.user) and step.offered(record)]
            context["buttons"] = [step.link(record) for step in steps]
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: Any, obj: User, form: Any, change: bool) -> None:
        if change:
            stored = User.objects.select_for_update().get(pk=obj.pk)
            granting.change_account(obj, stored, by=request.user, reason=form.cleaned_data[REASON])
        else:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """A superuser is made on the command line and seen by superusers alone."""
        users = super().get_queryset(request).prefetch_related("groups", "authenticator_set")
        return users if request.user.is_superuser else users.filter(is_superuser=False)

    def access_events(self, record: User) -> QuerySet[AccessEvent]:
        return AccessEvent.objects.filter(person=record)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        person: User = form.instance
        had_password = change and person.has_usable_password()
        reason = form.cleaned_data[REASON]
        granting.set_roles(person, form.cleaned_data["groups"], by=request.user, reason=reason)
        granting.follow_roles(person)
        if not change or (had_password and not person.has_usable_password()):
            request.invited = [person]
        for proposal in person.proposals.filter(by=request.user):
            self.message_user(request, _("Waits for a head: %(what)s") % {"what": proposal}, messages.WARNING)

    @admin.display(description=gettext_lazy("waits for a head"))
    def waiting(self, user: User) -> str:
        return "; ".join(map(str, user.proposals.select_related("person", "role"))) or "—"

    @admin.display(description=gettext_lazy("keys of the API"))
    def keys(self, user: User) -> int:
        return user.api_keys.count()

    @admin.display(description=gettext_lazy("surname and name"), ordering="last_name")
    def full_name(self, user: User) -> str:
        return user.get_full_name() or "—"

    @admin.display(description=gettext_lazy("roles"))
    def roles(self, user: User) -> str:
        return ", ".join(role_title(group.name) for group in user.groups.all()) or "—"

    @admin.display(description=gettext_lazy("second factor"))
    def second_factor(self, user: Any) -> str:
        return _("on") if user.authenticator_set.all() else "—"


class RoleAdmin(WithAccessHistory, Worded, GroupAdmin):
    """Roles. The five of the portal keep their names, by which the rights of a new version find them, and stay."""

    form = RoleForm
    filter_horizontal = ()
    list_title = gettext_lazy("Roles")
    add_title = gettext_lazy("New role")
    add_button = gettext_lazy("Add a role")
    change_title = gettext_lazy("Role")
    list_lead = gettext_lazy("What each role may do. The five roles of the portal keep their names and stay.")
    list_display = ("title", "name", "people")
    fields = ("name", "permissions", REASON)

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        offered = form.fields["permissions"].queryset
        given, reason = form.cleaned_data["permissions"], form.cleaned_data[REASON]
        waiting = granting.set_rights(form.instance, given, offered, by=request.user, reason=reason)
        for proposal in waiting:
            self.message_user(request, _("Waits for a head: %(what)s") % {"what": proposal}, messages.WARNING)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("name",) if obj and obj.name in ROLES else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not (obj and obj.name in ROLES) and super().has_delete_permission(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """A role is taken from its people one by one, with a reason, before it goes."""
        *found, protected = super().get_deleted_objects(objs, request)
        return *found, [*protected, *User.objects.filter(groups__in=objs)]

    def access_events(self, record: Group) -> QuerySet[AccessEvent]:
        return AccessEvent.objects.filter(role=record.name)

    def record_name(self, record: Any) -> str:
        return role_title(record.name)

    @admin.display(description=gettext_lazy("role"))
    def title(self, group: Group) -> str:
        return role_words(group.name)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        return super().get_queryset(request).prefetch_related("user_set").order_by("pk")

    @admin.display(description=gettext_lazy("people"))
    def people(self, group: Group) -> int:
        return len(group.user_set.all())


class LockedLoginAdmin(Worded, AccessAttemptAdmin):
    """Failed log-ins; deleting a line lets its person try again at once."""

    list_title = gettext_lazy("Failed log-ins")
    change_title = gettext_lazy("Failed log-in")
    list_lead = gettext_lazy("Five failures lock an account for an hour. Delete a line to let the person in at once.")
    empty_text = gettext_lazy("No log-in has failed lately.")
    list_display = ("attempt_time", "username", "ip_address", "failures_since_start")
    list_filter = ()
    search_fields = ("username", "ip_address")
    fieldsets = ((None, {"fields": ("username", "ip_address", "attempt_time", "failures_since_start")}),)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


for model in (User, Group, Authenticator, AccessAttempt, AccessLog, AccessFailureLog, EmailAddress):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
for model, pages in (
    (User, PersonAdmin),
    (Group, RoleAdmin),
    (AccessAttempt, LockedLoginAdmin),
):
    admin.site.register(model, pages)
