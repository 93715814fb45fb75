"""A batch: documents that a caisse publishes together, from a manifest."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from adherents.models import Caisse
from core.references import new_public_id
from documents.enums import BatchState
from documents.models.kinds import DocumentKind

# Their documents are not made yet, and may be.
TO_COME = (BatchState.CHECKING, BatchState.CHECKED, BatchState.PUBLISHING)
# Nothing of them is published: their manifest may come again.
FREED = (BatchState.REFUSED, BatchState.DROPPED, BatchState.WITHDRAWN)


class Batch(models.Model):
    """`manifest_fingerprint`: of what its manifest says, however it was saved, so that a batch sent twice is one.

    `folder`: where its archive waits in the private storage, until its lines are checked.
    `publish_at`: the hour when all its documents are seen, together. `alphabet`, `words`: of a manifest in an old
    alphabet, for whoever publishes to look at.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    caisse = models.ForeignKey(
        Caisse, on_delete=models.PROTECT, related_name="document_batches", verbose_name="caisse", editable=False
    )
    name = models.CharField("nom", max_length=120)
    manifest_fingerprint = models.CharField("empreinte du manifeste", max_length=64, editable=False)
    folder = models.CharField(max_length=120, editable=False)
    state = models.CharField("état", max_length=10, choices=BatchState.choices, default=BatchState.CHECKING)
    alphabet = models.CharField("alphabet", max_length=10, blank=True, editable=False)
    words = models.JSONField("mots lus", default=list, editable=False)
    line_count = models.PositiveIntegerField("lignes", default=0)
    error_count = models.PositiveIntegerField("lignes à corriger", default=0)
    publish_at = models.DateTimeField("à publier le", null=True, blank=True)
    published_at = models.DateTimeField("publié le", null=True, blank=True)
    created_at = models.DateTimeField("déposé le", default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_by_label = models.CharField("déposé par", max_length=200, blank=True)

    class Meta:
        verbose_name = "lot de documents"
        verbose_name_plural = "lots de documents"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["caisse", "manifest_fingerprint"],
                condition=~Q(state__in=FREED),
                name="one_batch_per_manifest",
            )
        ]

    def __str__(self) -> str:
        return self.name


class BatchLine(models.Model):
    """One line of a manifest. `said`: its columns, as they were written; `errors`: sentences, none for a good line.

    Once it is checked, `fingerprint`: of its stored file, empty when it is not a good one; `kind`, `company`: what it
    is, and the key of whose it is, to be counted before one publishes.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="lines", verbose_name="lot")
    number = models.PositiveIntegerField("ligne")
    filename = models.CharField("fichier", max_length=260)
    said = models.JSONField("colonnes", default=dict)
    errors = models.JSONField("erreurs", default=list)
    fingerprint = models.CharField("empreinte du fichier", max_length=64, blank=True)
    kind = models.ForeignKey(
        DocumentKind, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="type"
    )
    company = models.BigIntegerField("entreprise", null=True, blank=True)
    is_checked = models.BooleanField("contrôlée", default=False)
    is_done = models.BooleanField("document préparé", default=False)

    class Meta:
        verbose_name = "ligne d’un lot"
        verbose_name_plural = "lignes d’un lot"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="one_line_per_number")]
        indexes = [
            models.Index(fields=["batch", "number"], name="line_to_check", condition=Q(is_checked=False)),
            models.Index(fields=["batch", "number"], name="line_to_prepare", condition=Q(is_done=False)),
        ]

    def __str__(self) -> str:
        return f"{self.batch}, ligne {self.number}"
