import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganstudio.errors import PortraitError
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import SpatialEdit
from ganstudio.recipe.portrait import Portrait
from recipes import full_recipe


def picture(shape=(16, 16, 3)):
    return np.random.RandomState(1).randint(0, 256, shape).astype(np.uint8)


@pytest.mark.parametrize("shape", [(16, 16, 3), (16, 8, 4), (16, 16)])
def test_a_saved_portrait_opens_with_the_same_pixels_and_recipe(tmp_path, shape):
    portrait = Portrait(picture(shape), full_recipe())

    reopened = Portrait.open(portrait.save(tmp_path / "p.png"))

    assert reopened.recipe == portrait.recipe
    assert np.array_equal(reopened.image, portrait.image)


def test_one_channel_is_a_grey_picture():
    pixels = picture((16, 16, 1))

    assert np.array_equal(Portrait(pixels, full_recipe()).image, pixels[:, :, 0])


def test_the_recipe_of_a_very_large_selection_survives(tmp_path):
    noise = np.random.RandomState(2).randn(1024, 1024)
    recipe = Recipe(edits=(SpatialEdit(name="all", resolution=1024, selection=Array(noise)),))

    assert Portrait.open(Portrait(picture(), recipe).save(tmp_path / "p.png")).recipe == recipe


def test_the_same_portrait_gives_the_same_bytes():
    assert Portrait(picture(), full_recipe()).png_bytes() == Portrait(picture(), full_recipe()).png_bytes()


def test_the_description_can_be_read_by_any_program(tmp_path):
    path = Portrait(picture(), full_recipe()).save(tmp_path / "p.png")

    with Image.open(path) as opened:
        assert "mouth_open" in opened.text["Description"]


def test_the_image_is_read_only():
    with pytest.raises(ValueError, match="read-only"):
        Portrait(picture(), Recipe()).image[0, 0] = 0


@pytest.mark.parametrize("keep", [0, 5, 30, 60, 200, -1, -20])
def test_a_truncated_png_is_refused_in_one_sentence(tmp_path, keep):
    path = tmp_path / "p.png"
    path.write_bytes(Portrait(picture(), full_recipe()).png_bytes()[:keep])

    with pytest.raises(PortraitError):
        Portrait.open(path)


def test_a_png_without_recipe_says_so(tmp_path):
    Image.fromarray(picture()).save(tmp_path / "p.png")

    with pytest.raises(PortraitError, match="without a recipe"):
        Portrait.open(tmp_path / "p.png")


def test_a_jpeg_and_a_text_say_what_they_are(tmp_path):
    Image.fromarray(picture()).save(tmp_path / "p.png", format="JPEG")
    (tmp_path / "t.png").write_text("hello")

    with pytest.raises(PortraitError, match="JPEG"):
        Portrait.open(tmp_path / "p.png")
    with pytest.raises(PortraitError, match="not a picture"):
        Portrait.open(tmp_path / "t.png")


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(PortraitError, match="No such file"):
        Portrait.open(tmp_path / "none.png")
    with pytest.raises(PortraitError, match="directory"):
        Portrait.open(tmp_path)


def test_a_png_of_the_first_ganstudio_opens_as_a_w(tmp_path):
    plain = tmp_path / "plain.png"
    Image.fromarray(picture()).save(plain)
    text = b"0.5:-1.25:3e-05"
    path = tmp_path / "old.png"
    path.write_bytes(
        plain.read_bytes()
        + b"\x02hi"
        + bytes([len(text)])
        + text
        + bytes(range(16))
        + struct.pack("<ii", len(text), 0x61726164)
    )

    recipe = Portrait.open(path).recipe

    assert recipe.model == bytes(range(16)).hex()
    assert recipe.latent.values == Array([0.5, -1.25, 3e-05])


@pytest.mark.parametrize("length", [0, -5, 1 << 30])
def test_a_damaged_legacy_length_is_refused(tmp_path, length):
    plain = tmp_path / "plain.png"
    Image.fromarray(picture()).save(plain)
    path = tmp_path / "old.png"
    path.write_bytes(plain.read_bytes() + b"1:2" + bytes(16) + struct.pack("<ii", length, 0x61726164))

    with pytest.raises(PortraitError, match="damaged"):
        Portrait.open(path)


def test_saving_into_a_missing_folder_says_what_to_do(tmp_path):
    with pytest.raises(PortraitError, match="Check that the folder exists"):
        Portrait(picture(), Recipe()).save(tmp_path / "gone" / "p.png")


@pytest.mark.skipif(sys.platform != "linux", reason="limits the size of files through resource")
def test_a_disk_that_fills_up_leaves_the_older_picture_as_it_was(tmp_path):
    path = Portrait(picture((8, 8)), Recipe()).save(tmp_path / "p.png")
    before = path.read_bytes()
    program = (
        "import resource, signal, sys, numpy as np\n"
        "from ganstudio.errors import PortraitError\n"
        "from ganstudio.recipe.portrait import Portrait\n"
        "from ganstudio.recipe.document import Recipe\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))\n"
        "image = np.random.RandomState(0).randint(0, 256, (99, 99, 3)).astype(np.uint8)\n"
        "try:\n    Portrait(image, Recipe()).save(sys.argv[1])\n"
        "except PortraitError as error:\n    print(error)\n"
    )

    finished = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )

    assert "could not be saved" in finished.stdout
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
