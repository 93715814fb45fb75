"""Invented companies in bulk, their sites, their holders and a cabinet: a national-size data set for measurements.

A row is made from its rank, which goes on after the rows already there; the same call on the same database gives the
same companies. All the people have the password of the demonstration.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.enums import MembershipRole
from accounts.models import Membership, User
from adherents.models import Adherent, Caisse, DeclarativePeriod, Establishment
from cibtp_portal.development import declarations, trade
from cibtp_portal.development.bulk import Amount, Row, checked_once, copy_rows, next_id, numbered
from core.references import new_public_id
from core.rights import DELEGABLE
from delegations.enums import DelegationState
from delegations.models import Delegation, Firm, FirmMember, FollowUp

CLIENTS_OF_A_FIRM = 500
AMOUNTS = (
    Amount("companies", 1000, "nombre d’entreprises", national=200_000, least=CLIENTS_OF_A_FIRM),
    Amount("users", 500, "nombre d’entreprises dont le titulaire a un compte", national=1000, least=1),
)
_FIRST_SIREN = 10_000_000
_FIRM_SIREN = 60_000_000
_SITES_OF_A_GROUP = 4
_TRADES = ("Maçonnerie", "Charpente", "Couverture", "Plomberie", "Électricité", "Peinture", "Carrelage", "Plâtrerie")
_NAMES = ("Martin", "Bernard", "Robert", "Dubois", "Durand", "Moreau", "Simon", "Michel", "Garcia", "Roux", "Fournier")
_FIRST_NAMES = ("Camille", "Dominique", "Claude", "Sacha", "Alix", "Andréa", "Lou")


@checked_once(Adherent, Establishment, DeclarativePeriod, Membership)
def load(*, companies: int, users: int) -> dict[str, int]:
    """Add companies with their sites, spread over the caisses; the first `users` of them have a holder who signs in."""
    if not companies:
        return {}
    caisses = list(Caisse.objects.order_by("pk").values_list("pk", flat=True))
    first = next_id(Adherent)
    ids = range(first, first + companies)
    added = {
        "companies": copy_rows(Adherent, _ADHERENT, (_adherent(rank, caisses) for rank in ids)),
        "sites": copy_rows(Establishment, _ESTABLISHMENT, numbered(next_id(Establishment), map(_sites, ids))),
        "users": copy_rows(User, _USER, _users(next_id(User), min(users, companies))),
    }
    holders = User.objects.order_by("-pk").values_list("pk", flat=True)[: added["users"]]
    today = timezone.localdate()
    months = (declarations.copied_months(today, rank) for rank in ids)
    added["periods"] = copy_rows(
        DeclarativePeriod, declarations.PERIOD_COLUMNS, numbered(next_id(DeclarativePeriod), months)
    )
    memberships = [list(map(_membership, sorted(holders), ids))]
    added["memberships"] = copy_rows(Membership, _MEMBERSHIP, numbered(next_id(Membership), memberships))
    added["clients"] = _clients_of_a_firm(ids[:CLIENTS_OF_A_FIRM])
    return added


def present() -> dict[str, int]:
    """How many there are of each amount."""
    holders = User.objects.filter(email__startswith="personne", email__endswith="@entreprises.example")
    return {"companies": Adherent.objects.filter(cibtp_id__startswith="V").count(), "users": holders.count()}


def _clients_of_a_firm(companies: Sequence[int]) -> int:
    """A cabinet of that many clients, with one collaborator who administers it and follows them all."""
    rank = next_id(Firm)
    siret = trade.siret(_siren(_FIRM_SIREN + rank), 1)
    firm = Firm.objects.create(siret=siret, name=f"Cabinet de {len(companies)} clients ({rank})")
    user = User.objects.create_user(
        f"comptable{rank}@cabinets.example",
        trade.PASSWORD,
        first_name="Lou",
        last_name=f"Comptable {rank}",
        email_certified_at=timezone.now(),
    )
    member = FirmMember.objects.create(firm=firm, user=user, is_administrator=True)
    now, today = timezone.now(), timezone.localdate()
    given = Delegation.objects.bulk_create(
        Delegation(
            adherent_id=pk,
            firm=firm,
            firm_siret=siret,
            rights=sorted(DELEGABLE),
            state=DelegationState.ACTIVE,
            starts_on=today,
            accepted_at=now,
            accepted_by=user,
        )
        for pk in companies
    )
    FollowUp.objects.bulk_create(FollowUp(delegation=row, adherent_id=row.adherent_id, member=member) for row in given)
    return len(given)


_ADHERENT = (
    "id",
    "public_id",
    "caisse_id",
    "cibtp_id",
    "siren",
    "name",
    "holder_first_name",
    "holder_last_name",
    "joined_on",
    "naf",
    "collective_agreement",
    "workforce",
)
_ESTABLISHMENT = ("id", "adherent_id", "public_id", "siret", "name", "is_head_office", "address")
_USER = (
    "id",
    "public_id",
    "email",
    "password",
    "first_name",
    "last_name",
    "landline",
    "mobile",
    "suspended_reason",
    "email_certified_at",
    "is_active",
    "is_staff",
    "is_superuser",
    "staff_role",
    "created_at",
    "news_put_away",
)
_MEMBERSHIP = ("id", "public_id", "user_id", "adherent_id", "role", "rights", "created_at")


def _adherent(rank: int, caisses: list[int]) -> Row:
    first_name, last_name = _person(rank)
    name = f"{_TRADES[rank % len(_TRADES)]} {last_name} {rank}"
    joined_on = date(1990 + rank % 35, 1 + rank % 12, 1)
    caisse_id = caisses[rank % len(caisses)]
    identity = rank, new_public_id(), caisse_id, f"V{rank:08d}", _siren(rank), name, first_name, last_name, joined_on
    return *identity, "4399C", "IDCC 1597", 1 + rank % 40


def _sites(rank: int) -> Iterator[Row]:
    """One site for most companies, several for one in ten; without their own id."""
    for number in range(1, (_SITES_OF_A_GROUP if rank % 10 == 0 else 1) + 1):
        name = "Siège" if number == 1 else f"Dépôt {number}"
        address = f"{1 + rank % 200} rue du Chantier\n{1 + rank % 95:02d}000 Ville {rank % 500}"
        yield rank, new_public_id(), trade.siret(_siren(rank), number), name, number == 1, address


def _users(first: int, count: int) -> Iterator[Row]:
    password, now = make_password(trade.PASSWORD), timezone.now()
    for rank in range(first, first + count):
        names, email = _person(rank), f"personne{rank}@entreprises.example"
        yield (rank, new_public_id(), email, password, *names, "", "", "", now, True, False, False, "", now, [])


def _membership(user_id: int, adherent_id: int) -> Row:
    return new_public_id(), user_id, adherent_id, MembershipRole.HOLDER.value, [], timezone.now()


def _siren(rank: int) -> str:
    return trade.with_key(f"{_FIRST_SIREN + rank:08d}")


def _person(rank: int) -> tuple[str, str]:
    return _FIRST_NAMES[rank % len(_FIRST_NAMES)], _NAMES[rank % len(_NAMES)]
