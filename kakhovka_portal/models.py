"""What the portal remembers of itself and of access to it: how it began, what it gave its roles, whose password is not
their own yet, the keys of programs, and who gave and took what.
"""

from django.conf import settings
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from programs.models import AppendOnly
from programs.models.text import CharField

from .role_words import coded_words, right_words, role_title


class Beginning(models.Model):
    """What an empty database was begun with, by which version and when. It stands in the database, so that a restored
    copy, a new folder or another address of the database never looks empty.
    """

    class What(models.TextChoices):
        DEMONSTRATION = "demonstration"
        EMPTY = "empty"

    what = models.CharField(max_length=20, choices=What)
    version = models.CharField(max_length=20)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.what


class RoleRight(models.Model):
    """What the portal itself decided last about a right of a role; what people decide afterwards it leaves alone."""

    role = models.CharField(max_length=150)
    right = models.CharField(max_length=250)  # application.model.codename
    given = models.BooleanField()  # or withdrawn
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["role", "right"], name="role_right_once")]

    def __str__(self) -> str:
        return f"{self.role}: {self.right}"


class GivenPassword(models.Model):
    """A person whose password somebody else has seen: the first log-in asks for another one."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.user)


class ApiKey(models.Model):
    """A key with which a program does through the API what its owner may do.

    Nobody but the owner makes or sees it, once. What is stored is its fingerprint: a key is 32 random bytes, which
    nobody finds by trying, so that SHA-256 needs neither salt nor slowness here.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_keys")
    name = CharField(_("name"), max_length=60)
    fingerprint = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ends_on = models.DateField(_("last day"))
    last_used = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["ends_on", "name"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="api_key_is_named_once")]

    def __str__(self) -> str:
        return self.name


class AccessEvent(AppendOnly):
    """What was done about somebody's access, or about what a role may do: by whom, when and why.

    Nobody (``by``) is the command line or a migration.
    """

    class What(models.TextChoices):
        GIVEN = "given", _("role given")
        TAKEN = "taken", _("role taken")
        RIGHT_GIVEN = "right_given", _("right given")
        RIGHT_TAKEN = "right_taken", _("right taken")
        RIGHT_BROUGHT = "right_brought", _("right brought by a new version")
        RIGHT_WITHDRAWN = "right_withdrawn", _("right withdrawn by a new version")
        PROPOSED = "proposed", _("proposed")
        CONFIRMED = "confirmed", _("confirmed")
        REFUSED = "refused", _("refused")
        TAKEN_BACK = "taken_back", _("proposal taken back")
        EMAIL = "email", _("e-mail address changed")
        SWITCHED_OFF = "switched_off", _("account switched off")
        SWITCHED_ON = "switched_on", _("account switched on")
        LINK = "link", _("link for a new password sent")
        PASSWORD = "password", _("password set by the link")
        FACTOR = "factor", _("second factor removed")
        KEY_MADE = "key_made", _("key of the API made")
        KEY_ENDED = "key_ended", _("key of the API taken back")

    what = models.CharField(max_length=20, choices=What)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="access_events", verbose_name=_("person")
    )
    role = models.CharField(max_length=150, blank=True)
    right = models.CharField(max_length=250, blank=True)  # application.model.codename
    detail = CharField(max_length=300, blank=True)
    reason = CharField(max_length=500, blank=True)
    confirms = models.BooleanField(default=False)  # whether it is about somebody who confirms what others are given
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        about = [self.role and role_title(self.role), self.right and coded_words(self.right), self.detail]
        return ": ".join([capfirst(self.get_what_display()), *filter(None, about)])


class Proposal(models.Model):
    """What somebody proposed about access and waits for a head: a role or right that carries money or adopting, another
    address of somebody who has one, or such a person's return. Decided, it is a line of the history alone.
    """

    class What(models.TextChoices):
        ROLE = "role", _("role")
        RIGHT = "right", _("right")
        EMAIL = "email", _("another e-mail address")
        RETURN = "return", _("return of an account that was switched off")

    what = models.CharField(max_length=10, choices=What)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="proposals")
    role = models.ForeignKey("auth.Group", models.CASCADE, null=True, related_name="+")
    right = models.ForeignKey("auth.Permission", models.CASCADE, null=True, related_name="+")
    email = models.EmailField(blank=True)  # the new address, or the one that the head sees and confirms
    reason = CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("proposal about access")
        verbose_name_plural = _("access that waits for a head")
        default_permissions = ()
        permissions = [("confirm_proposal", _("confirm roles and rights that carry money or adopting"))]
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        whom = self.person.get_username() if self.person else ""
        if self.person and self.person.get_full_name():
            whom = f"{self.person.get_full_name()} ({whom})"
        role = role_title(self.role.name) if self.role else ""
        about = [role, right_words(self.right) if self.right else ""]
        return " – ".join(filter(None, [": ".join([capfirst(self.get_what_display()), *filter(None, about)]), whom]))
