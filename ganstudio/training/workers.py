"""Several one-thread processes that train one network: each takes a share of a batch, gradients are averaged."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
import torch.distributed
import torch.multiprocessing
from torch import Tensor

_DONE = "done.txt"


def run_workers(work: Callable[[int, int], None], *, processes: int, folder: Path) -> None:
    """Call `work(rank, processes)` in every process, joined as a gloo group.

    Args:
        work: Picklable.
        processes: 1 runs it here.
        folder: Where the processes meet.
    """
    if processes <= 1:
        work(0, 1)
        return
    folder.mkdir(parents=True, exist_ok=True)
    rendezvous = folder / f"rendezvous-{os.getpid()}"
    context = torch.multiprocessing.get_context("spawn")
    started = [
        context.Process(target=_join_and_work, args=(rank, processes, rendezvous, work)) for rank in range(processes)
    ]
    for process in started:
        process.start()
    for process in started:
        process.join()
    rendezvous.unlink(missing_ok=True)
    if any(process.exitcode for process in started):
        raise RuntimeError(f"A training process ended with exit codes {[process.exitcode for process in started]}.")


def tell_done(folder: Path, count: int) -> None:
    """Leave in a run's folder how far it is, for whoever watches: faces, or steps."""
    (folder / _DONE).write_text(str(count), encoding="ascii")


def told_done(folder: Path) -> int:
    """What `tell_done` left; 0 before."""
    try:
        return int((folder / _DONE).read_text(encoding="ascii") or 0)
    except FileNotFoundError:
        return 0


def average_gradients(parameters: Sequence[Tensor], *, processes: int) -> None:
    """Replace each gradient by its mean over the processes; a missing one counts as zero."""
    if processes <= 1:
        return
    for parameter in parameters:
        if parameter.grad is None:
            parameter.grad = torch.zeros_like(parameter)
    average_tensors([parameter.grad for parameter in parameters if parameter.grad is not None], processes=processes)


def average_tensors(tensors: Sequence[Tensor], *, processes: int) -> None:
    """Replace each tensor, in place, by its mean over the processes."""
    flat = torch.cat([tensor.flatten() for tensor in tensors])
    torch.distributed.all_reduce(flat)
    flat /= processes
    start = 0
    for tensor in tensors:
        tensor.copy_(flat[start : start + tensor.numel()].view_as(tensor))
        start += tensor.numel()


def _join_and_work(rank: int, processes: int, rendezvous: Path, work: Callable[[int, int], None]) -> None:
    torch.set_num_threads(1)
    torch.distributed.init_process_group("gloo", init_method=f"file://{rendezvous}", rank=rank, world_size=processes)
    try:
        work(rank, processes)
    finally:
        torch.distributed.destroy_process_group()
