"""The life of an invitation, the notice before a delegation ends, the demandes that a firm may send."""

from datetime import timedelta

import environ

env = environ.Env()

DELEGATION_INVITATION_LIFETIME = timedelta(days=env.int("DELEGATION_INVITATION_DAYS", default=30))
DELEGATION_END_NOTICE = timedelta(days=env.int("DELEGATION_END_NOTICE_DAYS", default=30))
FIRM_INVITATION_LIFETIME = timedelta(days=env.int("FIRM_INVITATION_DAYS", default=7))
DELEGATION_REQUEST_MAX_LINES = env.int("DELEGATION_REQUEST_MAX_LINES", default=500)
DELEGATION_REQUEST_PAUSE = timedelta(days=env.int("DELEGATION_REQUEST_PAUSE_DAYS", default=90))
# How long the firm reads that it sent a file of demandes.
DELEGATION_REQUEST_RETENTION = timedelta(days=env.int("DELEGATION_REQUEST_RETENTION_DAYS", default=365))

# name: (limit, window in seconds). Counted before the check, in core.throttling.
DELEGATION_THROTTLES = {
    "delegation_invitations": (env.int("DELEGATION_INVITATIONS_DAILY_CAP", default=50), 24 * 3600),
    "firm_invitations": (env.int("FIRM_INVITATIONS_DAILY_CAP", default=50), 24 * 3600),
    "delegation_requests": (env.int("DELEGATION_REQUEST_FILES_DAILY_CAP", default=5), 24 * 3600),
}
