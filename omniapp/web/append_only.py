"""Records: tables whose rows are only ever added."""

from typing import Any

from django.db import models


class AppendOnly(models.Model):
    """A row that is neither changed nor deleted once it stands."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("The record is only ever added to.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("The record is only ever added to.")


class Line(AppendOnly):
    """Something people did. ``actor`` is who it was in words, as they were called then."""

    at = models.DateTimeField()
    actor = models.TextField()
    note = models.TextField(blank=True, default="", help_text="for people; never a secret")

    class Meta:
        abstract = True
        ordering = ["id"]
