"""What several journeys of the stoppages read."""

from stoppages.queries.figures import figures_for, figures_on

__all__ = ["figures_for", "figures_on"]
