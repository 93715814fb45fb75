"""Jobs of the documents: the words of files, batches, what is announced, what is kept no longer, what is read again."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from documents.models import Document
from documents.publishing.services import checking, releasing
from documents.searching.indexing import index
from documents.searching.reading import read_file
from documents.sending import retention as of_sendings
from documents.services import retention, storing, verifying
from documents.telling.services import tell_daily, tell_of_documents

MAX_TRIES = 5


@app.task(queue="default", retry=RetryStrategy(max_attempts=MAX_TRIES, exponential_wait=4))
def read_text(file_id: int) -> None:
    read_file(file_id)


@app.task(queue="default", retry=RetryStrategy(max_attempts=MAX_TRIES, exponential_wait=4))
def index_kind(kind_id: int) -> None:
    """Its name changed."""
    index(Document.objects.filter(kind=kind_id))


@app.task(queue="default", retry=RetryStrategy(max_attempts=MAX_TRIES, exponential_wait=4))
def index_people(employee_ids: list[int]) -> None:
    """Their names changed."""
    index(Document.objects.filter(employee__in=employee_ids))


@app.periodic(cron="31 4 * * *")
@app.task(queue="default", queueing_lock="documents.purge_orphans")
def purge_orphans(timestamp: int) -> None:
    storing.purge_orphans()


@app.task(queue="default", retry=RetryStrategy(max_attempts=MAX_TRIES, exponential_wait=4))
def check_batch(batch_id: int) -> None:
    checking.check_batch(batch_id)


@app.task(queue="default", retry=RetryStrategy(max_attempts=MAX_TRIES, exponential_wait=4))
def prepare_batch(batch_id: int) -> None:
    releasing.prepare_batch(batch_id)


@app.periodic(cron="11 4 * * *")
@app.task(queue="default", queueing_lock="documents.purge_documents")
def purge_documents(timestamp: int) -> None:
    retention.purge_documents()
    retention.purge_batches()


@app.periodic(cron="51 2 * * *")
@app.task(queue="default", queueing_lock="documents.verify_files")
def verify_files(timestamp: int) -> None:
    verifying.verify_files()


@app.periodic(cron="36 4 * * *")
@app.task(queue="default", queueing_lock="documents.purge_sent_files")
def purge_sent_files(timestamp: int) -> None:
    of_sendings.purge_sent_files()
    of_sendings.purge_lost_files()


@app.periodic(cron="*/10 * * * *")
@app.task(
    queue="default",
    queueing_lock="documents.tell",
    lock="documents.tell",
    retry=RetryStrategy(max_attempts=MAX_TRIES, exponential_wait=4),
)
def tell(timestamp: int) -> None:
    tell_of_documents()


@app.periodic(cron="6 6 * * *")
@app.task(
    queue="default",
    queueing_lock="documents.tell_each_day",
    lock="documents.tell_each_day",
    retry=RetryStrategy(max_attempts=MAX_TRIES, exponential_wait=4),
)
def tell_each_day(timestamp: int) -> None:
    tell_daily()
