"""Kinds of documents: what a caisse decides of each."""

from dataclasses import dataclass
from typing import Self

from django.db import models
from django.db.models import Q

from adherents.models import Caisse
from core.access import Access
from documents.enums import NEEDABLE, Audience


def audiences_of(access: Access) -> list[str]:
    """Those that a person is of, by the door they came by."""
    own = [Audience.EVERYBODY.value]
    return own if access.via.kind == "delegation" else [*own, Audience.COMPANY.value]


@dataclass(frozen=True, slots=True)
class Reader:
    """What decides of the kinds that a person reads: few of them differ, and a query is compiled for each."""

    audiences: tuple[str, ...]
    rights: tuple[str, ...]

    @classmethod
    def of(cls, access: Access) -> Self:
        needed = sorted(right.value for right in NEEDABLE if access.has(right))
        return cls(tuple(audiences_of(access)), ("", *needed))


def is_shown_to(reader: Reader, path: str = "") -> Q:
    """The kinds that the caisse shows to this person and whose right they have; `path`: from the row to its kind."""
    return Q(**{f"{path}audience__in": reader.audiences, f"{path}needed_right__in": reader.rights})


class DocumentKindQuerySet(models.QuerySet):
    def readable(self, access: Access) -> Self:
        """Of the caisse of the company: those of which this person reads the documents."""
        return self.filter(is_shown_to(Reader.of(access)), caisse_id=access.tiers.caisse_id)


class DocumentKind(models.Model):
    """A kind of a caisse's documents. `code` names it in manifests and addresses, and never changes.

    `needed_right`: beside *Documents : consulter*; empty without any. `is_handed_over`: the employer checks it, then
    gives it to the salarié (D3141-34). `is_accepted`: companies may send one. `retention_months`: how long it is kept
    after its date.
    """

    caisse = models.ForeignKey(
        Caisse, on_delete=models.PROTECT, related_name="document_kinds", verbose_name="caisse", editable=False
    )
    code = models.SlugField("code", max_length=40)
    name = models.CharField("nom", max_length=80)
    audience = models.CharField("qui le voit", max_length=10, choices=Audience.choices, default=Audience.EVERYBODY)
    needed_right = models.CharField(
        "droit demandé en plus",
        max_length=40,
        blank=True,
        choices=[(right.value, right.label) for right in NEEDABLE],
    )
    is_handed_over = models.BooleanField("à vérifier et à remettre au salarié", default=False)
    is_accepted = models.BooleanField("les entreprises peuvent en envoyer", default=False)
    retention_months = models.PositiveSmallIntegerField("conservé (mois)", default=60)

    objects = DocumentKindQuerySet.as_manager()

    class Meta:
        verbose_name = "type de document"
        verbose_name_plural = "types de document"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["caisse", "code"], name="one_kind_per_code"),
            models.CheckConstraint(name="kind_is_kept_some_time", condition=Q(retention_months__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name

    def shows_to(self, access: Access) -> bool:
        """As `is_shown_to`, of a kind already read."""
        return self.audience in audiences_of(access) and self.needed_right in ("", *access.rights)
