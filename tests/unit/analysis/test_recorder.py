import os
import time

import numpy as np
import pytest

from ganstudio.analysis.recorder import MapRecorder, remove_leftovers
from ganstudio.errors import AnalysisError


def recorded(recorder, images=6):
    seen = np.random.RandomState(0).randn(images, 3, 4, 4).astype(np.float32) + 7
    for maps in seen:
        recorder.record({"b4": maps, "b8": maps[:, :2]})
    return seen


@pytest.mark.parametrize("limit", [1 << 20, 500], ids=["in memory", "on disk"])
def test_history_average_and_deviation_cover_every_image_and_map(tmp_path, limit):
    recorder = MapRecorder(tmp_path, memory_limit_bytes=limit)
    seen = recorded(recorder)
    assert recorder.images("b4") == 6
    np.testing.assert_array_equal(recorder.history("b4", 2), seen[:, 2])
    np.testing.assert_allclose(recorder.mean("b4"), seen.mean(axis=0), rtol=1e-6)
    np.testing.assert_allclose(recorder.deviation("b8"), seen[:, :, :2].std(axis=0), rtol=1e-4)


def test_memory_stays_within_its_bound_and_the_rest_is_on_disk(tmp_path):
    recorder = MapRecorder(tmp_path, memory_limit_bytes=500)
    seen = recorded(recorder)
    assert recorder.memory_bytes <= 500
    assert recorder.memory_bytes + recorder.disk_bytes == seen.nbytes + seen[:, :, :2].nbytes
    assert sum(path.stat().st_size for path in tmp_path.rglob("*.f32")) == recorder.disk_bytes


def test_reset_leaves_nothing_behind(tmp_path):
    recorder = MapRecorder(tmp_path, memory_limit_bytes=500)
    recorded(recorder)
    recorder.reset()
    assert not list(tmp_path.iterdir())
    assert recorder.layers == ()
    with pytest.raises(AnalysisError, match="not recorded"):
        recorder.mean("b4")


def test_two_recorders_share_a_folder(tmp_path):
    first, second = (MapRecorder(tmp_path, memory_limit_bytes=0) for _ in range(2))
    seen = recorded(first, 2)
    recorded(second, 1)
    np.testing.assert_array_equal(first.history("b4", 0), seen[:, 0])


def test_export_reads_back_with_numpy_alone(tmp_path):
    recorder = MapRecorder(tmp_path, memory_limit_bytes=500)
    seen = recorded(recorder)
    recorder.export(tmp_path / "maps.npz")
    with np.load(tmp_path / "maps.npz") as exported:
        np.testing.assert_array_equal(exported["b4"], seen)
        np.testing.assert_allclose(exported["b8_mean"], seen[:, :, :2].mean(axis=0), rtol=1e-6)


def test_nothing_recorded_is_nothing_to_export(tmp_path):
    with pytest.raises(AnalysisError, match="Nothing is recorded"):
        MapRecorder(tmp_path).export(tmp_path / "maps.npz")


def test_a_change_of_model_is_noticed(tmp_path):
    recorder = MapRecorder(tmp_path)
    recorded(recorder)
    with pytest.raises(AnalysisError, match="Reset the history"):
        recorder.record({"b4": np.zeros((5, 4, 4), np.float32)})


def test_an_export_given_up_leaves_no_file(tmp_path):
    recorder = MapRecorder(tmp_path / "recordings")
    recorded(recorder)
    steps = recorder.export_steps(tmp_path / "maps.npz")
    assert next(steps) == (1, 12)
    steps.close()
    assert not list(tmp_path.glob("*maps.npz*"))


def test_everything_can_be_moved_to_the_disk_and_recording_goes_on(tmp_path):
    recorder = MapRecorder(tmp_path)
    seen = recorded(recorder)
    recorder.spill()
    assert recorder.memory_bytes == 0
    recorder.record({"b4": seen[0]})
    np.testing.assert_array_equal(recorder.history("b4", 1), [*seen[:, 1], seen[0, 1]])
    assert [maps.shape for maps in recorder.each("b8", 0)] == [(2, 4)] * 6


def test_what_a_crash_left_is_removed_after_a_week(tmp_path):
    recorder = MapRecorder(tmp_path, memory_limit_bytes=0)
    seen = recorded(recorder)
    left = tmp_path / "recording_0123"
    left.mkdir()
    (left / "b4.f32").write_bytes(b"1234")
    week_ago = time.time() - 8 * 24 * 3600
    for path in (left / "b4.f32", left):
        os.utime(path, (week_ago, week_ago))
    remove_leftovers(tmp_path)
    assert not left.exists()
    np.testing.assert_array_equal(recorder.history("b4", 0), seen[:, 0])
