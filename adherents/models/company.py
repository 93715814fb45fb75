"""The caisse, the member company (adherent), its sites (établissements) and the legal texts."""

from typing import Self

import pgtrigger
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from adherents.enums import Conformity, GoodFriday, PageKind, Territory, Theme
from adherents.territories import territory_of
from core.access import Scope
from core.identifiers import (
    CIBTP_ID_MAX_LENGTH,
    SIREN_LENGTH,
    normalise_cibtp_id,
    validate_siren,
    validate_siret,
    written_siret,
)
from core.references import new_public_id
from core.search import search_column
from core.tenancy import ScopedModel, ScopedQuerySet
from core.triggers import append_only


class Caisse(models.Model):
    """A caisse of the network: a data row, because caisses merge. Its identity fills the legal pages."""

    slug = models.SlugField("adresse de la page", unique=True)
    name = models.CharField("nom", max_length=80)
    theme = models.CharField("couleurs", max_length=10, choices=Theme.choices, default=Theme.BLEU)
    address = models.TextField("adresse")
    phone = models.CharField("téléphone", max_length=20)
    email = models.EmailField("adresse électronique")
    opening_hours = models.CharField("horaires", max_length=120)
    territory = models.CharField("territoire", max_length=200, blank=True)
    legal_name = models.CharField("dénomination légale", max_length=160)
    siren = models.CharField("SIREN", max_length=9, validators=[validate_siren], blank=True)
    publication_director = models.CharField("directeur de la publication", max_length=120)
    host = models.TextField("hébergeur (nom, adresse, téléphone)")
    data_protection_officer = models.EmailField("adresse du délégué à la protection des données")
    conformity = models.CharField(
        "conformité au RGAA", max_length=10, choices=Conformity.choices, default=Conformity.NONE
    )
    searched = search_column("name", "legal_name", "territory")

    # How its companies pay; what is empty is not offered.
    payment_iban = models.CharField("IBAN pour les virements", max_length=34, blank=True)
    payment_bic = models.CharField("BIC", max_length=11, blank=True)
    payment_account_holder = models.CharField("titulaire du compte", max_length=160, blank=True)
    direct_debit = models.TextField("prélèvement", max_length=600, blank=True)
    cheque_order = models.CharField("ordre des chèques", max_length=160, blank=True)

    class Meta:
        verbose_name = "caisse"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AdherentQuerySet(models.QuerySet):
    def without_account(self) -> Self:
        """Companies that nobody holds: no membership in force for the company as a whole."""
        # One filter(), so that the three conditions are about the same membership.
        held = self.model._default_manager.filter(
            memberships__isnull=False, memberships__ended_at__isnull=True, memberships__establishment__isnull=True
        )
        return self.exclude(pk__in=held.values("pk"))


class Adherent(models.Model):
    """A member company (entreprise adhérente) of one caisse."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    caisse = models.ForeignKey(Caisse, on_delete=models.PROTECT, related_name="adherents", verbose_name="caisse")
    cibtp_id = models.CharField(
        "identifiant CIBTP", max_length=CIBTP_ID_MAX_LENGTH, validators=[RegexValidator(r"^[0-9A-Z]+$")]
    )
    siren = models.CharField("SIREN", max_length=9, validators=[validate_siren], db_index=True)
    name = models.CharField("raison sociale", max_length=160)
    holder_first_name = models.CharField("prénom du titulaire", max_length=80)
    holder_last_name = models.CharField("nom du titulaire", max_length=80)
    joined_on = models.DateField("adhésion le", null=True, blank=True)
    naf = models.CharField("code NAF (APE)", max_length=5, blank=True, validators=[RegexValidator(r"^[0-9]{4}[A-Z]$")])
    collective_agreement = models.CharField("convention collective", max_length=160, blank=True)
    workforce = models.PositiveIntegerField("effectif", null=True, blank=True)
    plain_name = search_column("name")

    objects = AdherentQuerySet.as_manager()

    class Meta:
        verbose_name = "entreprise adhérente"
        verbose_name_plural = "entreprises adhérentes"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["caisse", "cibtp_id"], name="cibtp_id_is_unique_in_its_caisse"),
            models.CheckConstraint(name="siren_has_nine_digits", condition=Q(siren__regex=r"^[0-9]{9}$")),
            models.CheckConstraint(name="siren_is_not_all_zero", condition=~Q(siren="000000000")),
            models.CheckConstraint(name="cibtp_id_is_normalised", condition=Q(cibtp_id__regex=r"^[0-9A-Z]+$")),
        ]
        indexes = [
            models.Index(fields=["cibtp_id"], name="adherent_by_cibtp_id"),
            GinIndex(OpClass("plain_name", name="gin_trgm_ops"), name="adherent_by_plain_name"),
            models.Index(fields=["caisse", "name"], name="adherent_by_caisse_and_name"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="siren_begins_the_sirets",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("siren"),  # type: ignore[no-untyped-call]
                func="""
                    IF EXISTS (
                        SELECT 1 FROM adherents_establishment
                        WHERE adherent_id = NEW.id AND left(siret, 9) <> NEW.siren
                    ) THEN
                        RAISE EXCEPTION 'a site of this company has another SIREN'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'siren_begins_the_sirets';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.cibtp_id = normalise_cibtp_id(self.cibtp_id)


class EstablishmentQuerySet(ScopedQuerySet):
    def for_scope(self, scope: Scope) -> Self:
        """Whoever acts for one site sees that site, not the others of the company."""
        rows = super().for_scope(scope)
        return rows if scope.establishment_id is None else rows.filter(pk=scope.establishment_id)

    def open(self) -> Self:
        return self.filter(closed_on__isnull=True)


class Establishment(ScopedModel):
    """A site of a member company (établissement, site déclarant); exactly one is the head office."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    siret = models.CharField("SIRET", max_length=14, validators=[validate_siret], db_index=True)
    name = models.CharField("nom du site", max_length=120)
    is_head_office = models.BooleanField("siège", default=False)
    address = models.TextField("adresse", validators=[MaxLengthValidator(400)])
    closed_on = models.DateField("fermé le", null=True, blank=True)
    keeps_good_friday = models.BooleanField(
        "Vendredi saint férié",
        default=False,
        db_default=False,
        help_text="En Alsace-Moselle : cochez si la commune a un temple protestant ou une église mixte (L3134-13).",
    )
    plain_name = search_column("name")

    objects = EstablishmentQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "établissement"
        ordering = ["-is_head_office", "name"]
        constraints = [
            models.UniqueConstraint(fields=["adherent", "siret"], name="siret_is_unique_in_its_adherent"),
            models.UniqueConstraint(
                fields=["adherent"],
                condition=Q(is_head_office=True),
                name="adherent_has_one_head_office",
                violation_error_message=(
                    "Cette entreprise a déjà un siège. Décochez « siège » sur l’autre établissement et enregistrez, "
                    "puis cochez-le ici."
                ),
            ),
            models.CheckConstraint(name="siret_has_fourteen_digits", condition=Q(siret__regex=r"^[0-9]{14}$")),
            models.CheckConstraint(name="siret_is_not_all_zero", condition=~Q(siret="00000000000000")),
        ]
        indexes = [GinIndex(OpClass("plain_name", name="gin_trgm_ops"), name="establishment_by_plain_name")]
        triggers = [
            pgtrigger.Trigger(
                name="siret_begins_with_the_siren",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("siret", "adherent_id"),  # type: ignore[no-untyped-call]
                func="""
                    IF left(NEW.siret, 9) <> (SELECT siren FROM adherents_adherent WHERE id = NEW.adherent_id) THEN
                        RAISE EXCEPTION 'this SIRET does not begin with the SIREN of its company'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'siret_begins_with_the_siren';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({written_siret(self.siret)})"

    @property
    def territory(self) -> str:
        """Whose public holidays are kept there, beside those of all France."""
        return territory_of(self.address)

    @property
    def may_keep_good_friday(self) -> bool:
        """Only in Alsace-Moselle does the labour code leave it to the commune (L3134-13)."""
        return self.territory == Territory.ALSACE_MOSELLE

    @property
    def good_friday(self) -> GoodFriday:
        return GoodFriday.KEPT if self.keeps_good_friday else GoodFriday.NOT_KEPT

    def clean(self) -> None:
        siren = self.adherent.siren if hasattr(self, "adherent") else ""
        if siren and self.siret and self.siret[:SIREN_LENGTH] != siren:
            raise ValidationError(
                {"siret": f"Le SIRET d’un site commence par le SIREN de son entreprise ({siren})."},
                code="other_company",
            )


class LegalPage(models.Model):
    """The text a caisse puts in place of the default of one page. Paragraphs and `## ` headings, no HTML."""

    caisse = models.ForeignKey(Caisse, on_delete=models.CASCADE, related_name="legal_pages", verbose_name="caisse")
    kind = models.CharField(
        "page",
        max_length=30,
        choices=[choice for choice in PageKind.choices if choice[0] != PageKind.TERMS],
    )
    body = models.TextField("texte")
    updated_at = models.DateTimeField("modifiée le", auto_now=True)

    class Meta:
        verbose_name = "page légale"
        verbose_name_plural = "pages légales"
        constraints = [models.UniqueConstraint(fields=["caisse", "kind"], name="one_text_per_legal_page")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.caisse}"


class TermsVersionQuerySet(models.QuerySet["TermsVersion"]):
    def in_force(self, caisse_id: int) -> "TermsVersion | None":
        """The latest version in force today for that caisse."""
        return (
            self.filter(caisse_id=caisse_id, in_force_on__lte=timezone.localdate())
            .order_by(F("in_force_on").desc(), F("number").desc())
            .first()
        )


class TermsVersion(models.Model):
    """One version of a caisse's conditions générales d'utilisation; accepted versions are never rewritten."""

    caisse = models.ForeignKey(Caisse, on_delete=models.PROTECT, related_name="terms", verbose_name="caisse")
    number = models.PositiveIntegerField("version")
    in_force_on = models.DateField("en vigueur le", default=timezone.localdate)
    body = models.TextField("texte")

    objects = TermsVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "version des conditions générales"
        verbose_name_plural = "versions des conditions générales"
        ordering = ["caisse", "-number"]
        constraints = [models.UniqueConstraint(fields=["caisse", "number"], name="terms_are_numbered_per_caisse")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"CGU {self.caisse}, version {self.number} du {self.in_force_on:%d/%m/%Y}"
