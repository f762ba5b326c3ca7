"""A recipe survives what other programs do to a picture: the real ones, where they are installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from xml.sax.saxutils import quoteattr

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from ganstudio.errors import PortraitError
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import SpatialEdit
from ganstudio.recipe.portrait import Portrait
from recipes import full_recipe

MAGICK = shutil.which("magick") or shutil.which("convert")
GIMP = shutil.which("gimp-console-2.10") or shutil.which("gimp-console")
needs_magick = pytest.mark.skipif(MAGICK is None, reason="ImageMagick is not installed (apt-get install imagemagick)")
needs_gimp = pytest.mark.skipif(GIMP is None, reason="GIMP is not installed (apt-get install gimp)")
EXIFTOOL = shutil.which("exiftool")
needs_exiftool = pytest.mark.skipif(EXIFTOOL is None, reason="ExifTool is not installed (libimage-exiftool-perl)")
ENDINGS = ("png", "jpg", "webp")


def picture() -> np.ndarray:
    """Colors that run smoothly, as JPEG likes them: uint8 [64, 64, 3]."""
    y, x = np.mgrid[0:64, 0:64]
    return np.stack([4 * x, 4 * y, 2 * (x + y)], axis=2).astype(np.uint8)


def magick(source: Path, *change: str, to: Path) -> Path:
    done = subprocess.run([MAGICK, source, *change, to], check=False, timeout=60, capture_output=True, text=True)
    assert done.returncode == 0 or to.exists(), done.stderr  # version 6 complains of the XMP of every WebP, and goes on
    return to


def gimp(source: Path, to: Path, *, invert: bool = False) -> Path:
    """Opens a picture in GIMP and exports it, after an inversion of its colors if wanted."""
    change = "(gimp-drawable-invert drawable FALSE)" if invert else ""
    export = f'(gimp-file-save RUN-NONINTERACTIVE image drawable "{to}" "{to}")'
    if to.suffix == ".webp":  # what its export window has ticked: Exif and XMP, which no batch saves by itself
        export = f'(file-webp-save RUN-NONINTERACTIVE image drawable "{to}" "{to}" 0 0 90 100 0 0 0 50 1 0 1 200 0)'
    script = (
        f'(let* ((image (car (gimp-file-load RUN-NONINTERACTIVE "{source}" "{source}")))'
        f"       (drawable (car (gimp-image-get-active-layer image)))) {change}"
        f"  {export})"
    )
    home = {"HOME": str(source.parent / "home"), "PATH": "/usr/bin:/bin"}
    subprocess.run(
        [GIMP, "-i", "-d", "-f", "-b", script, "-b", "(gimp-quit 0)"],
        check=True,
        timeout=180,
        capture_output=True,
        env=home,
    )
    return to


@needs_magick
@pytest.mark.parametrize(
    "change", [(), ("-depth", "8"), ("-type", "TrueColorAlpha")], ids=["as it is", "8 bit", "RGBA"]
)
def test_imagemagick_keeps_the_recipe_of_a_png_and_the_pixels_are_still_its_own(tmp_path, change):
    path = Portrait(picture(), full_recipe()).save(tmp_path / "p.png")

    again = Portrait.open(magick(path, *change, to=tmp_path / "again.png"))

    assert again.recipe == full_recipe()
    assert again.note == ""


@needs_magick
def test_after_imagemagick_changed_the_pixels_opening_says_so_in_one_line(tmp_path):
    path = Portrait(picture(), full_recipe()).save(tmp_path / "p.png")

    again = Portrait.open(magick(path, "-negate", to=tmp_path / "again.png"))

    assert again.recipe == full_recipe()
    assert "no longer" in again.note
    assert "\n" not in again.note


@needs_magick
@pytest.mark.parametrize("ending", [".jpg", ".webp"])
def test_imagemagick_keeps_the_recipe_of_a_jpeg_and_a_webp(tmp_path, ending):
    path = Portrait(picture(), full_recipe()).save(tmp_path / f"p{ending}")

    again = Portrait.open(magick(path, "-quality", "80", to=tmp_path / f"again{ending}"))
    small = Portrait.open(magick(path, "-resize", "50%", to=tmp_path / f"small{ending}"))

    assert again.recipe == small.recipe == full_recipe()
    assert again.note == ""
    assert "no longer" in small.note


@needs_magick
@pytest.mark.parametrize(("kind", "other"), [("jpg", "png"), ("webp", "png"), ("webp", "jpg")])
def test_imagemagick_keeps_the_recipe_of_what_it_makes_another_format_of(tmp_path, kind, other):
    path = Portrait(picture(), full_recipe()).save(tmp_path / f"p.{kind}")

    again = Portrait.open(magick(path, to=tmp_path / f"again.{other}"))
    changed = Portrait.open(magick(path, "-negate", to=tmp_path / f"changed.{other}"))

    assert again.recipe == changed.recipe == full_recipe()
    assert again.note == ""
    assert "no longer" in changed.note


@needs_magick
def test_a_png_that_imagemagick_makes_a_jpeg_of_keeps_its_recipe_and_says_whether_it_was_changed(tmp_path):
    noise = np.random.RandomState(2).randn(256, 256)  # longer than one comment of a JPEG
    recipe = Recipe(edits=(SpatialEdit(name="müde 😀", resolution=256, selection=Array(noise)),))
    path = Portrait(picture(), recipe).save(tmp_path / "p.png")

    again = Portrait.open(magick(path, to=tmp_path / "again.jpg"))
    changed = Portrait.open(magick(path, "-negate", to=tmp_path / "changed.jpg"))

    assert again.recipe == changed.recipe == recipe
    assert again.note == ""
    assert "no longer" in changed.note


@needs_gimp
@pytest.mark.parametrize("kind", ["webp", "jpg"])
def test_gimp_keeps_the_recipe_of_a_png_that_it_makes_another_format_of(tmp_path, kind):
    path = Portrait(picture(), full_recipe()).save(tmp_path / "p.png")

    again = Portrait.open(gimp(path, tmp_path / f"again.{kind}"))

    assert again.recipe == full_recipe()
    assert again.note == ""


@needs_gimp
def test_gimp_keeps_the_recipe_of_a_webp(tmp_path):
    path = Portrait(picture(), full_recipe()).save(tmp_path / "p.webp")

    again = Portrait.open(gimp(path, tmp_path / "again.webp"))

    assert again.recipe == full_recipe()
    assert again.note == ""


@needs_gimp
def test_gimp_keeps_the_recipe_of_a_png_and_the_pixels_are_still_its_own(tmp_path):
    path = Portrait(picture(), full_recipe()).save(tmp_path / "p.png")

    again = Portrait.open(gimp(path, tmp_path / "again.png"))

    assert again.recipe == full_recipe()
    assert again.note == ""


@needs_gimp
def test_after_gimp_changed_the_pixels_opening_says_so(tmp_path):
    path = Portrait(picture(), full_recipe()).save(tmp_path / "p.png")

    again = Portrait.open(gimp(path, tmp_path / "again.png", invert=True))

    assert again.recipe == full_recipe()
    assert "no longer" in again.note


@needs_gimp
def test_gimp_keeps_the_recipe_of_a_jpeg(tmp_path):
    path = Portrait(picture(), full_recipe()).save(tmp_path / "p.jpg")

    again = Portrait.open(gimp(path, tmp_path / "again.jpg"))

    assert again.recipe == full_recipe()
    assert again.note == ""


def test_a_png_with_xmp_alone_as_gimp_writes_it_opens(tmp_path):
    """What GIMP 2.10 leaves of a PNG of ours: the source as an attribute, no text chunk, its own words beside."""
    path = Portrait(picture(), full_recipe()).save(tmp_path / "p.png")
    with Image.open(path) as opened:
        opened.load()
        source = quoteattr(opened.text["ganstudio"])
    packet = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n<rdf:Description rdf:about=""\n'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"\n'
        f' xmp:CreatorTool="GIMP 2.10" dc:source={source}>\n</rdf:Description></rdf:RDF></x:xmpmeta>\n'
        '<?xpacket end="w"?>'
    )
    chunks = PngImagePlugin.PngInfo()
    chunks.add_itxt("XML:com.adobe.xmp", packet)
    Image.fromarray(picture()).save(tmp_path / "xmp.png", pnginfo=chunks)

    assert Portrait.open(tmp_path / "xmp.png").recipe == full_recipe()


def test_xmp_of_another_program_is_no_recipe(tmp_path):
    for source in (b"<dc:source>https://example.org</dc:source>", b"<broken", b""):
        Image.fromarray(picture()).save(tmp_path / "p.webp", xmp=source, exif=b"Exif\0\0nonsense")

        with pytest.raises(PortraitError, match="without a recipe"):
            Portrait.open(tmp_path / "p.webp")


def exiftool(*change: str | Path) -> None:
    subprocess.run([EXIFTOOL, "-q", "-overwrite_original", *change], check=True, timeout=60, capture_output=True)


@needs_exiftool
@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("words", [("-Artist=Anna",), ("-Title=Anna", "-Description=Anna"), ("-Comment=Anna",)])
def test_exiftool_writes_words_into_a_picture_and_leaves_its_recipe(tmp_path, words, ending):
    path = Portrait(picture(), full_recipe()).save(tmp_path / f"p.{ending}")

    exiftool(*words, path)

    again = Portrait.open(path)
    assert again.recipe == full_recipe()
    assert again.note == ""


@needs_exiftool
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_picture_keeps_its_recipe_where_its_xmp_alone_is_taken_out(tmp_path, ending):
    path = Portrait(picture(), full_recipe()).save(tmp_path / f"p.{ending}")

    exiftool("-XMP:all=", path)

    assert Portrait.open(path).recipe == full_recipe()


@needs_exiftool
@pytest.mark.parametrize("ending", ENDINGS)
def test_exiftool_gives_a_recipe_back_to_a_picture_that_another_program_saved_without_it(tmp_path, ending):
    path = Portrait(picture(), full_recipe()).save(tmp_path / f"p.{ending}")
    bare = tmp_path / f"bare.{ending}"
    Image.fromarray(picture()).save(bare)

    exiftool("-TagsFromFile", path, bare)

    assert Portrait.open(bare).recipe == full_recipe()


@needs_exiftool
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_picture_that_all_metadata_was_taken_out_of_is_refused_as_one_without_a_recipe(tmp_path, ending):
    path = Portrait(picture(), full_recipe()).save(tmp_path / f"p.{ending}")

    exiftool("-all=", path)

    with pytest.raises(PortraitError, match="picture without a recipe"):
        Portrait.open(path)


@pytest.mark.parametrize(
    "command", [("optipng", "-quiet", "-o5", "-out", "small.png", "p.png"), ("pngcrush", "-q", "p.png", "small.png")]
)
def test_programs_that_make_pngs_smaller_keep_the_recipe(tmp_path, command):
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed (apt-get install {command[0]})")
    Portrait(picture(), full_recipe()).save(tmp_path / "p.png")

    subprocess.run(command, cwd=tmp_path, check=True, timeout=60)

    again = Portrait.open(tmp_path / "small.png")
    assert again.recipe == full_recipe()
    assert again.note == ""


def test_a_recipe_longer_than_a_comment_of_a_jpeg_stands_in_several(tmp_path):
    noise = np.random.RandomState(2).randn(256, 256)
    recipe = Recipe(edits=(SpatialEdit(name="müde 😀", resolution=256, selection=Array(noise)),))
    path = Portrait(picture(), recipe).save(tmp_path / "p.jpg")
    head, _, rest = path.read_bytes().partition(b"http://ns.adobe.com/xap/1.0/")

    path.write_bytes(head + b"http://ns.other.com/xap/1.0/" + rest)  # no XMP any more

    assert Portrait.open(path).recipe == recipe
