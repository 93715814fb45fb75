"""The request of whoever is signed in, for views that no tiers names."""

from django.http import HttpRequest

from accounts.models import User


class PersonRequest(HttpRequest):
    """Behind the sign-in: `user` is never anonymous."""

    user: User
