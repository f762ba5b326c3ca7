"""The programs that a person could export the model to instead: ONNX Runtime and OpenVINO, as far as installed."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn

from ganstudio.bench.subjects import Subject, Variant

NEEDED = "pip install onnx onnxscript openvino onnxruntime"


class _Picture(nn.Module):
    """The plain form from w to picture, without noise of any other kind than the model's."""

    def __init__(self, synthesis: nn.Module) -> None:
        super().__init__()
        self.synthesis = synthesis

    def forward(self, ws: Tensor) -> Tensor:
        """float32 [1, num_ws, w_dim] -> float32 [1, c, h, w]."""
        image: Tensor = self.synthesis(ws)
        return image


def export(subject: Subject, folder: Path) -> Path | None:
    """The plain form as an ONNX file in `folder`; None where `NEEDED` is not installed."""
    try:
        importlib.import_module("onnxscript")
    except ImportError:
        return None
    path = folder / "model.onnx"
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        # WORKAROUND: onnxscript 0.7.2 takes a summand of 1e-8 for zero as it simplifies, and dead maps give no numbers.
        torch.onnx.export(
            _Picture(subject.plain), (subject.ws,), path, dynamo=True, external_data=True, optimize=False, verbose=False
        )
    return path


def variants(subject: Subject, exported: Path, *, threads: int) -> list[Variant]:
    """Each runtime that is installed, in float32, and OpenVINO in bfloat16 where the processor has it."""
    found = [_onnx_runtime(subject, exported, threads)]
    found += [_openvino(subject, exported, threads, name=name) for name in ("fp32", "bf16")]
    return [variant for variant in found if variant is not None]


def _onnx_runtime(subject: Subject, exported: Path, threads: int) -> Variant | None:
    try:
        runtime = importlib.import_module("onnxruntime")
    except ImportError:
        return None
    options = runtime.SessionOptions()
    options.intra_op_num_threads = threads
    session = runtime.InferenceSession(str(exported), options, providers=["CPUExecutionProvider"])
    given = {session.get_inputs()[0].name: subject.ws.numpy()}

    def run() -> Tensor:
        return torch.from_numpy(session.run(None, given)[0])

    return Variant(f"ONNX Runtime {runtime.__version__}, fp32", run)


def _openvino(subject: Subject, exported: Path, threads: int, *, name: str) -> Variant | None:
    try:
        openvino = importlib.import_module("openvino")
    except ImportError:
        return None
    core = openvino.Core()
    if name == "bf16" and "BF16" not in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        return None
    hints = {
        "INFERENCE_NUM_THREADS": threads,
        "INFERENCE_PRECISION_HINT": "f32" if name == "fp32" else "bf16",
        "PERFORMANCE_HINT": "LATENCY",
        "ENABLE_CPU_PINNING": False,
    }
    request: Callable[..., dict[object, object]] = core.compile_model(str(exported), "CPU", hints)

    def run() -> Tensor:
        return torch.as_tensor(next(iter(request(subject.ws.numpy()).values())))

    version = str(openvino.__version__).partition("-")[0]
    return Variant(f"OpenVINO {version}, {name}", run)
