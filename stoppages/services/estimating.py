"""The estimate of what a case will be reimbursed, kept with it for lists; counted anew when its figures change."""

from stoppages.models import StoppageCase
from stoppages.queries.estimating import CaseEstimate, estimate_of


def store_estimate(case: StoppageCase) -> CaseEstimate:
    """Of what was sent last; None is kept as long as a figure is not known. In the caller's transaction."""
    estimate = estimate_of(case)
    case.estimated = estimate.reimbursement
    case.save(update_fields=["estimated"])
    return estimate
