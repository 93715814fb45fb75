"""Numbers of the section, each overridable by the environment."""

from datetime import timedelta

import environ

env = environ.Env()

# A message: files at once, weight of one, weight in a day for a company.
MESSAGE_FILES_AT_ONCE = env.int("MESSAGE_FILES_AT_ONCE", default=5)
MESSAGE_FILES_MAX_BYTES = env.int("MESSAGE_FILES_MAX_MB", default=10) * 1024**2
MESSAGE_DAY_MAX_BYTES = env.int("MESSAGE_DAY_MAX_MB", default=50) * 1024**2
# For how long after its end an answer reopens a conversation.
CONVERSATION_REOPENS_FOR = timedelta(days=env.int("CONVERSATION_REOPENS_FOR_DAYS", default=30))
# In how many days the caisse usually answers, as long as it has answered too few to say so from its last ones.
CONVERSATION_USUAL_DAYS = env.int("CONVERSATION_USUAL_DAYS", default=3)
# The usual delay of answer is the median of so many last answers.
CONVERSATION_MEDIAN_OF = env.int("CONVERSATION_MEDIAN_OF", default=50)
# For how long a process remembers that median.
CONVERSATION_USUAL_REMEMBERED_FOR = timedelta(minutes=env.int("CONVERSATION_USUAL_REMEMBERED_FOR_MINUTES", default=60))
# Somebody is writing as long as they were seen to so lately.
WRITING_SEEN_FOR = timedelta(seconds=env.int("WRITING_SEEN_FOR_SECONDS", default=40))
# The help and the tutorials that staff wrote are read again by each process after so long.
PAGE_TEXTS_KEPT_FOR_SECONDS = env.int("PAGE_TEXTS_KEPT_FOR_SECONDS", default=60)
# Since its last message: for how long the files of a conversation are kept, and the whole of it.
MESSAGE_FILES_RETENTION = timedelta(days=env.int("MESSAGE_FILES_RETENTION_DAYS", default=365))
CONVERSATION_RETENTION = timedelta(days=env.int("CONVERSATION_RETENTION_DAYS", default=3 * 365))

# Appointments to come that a company has at most; how long before each it is recalled; for how long those that are over
# are kept.
APPOINTMENTS_AT_ONCE = env.int("APPOINTMENTS_AT_ONCE", default=6)
APPOINTMENT_REMINDED_BEFORE = timedelta(hours=env.int("APPOINTMENT_REMINDED_BEFORE_HOURS", default=24))
APPOINTMENT_RETENTION = timedelta(days=env.int("APPOINTMENT_RETENTION_DAYS", default=1095))

# What a caisse writes to many. SMS leave between these hours of its clock; a text takes at most so many SMS, with the
# words that say how to stop; a pasted list names at most so many companies.
BROADCAST_SMS_FROM_HOUR = env.int("BROADCAST_SMS_FROM_HOUR", default=8)
BROADCAST_SMS_UNTIL_HOUR = env.int("BROADCAST_SMS_UNTIL_HOUR", default=20)
BROADCAST_SMS_MAX_SEGMENTS = env.int("BROADCAST_SMS_MAX_SEGMENTS", default=3)
BROADCAST_SMS_STOP_WORDS = env.str("BROADCAST_SMS_STOP_WORDS", default="Pour ne plus en recevoir : STOP.")
BROADCAST_LIST_MAX = env.int("BROADCAST_LIST_MAX", default=5000)
BROADCAST_HELD_USUAL_DAYS = env.int("BROADCAST_HELD_USUAL_DAYS", default=1)
# Since its end: for how long one knows to whom it went; its figures stay.
BROADCAST_RECIPIENTS_RETENTION = timedelta(days=env.int("BROADCAST_RECIPIENTS_DAYS", default=90))

# name: (limit, window in seconds). Counted before the check, in core.throttling.
SUPPORT_THROTTLES: dict[str, tuple[int, int]] = {
    # By a person: somebody reads each.
    "messages_to_caisse": (env.int("MESSAGES_TO_CAISSE_PER_HOUR", default=30), 3600),
    # By a person: each takes the time of somebody, and sends messages.
    "appointments_changed": (env.int("APPOINTMENTS_CHANGED_PER_HOUR", default=30), 3600),
    # By a member of the staff: each sends an e-mail and an SMS to them.
    "broadcast_trials": (env.int("BROADCAST_TRIALS_PER_HOUR", default=20), 3600),
    # Of all caisses: at most half of SMS_SITE_DAILY_CAP (`support.checks`), what remains is for codes and reminders.
    "broadcast_sms_day": (env.int("BROADCAST_SMS_DAILY_CAP", default=2000), 24 * 3600),
}
# How often an answer was read is counted a day at a time, and kept so long.
QUESTION_READINGS_KEPT_FOR = timedelta(days=env.int("QUESTION_READINGS_KEPT_FOR_DAYS", default=400))
# What a caisse published is read again after so long: every page says how much of it is new.
NEWS_REMEMBERED_FOR = timedelta(seconds=env.int("NEWS_REMEMBERED_FOR_SECONDS", default=60))
