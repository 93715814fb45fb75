"""The addresses of *Arrêts*, and who may open them."""

from typing import Any

from core.rights import Right
from tests.cast import Cast, Company
from tests.security.route import BOTH, POST, Route


def _case(cast: Cast) -> list[Any]:
    return [cast.acme.stopped.reimbursed.public_id]


def _writing(cast: Cast) -> list[Any]:
    return [cast.acme.stopped.writing.public_id]


def _worksite(cast: Cast) -> list[Any]:
    return [cast.acme.stopped.worksite.public_id]


def _file(cast: Cast) -> list[Any]:
    return [cast.acme.stopped.file.public_id]


def _person(cast: Cast) -> list[Any]:
    return [cast.acme.people.employee.public_id]


def _sick_leave(cast: Cast) -> list[Any]:
    return [cast.acme.stopped.sick_leave.public_id]


def _returned(cast: Cast) -> list[Any]:
    return [cast.acme.returned_leave.public_id]


TIERS = {
    "stoppages:index": Route(right=Right.STOPPAGES_CONSULT),
    "stoppages:case": Route(args=_case, right=Right.STOPPAGES_CONSULT),
    "stoppages:worksites": Route(right=Right.STOPPAGES_CONSULT),
    "stoppages:add_worksite": Route(BOTH, right=Right.STOPPAGES_ACT),
    "stoppages:change_worksite": Route(BOTH, args=_worksite, right=Right.STOPPAGES_ACT),
    "stoppages:close_worksite": Route(POST, args=_worksite, status=302, right=Right.STOPPAGES_ACT),
    "stoppages:start": Route(right=Right.STOPPAGES_ACT),
    "stoppages:start_weather": Route(BOTH, right=Right.STOPPAGES_ACT),
    "stoppages:change_weather": Route(BOTH, args=_writing, right=Right.STOPPAGES_ACT),
    "stoppages:provisional": Route(args=_writing, right=Right.STOPPAGES_CONSULT),
    "stoppages:send_provisional": Route(POST, args=_writing, status=302, right=Right.STOPPAGES_ACT),
    "stoppages:receipt": Route(args=lambda cast: [cast.acme.stopped.final.public_id], right=Right.STOPPAGES_CONSULT),
    "stoppages:case_hours": Route(args=_case, right=Right.STOPPAGES_CONSULT),
    # It has one version.
    "stoppages:compare": Route(args=_case, status=404, right=Right.STOPPAGES_CONSULT),
    # The caisse asks nothing: back to the case.
    "stoppages:answer": Route(BOTH, args=_writing, status=302, right=Right.STOPPAGES_ACT),
    "stoppages:drop": Route(BOTH, args=_writing, right=Right.STOPPAGES_ACT),
    "stoppages:file": Route(args=_file, right=Right.STOPPAGES_CONSULT),
    "stoppages:reimbursements": Route(right=Right.STOPPAGES_CONSULT),
    "stoppages:choose_export": Route(right=Right.STOPPAGES_CONSULT),
    # No format, no campaign, no month was chosen: the page again.
    "stoppages:export_reimbursements": Route(status=422, right=Right.STOPPAGES_CONSULT),
    "stoppages:campaign_export": Route(status=422, right=Right.STOPPAGES_CONSULT),
    "stoppages:payroll_export": Route(status=422, right=Right.WAGES_CONSULT),
    "stoppages:certificate": Route(args=_person, right=Right.STOPPAGES_CONSULT),
    "stoppages:start_sick_leave": Route(BOTH, right=Right.STOPPAGES_ACT),
    "stoppages:change_sick_leave": Route(BOTH, args=_sick_leave, right=Right.STOPPAGES_ACT),
    "stoppages:review_sick_leave": Route(BOTH, args=_sick_leave, right=Right.STOPPAGES_ACT),
    # A draft is not prolonged: back to it.
    "stoppages:extend": Route(BOTH, args=_sick_leave, status=302, right=Right.STOPPAGES_ACT),
    "stoppages:resume": Route(BOTH, args=_returned, right=Right.STOPPAGES_ACT),
    "stoppages:return_letter": Route(BOTH, args=_returned, right=Right.STOPPAGES_ACT),
    # No day was typed.
    "stoppages:letter_received": Route(POST, args=_returned, status=422, right=Right.STOPPAGES_ACT),
    "stoppages:print_return_letter": Route(args=_returned, right=Right.STOPPAGES_ACT),
    # Nothing is typed: each says what is missing.
    "stoppages:work_resumed": Route(BOTH, args=_writing, right=Right.STOPPAGES_ACT),
    "stoppages:people": Route(BOTH, args=_writing, right=Right.STOPPAGES_ACT),
    "stoppages:hours": Route(BOTH, args=_writing, right=Right.STOPPAGES_ACT),
    "stoppages:wages": Route(BOTH, args=_writing, right=Right.WAGES_CONSULT),
    "stoppages:certify": Route(BOTH, args=_writing, right=Right.STOPPAGES_ACT),
    "stoppages:estimate": Route(BOTH, args=_case, right=Right.WAGES_CONSULT),
    "stoppages:amend": Route(BOTH, args=_case, right=Right.STOPPAGES_ACT),
}
ADMIN_MODELS = {
    "stoppages_caissepractice": (lambda company: company.stoppage_practice, frozenset({"add"})),
    "stoppages_reimbursednature": (lambda company: company.stoppage_nature, frozenset({"add"})),
    "stoppages_stoppagecase": (lambda company: company.stopped.reimbursed, frozenset()),
    "stoppages_stoppagedeclaration": (lambda company: company.stopped.final, frozenset()),
    "stoppages_reimbursement": (lambda company: company.stopped.reimbursement, frozenset()),
    "stoppages_worksite": (lambda company: company.stopped.worksite, frozenset()),
    "stoppages_campaignwages": (lambda company: company.stoppage_wages, frozenset()),
}


def _admin_case(company: Company) -> list[Any]:
    return [company.stopped.reimbursed.pk]


ADMIN_OF_ROWS = {
    **{
        f"admin:stoppages_stoppagecase_{name}": _admin_case
        for name in ("examine", "ask", "accept", "refuse", "close", "next", "by_line", "payment")
    },
    "admin:stoppages_stoppagecase_file": lambda company: [company.stopped.reimbursed.pk, company.stopped.file.pk],
}
# Of no caisse: managers read them (test_staff_figures.py).
ADMIN_OF_MANAGERS = frozenset(
    {
        "stoppages_stoppagerule",
        "stoppages_declarationdelay",
        "stoppages_hourlyceiling",
        "stoppages_heatwaveshare",
        "stoppages_heatwaveseason",
        "stoppages_heatwavevigilance",
        "stoppages_seasonalstop",
    }
)
