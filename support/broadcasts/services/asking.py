"""One job waits for each broadcast, however many times it is asked for."""

from procrastinate.contrib.django.models import ProcrastinateJob

from core import queue

SEND = "support.jobs.send_broadcast"


def ask_for_sending(broadcast_id: int) -> None:
    """In the caller's transaction, which holds the broadcast."""
    waiting = ProcrastinateJob.objects.filter(task_name=SEND, status="todo", args__broadcast_id=broadcast_id)
    if not waiting.exists():
        queue.defer(SEND, broadcast_id=broadcast_id)
