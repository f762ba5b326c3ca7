"""Connects to a Dask cluster, for jobs beyond one machine; needs the extra `ganstudio[cluster]`.

Whoever reaches a scheduler's port can run whatever they like on its machine, on its workers' and on this one, as the
user that started it: Dask asks for no password. So the command that is named here listens on this machine alone; for
workers on other machines see "Scripts and files from others" in `docs/reliability.md`.
"""

from __future__ import annotations

import importlib
import ipaddress
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ganstudio.errors import JobError
from ganstudio.words import tr

START_COMMAND = "dask scheduler --host 127.0.0.1 --dashboard-address 127.0.0.1:8787"
"""Without `--host` it listens on every network that the machine is in, and so would its dashboard."""


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """Workers of a scheduler.

    Attributes:
        executor: Runs work on them. workers: how many pictures they make at a time, at the moment.
    """

    executor: Executor
    workers: Callable[[], int]


@contextmanager
def dask_cluster(scheduler: str, *, timeout_s: float = 10.0) -> Iterator[Cluster]:
    """The workers of a Dask scheduler, where GanStudio and the model must be installed.

    Args:
        scheduler: Its address, such as `tcp://127.0.0.1:8786`, or `tls://...` on other machines.
        timeout_s: How long to wait for it.

    Raises:
        JobError: It is on another machine and not reached by TLS, Dask is not installed, or it does not answer.
    """
    _refuse_open_one(scheduler)
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError as error:
        raise JobError(tr("A cluster needs Dask, which is not installed: pip install 'ganstudio[cluster]'.")) from error
    try:
        client = distributed.Client(scheduler, timeout=timeout_s, set_as_default=False)
    except (OSError, TimeoutError, ValueError, TypeError) as error:  # the last where TLS is not set up in Dask
        raise JobError(
            tr(
                "No Dask scheduler answers at {address} ({error}). Start one with `{command}`, or correct the address.",
                address=scheduler,
                error=error,
                command=START_COMMAND,
            )
        ) from error
    with client, client.get_executor(pure=False, retries=0) as executor:
        yield Cluster(executor=executor, workers=lambda: len(client.scheduler_info(n_workers=-1)["workers"]))


def _refuse_open_one(scheduler: str) -> None:
    """Refuse an address at which anybody on the way can run code here: Dask unpacks whatever it is sent.

    Raises:
        JobError: It is on another machine, and not reached by TLS.
    """
    kind, _, rest = scheduler.rpartition("://")
    host = rest.rsplit(":", 1)[0].strip("[]")
    is_here = host in ("localhost", "") or _is_loopback(host)
    if kind not in ("tls", "wss", "inproc") and not is_here:
        raise JobError(
            tr(
                "The scheduler {address} is on another machine and not reached by TLS: whoever is on the way could run "
                "what they like here. Reach it through a tunnel (ssh -L 8786:127.0.0.1:8786 HOST) as "
                "tcp://127.0.0.1:8786, or start it with TLS and give tls://...",
                address=scheduler,
            )
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
