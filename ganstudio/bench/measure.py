"""What `python -m ganstudio.bench` finds out of one model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import torch

from ganstudio.bench import peers
from ganstudio.bench.clock import Clock, in_turns
from ganstudio.bench.subjects import Subject, Variant, states_of
from ganstudio.networks.noise import CONST_NOISE
from ganstudio.networks.synthesis import no_tap


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One way to make a picture.

    Attributes:
        name: What it is.
        median_ms: Of a picture, from w. least_ms: the shortest.
        of_plain: The median as a share of the plain form's.
        error: The largest difference from the plain form's picture, in its standard deviations. mean_error: the mean.
        blocks_ms: Medians by block, lowest first; none for other programs.
        from_block: Share of the whole picture's time that it takes from each block on, lowest first; likewise.
    """

    name: str
    median_ms: float
    least_ms: float
    of_plain: float
    error: float
    mean_error: float
    blocks_ms: tuple[float, ...] = ()
    from_block: tuple[float, ...] = ()


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One model with one number of threads.

    Attributes:
        model: Its name.
        threads: How many computed.
        peak_gflops: The processor's measured rate with them, by precision.
        gflop: What the convolutions of each block take at least, a product and its sum being two.
        least_ms: The picture at that rate in fp32.
        rows: Each way, the plain form first.
    """

    model: str
    threads: int
    peak_gflops: dict[str, float]
    gflop: tuple[float, ...]
    least_ms: float
    rows: tuple[Row, ...]


def measure(
    subject: Subject,
    *,
    threads: int,
    rounds: int,
    clock: Clock,
    peak_gflops: dict[str, float],
    exported: Path | None,
) -> Result:
    """Make pictures in every way in turn, then the blocks of the ways of our own.

    Args:
        subject: The model.
        threads: How many compute.
        rounds: How often each way is measured.
        clock: See `in_turns`.
        peak_gflops: The processor's rate with so many threads, by precision.
        exported: The model for other programs, or None for ours alone.
    """
    torch.set_num_threads(threads)
    ways = subject.variants() + ([] if exported is None else peers.variants(subject, exported, threads=threads))
    with torch.inference_mode():
        gflop = subject.operations()
        pictures = {way.name: way.run() for way in ways}
        times = in_turns({way.name: way.run for way in ways}, rounds=rounds, clock=clock)
        exact = pictures[ways[0].name]
        rows = []
        for way in ways:
            difference = (pictures[way.name] - exact).abs() / exact.std()
            blocks, shares = _by_block(way, subject, rounds=rounds, clock=clock)
            rows.append(
                Row(
                    name=way.name,
                    median_ms=times[way.name].median,
                    least_ms=times[way.name].least,
                    of_plain=round(times[way.name].median / times[ways[0].name].median, 3),
                    error=float(f"{difference.max():.2g}"),
                    mean_error=float(f"{difference.mean():.2g}"),
                    blocks_ms=blocks,
                    from_block=shares,
                )
            )
    return Result(
        model=subject.name,
        threads=threads,
        peak_gflops=peak_gflops,
        gflop=tuple(round(count, 3) for count in gflop),
        least_ms=round(1000 * sum(gflop) / peak_gflops["fp32"], 1),
        rows=tuple(rows),
    )


def _by_block(
    way: Variant, subject: Subject, *, rounds: int, clock: Clock
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    if way.synthesis is None:
        return (), ()
    synthesis, ws = way.synthesis, subject.ws
    states = states_of(synthesis, ws)
    times = in_turns(
        {
            str(state.index): lambda state=state: synthesis.advance(state, ws, noise=CONST_NOISE, tap=no_tap)  # type: ignore[misc]
            for state in states
        },
        rounds=rounds,
        clock=clock,
    )
    medians = [times[str(state.index)].median for state in states]
    shares = [round(sum(medians[index:]) / sum(medians), 2) for index in range(len(medians))]
    return tuple(medians), tuple(shares)


def table(result: Result, blocks: Sequence[str]) -> str:
    """The result as lines of text; `blocks` are the blocks' names."""
    peak = ", ".join(f"{name} {rate:.0f} GFLOP/s" for name, rate in result.peak_gflops.items())
    lines = [
        f"{result.model}: {result.threads} thread{'s' if result.threads > 1 else ''}",
        f"measured peak {peak}; least time by operations {result.least_ms:.0f} ms "
        f"({sum(result.gflop):.1f} GFLOP, fp32)",
        f"  {'':<28}{'median':>9}{'least':>9}{'of plain':>10}{'error':>10}{'mean':>10}",
    ]
    lines += [
        f"  {row.name:<28}{row.median_ms:>9.1f}{row.least_ms:>9.1f}{row.of_plain:>10.2f}"
        f"{row.error:>10.1e}{row.mean_error:>10.1e}"
        for row in result.rows
    ]
    lines.append(f"  {'ms by block':<28}" + "".join(f"{name:>9}" for name in blocks))
    own = [row for row in result.rows if row.blocks_ms]
    lines += [f"  {row.name:<28}" + "".join(f"{value:>9.1f}" for value in row.blocks_ms) for row in own]
    lines.append("  share of a picture's time, from the block on")
    lines += [f"  {row.name:<28}" + "".join(f"{value:>9.2f}" for value in row.from_block) for row in own]
    return "\n".join(lines)
