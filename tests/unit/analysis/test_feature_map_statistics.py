"""Statistics of one feature map, against hand-computed numbers and identities."""

import numpy as np
import pytest

from ganstudio.analysis.feature_map_statistics import map_statistics, radial_spectrum


def test_numbers_of_a_small_map():
    stats = map_statistics(np.array([[1.0, -1.0], [3.0, 1.0]], np.float32), bins=4)
    assert (stats.mean, stats.minimum, stats.maximum, stats.magnitude, stats.active) == (1.0, -1.0, 3.0, 6.0, 0.75)
    assert stats.deviation == pytest.approx(2.0**0.5)
    assert stats.counts.tolist() == [1, 0, 2, 1]
    assert stats.edges.tolist() == [-1.0, 0.0, 1.0, 2.0, 3.0]


def test_a_wave_has_all_its_power_at_its_frequency():
    columns = np.arange(16)
    wave = np.tile(np.sin(2 * np.pi * 3 * columns / 16), (16, 1))
    spectrum = radial_spectrum(wave)
    assert len(spectrum) == 8
    assert int(spectrum.argmax()) == 2
    assert spectrum[2] == pytest.approx(1.0)


def test_the_mean_does_not_count_in_the_spectrum():
    noise = np.random.RandomState(0).randn(8, 8)
    np.testing.assert_allclose(radial_spectrum(noise), radial_spectrum(noise + 5.0))
    assert radial_spectrum(noise).sum() == pytest.approx(1.0)


@pytest.mark.parametrize("value", [0.0, 7.3, -1e6])
def test_a_flat_map_has_no_spectrum_and_no_deviation(value):
    stats = map_statistics(np.full((4, 4), value, np.float32))
    assert not stats.spectrum.any()
    assert stats.deviation == pytest.approx(0.0)


def test_maps_need_not_be_square():
    assert len(radial_spectrum(np.zeros((4, 16)))) == 2
