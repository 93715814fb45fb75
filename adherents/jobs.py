"""Jobs of companies: what is kept no longer than needed."""

from procrastinate.contrib.django import app

from adherents.changes.retention import purge_proofs


@app.periodic(cron="57 3 * * *")
@app.task(queue="default", queueing_lock="adherents.purge_proofs")
def purge_change_proofs(timestamp: int) -> None:
    purge_proofs()
