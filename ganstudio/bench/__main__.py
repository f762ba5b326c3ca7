"""The command line of the measurements."""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Literal

import click
import msgspec
import torch

from ganstudio.bench import peers
from ganstudio.bench.chart import chart
from ganstudio.bench.clock import Clock, peak_gflops
from ganstudio.bench.measure import Result, measure, table
from ganstudio.bench.search import SearchCost, measure_search, search_table
from ganstudio.bench.subjects import Subject, load_subject, random_subject
from ganstudio.errors import GanStudioError
from ganstudio.networks.devices import cpu_flags, cpu_has_bf16
from ganstudio.networks.header import BUILTIN
from ganstudio.networks.speed import WORTHWHILE, choose_faster

_INSTRUCTIONS = ("avx2", "avx512f", "avx512_bf16", "amx_bf16")


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What is written with `--json`.

    Attributes:
        machine: Its processor, cores and instructions. load: what other programs did as it began, in cores.
        clock: `wall` or `cpu`. rounds: how often each way was measured.
        auto: Which precision `--precision auto` takes, by model.
        results: One for each model and number of threads.
        searches: Likewise, with `--search`.
    """

    machine: str
    load: float
    torch: str
    clock: Literal["wall", "cpu"]
    rounds: int
    auto: dict[str, str]
    results: tuple[Result, ...]
    searches: tuple[SearchCost, ...] = ()


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("models", nargs=-1)
@click.option("--random", "sizes", type=click.IntRange(8, 1024), multiple=True, help="Also one of random weights.")
@click.option("--channel-base", type=click.IntRange(64, 65536), default=16384, show_default=True)
@click.option("--threads", type=click.IntRange(1), multiple=True, help="By default 1, and 2 where there are two cores.")
@click.option("--rounds", type=click.IntRange(1), default=7, show_default=True)
@click.option(
    "--clock",
    type=click.Choice(["wall", "cpu"]),
    default="wall",
    show_default=True,
    help="cpu: the processor's time, all threads together; with one thread the better one on a busy machine.",
)
@click.option(
    "--search", is_flag=True, help="Also many pictures of one face: a batch over maps, and a search for them."
)
@click.option("--others/--no-others", default=True, help="Measure ONNX Runtime and OpenVINO too, if installed.")
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="Write all figures there.")
@click.option("--plot", "plot_file", type=click.Path(dir_okay=False, path_type=Path), help="Draw the times there, SVG.")
def main(
    *,
    models: tuple[str, ...],
    sizes: tuple[int, ...],
    channel_base: int,
    threads: tuple[int, ...],
    rounds: int,
    clock: Clock,
    search: bool,
    others: bool,
    json_file: Path | None,
    plot_file: Path | None,
) -> None:
    """Measure how long a picture takes: plain, as GanStudio renders it, and in other programs.

    MODELS are model files, or 'builtin', which is measured if nothing is named. All ways take turns, so that other work
    on the machine slows them alike; 'error' is the largest difference from the plain form's picture, in its standard
    deviations.
    """
    counts = threads or tuple(range(1, min(2, os.cpu_count() or 1) + 1))
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    click.echo(f"{_machine()}; torch {torch.__version__}; load {load:.1f}; {clock} clock, {rounds} rounds")
    peaks = {count: _peaks(count, clock) for count in counts}
    auto: dict[str, str] = {}
    results: list[Result] = []
    searches: list[SearchCost] = []
    try:
        subjects = [partial(load_subject, path) for path in models]
        subjects += [partial(random_subject, size, channel_base) for size in sizes]
        for make in subjects or [partial(load_subject, BUILTIN)]:
            subject = make()
            results += _all_threads(subject, peaks, rounds=rounds, clock=clock, others=others)
            auto[subject.name] = _automatic(subject, counts[0])
            click.echo(f"auto takes {auto[subject.name]}\n")
            if search:
                searches += _searches(subject, counts, rounds=rounds, clock=clock)
    except GanStudioError as error:
        raise click.ClickException(str(error)) from error
    if plot_file is not None:
        plot_file.write_text(chart(results, searches), encoding="utf-8")
    if json_file is not None:
        report = Report(
            machine=_machine(),
            load=load,
            torch=str(torch.__version__),
            clock=clock,
            rounds=rounds,
            auto=auto,
            results=tuple(results),
            searches=tuple(searches),
        )
        json_file.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=1))


def _all_threads(
    subject: Subject, peaks: dict[int, dict[str, float]], *, rounds: int, clock: Clock, others: bool
) -> list[Result]:
    results: list[Result] = []
    blocks = [block.name for block in subject.spec.blocks]
    with tempfile.TemporaryDirectory() as folder:
        exported = peers.export(subject, Path(folder)) if others else None
        if others and exported is None:
            click.echo(f"(other programs: {peers.NEEDED})")
        for count, peak in peaks.items():
            found = measure(subject, threads=count, rounds=rounds, clock=clock, peak_gflops=peak, exported=exported)
            click.echo(table(found, blocks))
            results.append(found)
    return results


def _searches(subject: Subject, counts: Sequence[int], *, rounds: int, clock: Clock) -> list[SearchCost]:
    found = []
    for count in counts:
        torch.set_num_threads(count)
        found.append(measure_search(subject, threads=count, rounds=rounds, clock=clock))
        click.echo(search_table(found[-1]))
    return found


def _peaks(threads: int, clock: Clock) -> dict[str, float]:
    torch.set_num_threads(threads)
    formats = {"fp32": torch.float32} | ({"bf16": torch.bfloat16} if cpu_has_bf16() else {})
    return {name: peak_gflops(dtype, clock=clock) for name, dtype in formats.items()}


def _automatic(subject: Subject, threads: int) -> str:
    """What `--precision auto` takes, and why."""
    torch.set_num_threads(threads)
    measured: dict[str, float] = {}
    choose_faster(subject.generator, measured)
    name = subject.generator.precision.name
    share = next(iter(measured.values()), None)
    return (
        name if share is None else f"{name}: bf16 needs {share:.2f} of fp32's time, and less than {WORTHWHILE} counts"
    )


def _machine() -> str:
    instructions = ", ".join(name for name in _INSTRUCTIONS if name in cpu_flags())
    return f"{_processor()}, {os.cpu_count()} cores ({instructions or 'instructions not known'})"


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="ascii", errors="replace").splitlines() if cpuinfo.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())


if __name__ == "__main__":
    main()
