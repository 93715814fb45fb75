"""Numbers of SECURITY §1 about people and their letters, each overridable by the environment."""

from datetime import timedelta

import environ

env = environ.Env()

ACTIVATION_LINK_LIFETIME = timedelta(hours=env.int("ACTIVATION_LINK_HOURS", default=48))
EMAIL_CERTIFICATION_LIFETIME = timedelta(days=env.int("EMAIL_CERTIFICATION_DAYS", default=180))
EMAIL_CERTIFICATION_LINK_LIFETIME = timedelta(days=env.int("EMAIL_CERTIFICATION_LINK_DAYS", default=15))
EMAIL_CHANGE_LINK_LIFETIME = timedelta(hours=env.int("EMAIL_CHANGE_LINK_HOURS", default=48))
MOBILE_CERTIFICATION_LIFETIME = timedelta(days=env.int("MOBILE_CERTIFICATION_DAYS", default=365))
INVITATION_LIFETIME = timedelta(days=env.int("INVITATION_DAYS", default=30))
LETTER_CODE_LIFETIME = timedelta(days=env.int("LETTER_CODE_DAYS", default=30))
LETTER_CODE_MAX_FAILURES = env.int("LETTER_CODE_MAX_FAILURES", default=5)
LETTER_REISSUE_DELAY = timedelta(hours=env.int("LETTER_REISSUE_HOURS", default=24))
LETTER_REISSUE_MAX = env.int("LETTER_REISSUE_MAX", default=4)
LETTER_REISSUE_WINDOW = timedelta(days=env.int("LETTER_REISSUE_WINDOW_DAYS", default=30))
OPENING_STEP_LIFETIME = timedelta(minutes=env.int("OPENING_STEP_MINUTES", default=30))
SMS_CODE_LIFETIME = timedelta(minutes=env.int("SMS_CODE_MINUTES", default=10))
SMS_CODE_MAX_TRIES = env.int("SMS_CODE_MAX_TRIES", default=5)
SMS_CODE_RESEND_DELAY = timedelta(seconds=env.int("SMS_CODE_RESEND_SECONDS", default=60))
SMS_MAX_ACCOUNTS_PER_NUMBER = env.int("SMS_MAX_ACCOUNTS_PER_NUMBER", default=3)
PENDING_ACCOUNT_RETENTION = timedelta(days=env.int("PENDING_ACCOUNT_DAYS", default=30))
# How long an invitation that is over is kept.
INVITATION_RETENTION = timedelta(days=env.int("INVITATION_RETENTION_DAYS", default=365))
# How long a STOP outlives the number's last account holder who gave it up (a wish not to be written to: three years).
STOPPED_NUMBER_RETENTION = timedelta(days=env.int("STOPPED_NUMBER_DAYS", default=1095))
LETTER_FILE_RETENTION = timedelta(days=env.int("LETTER_FILE_DAYS", default=7))
# In how many days the caisse usually decides a change of holder. No text fixes it: the portal's own rule (November
# 2026), until the network gives its figures.
HOLDER_CHANGE_USUAL_DAYS = env.int("HOLDER_CHANGE_USUAL_DAYS", default=10)
# And writes again to whoever's code is blocked: as soon as it may (SECURITY D8, a letter a day).
BURNT_CODE_USUAL_DAYS = env.int("BURNT_CODE_USUAL_DAYS", default=1)
JOURNAL_EXPORT_MAX_LINES = env.int("JOURNAL_EXPORT_MAX_LINES", default=10_000)

# name: (limit, window in seconds). Counted before the check, in core.throttling.
ACCOUNT_THROTTLES = {
    "sign_in_email_ip": (5, 15 * 60),
    "sign_in_email": (20, 3600),
    "sign_in_email_slow": (1, 60),
    "sign_in_ip": (100, 3600),
    "sign_in_alert": (1, 24 * 3600),
    "reset_email": (3, 3600),
    "reset_ip": (20, 3600),
    "opening_ip": (20, 3600),
    "activation_email": (5, 3600),
    "activation_email_ip": (20, 3600),
    "sms_number_hour": (3, 3600),
    "sms_number_day": (5, 24 * 3600),
    "sms_person_day": (5, 24 * 3600),
    "sms_ip": (20, 3600),
    "sms_resend": (1, 60),
    "sms_check": (10, 3600),
    "change_password": (5, 15 * 60),
    "invitation_company": (50, 24 * 3600),
    "invitation_email": (5, 24 * 3600),
    "invited_account_ip": (20, 3600),
    "second_factor": (5, 15 * 60),
    "second_factor_day": (20, 24 * 3600),
}
