"""Numbers of the planning, each overridable by the environment. Those of the law and of a caisse are dated rows."""

from datetime import timedelta

import environ

env = environ.Env()

# How far back and ahead of today an absence may be entered.
ABSENCE_MAX_BACK = timedelta(days=env.int("ABSENCE_MAX_BACK_DAYS", default=3 * 366))
ABSENCE_MAX_AHEAD = timedelta(days=env.int("ABSENCE_MAX_AHEAD_DAYS", default=3 * 366))
# How long before it begins a leave that is not declared is among what is due; no text fixes it.
LEAVE_DUE_AHEAD = timedelta(days=env.int("LEAVE_DUE_AHEAD_DAYS", default=60))
# In how many days the caisse usually treats a leave; no text fixes it, until the network gives its figures.
LEAVE_USUAL_DAYS = env.int("LEAVE_USUAL_DAYS", default=5)
# How many calendars somebody may subscribe to for one company, how often a program is told to ask for one again, how
# far back and ahead it shows.
CALENDARS_PER_PERSON = env.int("CALENDARS_PER_PERSON", default=10)
CALENDAR_REFRESH = timedelta(minutes=env.int("CALENDAR_REFRESH_MINUTES", default=60))
CALENDAR_MONTHS_BACK = env.int("CALENDAR_MONTHS_BACK", default=3)
CALENDAR_MONTHS_AHEAD = env.int("CALENDAR_MONTHS_AHEAD", default=12)
# How long one that was taken back is kept.
CALENDAR_RETENTION = timedelta(days=env.int("CALENDAR_RETENTION_DAYS", default=365))
# Lines of people that one printed planning may hold, all its months together: some seconds of work.
PLANNING_PRINT_MAX_LINES = env.int("PLANNING_PRINT_MAX_LINES", default=3000)

# name: (limit, window in seconds). Counted before the check, in core.throttling.
ABSENCE_THROTTLES = {
    # Printed or exported, by a person.
    "planning_taken": (env.int("PLANNING_TAKEN_PER_HOUR", default=60), 3600),
    # An absence of many people prepared or counted again, by a person: everybody is read.
    "collective_counts": (env.int("COLLECTIVE_COUNTS_PER_HOUR", default=60), 3600),
    "calendar_fetches": (env.int("CALENDAR_FETCHES_PER_HOUR", default=30), 3600),
}
# For how many people, at most, an absence is entered for all or for nobody: one transaction, which holds them all.
COLLECTIVE_AT_ONCE_MAX = env.int("COLLECTIVE_AT_ONCE_MAX", default=500)
# How long an absence of many people waits for whoever prepared it.
COLLECTIVE_DRAFT_RETENTION = timedelta(days=env.int("COLLECTIVE_DRAFT_DAYS", default=30))
