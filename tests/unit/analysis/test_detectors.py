import numpy as np
import pytest

from ganstudio.analysis.detector_files import (
    decode_detectors,
    encode_detectors,
    load_detectors,
    save_detectors,
)
from ganstudio.analysis.detectors import Detector, interpolate, with_best_threshold, with_weights
from ganstudio.errors import AnalysisError, RecipeError
from ganstudio.recipe.edits import ChannelWeight
from recipes import small_spec


def detector(**changes):
    fields = {"name": "mouth", "weights": (ChannelWeight("b8", 1, 2.0), ChannelWeight("b16", 0, 1.0))}
    return Detector(**(fields | changes))


def maps(b8=0.0, b16=0.0):
    return {"b8": np.full((8, 8, 8), b8, np.float32), "b16": np.full((8, 16, 16), b16, np.float32)}


def test_soft_keeps_the_weighted_mean():
    assert detector(kind="soft").detect(maps(b8=3.0, b16=4.0))[5, 5] == pytest.approx((2 * 3 + 4) / 2)


def test_threshold_is_25_unless_told():
    assert detector().threshold == 25.0
    assert detector().detect(maps(b16=50.0)).all()
    assert not detector().detect(maps(b16=49.0)).any()


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e4])
def test_the_best_threshold_parts_what_stands_out_at_any_size_of_values(scale):
    values = np.random.RandomState(1).randn(16, 16)
    values[9:12, 5:11] += 8
    shown = maps() | {"b16": np.broadcast_to((scale * values).astype(np.float32), (8, 16, 16))}
    found = with_best_threshold(detector(), shown).detect(shown)
    assert found[9:12, 5:11].all()
    assert found.sum() == 18


def test_probe_is_a_probability_of_the_sum_and_bias():
    found = detector(kind="probe", bias=-10.0).detect(maps(b8=3.0, b16=4.0))
    np.testing.assert_allclose(found, 0.5)


def test_a_probe_that_is_nearly_sure_of_nothing_selects_nothing():
    assert not detector(kind="probe", bias=-12.3).detect(maps(b8=3.0, b16=4.0)).any()


def test_mask_is_brought_to_the_tab_by_means_of_what_each_cell_covers():
    feature_maps = maps()
    feature_maps["b16"][0, 0, 0] = 100.0
    mask = detector(weights=(ChannelWeight("b16", 0, 1.0),)).detect(feature_maps, (8, 8))
    assert mask[0, 0] == pytest.approx(0.25)
    assert mask.sum() == pytest.approx(0.25)


def test_interpolation_is_linear_between_cell_centres():
    np.testing.assert_allclose(interpolate(np.array([[0.0, 4.0]]), (1, 4)), [[0.0, 1.0, 3.0, 4.0]])


def test_missing_layer_is_named():
    with pytest.raises(AnalysisError, match="needs the maps of layer b8"):
        detector().detect({"b16": np.zeros((8, 16, 16), np.float32)})


def test_detector_of_another_model_is_refused():
    detector().check(small_spec())
    with pytest.raises(AnalysisError, match=r"maps 0\.\.7"):
        detector(weights=(ChannelWeight("b8", 8, 1.0),)).check(small_spec())
    with pytest.raises(RecipeError, match="b64"):
        detector(weights=(ChannelWeight("b64", 8, 1.0),)).check(small_spec())


def test_file_gives_the_detectors_back(tmp_path):
    kept = (detector(), detector(name="augen ä", kind="probe", bias=-0.1, note="IoU 0.9"))
    assert decode_detectors(encode_detectors(kept)) == kept
    save_detectors(tmp_path, kept)
    save_detectors(tmp_path, [detector(kind="soft"), kept[1]])
    assert load_detectors(tmp_path) == {"mouth": detector(kind="soft"), "augen ä": kept[1]}


def test_no_file_means_no_detectors(tmp_path):
    assert load_detectors(tmp_path) == {}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x00\xff", "cannot be read"),
        (b'{"format": 2}', "format 2"),
        (b'{"format": 1, "detectors": [{"name": "a"}]}', "weights"),
        (b'{"format": 1, "detectors": [{"name": "a", "weights": [], "kind": "magic"}]}', "magic"),
        (b'{"format": 1, "detectors": [{"name": "a", "weights": []}, {"name": "a", "weights": []}]}', "Rename"),
    ],
)
def test_bad_files_are_refused_in_words(content, words):
    with pytest.raises(AnalysisError, match=words):
        decode_detectors(content)


def test_a_probe_takes_none_of_what_is_less_likely_than_its_least():
    maps = {"b4": np.linspace(-4, 4, 16, dtype=np.float32).reshape(1, 4, 4)}
    sure = Detector(name="d", kind="probe", weights=(ChannelWeight("b4", 0, 1.0),), least=0.9).detect(maps)
    usual = Detector(name="d", kind="probe", weights=(ChannelWeight("b4", 0, 1.0),)).detect(maps)
    assert sure[sure > 0].min() >= 0.9
    np.testing.assert_array_equal(sure, np.where(usual >= 0.9, usual, 0.0))


def test_maps_are_added_weighted_otherwise_and_taken_out():
    before = Detector(name="d", weights=(ChannelWeight("b4", 0, 1.0), ChannelWeight("b8", 3, 2.0)), threshold=4.0)
    after = with_weights(before, {"b4": {0: 0.0, 7: -1.5}, "b8": {3: 5.0}})
    assert after.weights == (ChannelWeight("b8", 3, 5.0), ChannelWeight("b4", 7, -1.5))
    assert (after.name, after.threshold) == ("d", 4.0)
    assert with_weights(after, {"b8": {3: 0}, "b4": {7: 0}}).weights == ()
