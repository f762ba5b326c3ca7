import numpy as np
import pytest

from ganstudio.analysis.directions import (
    combine,
    difference,
    factorised_directions,
    from_two_sets,
    principal_directions,
)
from ganstudio.errors import AnalysisError


def two_sets(count=40, *, spread=1.0):
    """Sets that differ along axis 0, beneath a strong variation along (1, 1): the means alone mislead."""
    random = np.random.RandomState(0)
    w = random.randn(2 * count, 6) * spread
    common = random.randn(2 * count, 1) * 4
    w[:, :2] += common
    w[:count, 0] += 3
    return w[:count].astype(np.float32), w[count:].astype(np.float32)


def cosine(a, b):
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


def test_the_better_of_two_methods_is_chosen_by_images_left_out():
    found = from_two_sets(*two_sets())
    assert found.method == "linear classifier"
    assert found.accuracy > 0.8  # 0.855 is the best possible: a gap of 3 beneath a deviation of sqrt(2)


def test_an_amount_of_one_crosses_from_one_set_to_the_other():
    with_ws, without_ws = two_sets(spread=0.1)
    vector = from_two_sets(with_ws, without_ws).vector.numpy()
    level = without_ws @ vector
    assert (level + vector @ vector).mean() == pytest.approx((with_ws @ vector).mean(), rel=1e-3)


def test_two_images_each_suffice_and_one_each_says_nothing_of_accuracy():
    with_ws, without_ws = two_sets()
    assert from_two_sets(with_ws[:2], without_ws[:2]).accuracy is not None
    alone = from_two_sets(with_ws[:1], without_ws[:1])
    assert alone.accuracy is None
    np.testing.assert_allclose(alone.vector.numpy(), with_ws[0] - without_ws[0], rtol=1e-5)


def test_ws_of_layers_alike_give_one_w_and_others_a_w_plus():
    with_ws, without_ws = two_sets()
    alike = from_two_sets(np.repeat(with_ws[:, None], 4, axis=1), np.repeat(without_ws[:, None], 4, axis=1))
    assert alike.vector.shape == (6,)
    mixed = np.repeat(with_ws[:, None], 4, axis=1)
    mixed[:, 0] = 0
    assert from_two_sets(mixed, np.repeat(without_ws[:, None], 4, axis=1)).vector.shape == (4, 6)


def test_sets_that_cannot_be_told_apart_are_refused():
    with_ws, _ = two_sets()
    with pytest.raises(AnalysisError, match="same mean"):
        from_two_sets(with_ws, with_ws)
    with pytest.raises(AnalysisError, match="at least one image"):
        from_two_sets(with_ws, with_ws[:0])


def test_principal_directions_are_orthogonal_and_ordered(tiny_generator):
    found = principal_directions(tiny_generator, 4, samples=2000)
    vectors = np.stack([one.vector.numpy() for one in found])
    cosines = vectors @ vectors.T / np.outer(*(np.linalg.norm(vectors, axis=1),) * 2)
    np.testing.assert_allclose(cosines, np.eye(4), atol=1e-4)
    assert [one.method for one in found] == ["PCA 1", "PCA 2", "PCA 3", "PCA 4"]
    assert sorted((one.share for one in found), reverse=True) == [one.share for one in found]
    w = tiny_generator.map(np.random.RandomState(7).randn(2000, 8).astype(np.float32))[:, 0]
    along = (w - w.mean(axis=0)) @ vectors[0] / np.linalg.norm(vectors[0])
    assert along.std() == pytest.approx(np.linalg.norm(vectors[0]), rel=0.1)


def test_factorised_directions_move_the_styles_most(tiny_generator):
    found = factorised_directions(tiny_generator, 8, first=2, last=3)
    conv0, conv1 = (getattr(tiny_generator.network.synthesis.block(block), f"conv{n}") for block, n in ((1, 1), (2, 0)))
    rows = np.concatenate([layer.affine.weight.numpy() for layer in (conv0, conv1)])
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    units = [one.vector.numpy() / np.linalg.norm(one.vector.numpy()) for one in found]
    moved = [np.linalg.norm(rows @ unit) for unit in units]
    assert moved == sorted(moved, reverse=True)
    assert moved[0] == pytest.approx(np.linalg.svd(rows)[1][0], rel=1e-4)
    assert {(one.first, one.last) for one in found} == {(2, 3)}
    assert cosine(found[0].vector.numpy(), found[1].vector.numpy()) == pytest.approx(0, abs=1e-5)


def test_a_step_along_a_factorised_direction_is_a_standard_deviation_of_w(tiny_generator):
    """One along which w hardly varies would leave all faces behind at a fixed length."""
    w = tiny_generator.map(np.random.RandomState(7).randn(4000, 8).astype(np.float32))[:, 0]
    for one in factorised_directions(tiny_generator, 8):
        length = np.linalg.norm(one.vector.numpy())
        assert (w @ one.vector.numpy() / length).std() == pytest.approx(length, rel=0.1)


def test_layers_that_the_model_lacks_are_refused(tiny_generator):
    with pytest.raises(AnalysisError, match=r"has 0\.\.7"):
        factorised_directions(tiny_generator, first=3, last=8)


def test_difference_of_two_images_leads_from_one_to_the_other():
    start, end = np.zeros((4, 6), np.float32), np.ones((4, 6), np.float32)
    assert difference(start, end).vector.shape == (6,)
    end[0] = 2
    np.testing.assert_array_equal(start + difference(start, end).vector.numpy(), end)
    with pytest.raises(AnalysisError, match="same latent"):
        difference(end, end)


def test_combining_adds_what_the_sliders_did():
    found = combine([np.ones(6), np.arange(24).reshape(4, 6)], [2.0, -1.0])
    np.testing.assert_array_equal(found.vector.numpy(), 2 - np.arange(24).reshape(4, 6))
    with pytest.raises(AnalysisError, match="cancel out"):
        combine([np.ones(6), np.ones(6)], [1.0, -1.0])
    with pytest.raises(AnalysisError, match="no attribute sliders"):
        combine([], [])
