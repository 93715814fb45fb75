"""Forms of delegations: they turn text into values and save nothing."""
