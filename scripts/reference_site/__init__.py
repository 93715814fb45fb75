"""A plain Django page, the measure of every other: session, signed-in user, one template, two queries of its own.

About 3.5 ms on an idle machine of two cores.
Nothing of the portal: what the portal gains or loses must not move it. Change it, and no ratio measured before can be
compared with one measured after.
"""
