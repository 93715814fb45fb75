"""Loads the demonstration: the cast of the tests, the other companies, and the letters of two newcomers."""

import base64
import functools
import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.colleagues.services import holder_change, invitations
from accounts.enums import MembershipRole
from accounts.letters import services as letters
from accounts.models import Membership, User
from accounts.values import Guest
from adherents.models import Adherent, Caisse, Establishment
from adherents.services import complete_caisse
from cibtp_portal.development import declarations, of_sections, trade
from cibtp_portal.development.trade import Company, Person
from core.access import Access
from core.french import de
from core.models import AuditEvent
from core.rights import DELEGABLE, SENSITIVE, Right
from delegations import authority, history
from delegations.enums import DelegationState, EventKind, Side
from delegations.models import Delegation, DelegationRequest, Firm, FirmMember, FollowUp

CONSULT_ONLY = frozenset(right for right in Right if right.value.endswith(".consult")) - SENSITIVE
ABSENCES_ONLY = frozenset({Right.ABSENCES_CONSULT, Right.ABSENCES_ACT})
_CAST_COMPANIES = ("acme", "rival", "globex")
# The batch's file of each letter, and the word that begins its name in `DATA_DIR/letters`.
LETTERS: dict[letters.Kind, str] = {"welcome": "bienvenue", "code": "code"}


@dataclass(frozen=True, slots=True)
class Cast:
    """The people and companies of DESIGN §9, as rows."""

    caisse: Caisse
    other_caisse: Caisse
    acme: Adherent
    rival: Adherent
    globex: Adherent
    alice: User
    bruno: User
    chloe: User
    denis: User
    mallory: User
    zoe: User
    sami: User
    rose: User
    network: User


@transaction.atomic
def load_cast() -> Cast:
    """Create both caisses, three companies with their sites, and the nine people with what each may do."""
    caisses = {slug: Caisse.objects.create(slug=slug, **fields) for slug, fields in trade.CAISSES.items()}
    for caisse in caisses.values():
        complete_caisse(caisse)
    companies = {key: _company(_known(key), caisses) for key in _CAST_COMPANIES}
    people = {person.key: _person(person, caisses) for person in trade.PEOPLE}
    _member(people["alice"], companies["acme"])
    _member(people["bruno"], companies["acme"], MembershipRole.COLLEAGUE, CONSULT_ONLY)
    _member(people["mallory"], companies["rival"])
    _delegate(companies["acme"], _firm("equilibre", people["chloe"]), ABSENCES_ONLY)
    _delegate(companies["globex"], Firm.objects.get(members__user=people["chloe"]), DELEGABLE)
    declarations.ask_changes(companies["acme"], people["alice"])
    yesterday = timezone.localdate() - timedelta(days=1)
    _delegate(companies["acme"], _firm("balance", people["denis"]), DELEGABLE, ends_on=yesterday)
    rows: dict[str, Any] = {**companies, **people}
    return Cast(caisse=caisses[trade.IDF], other_caisse=caisses[trade.GRAND_OUEST], **rows)


@transaction.atomic
def load_world() -> None:
    """The cast, the other companies, and the holders of those that have an account."""
    load_cast()
    caisses = {caisse.slug: caisse for caisse in Caisse.objects.all()}
    for company in trade.COMPANIES:
        if company.key not in _CAST_COMPANIES:
            _company(company, caisses)
    for key, email in trade.HOLDERS.items():
        company = _known(key)
        first_name, last_name = company.holder
        holder = Person(key, first_name, last_name, email, f"titulaire {de(company.name)}")
        _member(_person(holder, caisses), Adherent.objects.get(siren=company.siren))
    load_clients()


def load_clients() -> None:
    """Clients of Chloé's cabinet in each state, with their history; and a cabinet that asks Acme for a delegation."""
    chloe = User.objects.get(email=_email("chloe"))
    firm = Firm.objects.get(members__user=chloe)
    for given in Delegation.objects.filter(firm=firm):
        _follow(given, chloe)
    for client in trade.CLIENTS:
        _client(client, firm, chloe)
    DelegationRequest.objects.create(
        adherent=Adherent.objects.get(siren=_known("acme").siren),
        firm=Firm.objects.get(name=trade.FIRMS["balance"][1]),
        asked_by=User.objects.get(email=_email("denis")),
        email=_email("denis"),
        rights=sorted({Right.DOCUMENTS_CONSULT, Right.LEGAL_CONSULT}),
    )


def _email(key: str) -> str:
    return next(person.email for person in trade.PEOPLE if person.key == key)


def _client(client: trade.Client, firm: Firm, chloe: User) -> None:
    today, now = timezone.localdate(), timezone.now()
    state = DelegationState(client.state)
    is_accepted = state != DelegationState.PENDING
    delegation = Delegation.objects.create(
        adherent=Adherent.objects.get(siren=_known(client.key).siren),
        firm=firm,
        firm_siret=firm.siret,
        invited_email=chloe.email,
        rights=sorted(DELEGABLE),
        state=state,
        starts_on=today if state == DelegationState.PENDING else today - timedelta(days=200),
        ends_on=None if client.ends_in is None else today + timedelta(days=client.ends_in),
        given_by=User.objects.get(email=trade.HOLDERS[client.key]),
        invitation_expires_at=now + settings.DELEGATION_INVITATION_LIFETIME,
        accepted_by=chloe if is_accepted else None,
        accepted_at=now - timedelta(days=199) if is_accepted else None,
        ended_at=now - timedelta(days=12) if state == DelegationState.REVOKED else None,
        end_reason=client.reason,
    )
    history.note(delegation, EventKind.GIVEN, side=Side.COMPANY, actor=delegation.given_by)
    if is_accepted:
        history.note(delegation, EventKind.ACCEPTED, side=Side.FIRM, actor=chloe)
        _follow(delegation, chloe)
    if state == DelegationState.REVOKED:
        side, by = Side.COMPANY, delegation.given_by
        history.note(delegation, EventKind.REVOKED, side=side, actor=by, reason=client.reason)


def _follow(delegation: Delegation, user: User) -> None:
    member = FirmMember.objects.get(firm=delegation.firm, user=user)
    FollowUp.objects.create(delegation=delegation, adherent=delegation.adherent, member=member)


def load_people() -> None:
    """What the people of two companies did lately: journal lines, an invitation, a change of holder to decide."""
    alice, mallory = _access("alice", "acme"), _access("mallory", "rival")
    for event in trade.JOURNAL:
        _past_line(alice, event)
    invitations.invite(access=alice, guest=Guest(*trade.GUEST), rights=frozenset(ABSENCES_ONLY))
    holder_change.ask_replacement(access=mallory, guest=Guest(*trade.SUCCESSOR), successor=None, stays=True)


def _access(person: str, company: str) -> Access:
    user = User.objects.get(email=next(known.email for known in trade.PEOPLE if known.key == person))
    access = authority.resolve(user, Adherent.objects.get(siren=_known(company).siren).public_id)
    if access is None:
        raise LookupError(f"{person} has no access to {company}")
    return access


def _past_line(access: Access, event: trade.PastEvent) -> None:
    """A line that time wrote: the journal's own `record` dates everything of now."""
    author = next(known for known in trade.PEOPLE if known.key == event.person)
    AuditEvent.objects.create(
        at=timezone.now() - timedelta(days=event.days_ago, hours=event.hours_ago),
        action=event.action,
        result=AuditEvent.Result.REFUSED if event.refused else AuditEvent.Result.DONE,
        actor_id=User.objects.get(email=author.email).pk,
        actor_label=f"{author.first_name} {author.last_name}",
        via=event.via,
        caisse_id=access.tiers.caisse_id,
        adherent_id=access.tiers.adherent_id,
        tiers_label=access.tiers.label,
        changes=event.changes,
        ip=event.ip,
    )


def write_letters() -> None:
    """Prepare the two letters of each newcomer, as the caisse's staff would, one file each."""
    for company in map(_known, trade.NEWCOMERS):
        site = Establishment.objects.get(siret=company.head_office_siret)
        batch = letters.prepare_letters_now(establishment_ids=[site.pk], caisse_id=site.adherent.caisse_id)
        for kind, name in LETTERS.items():
            path = letter_path(company, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(letters.read_batch_file(batch, kind))
        letters.mark_printed(batch=batch, by=User.objects.get(staff_caisse_id=site.adherent.caisse_id))


def load_once() -> bool:
    """Load what is missing; False when the demonstration was already there."""
    was_empty = not Caisse.objects.exists()
    if was_empty:
        for load in (load_world, load_people, *(section.load for section in of_sections.modules("demo"))):
            load()
    give_second_factors()
    if not all(letter_path(_known(key), name).exists() for key in trade.NEWCOMERS for name in LETTERS.values()):
        write_letters()
        return True
    return was_empty


def give_second_factors() -> None:
    """An authenticator for each invented member of the staff: the admin opens to nobody without one."""
    for user in User.objects.filter(is_staff=True, email__in=[person.email for person in trade.PEOPLE]):
        TOTPDevice.objects.get_or_create(user=user, confirmed=True, defaults={"name": "authenticator"})


def totp_secret(user: User) -> str | None:
    """What an authenticator would hold for this person, in base 32."""
    device = TOTPDevice.objects.filter(user=user, confirmed=True).first()
    return base64.b32encode(device.bin_key).decode().rstrip("=") if device else None


def facts(address: str) -> dict[str, Any]:
    """What a newcomer, or a program, needs to know to try the portal."""
    people = User.objects.in_bulk([person.email for person in trade.PEOPLE], field_name="email")
    return {
        "address": address,
        "outbox": str(settings.OUTBOX_DIR),
        "outbox_page": address + reverse("demonstration_messages"),
        "admin_page": address + reverse("admin:index"),
        "people": [_person_facts(person, people[person.email]) for person in trade.PEOPLE if person.email in people],
        "letters": [_letter_facts(_known(key)) for key in trade.NEWCOMERS],
    }


def write_facts(known: dict[str, Any]) -> Path:
    path = Path(settings.DATA_DIR) / "demo.json"
    path.write_text(json.dumps(known, ensure_ascii=False, indent=2) + "\n")
    return path


def letter_path(company: Company, kind: str) -> Path:
    """Where a newcomer's letter is written; kind: `bienvenue` or `code`."""
    return Path(settings.DATA_DIR) / "letters" / f"{kind}-{company.key}.pdf"


def _known(key: str) -> Company:
    return next(company for company in trade.COMPANIES if company.key == key)


def _company(company: Company, caisses: dict[str, Caisse]) -> Adherent:
    first_name, last_name = company.holder
    adherent = Adherent.objects.create(
        caisse=caisses[company.caisse],
        cibtp_id=company.cibtp_id,
        siren=company.siren,
        name=company.name,
        holder_first_name=first_name,
        holder_last_name=last_name,
        joined_on=date(company.joined, 1, 1),
    )
    sites = [trade.Site("Siège", company.address), *company.sites]
    for number, site in enumerate(sites, start=1):
        Establishment.objects.create(
            adherent=adherent,
            siret=trade.siret(company.siren, number),
            name=site.name,
            is_head_office=number == 1,
            address=site.address,
        )
    rank = trade.COMPANIES.index(company)
    declarations.identify(adherent, company, rank)
    declarations.declare(adherent, rank)
    return adherent


def _person(person: Person, caisses: dict[str, Caisse]) -> User:
    now = timezone.now()
    is_network = person.key == "network"
    return User.objects.create(
        email=person.email,
        password=_hashed(trade.PASSWORD),
        first_name=person.first_name,
        last_name=person.last_name,
        mobile=person.mobile,
        email_certified_at=now,
        mobile_certified_at=now if person.mobile else None,
        is_staff=bool(person.staff_role) or is_network,
        is_superuser=is_network,
        staff_caisse=caisses.get(person.caisse),
        staff_role=person.staff_role,
    )


@functools.cache
def _hashed(password: str) -> str:
    """One hash for all the invented people: hashing is slow on purpose."""
    return make_password(password)


def _member(
    user: User,
    adherent: Adherent,
    role: MembershipRole = MembershipRole.HOLDER,
    rights: frozenset[Right] = frozenset(),
) -> None:
    Membership.objects.create(user=user, adherent=adherent, role=role, rights=sorted(rights))


def _firm(key: str, user: User) -> Firm:
    number, name = trade.FIRMS[key]
    firm = Firm.objects.create(name=name, siret=trade.siret(trade.siren(number), 1))
    FirmMember.objects.create(firm=firm, user=user, is_administrator=True)
    return firm


def _delegate(adherent: Adherent, firm: Firm, rights: frozenset[Right], *, ends_on: date | None = None) -> None:
    Delegation.objects.create(
        adherent=adherent,
        firm=firm,
        firm_siret=firm.siret,
        rights=sorted(rights),
        state=DelegationState.ACTIVE,
        accepted_at=timezone.now(),
        starts_on=timezone.localdate() - timedelta(days=365),
        ends_on=ends_on,
    )


def _person_facts(person: Person, user: User) -> dict[str, Any]:
    """`totp_secret` is None for whoever has no second factor; six digits, SHA-1, every 30 seconds."""
    return {
        "key": person.key,
        "name": user.get_full_name(),
        "email": user.email,
        "password": trade.PASSWORD,
        "role": person.role,
        "totp_secret": totp_secret(user),
        "tiers": [{"ref": tiers.ref, "name": tiers.label} for tiers in authority.tiers_for(user)],
    }


def _letter_facts(company: Company) -> dict[str, str]:
    return {
        "company": company.name,
        "caisse": trade.CAISSES[company.caisse]["name"],
        "siret": company.head_office_siret,
        "welcome": str(letter_path(company, "bienvenue")),
        "code": str(letter_path(company, "code")),
    }
