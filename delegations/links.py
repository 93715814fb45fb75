"""Links of invitations: a random token, in the e-mail alone; its keyed digest, in the table."""

import secrets

from core import codes

_BYTES = 24
DELEGATION = "delegation"
COLLABORATOR = "collaborator"


def new_token() -> str:
    return secrets.token_urlsafe(_BYTES)


def digest(token: str, *, purpose: str) -> str:
    return codes.digest(token, purpose=purpose, bound_to="")
