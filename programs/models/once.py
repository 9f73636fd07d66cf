"""What was sent once: the token of a form, or the key that a program gave its request, with what came of it."""

from django.conf import settings
from django.db import models


class SentOnce(models.Model):
    """A request that is taken once, whoever repeats it: a press on a button, or a POST with an Idempotency-Key.

    It stands in the transaction of what the request recorded, so that a request that was refused leaves its key free;
    of two at the same moment the unique key lets the second wait for the first. Housekeeping deletes it when nobody
    can repeat the request by mistake any more.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    asked = models.CharField(max_length=64)  # digest of what was asked: address and body
    status = models.PositiveSmallIntegerField(default=0)
    location = models.CharField(max_length=2000, blank=True)
    tag = models.CharField(max_length=100, blank=True)
    answer = models.TextField(blank=True)  # to a program, its body; to a person, the sentences
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["by", "key"], name="request_is_taken_once")]

    def __str__(self) -> str:
        return self.key
