"""argon2id at OWASP's parameters: 46 MiB, one pass, one lane (SECURITY D10)."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class PortalArgon2Hasher(Argon2PasswordHasher):
    time_cost = 1
    memory_cost = 47104  # KiB
    parallelism = 1
