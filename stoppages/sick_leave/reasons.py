"""What each motive of an arrêt de travail is elsewhere: in the planning, in the rights to leave."""

from stoppages.arithmetic.leave_rights import Counted
from stoppages.enums import SickLeaveReason

# Those for which the day of the accident, or of the recognised disease, is asked.
DATED_REASONS = (
    SickLeaveReason.WORK_ACCIDENT,
    SickLeaveReason.COMMUTING_ACCIDENT,
    SickLeaveReason.OCCUPATIONAL_DISEASE,
)
# The kinds of absence of the planning. An accident on the way to work earns leave as one at work (Cass. soc. 3 July
# 2012, 08-44.834).
PLANNING_KEYS = {
    SickLeaveReason.ILLNESS: "sickness",
    **dict.fromkeys(DATED_REASONS, "work_accident"),
    SickLeaveReason.MATERNITY: "maternity",
    SickLeaveReason.PATERNITY: "paternity",
    SickLeaveReason.ADOPTION: "adoption",
}
COUNTED = {
    SickLeaveReason.ILLNESS: Counted.SICKNESS,
    **dict.fromkeys(DATED_REASONS, Counted.ACCIDENT),
    SickLeaveReason.MATERNITY: Counted.WORK,
    SickLeaveReason.PATERNITY: Counted.WORK,
    SickLeaveReason.ADOPTION: Counted.WORK,
}
