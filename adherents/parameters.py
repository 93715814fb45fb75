"""Numbers about companies, each overridable by the environment."""

from datetime import timedelta

import environ

env = environ.Env()

# When the contributions of a month are due, in days after its end; a month counts for thirty (DOMAIN §1.3).
CONTRIBUTION_DUE_DAYS = env.int("CONTRIBUTION_DUE_DAYS", default=45)
# What may be joined to a request of change: so many files, which weigh so much together (as nginx accepts).
CHANGE_PROOF_MAX_FILES = env.int("CHANGE_PROOF_MAX_FILES", default=3)
CHANGE_PROOF_MAX_BYTES = env.int("CHANGE_PROOF_MAX_BYTES", default=10 * 1024 * 1024)
# How long these files are kept once the request is closed: they have served, and some are bank details.
CHANGE_PROOF_RETENTION = timedelta(days=env.int("CHANGE_PROOF_RETENTION_DAYS", default=365))
# In how many days the caisse usually treats one. No text fixes it: the portal's own rule (November 2026), until the
# network gives its figures.
CHANGE_REQUEST_USUAL_DAYS = env.int("CHANGE_REQUEST_USUAL_DAYS", default=10)
