import numpy as np
import pytest

from ganstudio.jobs import sheets
from ganstudio.jobs.compose import caption_height, fitted, font, laid_out
from ganstudio.jobs.outputs import SheetOptions
from ganstudio.jobs.sheets import SheetCell, rearranged, sheet_pages


def cells(rows, columns):
    for row in range(rows):
        for column in range(columns):
            image = np.full((32, 32, 3), (40 * row, 40 * column, 200), np.uint8)
            yield SheetCell(
                image=image, row=row, column=column, row_caption=f"seed {row}", column_caption=f"psi {column / 2}"
            )


def pages(*arguments):
    return [page for page in sheet_pages(*arguments) if page is not None]


def test_a_sheet_has_every_picture_at_its_row_and_column():
    (page,) = pages(cells(3, 4), (3, 4), SheetOptions(tile=0, captions=False))
    assert page.size == (4 * 36 + 4, 3 * 36 + 4)
    for row in range(3):
        for column in range(4):
            assert page.getpixel((4 + 36 * column + 16, 4 + 36 * row + 16)) == (40 * row, 40 * column, 200)


def test_rows_and_columns_are_named_beside_the_pictures():
    (page,) = pages(cells(2, 2), (2, 2), SheetOptions(tile=64))
    pixels = np.asarray(page)
    left = page.width - 2 * 68 - 4
    assert left > 0
    assert pixels[:14, left:].max() > 150  # the columns' names
    assert pixels[14:, :left].max() > 150  # the rows' names


def test_pictures_without_a_grid_get_their_words_below():
    (page,) = pages(rearranged(cells(1, 5), 3), (2, 3), SheetOptions(tile=0))
    assert page.size == (3 * 36 + 4, 2 * (32 + 14 + 4) + 4)


def test_a_large_sheet_comes_in_pages(monkeypatch):
    monkeypatch.setattr(sheets, "LARGEST_PAGE", 36 * 4 * 80)
    made = pages(cells(5, 4), (5, 4), SheetOptions(tile=0, captions=False))
    assert [page.height for page in made] == [2 * 36 + 4, 2 * 36 + 4, 36 + 4]
    assert made[1].getpixel((20, 20)) == (80, 0, 200)


def test_long_words_are_cut_to_their_picture():
    letters = font(12)
    line = fitted("a very long name of an attribute", letters, 60)
    assert "…" in line
    assert (line[0], line[-1]) == ("a", "e")
    assert letters.getlength(line) <= 60
    assert fitted("short", letters, 60) == "short"


@pytest.mark.parametrize("side", [64, 96, 128, 256])
@pytest.mark.parametrize("seed", [7, 4294967295])
def test_a_caption_tells_the_psi_of_its_seed_at_every_size(side, seed):
    lines, letters = laid_out(f"smile -1.5  seed {seed}  psi 0.75", side - 4, caption_height(side))
    assert lines[-1].endswith("0.75")
    assert all(letters.getlength(line) <= side - 4 for line in lines)
    if side >= 128:
        assert str(seed) in " ".join(lines)
