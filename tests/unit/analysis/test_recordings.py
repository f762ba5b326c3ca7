import numpy as np
import pytest

import ganstudio
from ganstudio.analysis.recorder import MapRecorder
from ganstudio.errors import WorkspaceError
from ganstudio.recipe import codec
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.latent import Seed


def test_an_export_is_read_back_with_its_recipes(tmp_path):
    recorder = MapRecorder(tmp_path)
    seen = np.random.RandomState(0).randn(4, 3, 4, 4).astype(np.float32)
    for seed, maps in enumerate(seen):
        recorder.record({"b4": maps}, codec.encode(Recipe(latent=Seed(seed))))
    recorder.export(tmp_path / "maps.npz")
    recording = ganstudio.read_recording(tmp_path / "maps.npz")
    np.testing.assert_array_equal(recording.maps["b4"], seen)
    np.testing.assert_allclose(recording.mean["b4"], seen.mean(axis=0), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(recording.deviation["b4"], seen.std(axis=0), rtol=1e-4)
    assert [recipe.latent for recipe in recording.recipes["b4"]] == [Seed(0), Seed(1), Seed(2), Seed(3)]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut", b"not a recording at all"])
def test_what_is_no_recording_is_refused_in_a_sentence(tmp_path, content):
    path = tmp_path / "maps.npz"
    path.write_bytes(content)
    with pytest.raises(WorkspaceError, match=r"maps\.npz"):
        ganstudio.read_recording(path)
    np.savez(path, other=np.zeros(3))
    with pytest.raises(WorkspaceError, match="no recorded maps"):
        ganstudio.read_recording(path)
