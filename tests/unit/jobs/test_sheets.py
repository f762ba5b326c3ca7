import numpy as np
import pytest

from ganstudio.jobs import sheets
from ganstudio.jobs.compose import caption_height, fitted, laid_out
from ganstudio.jobs.letters import font, writable
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
    assert pixels[:28, left:].max() > 150  # the columns' names
    assert pixels[28:, :left].max() > 150  # the rows' names


def test_pictures_without_a_grid_get_their_words_below():
    (page,) = pages(rearranged(cells(1, 5), 3), (2, 3), SheetOptions(tile=0))
    assert page.size == (3 * 132 + 4, 2 * (128 + 28 + 4) + 4)


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


@pytest.mark.parametrize("side", [128, 256])
@pytest.mark.parametrize("seed", [7, 4294967295])
def test_a_caption_tells_the_psi_of_its_seed_at_every_size(side, seed):
    lines, letters = laid_out(f"smile −1.5  seed {seed}  psi 0.75", side - 4, caption_height(side))
    assert lines[-1].endswith("0.75")
    assert all(letters.getlength(line) <= side - 4 for line in lines)
    assert str(seed) in " ".join(lines)


@pytest.mark.parametrize(
    "caption", ["128×128 conv0 map 123 −12.5\u00a0sd", "256×256 colors · 511 −12.5\u00a0sd", "on screen"]
)
def test_the_caption_of_a_map_or_channel_is_whole_below_the_least_picture(caption):
    lines, letters = laid_out(caption, 124, caption_height(128))
    assert " ".join(lines) == caption
    assert letters.size >= 11
    assert all(letters.getlength(line) <= 124 for line in lines)


@pytest.mark.parametrize("text", ["−6 sd", "16×16", "seed – 3", "当前画面 +6 标准差"])
def test_every_letter_of_a_caption_is_drawn(text):
    letters = font(16, writable(text))
    missing = bytes(letters.getmask("\ufffe"))
    assert all(bytes(letters.getmask(letter)) != missing for letter in writable(text) if letter != " ")


def test_without_any_font_of_the_computer_plainer_letters_are_written(monkeypatch):
    monkeypatch.setattr("ganstudio.jobs.letters._FILES", ())
    assert writable("16×16 map 3 −6 sd") == "16x16 map 3 -6 sd"
