"""Which processor computes, and in which floating point format: names from a user turned into what torch needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import torch

from ganstudio.errors import DeviceError
from ganstudio.networks.device_names import check_device_name
from ganstudio.words import tr

PrecisionName = Literal["exact", "fp32", "bf16", "fp16"]


@dataclass(frozen=True, kw_only=True)
class Precision:
    """The format of the convolutions; mapping, styles and the sum of colors are always float32.

    Attributes:
        name: `exact` (fp32, step by step as the formulas are published), `fp32`, `bf16` or `fp16`.
        dtype: The same as torch writes it.
        rearranged: Whether the convolutions take the forms that are fastest, equal up to rounding.
    """

    name: PrecisionName
    dtype: torch.dtype
    rearranged: bool = True


def resolve_device(name: str = "auto") -> torch.device:
    """Find the device that a name stands for.

    Args:
        name: `auto` (CUDA where there, else Apple's MPS, else CPU), `cpu`, `cuda`, `cuda:N` or `mps`.

    Raises:
        DeviceError: The name is none of these, or this machine lacks the device.
    """
    check_device_name(name)
    if name == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda", 0)
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    if name == "cpu":
        return torch.device("cpu")
    if name == "mps":
        if torch.backends.mps.is_available():
            return torch.device("mps")
        raise DeviceError(tr("Device 'mps' (Apple's GPU) is not available on this machine. Choose 'auto' or 'cpu'."))
    index = int(name.partition(":")[2] or 0)
    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if count == 0:
        raise DeviceError(
            tr(
                "Device '{name}' is not available: torch finds no CUDA GPU here (or its build is without "
                "CUDA). Choose 'auto' or 'cpu', or install a CUDA build of torch.",
                name=name,
            )
        )
    if index >= count:
        raise DeviceError(
            tr(
                "Device '{name}' is not there: this machine has cuda:0 to cuda:{last}. Choose one of them.",
                name=name,
                last=count - 1,
            )
        )
    return torch.device("cuda", index)


def resolve_precision(name: str, device: torch.device) -> Precision:
    """Find the precision that a name stands for on a device.

    Args:
        name: `auto` (fp16 on CUDA, else fp32, and then see `ganstudio.networks.speed`), `exact`, `fp32`,
            `bf16` or `fp16`.
        device: Where it will be used.

    Raises:
        DeviceError: The name is none of these, or the device cannot compute in it.
    """
    if name == "auto":
        name = "fp16" if device.type == "cuda" else "fp32"
    match name, device.type:
        case "exact", _:
            return Precision(name="exact", dtype=torch.float32, rearranged=False)
        case "fp32", _:
            return Precision(name="fp32", dtype=torch.float32)
        case "bf16", "cpu":
            return Precision(name="bf16", dtype=torch.bfloat16)
        case "bf16", "cuda" if torch.cuda.is_bf16_supported():
            return Precision(name="bf16", dtype=torch.bfloat16)
        case "fp16", "cuda" | "mps":
            return Precision(name="fp16", dtype=torch.float16)
        case "fp16", "cpu":
            raise DeviceError(tr("Precision 'fp16' needs a GPU. On the CPU choose 'bf16', 'fp32' or 'auto'."))
        case "bf16", _:
            raise DeviceError(
                tr(
                    "Precision 'bf16' is not available on device '{device}'. Choose 'fp16', 'fp32' or 'auto'.",
                    device=device,
                )
            )
    raise DeviceError(
        tr("Precision '{name}' is not known. Choose 'auto', 'exact', 'fp32', 'bf16' or 'fp16'.", name=name)
    )


@contextmanager
def reproducible_convolutions() -> Iterator[None]:
    """Have CUDA convolutions give the same bits each time, and float32 ones use float32 throughout.

    Without it cuDNN may round float32 inputs to 10 bits of mantissa (TF32) and choose algorithms that add in any order.
    """
    with torch.backends.cudnn.flags(enabled=True, benchmark=False, deterministic=True, allow_tf32=False):
        yield


@cache
def cpu_flags() -> frozenset[str]:
    """What the CPU's instructions are, as Linux lists them; elsewhere it is not known and none are given."""
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("flags"):
                return frozenset(line.partition(":")[2].split())
    return frozenset()


def cpu_has_bf16() -> bool:
    """Whether the CPU is known to have bfloat16 instructions."""
    return bool(cpu_flags() & {"amx_bf16", "avx512_bf16"})
