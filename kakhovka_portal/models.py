"""What the portal remembers of itself: what it gave its roles."""

from django.db import models


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
