"""Every address of the portal, and who may open it. A route that is not here fails `test_matrix`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.urls import URLPattern, get_resolver

from accounts.models import Membership
from accounts.opening.services import activation_token
from accounts.person.services.certification import renewal_token
from core.references import new_public_id
from core.rights import Right
from core.webhooks import email_status_urls
from tests.cast import Cast, Company

SAFE, POST, BOTH = frozenset({"GET", "HEAD"}), frozenset({"POST"}), frozenset({"GET", "HEAD", "POST"})


@dataclass(frozen=True, slots=True)
class Route:
    """`methods` it serves; `args(cast)` of its address, after the tiers when it has one; `status` of a success."""

    methods: frozenset[str] = SAFE
    args: Callable[[Cast], list[Any]] = field(default=lambda cast: [])
    status: int = 200
    right: Right | None = None


def _colleague(cast: Cast) -> list[Any]:
    return [Membership.objects.get(user=cast.bruno).public_id]


def _invited(cast: Cast) -> list[Any]:
    return [cast.acme.invitation.public_id]


def _delegation(cast: Cast) -> list[Any]:
    return [cast.acme.delegation.public_id]


def _crew(cast: Cast) -> list[Any]:
    return [cast.acme.people.crew.public_id]


def _draft(cast: Cast) -> list[Any]:
    return [cast.acme.people.draft.public_id]


def _hire(cast: Cast) -> list[Any]:
    return [cast.acme.people.hire.public_id]


def _client(cast: Cast) -> list[Any]:
    return [cast.delegation.public_id]


def _collaborator(cast: Cast) -> list[Any]:
    return [cast.firm.members.get(user=cast.chloe).public_id]


def _import(cast: Cast) -> list[Any]:
    return [cast.acme.people.import_file.public_id]


PUBLIC = {
    "network_home": Route(),
    "caisse_home": Route(args=lambda cast: [cast.caisse.slug]),
    "caisse_page": Route(args=lambda cast: [cast.caisse.slug, "mentions-legales"]),
    "network_page": Route(args=lambda cast: ["mentions-legales"]),
    "health": Route(),
    "accounts:sign_in": Route(BOTH),
    "accounts:identify": Route(BOTH),
    "accounts:contact": Route(BOTH, status=302),
    "accounts:send_mobile_code": Route(POST, status=302),
    "accounts:check_mobile_code": Route(POST, status=302),
    "accounts:email_sent": Route(status=302),
    "accounts:resend_activation": Route(POST, status=302),
    "accounts:correct_email": Route(POST, status=302),
    "accounts:activate": Route(BOTH, args=lambda cast: [activation_token(cast.acme.pending)]),
    "accounts:forgotten_password": Route(BOTH),
    "accounts:reset_sent": Route(),
    "accounts:open_reset": Route(args=lambda cast: [cast.alice.public_id, "faux"], status=302),
    "accounts:choose_password": Route(BOTH, status=410),
    "accounts:renew_certification": Route(BOTH, args=lambda cast: [renewal_token(cast.alice)]),
    "accounts:answer_invitation": Route(BOTH, args=lambda cast: ["jeton-ACME"]),
    "accounts:open_invited_account": Route(BOTH, args=lambda cast: ["jeton-ACME"]),
    "accounts:confirm_email": Route(BOTH, args=lambda cast: ["faux"], status=410),
    "delegations:answer": Route(BOTH, args=lambda cast: ["faux"], status=410),
    "delegations:refuse": Route(BOTH, args=lambda cast: ["faux"], status=410),
    "delegations:open_account": Route(BOTH, args=lambda cast: ["faux"], status=410),
    "delegations:join": Route(BOTH, args=lambda cast: ["faux"], status=410),
    "delegations:open_collaborator": Route(BOTH, args=lambda cast: ["faux"], status=410),
}
# Providers' webhooks: closed without a signature, absent while no provider is configured (tests/core/test_webhooks.py).
WEBHOOKS = {
    "core:sms_status": Route(POST, status=403),
    **{f"core:{entry.name}": Route(BOTH, status=404) for entry in email_status_urls()},
}
PUBLIC |= WEBHOOKS
DEVELOPMENT = {
    "components": Route(),
    "demonstration_messages": Route(),
    "demonstration_message": Route(args=lambda cast: ["aucun.eml"], status=404),
}
# A person signed in, whatever the tiers.
PERSON = {
    "home": Route(status=302),
    "choose_tiers": Route(),
    "accounts:sign_out": Route(POST, status=302),
    "accounts:account": Route(),
    "accounts:attach": Route(BOTH),
    "accounts:second_factor": Route(BOTH, status=302),
    "accounts:certification": Route(status=302),
    "accounts:send_certification_link": Route(POST),
    "accounts:leave": Route(BOTH, args=lambda cast: [new_public_id()], status=404),
    "accounts:invitations": Route(),
    "accounts:accept_invitation": Route(POST, args=lambda cast: [cast.acme.invitation.public_id]),
    "accounts:refuse_invitation": Route(POST, args=lambda cast: [cast.acme.invitation.public_id]),
    "accounts:change_email": Route(BOTH),
    "accounts:withdraw_email_change": Route(POST),
    "accounts:phones": Route(BOTH),
    "accounts:send_my_mobile_code": Route(POST),
    "accounts:check_my_mobile_code": Route(POST),
    "accounts:remove_mobile": Route(POST),
    "accounts:messages": Route(BOTH),
    "accounts:security": Route(),
    "accounts:change_password": Route(BOTH),
    "accounts:confirm_password": Route(BOTH),
    "accounts:close_session": Route(POST, args=lambda cast: [new_public_id()]),
    "accounts:close_other_sessions": Route(POST),
    "accounts:enrol": Route(BOTH, status=302),
    "accounts:renew_recovery_codes": Route(POST),
    "accounts:switch_off_second_factor": Route(POST),
    "accounts:data": Route(),
    "accounts:data_json": Route(),
    "accounts:close": Route(BOTH),
}
# Of a cabinet: for whoever is not of it, its reference is a random one (tests/delegations/test_firm_matrix.py).
FIRM = {
    "firm:portfolio": Route(),
    "firm:export": Route(),
    "firm:client": Route(args=_client),
    "firm:collaborators": Route(),
}
FIRM_ADMINISTRATORS = {
    "firm:assign": Route(POST, status=302),
    "firm:renounce": Route(BOTH, args=_client, status=302),
    "firm:invite_collaborator": Route(POST, status=422),
    "firm:appoint": Route(POST, args=_collaborator, status=302),
    "firm:dismiss": Route(POST, args=_collaborator, status=302),
    "firm:remove": Route(BOTH, args=_collaborator),
    "firm:withdraw_invitation": Route(POST, args=lambda cast: [new_public_id()], status=404),
    "firm:confirm_newcomer": Route(POST, args=lambda cast: [new_public_id()], status=302),
    "firm:decline_newcomer": Route(POST, args=lambda cast: [new_public_id()], status=302),
    "firm:requests": Route(BOTH),
    "firm:send_requests": Route(POST, status=302),
}
PERSON |= {
    name: replace(route, args=lambda cast, route=route: [new_public_id(), *route.args(cast)], status=404)
    for name, route in (FIRM | FIRM_ADMINISTRATORS).items()
}
# For a tiers: the reference is the first argument of the address.
TIERS = {
    "portal_home": Route(),
    "tile_use": Route(POST, args=lambda cast: ["company"], status=204),
    "adherents:index": Route(right=Right.LEGAL_CONSULT),
    "adherents:declarations": Route(right=Right.LEGAL_CONSULT),
    "adherents:declaration": Route(args=lambda cast: [f"{cast.acme.period.month:%Y-%m}"], right=Right.LEGAL_CONSULT),
    "adherents:rates": Route(right=Right.LEGAL_CONSULT),
    "adherents:changes": Route(right=Right.LEGAL_CONSULT),
    "adherents:change": Route(args=lambda cast: [cast.acme.change.public_id], right=Right.LEGAL_CONSULT),
    "adherents:proof": Route(args=lambda cast: [cast.acme.proof.public_id], right=Right.LEGAL_CONSULT),
    "adherents:withdraw_change": Route(
        POST, args=lambda cast: [cast.acme.change.public_id], status=302, right=Right.LEGAL_ACT
    ),
    "adherents:request_address_change": Route(
        BOTH, args=lambda cast: [cast.acme.site.public_id], right=Right.LEGAL_ACT
    ),
    "adherents:request_contact_change": Route(BOTH, args=lambda cast: ["legal"], right=Right.LEGAL_ACT),
    # Leads first to the page that asks for the password.
    "adherents:request_bank_change": Route(BOTH, status=302, right=Right.BANK_ACT),
    "employees:index": Route(right=Right.EMPLOYEES_CONSULT),
    "employees:choose_export": Route(right=Right.EMPLOYEES_CONSULT),
    "employees:export": Route(right=Right.EMPLOYEES_CONSULT),
    "employees:export_with_nir": Route(POST, right=Right.NIR_CONSULT),
    "employees:create_crew": Route(BOTH, right=Right.EMPLOYEES_ACT),
    "employees:crew": Route(args=_crew, right=Right.EMPLOYEES_CONSULT),
    "employees:rename_crew": Route(BOTH, args=_crew, right=Right.EMPLOYEES_ACT),
    "employees:delete_crew": Route(BOTH, args=_crew, right=Right.EMPLOYEES_ACT),
    "employees:add_members": Route(POST, args=_crew, status=302, right=Right.EMPLOYEES_ACT),
    "employees:remove_members": Route(POST, args=_crew, status=302, right=Right.EMPLOYEES_ACT),
    "employees:start_hire": Route(BOTH, right=Right.EMPLOYEES_ACT),
    "employees:hire_step": Route(
        BOTH, args=lambda cast: [cast.acme.people.draft.public_id, "contrat"], right=Right.EMPLOYEES_ACT
    ),
    # Nobody resembles the draft of the cast: on to the next step.
    "employees:hire_duplicate": Route(BOTH, args=_draft, status=302, right=Right.EMPLOYEES_ACT),
    "employees:review_hire": Route(BOTH, args=_draft, right=Right.EMPLOYEES_ACT),
    "employees:discard_hire": Route(BOTH, args=_draft, right=Right.EMPLOYEES_ACT),
    "employees:hire_again": Route(
        POST, args=lambda cast: [cast.acme.people.employee.public_id], status=302, right=Right.EMPLOYEES_ACT
    ),
    "employees:movements": Route(right=Right.EMPLOYEES_CONSULT),
    "employees:movement": Route(args=_hire, right=Right.EMPLOYEES_CONSULT),
    "employees:receipt": Route(args=_hire, right=Right.EMPLOYEES_CONSULT),
    "employees:correct_hire": Route(POST, args=_hire, status=302, right=Right.EMPLOYEES_ACT),
    "employees:cancel_hire": Route(BOTH, args=_hire, right=Right.EMPLOYEES_ACT),
    "employees:crews": Route(right=Right.EMPLOYEES_CONSULT),
    "employees:imports": Route(right=Right.EMPLOYEES_CONSULT),
    "employees:send_import": Route(POST, status=422, right=Right.EMPLOYEES_ACT),
    "employees:import_template": Route(args=lambda cast: ["csv"], right=Right.EMPLOYEES_CONSULT),
    "employees:import_file": Route(args=_import, right=Right.EMPLOYEES_CONSULT),
    "employees:import_errors": Route(args=_import, right=Right.EMPLOYEES_CONSULT),
    "employees:apply_import": Route(POST, args=_import, status=302, right=Right.EMPLOYEES_ACT),
    "employees:abandon_import": Route(POST, args=_import, status=302, right=Right.EMPLOYEES_ACT),
    "employees:employee": Route(args=lambda cast: [cast.acme.people.employee.public_id], right=Right.EMPLOYEES_CONSULT),
    "employees:history": Route(args=lambda cast: [cast.acme.people.employee.public_id], right=Right.EMPLOYEES_CONSULT),
    "employees:show_nir": Route(POST, args=lambda cast: [cast.acme.people.employee.public_id], right=Right.NIR_CONSULT),
    "employees:change_person": Route(
        BOTH, args=lambda cast: [cast.acme.people.employee.public_id], right=Right.EMPLOYEES_ACT
    ),
    "employees:change_contract": Route(
        BOTH, args=lambda cast: [cast.acme.people.employment.public_id], right=Right.EMPLOYEES_ACT
    ),
    "employees:request_change": Route(
        BOTH, args=lambda cast: [cast.acme.people.leaving.public_id], right=Right.EMPLOYEES_ACT
    ),
    "employees:declare_departure": Route(
        BOTH, args=lambda cast: [cast.acme.people.employment.public_id], right=Right.EMPLOYEES_ACT
    ),
    "employees:correct_departure": Route(
        BOTH, args=lambda cast: [cast.acme.people.departure.public_id], right=Right.EMPLOYEES_ACT
    ),
    "employees:cancel_departure": Route(
        BOTH, args=lambda cast: [cast.acme.people.departure.public_id], right=Right.EMPLOYEES_ACT
    ),
    "employees:request_departure_change": Route(
        BOTH, args=lambda cast: [cast.acme.people.recorded_departure.public_id], right=Right.EMPLOYEES_ACT
    ),
    "employees:request_departure_cancellation": Route(
        BOTH, args=lambda cast: [cast.acme.people.recorded_departure.public_id], right=Right.EMPLOYEES_ACT
    ),
    "employees:withdraw_request": Route(
        BOTH, args=lambda cast: [cast.acme.people.change_request.public_id], right=Right.EMPLOYEES_ACT
    ),
    "stoppages:index": Route(right=Right.STOPPAGES_CONSULT),
    "documents:index": Route(right=Right.DOCUMENTS_CONSULT),
    "support:index": Route(right=Right.SUPPORT_CONSULT),
    "journal:index": Route(right=Right.JOURNAL_CONSULT),
    "journal:export": Route(right=Right.JOURNAL_CONSULT),
    "colleagues:index": Route(right=Right.COLLEAGUES_ACT),
    # Without a recent password, each of these leads to the page that asks for it.
    "colleagues:invite": Route(BOTH, status=302, right=Right.COLLEAGUES_ACT),
    "colleagues:change_rights": Route(BOTH, args=_colleague, status=302, right=Right.COLLEAGUES_ACT),
    "colleagues:remove": Route(BOTH, args=_colleague, status=302, right=Right.COLLEAGUES_ACT),
    "colleagues:replace_holder": Route(BOTH, status=302, right=Right.COLLEAGUES_ACT),
    "colleagues:withdraw_replacement": Route(POST, status=302, right=Right.COLLEAGUES_ACT),
    "colleagues:resend_invitation": Route(POST, args=_invited, status=302, right=Right.COLLEAGUES_ACT),
    "colleagues:withdraw_invitation": Route(POST, args=_invited, status=302, right=Right.COLLEAGUES_ACT),
    "delegations:index": Route(right=Right.DELEGATIONS_ACT),
    "delegations:detail": Route(args=_delegation, right=Right.DELEGATIONS_ACT),
    # What they change asks for a recent password first.
    "delegations:give": Route(BOTH, status=302, right=Right.DELEGATIONS_ACT),
    "delegations:change": Route(BOTH, args=_delegation, status=302, right=Right.DELEGATIONS_ACT),
    "delegations:resend": Route(BOTH, args=_delegation, status=302, right=Right.DELEGATIONS_ACT),
    "delegations:revoke": Route(BOTH, args=_delegation, status=302, right=Right.DELEGATIONS_ACT),
    "delegations:decline_request": Route(
        POST, args=lambda cast: [cast.acme.request.public_id], status=302, right=Right.DELEGATIONS_ACT
    ),
}
ADMIN_ENTRY = frozenset({"admin:login", "admin:second_factor"})
ADMIN = {
    "admin:index": Route(),
    "admin:logout": Route(POST),
    "admin:password_change": Route(BOTH),
    "admin:password_change_done": Route(),
    "admin:autocomplete": Route(status=403),
    "admin:jsi18n": Route(),
    "admin:view_on_site": Route(args=lambda cast: [1, 1], status=404),
    "admin:app_list": Route(args=lambda cast: ["adherents"]),
    "admin:accounts_letterbatch_without_account": Route(BOTH),
}
# The row of each model of the admin that belongs to a company or to its caisse, and what a manager may do with it.
ADMIN_MODELS: dict[str, tuple[Callable[[Company], Any], frozenset[str]]] = {
    "core_outgoingmessage": (lambda company: company.message, frozenset()),
    "core_auditevent": (lambda company: company.event, frozenset()),
    "adherents_caisse": (lambda company: company.adherent.caisse, frozenset()),
    "adherents_legalpage": (lambda company: company.legal_page, frozenset({"add", "delete"})),
    "adherents_termsversion": (lambda company: company.terms, frozenset({"add"})),
    "adherents_adherent": (lambda company: company.adherent, frozenset({"add"})),
    "adherents_establishment": (lambda company: company.site, frozenset({"add"})),
    "adherents_changerequest": (lambda company: company.change, frozenset()),
    "adherents_declarativeperiod": (lambda company: company.period, frozenset()),
    "adherents_contact": (lambda company: company.contact, frozenset()),
    "adherents_bankaccount": (lambda company: company.bank_account, frozenset()),
    "adherents_contributionrate": (lambda company: company.rate, frozenset({"add"})),
    "accounts_accountopening": (lambda company: company.opening, frozenset()),
    "accounts_letterbatch": (lambda company: company.batch, frozenset()),
    "accounts_user": (lambda company: company.holder, frozenset()),
    "accounts_invitation": (lambda company: company.invitation, frozenset()),
    "accounts_holderchange": (lambda company: company.holder_change, frozenset()),
    "accounts_membership": (lambda company: company.membership, frozenset()),
    "employees_employee": (lambda company: company.people.employee, frozenset()),
    "employees_movement": (lambda company: company.people.hire, frozenset()),
    "employees_employeeimport": (lambda company: company.people.import_file, frozenset()),
    "employees_leaveright": (lambda company: company.people.employee.leave_rights.get(), frozenset()),
    "delegations_delegation": (lambda company: company.delegation, frozenset()),
    "delegations_delegationrequest": (lambda company: company.request, frozenset()),
    "delegations_firm": (lambda company: company.delegation.firm, frozenset()),
    "delegations_firmmember": (lambda company: company.member, frozenset()),
}
ADMIN_OF_ROWS = {
    "admin:accounts_holderchange_confirm": lambda company: [company.holder_change.pk],
    "admin:accounts_holderchange_refuse": lambda company: [company.holder_change.pk],
    "admin:accounts_holderchange_next": lambda company: [company.holder_change.pk],
    "admin:accounts_letterbatch_download": lambda company: [company.batch.pk, "code"],
    "admin:adherents_changerequest_accept": lambda company: [company.change.pk],
    "admin:adherents_changerequest_refuse": lambda company: [company.change.pk],
    "admin:adherents_changerequest_next": lambda company: [company.change.pk],
    "admin:adherents_changerequest_show_iban": lambda company: [company.change.pk],
    "admin:adherents_changerequest_proof": lambda company: [company.change.pk, company.proof.pk],
    "admin:adherents_bankaccount_show_iban": lambda company: [company.bank_account.pk],
    "admin:accounts_user_suspend": lambda company: [company.holder.pk],
    "admin:accounts_user_send_certification": lambda company: [company.holder.pk],
    "admin:accounts_user_send_reset": lambda company: [company.holder.pk],
    "admin:accounts_user_close_sessions": lambda company: [company.holder.pk],
    "admin:accounts_user_restore": lambda company: [company.holder.pk],
    "admin:accounts_user_remove_second_factor": lambda company: [company.holder.pk],
    "admin:delegations_delegation_suspend": lambda company: [company.delegation.pk],
    "admin:delegations_delegation_resume": lambda company: [company.delegation.pk],
    "admin:delegations_delegation_revoke": lambda company: [company.delegation.pk],
    "admin:employees_employee_show_nir": lambda company: [company.people.employee.pk],
    "admin:employees_movement_accept": lambda company: [company.people.hire.pk],
    "admin:employees_movement_correct": lambda company: [company.people.hire.pk],
    "admin:employees_movement_refuse": lambda company: [company.people.hire.pk],
    "admin:employees_movement_next": lambda company: [company.people.hire.pk],
    "admin:employees_movement_show_nir": lambda company: [company.people.departure.pk],
    "admin:accounts_user_resend": lambda company: [company.holder.pk, company.message.pk],
}
# Of no caisse: managers read them (tests/accounts/test_renewals.py, tests/employees/test_staff_people.py).
ADMIN_OF_MANAGERS = (
    "accounts_certificationrun",
    "adherents_weathercampaign",
    "employees_leaverule",
    "employees_senioritystep",
)
# The network's superusers only.
ADMIN_OF_THE_NETWORK = ("procrastinate_procrastinatejob",)
ROW_ACTIONS = ("history", "delete", "change")
_ACTIONS = ("changelist", "add", *ROW_ACTIONS)


def declared() -> set[str]:
    models = [*ADMIN_MODELS, *ADMIN_OF_MANAGERS, *ADMIN_OF_THE_NETWORK]
    of_models = {f"admin:{model}_{action}" for model in models for action in _ACTIONS}
    return {*PUBLIC, *DEVELOPMENT, *PERSON, *TIERS, *ADMIN, *ADMIN_ENTRY, *ADMIN_OF_ROWS, *of_models}


def existing(patterns: Any = None, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named route of the portal, with its namespace."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLPattern):
            if entry.name:
                yield f"{namespace}{entry.name}", entry
        else:
            yield from existing(entry.url_patterns, f"{entry.namespace}:" if entry.namespace else namespace)
