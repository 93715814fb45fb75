"""Jobs of the people of companies: what is kept no longer than needed.

A job whose worker died is given back by `core.jobs.rescue_stalled_jobs`.
"""

from procrastinate.contrib.django import app

from employees.services import retention


@app.periodic(cron="17 4 * * *")
@app.task(queue="default", queueing_lock="employees.purge_people")
def purge_people(timestamp: int) -> None:
    retention.purge_drafts()
    retention.purge_imports()
    retention.purge_people()
