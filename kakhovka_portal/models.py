"""What the portal remembers of itself and of access to it: how it began, what it gave its roles, whose password is not
their own yet, the keys of programs, and who gave and took what.
"""

from django.conf import settings
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from programs.models import AppendOnly
from programs.models.text import CharField

from .role_words import coded_words, role_title


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
