"""What shades the days of the planning: words of its style sheet, and what they mean."""

HOLIDAY, CLOSED, REST, OUT = "holiday", "closed", "rest", "out"
# Sundays need no word.
NAMES = {HOLIDAY: "jour férié", CLOSED: "fermeture", OUT: "hors contrat"}
