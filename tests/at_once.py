"""Real threads on a real PostgreSQL: several acts let go at the same instant."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connections

# On a busy machine, all of them; beyond, one waits for ever.
_SECONDS = 60


def at_once(*acts: Callable[[], Any], refused: tuple[type[BaseException], ...] = ()) -> list[Any]:
    """What each act returns, in their order, or the refusal that it raised when it is one of `refused`.

    Each has its own thread and its own connections. Whatever else is raised is raised here; an act that does not come
    back fails the test rather than keep the suite.
    """
    barrier, ends = Barrier(len(acts)), dict[int, Any]()
    raised: list[BaseException] = []

    def run(rank: int, act: Callable[[], Any]) -> None:
        try:
            barrier.wait(timeout=_SECONDS)
            ends[rank] = act()
        except refused as refusal:
            ends[rank] = refusal
        except BaseException as error:  # noqa: BLE001  raised again below, where the test sees it
            raised.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=[rank, act], daemon=True) for rank, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=_SECONDS)
    if raised:
        raise raised[0]
    assert not any(thread.is_alive() for thread in threads), "an act never came back"
    return [ends[rank] for rank in range(len(acts))]
