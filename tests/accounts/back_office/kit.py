"""What the tests of the back office share."""

from django.urls import reverse

from accounts.letters import services as letters
from accounts.models import AccountOpening, LetterBatch, Membership, User
from adherents.models import Adherent, Establishment
from tests.factories import (
    PASSWORD,
)

OPENINGS = "admin:accounts_accountopening_changelist"
BATCHES = "admin:accounts_letterbatch_changelist"
WITHOUT_ACCOUNT = "admin:accounts_letterbatch_without_account"


def prepared(company):
    return letters.prepare_letters_now(establishment_ids=[company.head_office.pk], caisse_id=company.caisse_id)


def change_url(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def list_url(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


MODELS = [AccountOpening, LetterBatch, Membership, User, Adherent, Establishment]
FOREIGN = ("Rival", "RIVAL9", "foreign@exemple.fr")


def download_url(batch, kind="code"):
    return reverse("admin:accounts_letterbatch_download", args=[batch.pk, kind])


def act(client, url, action, *rows, **extra):
    return client.post(url, {"action": action, "_selected_action": [row.pk for row in rows], **extra})


def superuser():
    return User.objects.create_superuser("reseau@cibtp.example", PASSWORD, first_name="R", last_name="S")


def sign_in(client, email, password):
    return client.post(reverse("admin:login"), {"username": email, "password": password})
