"""Connects to a Dask cluster, for jobs beyond one machine; needs the extra `ganstudio[cluster]`."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

from ganstudio.errors import JobError


@contextmanager
def dask_executor(scheduler: str, *, timeout_s: float = 10.0) -> Iterator[Executor]:
    """An executor that runs on the workers of a Dask scheduler, where GanStudio and the model must be installed.

    Args:
        scheduler: Its address, such as `tcp://192.168.0.7:8786`.
        timeout_s: How long to wait for it.

    Raises:
        JobError: Dask is not installed, or the scheduler does not answer.
    """
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError as error:
        raise JobError("A cluster needs Dask, which is not installed: pip install 'ganstudio[cluster]'.") from error
    try:
        client = distributed.Client(scheduler, timeout=timeout_s, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise JobError(
            f"No Dask scheduler answers at {scheduler} ({error}). "
            "Start one with `dask scheduler`, or correct the address."
        ) from error
    with client, client.get_executor(pure=False, retries=0) as executor:
        yield executor
