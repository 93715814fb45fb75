"""What the pages of the caisse's staff are made of.

`scoping`: rows of one's own caisse only. `rows`: pages of one row. `work_queues`: what waits for somebody. `reasons`,
`decisions`: what is decided of a row, and why. `deciding`: where. `queue_pages`: one row after the other.
`together`: many rows that are alike. `finding`: the one search. `company_panels`: what the page of a company shows.
"""
