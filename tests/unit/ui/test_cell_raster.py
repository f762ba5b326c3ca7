"""Boxes for signed cells, pixel by pixel."""

from __future__ import annotations

import numpy as np
import pytest

from ganstudio.ui.canvas.cell_raster import Axis, box_pixels

GREEN, RED = (0, 200, 0), (200, 0, 0)


def color(strength):
    return RED if strength < 0 else GREEN


def draw(strengths, size=40.0, *, start=0.0, seen=(0, 10_000), ratio=1.0, hatched=False):
    strengths = np.asarray(strengths, np.float32)
    rows, columns = strengths.shape
    x, y = (Axis(start, size, count, *seen) for count in (columns, rows))
    return box_pixels(strengths, x, y, color, ratio=ratio, hatched=hatched)


def channel(pixels, shift):
    return (pixels >> shift & 0xFF).astype(int)


def test_nothing_selected_gives_nothing():
    assert draw(np.zeros((4, 4))) is None


def test_only_the_part_with_cells_is_drawn():
    strengths = np.zeros((8, 8))
    strengths[2, 3] = strengths[4, 5] = 1
    pixels, left, top = draw(strengths)
    assert (left, top) == (120, 80)
    assert pixels.shape == (120, 120)
    assert pixels[:40, 40:].max() == 0, "between the two cells nothing is drawn"


def test_only_what_is_seen_is_drawn():
    pixels, left, top = draw(np.ones((100, 100)), seen=(1000, 1060))
    assert (left, top) == (1000, 1000)
    assert pixels.shape == (60, 60)
    assert draw(np.ones((2, 2)), seen=(1000, 1060)) is None


def test_the_line_is_opaque_and_the_inside_lets_the_picture_through():
    pixels, *_ = draw([[0.5]])
    assert channel(pixels, 24).max() == 255
    assert 0 < channel(pixels, 24)[20, 20] < 90


def test_a_stronger_cell_has_a_thicker_line():
    lines = [(channel(draw([[strength]])[0], 24)[20] == 255).sum() for strength in (0.1, 0.5, 1.0)]
    assert lines == sorted(lines)
    assert lines[0] < lines[2]


def test_the_sign_decides_the_color():
    pixels, *_ = draw([[1.0, -1.0]])
    assert channel(pixels, 8)[20, 20] > channel(pixels, 16)[20, 20]
    assert channel(pixels, 16)[20, 60] > channel(pixels, 8)[20, 60]


def test_hatching_marks_the_negative_cells_only():
    pixels, *_ = draw([[0.5, -0.5]], size=12.0, hatched=True)
    inside = channel(pixels, 24)[4:8, 4:8], channel(pixels, 24)[4:8, 16:20]
    assert len(np.unique(inside[0])) == 1
    assert len(np.unique(inside[1])) == 2


def test_colors_are_premultiplied():
    pixels, *_ = draw([[0.3, -0.7]], size=9.0, hatched=True)
    alpha = channel(pixels, 24)
    assert all((channel(pixels, shift) <= alpha).all() for shift in (0, 8, 16))


@pytest.mark.parametrize("size", [7.3, 10.5, 33.33])
def test_cells_of_a_broken_size_meet_without_gap_or_overlap(size):
    pixels, *_ = draw(np.ones((5, 5)), size=size, start=3.7)
    assert pixels.shape == (round(3.7 + 5 * size) - 4,) * 2
    assert (channel(pixels, 24) > 0).all()


def test_twice_the_density_draws_twice_the_line():
    single, *_ = draw([[2 / 3]], size=40.0)
    double, *_ = draw([[2 / 3]], size=80.0, ratio=2.0)
    assert (channel(double, 24)[40] == 255).sum() == 2 * (channel(single, 24)[20] == 255).sum()
