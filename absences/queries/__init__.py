"""What several journeys of the planning read."""
