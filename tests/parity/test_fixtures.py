"""Every array that the programs which define the formats computed is met within 1e-4 of its own standard deviation."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from ganstudio.networks.generator import LoadedGenerator
from ganstudio.networks.loading import load_generator

FIXTURES = Path(__file__).resolve().parents[3] / "shared" / "fixtures"
MODELS = {
    "nv_ada_ada64": "pkl",
    "nv_ada_cond32": "pkl",
    "nv_ada_resnet32": "pkl",
    "nv_ada_orig32": "pkl",
    "nv_sg3repo_ada64": "pkl",
    "tf_legacy_64": "pkl",
    "rosinality_32": "pt",
}
TOLERANCE = 1e-4
REDUCED_TOLERANCE = 0.15  # the largest difference of any pixel; bfloat16 keeps 8 bits
NEEDS_GPU = pytest.mark.skipif(not torch.cuda.is_available(), reason="this machine has no CUDA GPU")
GPU = pytest.param("cuda", marks=NEEDS_GPU)

pytestmark = pytest.mark.skipif(not FIXTURES.is_dir(), reason=f"the reference files are not at {FIXTURES}")


@pytest.fixture(autouse=True)
def _one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def relative_error(got: np.ndarray, expected: np.ndarray) -> float:
    """Largest difference over the expected array's standard deviation."""
    assert got.shape == expected.shape
    return float(np.abs(got - expected).max() / expected.std())


def computed(model: LoadedGenerator, expected: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Our own value of every array in the fixture that is a result."""
    z = expected["z"]
    c = expected["c"] if expected.get("c", np.zeros((0, 0))).size else None
    full = model.map(z, c)
    truncated = model.map(z, c, psi=0.7)
    results = {
        "w_avg": model.w_avg,
        "latent_avg": model.w_avg[None],
        "w": full[:, 0],
        "w_psi1.0": full[:, 0],
        "w_psi0.7": truncated[:, 0],
        "image_psi1.0": model.synthesize(full).images,
        "image_psi0.7": model.synthesize(truncated).images,
        "image_psi0.7_cutoff2": model.synthesize(model.map(z, c, psi=0.7, cutoff=2)).images,
        "image_nonoise": model.synthesize(full, noise="none").images,
    }
    mixed = full[:1].copy()
    mixed[0, 4:] = full[-1, 4:]
    results["image_mix_seed0_then1_from4"] = model.synthesize(mixed).images
    blocks = [layer.name for layer in model.spec.blocks]
    maps = model.synthesize(full[:1], capture=blocks).feature_maps
    results |= {f"fmap_{name.removeprefix('b')}": maps[name][0] for name in blocks}
    if "edit" in expected:
        resolution, channel, value = expected["edit"]
        edit = (f"b{int(resolution)}", {int(channel): float(value)}, expected["edit_mask"], 1.0)
        results["image_edit_psi1.0"] = model.synthesize(full, edits=[edit]).images
    return results


def errors_of(name: str, device: str, precision: str) -> dict[str, float]:
    """The error of every array that is a result."""
    expected = dict(np.load(FIXTURES / f"{name}.npz"))
    results = computed(load_generator(FIXTURES / f"{name}.{MODELS[name]}", device, precision), expected)
    given = {"z", "c", "edit", "edit_mask"}
    return {key: relative_error(results[key], expected[key]) for key in expected if key not in given}


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("device", ["cpu", GPU])
@pytest.mark.parametrize("precision", ["exact", "fp32"])
def test_every_array_of_the_reference_is_met(name, device, precision):
    errors = errors_of(name, device, precision)

    print(name, precision, f"{max(errors.values()):.2e}", {key: f"{error:.1e}" for key, error in errors.items()})
    assert {key: error for key, error in errors.items() if error > TOLERANCE} == {}


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize(
    ("device", "precision"),
    [("cpu", "bf16"), pytest.param("cuda", "bf16", marks=NEEDS_GPU), pytest.param("cuda", "fp16", marks=NEEDS_GPU)],
)
def test_reduced_precision_is_near_and_leaves_w_exact(name, device, precision):
    errors = errors_of(name, device, precision)

    print(name, device, precision, f"{max(errors.values()):.2e}")
    assert max(errors.values()) < REDUCED_TOLERANCE
    assert max(error for key, error in errors.items() if key.startswith("w")) < TOLERANCE


def test_seeds_are_those_of_every_other_tool():
    z = np.load(FIXTURES / "nv_ada_ada64.npz")["z"]

    assert np.array_equal(z[0], np.random.RandomState(0).randn(64).astype(np.float32))
