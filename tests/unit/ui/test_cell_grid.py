"""The arithmetic of the grid of small pictures."""

from hypothesis import given
from hypothesis import strategies as st

from ganstudio.ui.widgets.cell_grid import CAPTION, GAP, CellGrid

GRIDS = st.builds(CellGrid, st.integers(60, 2000), st.integers(16, 200), st.integers(1, 600))


@given(GRIDS, st.data())
def test_each_picture_is_found_where_it_is_drawn(grid, data):
    place = data.draw(st.integers(0, grid.count - 1))
    left, top = grid.corner(place)
    assert grid.place_at(left, top) == place
    assert grid.place_at(left + grid.side - 1, top + grid.side + CAPTION - 1) == place
    assert grid.place_at(left - 1, top) == -1
    assert place in grid.places_between(top, top + 1)


@given(GRIDS)
def test_the_pictures_stay_inside_the_width_and_the_height(grid):
    left, top = grid.corner(grid.count - 1)
    assert top + grid.side + CAPTION <= grid.height
    if grid.width >= grid.least_side + 2 * GAP:
        assert max(grid.corner(place)[0] for place in range(min(grid.count, grid.columns))) + grid.side <= grid.width
        assert grid.side >= grid.least_side
    assert left >= GAP


@given(GRIDS, st.integers(-100, 3000), st.integers(0, 1500))
def test_only_the_rows_in_sight_are_painted(grid, top, height):
    places = grid.places_between(top, top + height)
    assert all(0 <= place < grid.count for place in places)
    assert len(places) <= (height // grid.row_height + 2) * grid.columns


def test_a_point_between_or_below_is_no_picture():
    grid = CellGrid(width=200, least_side=40, count=3)
    assert grid.place_at(2, 2) == -1
    assert grid.place_at(20, 5000) == -1
    assert grid.place_at(5000, 20) == -1
