"""What a person does to their account, through its addresses."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import PASSWORD
from tests.jobs import run_jobs

SIGN_IN = reverse("accounts:sign_in")
SECOND = timedelta(seconds=1)


def sign_in(client: Client, user: User, password: str = PASSWORD, **extra: Any) -> HttpResponse:
    return client.post(SIGN_IN, {"username": user.email, "password": password}, **extra)


def signed_in(user: User, **extra: Any) -> Client:
    """A browser that has just given the password."""
    client = Client(**extra)
    assert sign_in(client, user).status_code == 302
    return client


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("accounts:account")).status_code == 200


def mails() -> list[str]:
    """Do what a worker would; the subjects of the mails sent, then forgotten."""
    run_jobs()
    subjects = [message.subject for message in mail.outbox]
    mail.outbox.clear()
    return subjects


def link_to(address: str) -> str:
    """The path of the link in the newest mail that was sent to that address and holds one."""
    run_jobs()
    for message in reversed(mail.outbox):
        found = re.search(r"http://testserver(/[a-z-]+/\S+/)\n", message.body)
        if message.to == [address] and found:
            return found.group(1)
    raise AssertionError(f"no link was sent to {address}")


def in_paris(text: str) -> datetime:
    """An instant written with its offset, on a day when the clocks of France change."""
    return datetime.fromisoformat(text)


def closing_connection(function: Any) -> Any:
    """For threads: each has its own connection, closed after its work."""

    def work(*args: Any) -> Any:
        try:
            return function(*args)
        finally:
            connection.close()

    return work
