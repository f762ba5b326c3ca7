import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from ganstudio import words
from ganstudio.errors import PortraitError
from ganstudio.recipe import codec
from ganstudio.recipe.array import Array
from ganstudio.recipe.codec import Made
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


@pytest.mark.parametrize("ending", [".jpg", ".JPEG", ".webp"])
@pytest.mark.parametrize("shape", [(16, 16, 3), (16, 8, 4), (16, 16)])
def test_a_jpeg_and_a_webp_carry_the_recipe_and_look_like_the_picture(tmp_path, ending, shape):
    smooth = np.broadcast_to(np.linspace(40, 200, shape[0]).reshape(-1, *[1] * (len(shape) - 1)), shape).astype(
        np.uint8
    )
    if shape[2:] == (4,):
        smooth = np.concatenate([smooth[:, :, :3], np.full((16, 8, 1), 255, np.uint8)], axis=2)

    reopened = Portrait.open(Portrait(smooth, full_recipe()).save(tmp_path / f"p{ending}"))

    assert reopened.recipe == full_recipe()
    assert reopened.note == ""
    colors = np.atleast_3d(reopened.image)[:, :, :3].astype(int)
    assert np.abs(colors - np.atleast_3d(smooth)[:, :, :3]).max() <= 4


def test_what_is_clear_in_a_picture_is_white_in_its_jpeg(tmp_path):
    clear = np.zeros((16, 16, 4), np.uint8)

    assert Portrait.open(Portrait(clear, Recipe()).save(tmp_path / "p.jpg")).image.min() >= 254


@pytest.mark.parametrize("ending", [".jpg", ".webp"])
def test_a_recipe_longer_than_a_segment_of_a_jpeg_survives(tmp_path, ending):
    noise = np.random.RandomState(2).randn(256, 256)
    recipe = Recipe(edits=(SpatialEdit(name="a<b>&'\"ä", resolution=256, selection=Array(noise)),))

    assert Portrait.open(Portrait(picture(), recipe).save(tmp_path / f"p{ending}")).recipe == recipe


def test_an_ending_that_no_picture_has_is_refused(tmp_path):
    with pytest.raises(PortraitError, match=r"\.png, \.jpg, \.jpeg or \.webp"):
        Portrait(picture(), Recipe()).save(tmp_path / "p.bmp")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("key", ["iTXt", "tEXt"])
def test_either_text_chunk_alone_gives_the_recipe(tmp_path, key):
    recipe = Recipe(edits=(SpatialEdit(name="müde 😀", resolution=4, selection=Array(np.ones((4, 4)))),))
    kinds = {"iTXt": [b"tEXt"], "tEXt": [b"iTXt"]}
    content = without_chunks(Portrait(picture(), recipe).png_bytes(), kinds[key], with_xmp=False)
    (tmp_path / "p.png").write_bytes(content)

    assert Portrait.open(tmp_path / "p.png").recipe == recipe


def test_a_damaged_copy_of_the_recipe_does_not_hide_a_whole_one(tmp_path):
    content = Portrait(picture(), full_recipe()).png_bytes()
    place = content.index(b"iTXtganstudio\0") + 30
    start = content.index(b"iTXtganstudio\0")
    (length,) = struct.unpack(">I", content[start - 4 : start])
    damaged = content[start:place] + b"}" + content[place + 1 : start + 4 + length]
    whole = content[:start] + damaged + struct.pack(">I", zlib.crc32(damaged)) + content[start + 8 + length :]
    (tmp_path / "p.png").write_bytes(whole)

    assert Portrait.open(tmp_path / "p.png").recipe == full_recipe()


def without_chunks(content: bytes, kinds: list[bytes], *, with_xmp: bool = True) -> bytes:
    kept, place = content[:8], 8
    while place < len(content):
        (length,) = struct.unpack(">I", content[place : place + 4])
        chunk = content[place : place + 12 + length]
        is_xmp = chunk[4:].startswith(b"iTXtXML:com.adobe.xmp")
        if (is_xmp and with_xmp) or not (is_xmp or chunk[4:8] in kinds):
            kept += chunk
        place += 12 + length
    return kept


def test_how_a_picture_was_made_is_kept_with_it(tmp_path):
    portrait = Portrait(picture(), full_recipe(), Made(precision="bf16", device="cuda"))

    for ending in (".png", ".jpg", ".webp"):
        made = Portrait.open(portrait.save(tmp_path / f"p{ending}")).made
        assert (made.precision, made.device) == ("bf16", "cuda")


def test_a_png_says_that_its_colors_are_srgb():
    assert b"sRGB\0" in Portrait(picture(), Recipe()).png_bytes()


def test_pixels_that_were_changed_are_told_and_unchanged_ones_are_not(tmp_path):
    path = Portrait(picture(), full_recipe()).save(tmp_path / "p.png")
    assert Portrait.open(path).note == ""
    with Image.open(path) as opened:
        opened.load()
        text = PngImagePlugin.PngInfo()
        text.add_text("ganstudio", opened.text["ganstudio"])
        opened.putpixel((3, 3), (1, 2, 3))
        opened.save(path, pnginfo=text)

    changed = Portrait.open(path)

    assert changed.recipe == full_recipe()
    assert "no longer" in changed.note


def test_a_picture_of_before_pixels_were_recorded_has_nothing_to_say(tmp_path):
    text = PngImagePlugin.PngInfo()
    text.add_itxt("ganstudio", codec.encode(full_recipe()).decode())
    Image.fromarray(picture()).save(tmp_path / "p.png", pnginfo=text)

    assert Portrait.open(tmp_path / "p.png").note == ""


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


def test_what_is_written_into_a_picture_is_english_whatever_language_is_spoken(monkeypatch):
    in_english = Portrait(picture(), full_recipe()).png_bytes()
    monkeypatch.setattr(words, "_spoken", words._catalog(words.PSEUDO))

    assert codec.describe(full_recipe()).startswith("⟦")
    assert Portrait(picture(), full_recipe()).png_bytes() == in_english


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


def test_a_tiff_and_a_text_say_what_they_are(tmp_path):
    Image.fromarray(picture()).save(tmp_path / "p.png", format="TIFF")
    (tmp_path / "t.png").write_text("hello")

    with pytest.raises(PortraitError, match="TIFF"):
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


def smooth_picture():
    """Colors that run smoothly: uint8 [64, 96, 3]."""
    down, right = np.mgrid[0:64, 0:96]
    return np.stack([40 + 2 * down, 30 + 2 * right, 200 - down], axis=2).astype(np.uint8)


@pytest.mark.parametrize("ending", [".jpg", ".webp"])
def test_saving_a_jpeg_or_webp_again_is_no_change_and_a_dot_in_it_or_another_size_is(tmp_path, ending):
    from PIL import Image, ImageDraw

    path = Portrait(smooth_picture(), full_recipe()).save(tmp_path / f"p{ending}")
    with Image.open(path) as saved:
        saved.load()
    kept = {"exif": saved.info["exif"]} if ending == ".webp" else {"xmp": saved.info["xmp"]}
    saved.save(tmp_path / f"again{ending}", quality=60, **kept)
    saved.resize((48, 32)).save(tmp_path / f"small{ending}", quality=80, **kept)
    ImageDraw.Draw(saved).ellipse((40, 30, 46, 36), fill="red")
    saved.save(tmp_path / f"dot{ending}", quality=90, **kept)

    assert Portrait.open(path).note == ""
    assert Portrait.open(tmp_path / f"again{ending}").note == ""
    for changed in ("small", "dot"):
        assert "changed its pixels" in Portrait.open(tmp_path / f"{changed}{ending}").note


@pytest.mark.parametrize("sketch", ["", "?", "AAAA" * 5, "AAAA" * 40_000])
def test_a_strange_sketch_of_a_picture_says_nothing_of_it(sketch):
    from PIL import Image

    from ganstudio.recipe.codec import Made
    from ganstudio.recipe.pixel_marks import is_as_made

    picture = Image.new("RGB", (16, 16))
    picture.format = "JPEG"
    assert is_as_made(picture, Made(sketch=sketch))
