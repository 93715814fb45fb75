"""What each role of a caisse's staff may do in the admin: one explicit table of Django permissions.

A superuser of the network has them all. Being limited to one's own caisse is `core.staff.scoping`'s affair.
"""

from accounts.enums import StaffRole

_READ = frozenset(
    {
        "adherents.view_caisse",
        "adherents.view_adherent",
        "adherents.view_establishment",
        "adherents.view_legalpage",
        "adherents.view_termsversion",
        "adherents.view_changerequest",
        "adherents.view_declarativeperiod",
        "adherents.view_bankaccount",
        "adherents.view_contact",
        "adherents.view_contributionrate",
        "adherents.view_weathercampaign",
        "accounts.view_user",
        "accounts.view_membership",
        "accounts.view_invitation",
        "accounts.view_holderchange",
        "accounts.view_accountopening",
        "accounts.view_letterbatch",
        "employees.view_employee",
        "employees.view_employment",
        "employees.view_movement",
        "employees.view_employeeimport",
        "employees.view_leaveright",
        "employees.view_leaverule",
        "employees.view_senioritystep",
        "delegations.view_delegation",
        "delegations.view_delegationevent",
        "delegations.view_delegationrequest",
        "delegations.view_firm",
        "delegations.view_firmmember",
        "core.view_auditevent",
        "core.view_outgoingmessage",
    }
)
_WRITE = frozenset(
    {
        "adherents.change_caisse",
        "adherents.add_adherent",
        "adherents.change_adherent",
        "adherents.add_establishment",
        "adherents.change_establishment",
        "adherents.add_legalpage",
        "adherents.change_legalpage",
        "adherents.delete_legalpage",
        "adherents.add_termsversion",
        "adherents.treat_changerequest",
        "adherents.show_iban",
        "adherents.add_contributionrate",
        "adherents.change_contributionrate",
        "accounts.prepare_letters",
        "accounts.manage_people",
        "accounts.decide_holder_change",
        "accounts.view_certificationrun",
        "employees.treat_movement",
        "employees.show_nir",
        "delegations.intervene",
        "core.resend_outgoingmessage",
    }
)

PERMISSIONS: dict[str, frozenset[str]] = {
    StaffRole.READER: _READ,
    StaffRole.MANAGER: _READ | _WRITE,
}


def permissions_of(role: str) -> frozenset[str]:
    return PERMISSIONS.get(role, frozenset())
