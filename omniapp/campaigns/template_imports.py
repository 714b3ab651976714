"""Imports of templates that were asked for, and whose answer is not here."""

from django.db import models


class TemplateImport(models.Model):
    """Written before Omnisend is asked, and gone with its answer.

    ``what`` is the fingerprint of the name and the page, ``before`` the ids of the templates that had this
    name already, ``until`` when it can no longer arrive.
    """

    store = models.ForeignKey("stores.Store", on_delete=models.CASCADE, related_name="template_imports")
    what = models.CharField(max_length=64)
    before = models.JSONField(default=list)
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "what"], name="one_import_at_a_time")]

    def __str__(self) -> str:
        return f"an import of store {self.store_id}, open until {self.until}"
