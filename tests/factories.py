"""Rows for tests. Every identifier is valid (Luhn) and different from the one before."""

import functools
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import factory
from django.contrib.auth.hashers import make_password
from django.db.models import Max
from django.utils import timezone
from stdnum import luhn

from accounts.enums import MembershipRole
from accounts.hashers import PortalArgon2Hasher
from accounts.models import AccountOpening, HolderChange, Invitation, Membership, User
from adherents.calendar import due_date
from adherents.enums import ChangeKind, ContactKind, PeriodState, Theme
from adherents.iban import mask
from adherents.models import (
    Adherent,
    BankAccount,
    Caisse,
    ChangeProof,
    ChangeRequest,
    Contact,
    DeclarativePeriod,
    Establishment,
)
from core import files
from core.codes import digest, normalise_letter_code
from core.identity import normalise_email
from core.rights import Right
from core.sealing import seal
from delegations.enums import ACCEPTED_STATES, ENDED_STATES, DelegationState
from delegations.models import Delegation, DelegationSite, Firm, FirmMember

IBAN = "FR7630006000011234567890189"
PASSWORD = "Truelle-et-Niveau-7"
LETTER_CODE = "7K2MX-9TQ4Z"
_sirens = count(81_000_000)
# Numbers of sites that tests write themselves.
_BY_HAND = 100


def new_siren() -> str:
    eight = f"{next(_sirens):08d}"
    return eight + luhn.calc_check_digit(eight)


def siret_of(siren: str, number: int = 1) -> str:
    thirteen = f"{siren}{number:04d}"
    return thirteen + luhn.calc_check_digit(thirteen)


def next_siret(adherent: Adherent) -> str:
    """After those it has, whoever made them: a company of the cast is written again for test after test."""
    last = adherent.establishments.aggregate(last=Max("siret"))["last"] if adherent.pk else None
    return siret_of(adherent.siren, max(int(last[9:13]) if last else 0, _BY_HAND) + 1)


def hashed(password: str | None) -> str:
    """A hash at what it costs for now (46 MiB, unless the test says less), made once for everybody."""
    return _hashed(password, PortalArgon2Hasher.memory_cost)


@functools.cache
def _hashed(password: str | None, memory_cost: int) -> str:
    return make_password(password)


class CaisseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Caisse

    slug = factory.Sequence(lambda n: f"caisse-{n}")
    name = factory.Sequence(lambda n: f"CIBTP Région {n}")
    theme = Theme.BLEU
    address = "1 rue de l’Équerre\n75001 Paris"
    phone = "+33199001234"
    email = "contact@caisse.example"
    opening_hours = "du lundi au vendredi, 8 h 30 – 17 h"
    territory = "Région"
    legal_name = factory.LazyAttribute(lambda caisse: f"Caisse {caisse.name}")
    publication_director = "Jeanne Martin"
    host = "Hébergeur Exemple, 2 rue du Serveur, 75002 Paris, 01 99 00 00 00"
    data_protection_officer = "dpo@caisse.example"


class AdherentFactory(factory.django.DjangoModelFactory):
    """A company with its head office (`adherent.head_office`)."""

    class Meta:
        model = Adherent
        skip_postgeneration_save = True

    caisse = factory.SubFactory(CaisseFactory)
    cibtp_id = factory.Sequence(lambda n: f"{700000 + n}A")
    siren = factory.LazyFunction(new_siren)
    name = factory.Sequence(lambda n: f"Maçonnerie {n}")
    holder_first_name = "Claire"
    holder_last_name = "Durand"

    @factory.post_generation
    def head_office(adherent: Adherent, create: bool, extracted: Any, **kwargs: Any) -> None:  # noqa: N805
        adherent.head_office = Establishment.objects.create(  # type: ignore[attr-defined]
            adherent=adherent,
            siret=siret_of(adherent.siren),
            name="Siège",
            is_head_office=True,
            address="3 quai de Bercy\n75012 Paris",
        )


class EstablishmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Establishment

    adherent = factory.SubFactory(AdherentFactory)
    siret = factory.LazyAttribute(lambda site: next_siret(site.adherent))
    name = factory.Sequence(lambda n: f"Dépôt {n}")
    address = "4 rue du Parpaing\n94000 Créteil"


class PeriodFactory(factory.django.DjangoModelFactory):
    """A month declared, nothing paid."""

    class Meta:
        model = DeclarativePeriod

    adherent = factory.SubFactory(AdherentFactory)
    month = date(2026, 1, 1)
    state = PeriodState.DECLARED
    due_on = factory.LazyAttribute(lambda period: due_date(period.month))
    leave_base = Decimal("10000")
    leave_contribution = factory.LazyAttribute(
        lambda period: Decimal(0) if period.state == PeriodState.MISSING else Decimal("2000.50")
    )

    @factory.lazy_attribute
    def message(self) -> str:
        return "Effectif incohérent avec la DSN" if self.state == PeriodState.ANOMALY else ""

    @classmethod
    def _create(cls, model_class: type[DeclarativePeriod], *args: Any, **kwargs: Any) -> DeclarativePeriod:
        if kwargs["state"] == PeriodState.MISSING:
            kwargs["leave_base"] = Decimal(0)
        return model_class.objects.create(**kwargs)


class ContactFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Contact

    adherent = factory.SubFactory(AdherentFactory)
    kind = ContactKind.LEGAL
    name = "Claire Durand"
    email = "claire.durand@exemple.fr"
    phone = "+33199001234"


class BankAccountFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BankAccount

    class Params:
        iban = IBAN

    adherent = factory.SubFactory(AdherentFactory)
    holder = "Durand Maçonnerie"
    sealed = factory.LazyAttribute(lambda account: seal(account.iban))
    masked_iban = factory.LazyAttribute(lambda account: mask(account.iban))


class ChangeFactory(factory.django.DjangoModelFactory):
    """An open request about the payroll contact."""

    class Meta:
        model = ChangeRequest

    adherent = factory.SubFactory(AdherentFactory)
    kind = ChangeKind.CONTACT
    contact_kind = ContactKind.PAYROLL
    before = factory.LazyFunction(lambda: {"name": "", "email": "", "phone": ""})
    asked = factory.LazyFunction(lambda: {"name": "Paul Petit", "email": "paie@exemple.fr", "phone": ""})
    asked_by_label = "Claire Durand"


class ProofFactory(factory.django.DjangoModelFactory):
    """A joined file, whose content is on the disk."""

    class Meta:
        model = ChangeProof

    change = factory.SubFactory(ChangeFactory)
    adherent = factory.LazyAttribute(lambda proof: proof.change.adherent)
    stored_name = factory.Sequence(lambda n: f"justificatifs/{n:032d}")
    name = "kbis.pdf"
    content_type = "application/pdf"
    size = 8

    @classmethod
    def _create(cls, model_class: type[ChangeProof], *args: Any, **kwargs: Any) -> ChangeProof:
        files.write(kwargs["stored_name"], b"%PDF-1.4")
        return model_class.objects.create(**kwargs)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"personne{n}@exemple.fr")
    first_name = "Alice"
    last_name = "Martin"
    email_certified_at = factory.LazyFunction(timezone.now)
    # Somebody who knows the pages: tests of the offer say otherwise.
    offers_tutorials = False

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        kwargs |= {"email": normalise_email(kwargs["email"]), "password": hashed(kwargs.get("password", PASSWORD))}
        return User.objects.create(**kwargs)


class StaffFactory(UserFactory):
    is_staff = True
    staff_caisse = factory.SubFactory(CaisseFactory)
    staff_role = "manager"


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    adherent = factory.SubFactory(AdherentFactory)
    role = MembershipRole.HOLDER


class OpeningFactory(factory.django.DjangoModelFactory):
    """Letters whose code is `LETTER_CODE` (or `code=`)."""

    class Meta:
        model = AccountOpening

    class Params:
        code = LETTER_CODE

    adherent = factory.SubFactory(AdherentFactory)
    establishment = factory.LazyAttribute(lambda opening: opening.adherent.head_office)
    holder_first_name = factory.LazyAttribute(lambda opening: opening.adherent.holder_first_name)
    holder_last_name = factory.LazyAttribute(lambda opening: opening.adherent.holder_last_name)
    public_id = factory.Sequence(lambda n: f"opening{n:09d}")
    code_digest = factory.LazyAttribute(
        lambda opening: digest(normalise_letter_code(opening.code), purpose="letter", bound_to=opening.public_id)
    )
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))


class InvitationFactory(factory.django.DjangoModelFactory):
    """An invitation whose link ends with `token=`."""

    class Meta:
        model = Invitation

    class Params:
        token = factory.Sequence(lambda n: f"jeton-{n}")

    adherent = factory.SubFactory(AdherentFactory)
    email = factory.Sequence(lambda n: f"invite{n}@exemple.fr")
    first_name = "Nour"
    last_name = "Benali"
    rights = factory.LazyFunction(lambda: [Right.EMPLOYEES_CONSULT.value])
    token_digest = factory.LazyAttribute(lambda invitation: digest(invitation.token, purpose="invitation", bound_to=""))
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))


class HolderChangeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = HolderChange

    adherent = factory.SubFactory(AdherentFactory)
    holder = factory.SubFactory(UserFactory)
    email = factory.Sequence(lambda n: f"suite{n}@exemple.fr")
    first_name = "Lucie"
    last_name = "Perrin"


class FirmFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Firm

    siret = factory.LazyFunction(lambda: siret_of(new_siren()))
    name = factory.Sequence(lambda n: f"Cabinet {n}")


class FirmMemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FirmMember

    firm = factory.SubFactory(FirmFactory)
    user = factory.SubFactory(UserFactory)


class DelegationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Delegation
        skip_postgeneration_save = True

    adherent = factory.SubFactory(AdherentFactory)
    firm = factory.SubFactory(FirmFactory)
    firm_siret = factory.LazyAttribute(lambda delegation: delegation.firm.siret)
    rights = factory.LazyFunction(lambda: ["absences.consult"])
    state = DelegationState.ACTIVE
    invitation_expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))
    accepted_at = factory.LazyAttribute(
        lambda delegation: timezone.now() if delegation.state in ACCEPTED_STATES else None
    )
    ended_at = factory.LazyAttribute(lambda delegation: timezone.now() if delegation.state in ENDED_STATES else None)
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=30))

    @factory.post_generation
    def sites(delegation: Delegation, create: bool, extracted: Any, **kwargs: Any) -> None:  # noqa: N805
        """With `sites=[…]`, for these only."""
        if extracted:
            Delegation.objects.filter(pk=delegation.pk).update(all_sites=False)
            delegation.all_sites = False
        for site in extracted or []:
            DelegationSite.objects.create(delegation=delegation, establishment=site, adherent=delegation.adherent)
