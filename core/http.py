"""Requests as views receive them, once their doors are passed: what they hold beside what Django gives."""

from typing import Any

from django.http import HttpRequest

from core.access import Access


class PortalRequest(HttpRequest):
    """Somebody signed in who acts for the tiers of the address: views under `@requires`.

    `user` is a person of `accounts`, which core does not know. `caisse`: that of the company, for the frame of the
    page, when the view has read it already; otherwise the frame reads it.
    """

    user: Any
    access: Access
    caisse: Any
