"""What the portal remembers of itself: how it began, what it gave its roles, whose password is not their own yet."""

from django.conf import settings
from django.db import models


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
