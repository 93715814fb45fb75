"""A plain Django page, the measure of every other: session, signed-in user, one template, two queries.

Nothing of the portal: what the portal gains or loses must not move it. Change it, and no ratio measured before can be
compared with one measured after.
"""
