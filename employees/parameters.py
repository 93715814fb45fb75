"""Numbers about the people of a company, each overridable by the environment (DOMAIN §6.2)."""

from datetime import timedelta

import environ

env = environ.Env()

# Plausible ages on the first day, how far ahead a hire is declared, the longest week (hours, Code du travail L3121-20),
# what an import may hold, how long drafts, files and people who left are kept.
EMPLOYEE_MIN_AGE = env.int("EMPLOYEE_MIN_AGE", default=14)
EMPLOYEE_MAX_AGE = env.int("EMPLOYEE_MAX_AGE", default=90)
HIRE_MAX_ADVANCE = timedelta(days=env.int("HIRE_MAX_ADVANCE_DAYS", default=365))
# Days after the first one within which a hire is expected (DOMAIN §1.2).
HIRE_DECLARATION_EXPECTED = timedelta(days=env.int("HIRE_DECLARATION_DAYS", default=15))
CONTRACT_MAX_LENGTH = timedelta(days=env.int("CONTRACT_MAX_DAYS", default=6 * 366))
WEEKLY_HOURS_MAX = env.int("WEEKLY_HOURS_MAX", default=48)
EMPLOYEE_IMPORT_MAX_LINES = env.int("EMPLOYEE_IMPORT_MAX_LINES", default=5000)
EMPLOYEE_IMPORT_MAX_BYTES = env.int("EMPLOYEE_IMPORT_MAX_BYTES", default=10 * 1024 * 1024)
EMPLOYEE_IMPORT_RETENTION = timedelta(days=env.int("EMPLOYEE_IMPORT_DAYS", default=30))
HIRE_DRAFT_RETENTION = timedelta(days=env.int("HIRE_DRAFT_DAYS", default=30))
EMPLOYEE_RETENTION = timedelta(days=env.int("EMPLOYEE_RETENTION_DAYS", default=5 * 366))
# Those whose every hire was refused or cancelled.
VOID_HIRE_RETENTION = timedelta(days=env.int("VOID_HIRE_DAYS", default=365))
# In how many days the caisse usually treats a hire or a departure; past them, the home page of the staff says so. No
# text fixes it: the portal's own rule (November 2026), until the network gives its figures.
MOVEMENT_USUAL_DAYS = env.int("MOVEMENT_USUAL_DAYS", default=5)

# name: (limit, window in seconds). Counted before the check, in core.throttling.
EMPLOYEE_THROTTLES = {
    "nir_shown": (60, 3600),
    "employee_imports": (env.int("EMPLOYEE_IMPORT_DAILY_CAP", default=20), 24 * 3600),
}
