import numpy as np
import pytest

from ganstudio.analysis.map_distribution import MapDistribution, scale_free_scores
from ganstudio.analysis.map_sampling import sample_distributions
from ganstudio.errors import AnalysisError
from ganstudio.render import Renderer


def filled(images=200):
    random = np.random.RandomState(0)
    seen = random.randn(images, 3, 4, 4).astype(np.float32) * np.array([1, 100, 0], np.float32)[:, None, None] + 5
    distribution = MapDistribution(3)
    for maps in seen:
        distribution.add(maps)
    return distribution, seen


def test_mean_and_deviation_are_those_of_all_values():
    distribution, seen = filled()
    np.testing.assert_allclose(distribution.mean, seen.mean(axis=(0, 2, 3)), rtol=1e-5)
    np.testing.assert_allclose(distribution.deviation, seen.std(axis=(0, 2, 3)), rtol=1e-5, atol=1e-9)


def test_quantiles_are_near_those_of_all_values():
    distribution, _ = filled()
    assert distribution.quantile(0.8413)[0] == pytest.approx(6.0, abs=0.2)  # one deviation above, for a normal map
    shares = distribution.quantiles_of(np.full((3, 1, 1), 5.0, np.float32)).ravel()
    np.testing.assert_allclose(shares, 0.5, atol=0.06)


def test_a_loud_map_does_not_win_over_a_quiet_one():
    distribution, _ = filled()
    maps = np.full((3, 4, 4), 5.0, np.float32)
    maps[0, :2] += 2.0  # two of its deviations: unusual for the quiet map
    maps[1, :2] += 50.0  # half of its deviations: usual for the loud one
    selection = np.zeros((4, 4))
    selection[:2] = 1
    scores = scale_free_scores(maps, distribution, selection)
    assert scores[0] > scores[1] > scores[2]


def test_no_image_no_quantiles():
    with pytest.raises(AnalysisError, match="No image"):
        MapDistribution(3).quantile(0.5)


def test_another_number_of_maps_is_refused():
    with pytest.raises(AnalysisError, match="3 maps"):
        MapDistribution(3).add(np.zeros((4, 2, 2), np.float32))


def test_sampling_goes_on_image_by_image(tiny_generator):
    found = list(sample_distributions(Renderer(tiny_generator), ["b8", "b16.conv0"], images=3))
    assert len(found) == 3
    assert found[-1]["b8"].images == 3
    assert (found[-1]["b16.conv0"].deviation > 0).all()


def test_conditional_models_are_sampled_over_their_classes(make_generator):
    found = list(sample_distributions(Renderer(make_generator(c_dim=3)), ["b8"], images=2))
    assert found[-1]["b8"].images == 2
