"""Numbers of the stoppages, each overridable by the environment. Those of the law and of a caisse are dated rows."""

from datetime import time, timedelta

import environ

env = environ.Env()

# Between which hours a site works: whether somebody worked between a resumption and the next stoppage (D5424-12).
WORKING_DAY_STARTS = time.fromisoformat(env.str("WORKING_DAY_STARTS", default="08:00"))
WORKING_DAY_ENDS = time.fromisoformat(env.str("WORKING_DAY_ENDS", default="17:00"))
# How far back a stoppage may be declared: late is still taken, and marked so.
STOPPAGE_MAX_BACK = timedelta(days=env.int("STOPPAGE_MAX_BACK_DAYS", default=366))
# In how many days the caisse usually treats a case; no text fixes it, until the network gives its figures.
STOPPAGES_USUAL_DAYS = env.int("STOPPAGES_USUAL_DAYS", default=30)
# Files of a case: how many at once, how heavy together; how long they are kept once it is closed.
STOPPAGE_FILES_AT_ONCE = env.int("STOPPAGE_FILES_AT_ONCE", default=10)
STOPPAGE_FILES_MAX_BYTES = env.int("STOPPAGE_FILES_MAX_MB", default=20) * 1024**2
STOPPAGE_FILES_RETENTION = timedelta(days=env.int("STOPPAGE_FILES_RETENTION_DAYS", default=3 * 365))
# How long a case is kept, with what was sent, after its last day (payroll data, DOMAIN §6.2).
STOPPAGE_RETENTION = timedelta(days=env.int("STOPPAGE_RETENTION_DAYS", default=5 * 366))
# How long before a deadline its reminders leave, in hours, the earliest first.
STOPPAGE_REMINDERS_HOURS = env.list("STOPPAGE_REMINDERS_HOURS", cast=int, default=[168, 48, 24])
# Payments that one printed list may hold: some seconds of work.
STOPPAGE_PRINT_MAX_LINES = env.int("STOPPAGE_PRINT_MAX_LINES", default=2000)
# How long leave that a stoppage prevented may still be taken (L3141-19-1, law 2024-364 of 22 April 2024).
LEAVE_CARRY_OVER_MONTHS = env.int("LEAVE_CARRY_OVER_MONTHS", default=15)

# name: (limit, window in seconds). Counted before the check, in core.throttling.
STOPPAGE_THROTTLES = {
    # Opened, by a person: each is a case of the caisse.
    "stoppages_opened": (env.int("STOPPAGES_OPENED_PER_HOUR", default=60), 3600),
    # Receipts, exports, certificates, by a person.
    "stoppage_papers": (env.int("STOPPAGE_PAPERS_PER_HOUR", default=120), 3600),
}
