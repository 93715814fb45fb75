"""Numbers of the planning, each overridable by the environment. Those of the law and of a caisse are dated rows."""

from datetime import timedelta

import environ

env = environ.Env()

# How far back and ahead of today an absence may be entered.
ABSENCE_MAX_BACK = timedelta(days=env.int("ABSENCE_MAX_BACK_DAYS", default=3 * 366))
ABSENCE_MAX_AHEAD = timedelta(days=env.int("ABSENCE_MAX_AHEAD_DAYS", default=3 * 366))
# In how many days the caisse usually treats a leave; no text fixes it, until the network gives its figures.
LEAVE_USUAL_DAYS = env.int("LEAVE_USUAL_DAYS", default=5)
