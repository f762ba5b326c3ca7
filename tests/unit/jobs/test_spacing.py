import numpy as np
import pytest

from ganstudio.errors import JobError
from ganstudio.jobs.spacing import EASINGS, attribute_values, ease, multiplier_values, slerp, spread


def test_a_slider_goes_from_its_value_to_zero():
    assert attribute_values(2.0, 5) == (2.0, 1.5, 1.0, 0.5, 0.0)


def test_slide_past_zero_ends_as_far_on_the_other_side():
    assert attribute_values(3.0, 5, past_zero=True) == (3.0, 1.5, 0.0, -1.5, -3.0)


@pytest.mark.parametrize("count", [2, 3, 6, 7, 11, 30])
@pytest.mark.parametrize("value", [0.1, 1.3, 2.7, -2.9])
def test_slide_past_zero_is_symmetric(value, count):
    values = attribute_values(value, count, past_zero=True)
    assert values == tuple(-other for other in reversed(values))


def test_a_series_of_one_is_the_set_value():
    assert attribute_values(1.7, 1) == (1.7,)
    assert attribute_values(1.7, 1, past_zero=True) == (1.7,)
    assert multiplier_values(99.5, 1) == (99.5,)


def test_a_multiplier_starts_at_minus_its_value_unless_told_otherwise():
    assert multiplier_values(10.0, 5) == (-10.0, -5.0, 0.0, 5.0, 10.0)
    assert multiplier_values(10.0, 3, start=4.0) == (4.0, 7.0, 10.0)


def test_a_series_of_none_is_refused():
    with pytest.raises(JobError, match="0 pictures"):
        spread(1.0, 0.0, 0)


@pytest.mark.parametrize("easing", EASINGS)
def test_an_easing_keeps_the_ends_and_never_turns_back(easing):
    values = spread(0.0, 1.0, 21, easing=easing)
    assert (values[0], values[-1]) == (0.0, 1.0)
    assert list(values) == sorted(values)


def test_an_unknown_easing_is_refused_with_the_known_ones():
    with pytest.raises(JobError, match=r"linear, smooth"):
        ease("bouncy", 0.5)


def test_slerp_keeps_the_length_of_vectors_of_one_length():
    random = np.random.RandomState(0)
    a, b = random.randn(2, 512).astype(np.float32)
    b *= np.linalg.norm(a) / np.linalg.norm(b)
    middle = slerp(a, b, 0.5)
    assert np.linalg.norm(middle) == pytest.approx(np.linalg.norm(a), rel=1e-5)
    assert np.dot(middle, a) == pytest.approx(np.dot(middle, b), rel=1e-4)


def test_slerp_gives_its_ends_exactly():
    a, b = np.random.RandomState(1).randn(2, 8).astype(np.float32)
    assert (slerp(a, b, 0.0) == a).all()
    assert (slerp(a, b, 1.0) == b).all()


def test_slerp_between_equal_and_opposite_vectors_is_finite():
    a = np.ones(4, np.float32)
    assert np.isfinite(slerp(a, a, 0.3)).all()
    assert np.isfinite(slerp(a, -a, 0.3)).all()
    assert np.isfinite(slerp(0 * a, a, 0.3)).all()


@pytest.mark.parametrize("easing", ["linear", "smooth", "in", "out"])
def test_a_single_value_is_the_start_whatever_the_easing(easing):
    assert spread(2.0, 5.0, 1, easing=easing) == (2.0,)
