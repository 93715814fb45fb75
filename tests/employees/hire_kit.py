"""What the tests of a hire share: what is typed, a browser of the company, the way to the end."""

from collections.abc import Mapping
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.enums import MembershipRole
from accounts.models import Membership
from core.rights import ALL_RIGHTS, Right
from employees.models import HireDraft, Movement
from tests.days import in_days, today, written
from tests.employees.factories import new_nir
from tests.factories import MembershipFactory

NIR = new_nir()
TYPED: dict[str, dict[str, Any]] = {
    "identite": {
        "sex": "M",
        "last_name": "Benali",
        "first_name": "Karim",
        "birth_name": "",
        "birth_on": "17/05/1985",
        "birth_place": "Créteil",
        "nir": NIR,
    },
    "adresse": {"street": "12 rue du Fil", "postal_code": "94000", "city": "Créteil", "country": "France"},
    "contrat": {
        "crew": "",
        "category": "worker",
        "qualification": "Maçon, N2P2",
        "contract_kind": "permanent",
        "planned_end_on": "",
        "fixed_term_reason": "",
        "worksite": "",
    },
    "temps": {
        "weekly_hours": "35",
        "work_days": ["1", "2", "3", "4", "5"],
        "hourly_wage": "14,25",
        "former_employer": "",
        "in_btp_since": "",
    },
}


class Office:
    """A browser of somebody of the company, and the addresses of the journey."""

    def __init__(self, membership: Membership) -> None:
        self.membership, self.adherent = membership, membership.adherent
        site = membership.establishment
        self.ref = site.public_id if site is not None else self.adherent.public_id
        self.site = site or self.adherent.establishments.get(is_head_office=True)
        self.client = Client()
        self.client.force_login(membership.user)

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"employees:{name}", args=[self.ref, *args])

    def get(self, name: str, *args: Any, **query: Any) -> Any:
        return self.client.get(self.url(name, *args), query)

    def post(self, name: str, *args: Any, follow: bool = False, **typed: Any) -> Any:
        return self.client.post(self.url(name, *args), {"csrfmiddlewaretoken": "x", **typed}, follow=follow)

    def body(self, name: str, *args: Any, **query: Any) -> str:
        return str(self.get(name, *args, **query).content.decode())

    def typed(self, key: str, **changes: Any) -> dict[str, Any]:
        """A contract begins today, at the site, unless said."""
        here = {"establishment": self.site.public_id, "starts_on": written(today())} if key == "contrat" else {}
        return {**here, **TYPED[key], **changes}

    def start(self, **changes: Any) -> HireDraft:
        """The first step."""
        answer = self.post("start_hire", **self.typed("identite", **changes))
        assert answer.status_code in {302, 422}, answer.content.decode()
        return HireDraft.objects.latest("pk")

    def fill(self, changes: Mapping[str, Mapping[str, Any]] | None = None) -> HireDraft:
        """The four steps; `changes`: by the key of the step."""
        changes = changes or {}
        draft = self.start(**changes.get("identite", {}))
        for key in ("adresse", "contrat", "temps"):
            self.post("hire_step", draft.public_id, key, **self.typed(key, **changes.get(key, {})))
        draft.refresh_from_db()
        return draft

    def send(self, draft: HireDraft, **options: Any) -> Any:
        seen = draft.updated_at.isoformat()
        return self.post("review_hire", draft.public_id, seen=seen, **options)

    def hire(self, changes: Mapping[str, Mapping[str, Any]] | None = None) -> Movement:
        """From the first step to the caisse."""
        answer = self.send(self.fill(changes))
        assert answer.status_code == 302, answer.content.decode()
        return Movement.objects.latest("pk")


def office(**fields: Any) -> Office:
    """The holder of a company."""
    return Office(MembershipFactory(**fields))


def colleague_of(office: Office, *without: Right, establishment: Any = None) -> Office:
    """A colleague with every right but these; of one site, with `establishment`."""
    rights = sorted(ALL_RIGHTS - set(without))
    return Office(
        MembershipFactory(
            adherent=office.adherent, role=MembershipRole.COLLEAGUE, rights=rights, establishment=establishment
        )
    )


def days_ago(number: int) -> str:
    return written(in_days(-number))
