"""Fixtures that all tests share: a small model with random weights, and a home folder that is not the user's."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

os.environ["GANSTUDIO_LANGUAGE"] = "en"  # before anything of the studio is imported

import hypothesis
import pytest

from patience import PatientBot

if TYPE_CHECKING:
    from ganstudio.api import Studio
    from ganstudio.networks.generator import LoadedGenerator

hypothesis.settings.register_profile("ganstudio", deadline=None)  # a busy machine is no fault of the code
hypothesis.settings.load_profile("ganstudio")


@pytest.fixture(autouse=True)
def _no_home_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings and the default workspace are found in a folder of the test's own."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("GANSTUDIO_CONFIG", str(home / "config"))
    monkeypatch.setenv("GANSTUDIO_WORKSPACE", str(home / "workspace"))


@pytest.fixture
def qtbot(qapp, request: pytest.FixtureRequest) -> PatientBot:
    """pytest-qt's, in its place: it waits as long as a busy machine needs."""
    return PatientBot(request)


class _Warnings(logging.Handler):
    """Keeps what the studio logs from WARNING on, from any thread."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(logging.Formatter("%(levelname)s %(name)s: %(message)s").format(record))


@pytest.fixture(autouse=True)
def _logs_no_warning(request: pytest.FixtureRequest) -> Iterator[None]:
    """A logged warning or error fails a test, unless `@pytest.mark.logs("its words")` says that it belongs there."""
    expected = [mark.args[0] for mark in request.node.iter_markers("logs")]
    logger, heard = logging.getLogger("ganstudio"), _Warnings()
    logger.addHandler(heard)
    yield
    logger.removeHandler(heard)
    unexpected = [said for said in heard.said if not any(re.search(words, said) for words in expected)]
    assert not unexpected, "logged:\n" + "\n".join(unexpected)
    missing = [words for words in expected if not any(re.search(words, said) for said in heard.said)]
    assert not missing, f"not logged, though the test says so: {missing}"


@pytest.fixture(scope="session")
def make_generator() -> Callable[..., LoadedGenerator]:
    """Makes small generators in memory: `make_generator(architecture="resnet", c_dim=3)`."""
    import torch

    from ganstudio.networks.config import GeneratorConfig
    from ganstudio.networks.devices import resolve_precision
    from ganstudio.networks.generator import LoadedGenerator
    from ganstudio.networks.random_init import random_generator

    torch.set_num_threads(1)

    def make(seed: int = 0, *, has_w_avg: bool = True, precision: str = "fp32", **choices: object) -> LoadedGenerator:
        shape: dict[str, object] = {
            "z_dim": 8,
            "w_dim": 8,
            "block_resolutions": (4, 8, 16, 32),
            "channels": (8, 8, 6, 4),
            "mapping_widths": (8, 8),
            **choices,
        }
        rng = torch.Generator().manual_seed(seed)
        network = random_generator(GeneratorConfig(**shape), rng, noise_strength=0.1, bias_std=0.1)
        if has_w_avg:
            network.mapping.w_avg.normal_(generator=rng)
        device = torch.device("cpu")
        return LoadedGenerator(
            network.eval().requires_grad_(False),
            model_id=f"{seed:032x}",
            source="a test",
            has_w_avg=has_w_avg,
            device=device,
            precision=resolve_precision(precision, device),
        )

    return make


@pytest.fixture(scope="session")
def tiny_generator(make_generator: Callable[..., LoadedGenerator]) -> LoadedGenerator:
    """A 32x32 model of 4 blocks (`b4` to `b32`), z and w of 8 numbers, with random weights and an average latent."""
    return make_generator()


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory, tiny_generator: LoadedGenerator) -> Path:
    """The same model as a file of our own format."""
    from ganstudio.networks.checkpoint import checkpoint_of, save_safetensors

    path = tmp_path_factory.mktemp("models") / "tiny.safetensors"
    save_safetensors(checkpoint_of(tiny_generator.network, source="a test"), path)
    return path


@pytest.fixture
def studio(tmp_path: Path, tiny_generator: LoadedGenerator) -> Studio:
    """A studio with the small model in a fresh workspace."""
    from ganstudio.api import Studio

    return Studio(workspace=tmp_path / "workspace", model=tiny_generator)
