"""How Django itself writes an instant, in the back office: as `core.templatetags.portal.instant`."""

DATETIME_FORMAT = "j F Y à\N{NO-BREAK SPACE}G\N{NO-BREAK SPACE}\\h\N{NO-BREAK SPACE}i"
