"""What the staff of a caisse may do with this app in the admin, by role (`core.staff_roles`)."""

from core.staff_roles import declare

declare(
    reads=[
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
        "adherents.view_publicholiday",
    ],
    acts=[
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
        "adherents.look_as_employer",
        "adherents.add_contributionrate",
        "adherents.change_contributionrate",
        "adherents.add_publicholiday",
        "adherents.change_publicholiday",
    ],
)
