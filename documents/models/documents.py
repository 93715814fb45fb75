"""What a caisse makes available to a company."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from adherents.models import Establishment
from core.access import Access, Scope
from core.references import new_public_id
from core.tenancy import ScopedModel, ScopedQuerySet
from core.triggers import stays_in_its_company
from documents.enums import DownloadWay
from documents.models.batches import Batch
from documents.models.files import StoredFile
from documents.models.kinds import DocumentKind, Reader, is_shown_to
from employees.models import Employee


class DocumentQuerySet(ScopedQuerySet):
    def for_access(self, access: Access, now: Any = None) -> Self:
        """Published, not withdrawn, of a kind that the caisse shows to this person and whose right they have."""
        return self.for_scope(access.scope, now).readable(Reader.of(access))

    def for_scope(self, scope: Scope, now: Any = None) -> Self:
        """Of the company, or of its one site: those of the company as a whole are not seen from a site."""
        return super().for_scope(scope).published(now)

    def published(self, now: Any = None) -> Self:
        """`now`: an expression, in a compiled query."""
        return self.filter(published_at__lte=now or timezone.now(), withdrawn_at__isnull=True)

    def to_tell(self, now: datetime) -> Self:
        """Published and not announced yet; also those withdrawn since, of which nothing is said."""
        return self.filter(published_at__lte=now, told_at__isnull=True)

    def readable(self, reader: Reader) -> Self:
        """By the kinds, whichever company they are of."""
        return self.filter(is_shown_to(reader, "kind__"))


class Document(ScopedModel):
    """One document. `establishment` None: of the company as a whole. `employee`: whom it is about, if it is about one.

    `published_at`: when the company may see it, None as long as its batch is being prepared; `issued_on`: its own date.
    `period_starts_on`, `period_ends_on`: what it covers, when it covers something. `filename`: what it is called when
    it is taken away, whatever it was called when it came. `told_at`: when it was announced.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    kind = models.ForeignKey(DocumentKind, on_delete=models.PROTECT, related_name="documents", verbose_name="type")
    establishment = models.ForeignKey(
        Establishment,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
        verbose_name="site",
    )
    employee = models.ForeignKey(
        Employee, null=True, blank=True, on_delete=models.CASCADE, related_name="documents", verbose_name="salarié"
    )
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="documents", verbose_name="fichier")
    batch = models.ForeignKey(
        Batch, null=True, blank=True, on_delete=models.PROTECT, related_name="documents", verbose_name="lot"
    )
    title = models.CharField("titre", max_length=160)
    reference = models.CharField("référence", max_length=40, blank=True)
    filename = models.CharField("nom du fichier", max_length=120)
    issued_on = models.DateField("daté du")
    period_starts_on = models.DateField("période du", null=True, blank=True)
    period_ends_on = models.DateField("au", null=True, blank=True)
    created_at = models.DateTimeField("déposé le", default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField("publié le", null=True, blank=True)
    told_at = models.DateTimeField("annoncé le", null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawal_reason = models.CharField("motif du retrait", max_length=300, blank=True)

    objects = DocumentQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "document"
        ordering = ["-issued_on", "-pk"]
        permissions = [("publish_document", "Publier et retirer des documents")]
        constraints = [
            models.CheckConstraint(
                name="document_covers_days_in_order",
                condition=Q(period_starts_on__isnull=True, period_ends_on__isnull=True)
                | Q(period_ends_on__gte=F("period_starts_on")),
            ),
            models.CheckConstraint(
                name="withdrawn_document_says_why",
                condition=Q(withdrawn_at__isnull=True, withdrawal_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["adherent", "-issued_on", "-id"], name="document_by_company"),
            # What counts or searches those of a company reads this alone: they are far from each other in the table.
            models.Index(
                fields=["adherent", "kind"],
                include=["id", "published_at", "withdrawn_at", "establishment", "issued_on", "public_id"],
                name="document_by_kind_of_a_company",
            ),
            models.Index(
                fields=["adherent", "employee"], name="document_by_person", condition=Q(employee__isnull=False)
            ),
            models.Index(fields=["published_at", "id"], name="document_to_tell", condition=Q(told_at__isnull=True)),
            models.Index(fields=["kind", "issued_on"], name="document_by_age"),
            # As staff look one up, whichever company it is of.
            models.Index(fields=["reference"], name="document_by_reference", condition=~Q(reference="")),
        ]
        triggers = [stays_in_its_company(establishment=Establishment, employee=Employee)]

    def __str__(self) -> str:
        return self.title


class DocumentPartQuerySet(ScopedQuerySet):
    """Who sees a document sees what is kept of it."""

    def for_access(self, access: Access) -> Self:
        rows = self.filter(adherent_id=access.tiers.adherent_id)
        return rows.filter(document__in=Document.objects.for_access(access))

    def for_scope(self, scope: Scope) -> Self:
        rows = self.filter(adherent_id=scope.adherent_id)
        return rows.filter(document__in=Document.objects.for_scope(scope))


class DocumentPart(ScopedModel):
    """A table whose rows each belong to one document."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="%(class)ss", verbose_name="document")

    objects = DocumentPartQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        abstract = True


class DocumentIndex(DocumentPart):
    """What a document is searched by: its title, kind, reference, the names in it, and the words of its file.

    Every word begins with the key of the company (`core.full_text.lexemes`).
    """

    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="index", primary_key=True)
    vector = SearchVectorField("mots")

    class Meta:
        verbose_name = "index d’un document"
        # Without the list of what waits, which every search would read.
        indexes = [GinIndex(fields=["vector"], name="document_words", fastupdate=False)]
        triggers = [stays_in_its_company(document=Document)]

    def __str__(self) -> str:
        return str(self.document)


class Download(DocumentPart):
    """Somebody took a document away. `by_label`, `firm_name`: who they were then, whatever becomes of their account."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField("par", max_length=200)
    firm_name = models.CharField("cabinet", max_length=160, blank=True)
    way = models.CharField("comment", max_length=4, choices=DownloadWay.choices, default=DownloadWay.ONE)
    at = models.DateTimeField("le", default=timezone.now)

    class Meta:
        verbose_name = "téléchargement"
        ordering = ["-at", "-pk"]
        indexes = [
            # Whether this person has read it: asked of each line of a list.
            models.Index(fields=["document", "by"], name="download_by_person"),
            models.Index(fields=["adherent", "-at", "-id"], name="download_by_company"),
        ]
        triggers = [stays_in_its_company(document=Document)]

    def __str__(self) -> str:
        return f"{self.document}, {self.by_label}"
