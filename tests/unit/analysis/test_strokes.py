import numpy as np
import pytest

from ganstudio.analysis.strokes import MarkedPicture, fit_detector
from ganstudio.errors import AnalysisError


def picture(seed, *, mark_other=True):
    """A square part that maps 0 (fine) and 2 (coarse) show beneath noise; strokes on some of its cells."""
    random = np.random.RandomState(seed)
    top, left = random.randint(0, 5, 2) * 2
    truth = np.zeros((16, 16), np.float32)
    truth[top : top + 6, left : left + 6] = 1
    fine = random.randn(12, 16, 16).astype(np.float32)
    coarse = random.randn(12, 8, 8).astype(np.float32) * 0.1
    fine[0] += 3 * truth
    coarse[2] += 2 * truth[::2, ::2]
    strokes = np.where(truth > 0, 1.0, -1.0 if mark_other else 0.0) * (random.rand(16, 16) < 0.4)
    return MarkedPicture(feature_maps={"b8": coarse, "b16": fine}, strokes=strokes.astype(np.float32)), truth


def overlap(mask, truth):
    found = mask > 0.5
    return (found & (truth > 0)).sum() / (found | (truth > 0)).sum()


def test_part_is_found_on_a_picture_never_marked():
    fit = fit_detector("square", [picture(seed)[0] for seed in range(4)])
    unseen, truth = picture(99)
    assert overlap(fit.detector.detect(unseen.feature_maps), truth) > 0.8
    assert fit.cross_validated
    assert fit.confidence > 0.7


def test_one_picture_is_enough_and_says_that_nothing_was_left_out():
    fit = fit_detector("square", [picture(0)[0]])
    assert not fit.cross_validated
    assert fit.confidence > 0.8
    assert fit.detector.note == "from strokes on 1 picture"


def test_another_marked_picture_corrects_what_the_first_misled_to():
    first, truth = picture(1)
    first.feature_maps["b16"][7] = 30 * truth  # shows the part on this picture, and by chance alone
    unseen, unseen_truth = picture(99)
    unseen.feature_maps["b16"][7] = 30 * np.roll(unseen_truth, 5, axis=1)
    misled = fit_detector("s", [first]).detector.detect(unseen.feature_maps)
    corrected = fit_detector("s", [first, picture(2)[0], unseen]).detector.detect(unseen.feature_maps)
    assert overlap(corrected, unseen_truth) > overlap(misled, unseen_truth) + 0.2


def test_marks_of_the_part_alone_are_enough_when_the_rest_counts_as_other():
    marked, truth = picture(3, mark_other=False)
    with pytest.raises(AnalysisError, match="Everything that is marked"):
        fit_detector("s", [marked])
    whole = MarkedPicture(feature_maps=marked.feature_maps, strokes=truth)
    assert (
        overlap(fit_detector("s", [whole], unmarked_is_not_part=True).detector.detect(marked.feature_maps), truth) > 0.9
    )


def test_empty_marks_are_refused():
    marked, truth = picture(3)
    with pytest.raises(AnalysisError, match="Nothing is marked as the part"):
        fit_detector("s", [MarkedPicture(feature_maps=marked.feature_maps, strokes=-truth)])
    with pytest.raises(AnalysisError, match="No picture"):
        fit_detector("s", [])


def test_same_marks_give_the_same_detector():
    marked = [picture(seed)[0] for seed in range(2)]
    assert fit_detector("s", marked).detector == fit_detector("s", marked).detector


def test_a_small_part_of_whole_masks_is_not_lost_among_the_rest():
    def face(seed):
        random = np.random.RandomState(seed)
        truth = np.zeros((32, 32), np.float32)
        top, left = random.randint(4, 26, 2)
        truth[top : top + 2, left : left + 4] = 1  # 8 of 1024 cells
        maps = random.randn(6, 32, 32).astype(np.float32)
        maps[2] += 2.5 * truth  # a cell of the part is seldom beyond doubt
        return MarkedPicture(feature_maps={"b32": maps}, strokes=truth), truth

    fit = fit_detector("small", [face(seed)[0] for seed in range(3)], unmarked_is_not_part=True)
    found = [(fit.detector.detect(face(seed)[0].feature_maps) > 0.5, face(seed)[1] > 0) for seed in range(50, 62)]
    recall = sum((a & b).sum() for a, b in found) / sum(b.sum() for _, b in found)
    precision = sum((a & b).sum() for a, b in found) / max(1, sum(a.sum() for a, _ in found))
    assert recall > 0.45  # 0.2 where each class counts as often as it is there
    assert precision > 0.2  # 0.07 where both classes count alike
