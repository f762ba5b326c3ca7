"""Portrait: a picture and the recipe that makes it again, kept together in one PNG, JPEG or WebP.

Formats: our PNGs carry the recipe's JSON in an iTXt chunk `ganstudio`, and words for people in `Description`. Other
programs keep one or another place: so it stands in a tEXt chunk `Comment` too (ImageMagick keeps it, and makes it the
comment of a JPEG), ASCII with JSON's escapes, and in XMP (GIMP keeps it), as in JPEG and WebP; see
`ganstudio.recipe.xmp`. A WebP has it in Exif's ImageDescription too, as ImageMagick 6 drops its XMP, and a JPEG in its
comments, as ExifTool copies XMP from one JPEG to another only where it is told to.
The first GanStudio (a Windows program) appended, after the PNG's end: a text (length-prefixed), the latent w as
`v:v:...` text (length-prefixed), 16 bytes md5 of the model, int32 length of the latent's text, int32 0x61726164.
"""

from __future__ import annotations

import io
import os
import re
import struct
import warnings
from contextlib import suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import ExifTags, Image, JpegImagePlugin, PngImagePlugin, UnidentifiedImageError

from ganstudio.errors import PortraitError, RecipeError
from ganstudio.recipe import codec, xmp
from ganstudio.recipe.array import Array
from ganstudio.recipe.codec import Made
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.latent import LatentW
from ganstudio.recipe.pixel_marks import is_as_made, marked, on_white
from ganstudio.whole_file import read_file, whole_file
from ganstudio.words import in_english, tr

RECIPE_KEY = "ganstudio"
DESCRIPTION_KEY = "Description"
COMMENT_KEY = "Comment"
LEGACY_MAGIC = 0x61726164
PNG_END = b"IEND\xaeB`\x82"
MAX_PIXELS = 64_000_000
"""Pictures above 8000 x 8000 are refused before they are decoded, unless more is asked for."""
MAX_FILE_BYTES = 1 << 30
FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
"""What a picture can be saved as, by the ending of its name; without one it is a PNG."""
_LONGEST_COMMENT = (1 << 16) - 3
"""Bytes of one comment of a JPEG, whose length is written with two more."""
_QUALITY = 95
"""Of JPEG and WebP, 0..100: no difference that is seen."""

UInt8Array = npt.NDArray[np.uint8]


class Portrait:
    """A picture with its recipe.

    Attributes:
        image: uint8 [H, W, 3] sRGB, [H, W, 4] with alpha, or [H, W] grey; read-only.
        recipe: What makes it again.
        made: How it was made, None where that is not known.
        note: A sentence where the pixels that were read are no longer those that the recipe made, else empty.
    """

    __slots__ = ("image", "made", "note", "recipe")

    def __init__(self, image: npt.ArrayLike, recipe: Recipe, made: Made | None = None, *, note: str = "") -> None:
        """Takes a read-only copy of the image unless it already is read-only.

        Raises:
            PortraitError: The image is not uint8 [H, W], [H, W, 1], [H, W, 3] or [H, W, 4].
        """
        pixels: UInt8Array = np.asarray(image)
        if pixels.ndim == 3 and pixels.shape[2] == 1:
            pixels = pixels[:, :, 0]
        shape_fits = pixels.ndim == 2 or (pixels.ndim == 3 and pixels.shape[2] in (3, 4))
        if pixels.dtype != np.uint8 or not shape_fits or 0 in pixels.shape:
            raise PortraitError(
                f"A portrait's image is uint8 [H, W], [H, W, 3] or [H, W, 4]; this one is {pixels.dtype} "
                f"{list(pixels.shape)}."
            )
        if pixels.flags.writeable:
            pixels = pixels.copy()
            pixels.flags.writeable = False
        self.image = pixels
        self.recipe = recipe
        self.made = made
        self.note = note

    def png_bytes(self) -> bytes:
        """The PNG file, recipe included: the same portrait always gives the same bytes."""
        return self.file_bytes("PNG")

    def file_bytes(self, kind: str) -> bytes:
        """The file as `PNG`, `JPEG` or `WEBP`, recipe included."""
        picture = Image.fromarray(self.image)
        if kind == "JPEG" and picture.mode == "RGBA":
            picture = on_white(picture)
        document = self._document(picture, kind).decode()
        buffer = io.BytesIO()
        if kind == "PNG":
            picture.save(buffer, format=kind, pnginfo=self._chunks(document), compress_level=6)
        elif kind == "JPEG":
            picture.save(buffer, format=kind, quality=_QUALITY, subsampling=0, extra=_jpeg_segments(document))
        else:
            exif = Image.Exif()
            exif[ExifTags.Base.ImageDescription] = _in_ascii(document)
            picture.save(buffer, format=kind, quality=_QUALITY, xmp=xmp.packet(document), exif=exif)
        return buffer.getvalue()

    def _document(self, picture: Image.Image, kind: str) -> bytes:
        return codec.encode(self.recipe, marked(self.made or Made(), picture, kind))

    def _chunks(self, document: str) -> PngImagePlugin.PngInfo:
        chunks = PngImagePlugin.PngInfo()
        chunks.add(b"sRGB", b"\0")  # rendering intent: perceptual
        chunks.add_itxt(DESCRIPTION_KEY, f"Made with GanStudio\n{codec.describe(self.recipe, tr=in_english)}")
        chunks.add_text(COMMENT_KEY, _in_ascii(document))
        chunks.add_itxt(RECIPE_KEY, document)  # uncompressed: Pillow reads back any length
        chunks.add_itxt(xmp.PNG_KEY, xmp.packet(document).decode())
        return chunks

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Writes the file whole or not at all, as its name ends: .png, .jpg, .jpeg or .webp; gives its path.

        Raises:
            PortraitError: The ending is another one, or the folder is missing, full or not writable; an older file of
                that name is left as it was.
        """
        target = Path(path)
        content = self.file_bytes(file_format(target))
        try:
            with whole_file(target) as part:
                part.write_bytes(content)
        except OSError as error:
            raise PortraitError(
                tr(
                    "The picture could not be saved as {target}: {reason}. Check that the folder exists, is "
                    "writable and has space, or save it elsewhere.",
                    target=target,
                    reason=error.strerror or error,
                )
            ) from error
        return target

    @staticmethod
    def open(path: str | os.PathLike[str], *, most_pixels: int = MAX_PIXELS) -> Portrait:
        """The portrait in a picture of ours, or in a PNG of the first GanStudio (whose latent is a w).

        Args:
            path: The file.
            most_pixels: The largest picture that is decoded.

        Raises:
            PortraitError: Missing, damaged, not a PNG, JPEG or WebP, or without a recipe; the text says which.
        """
        source = Path(path)
        try:
            size = source.stat().st_size
            if size > MAX_FILE_BYTES:
                raise PortraitError(
                    tr(
                        "{source} has {size:,} bytes; at most {most:,} are opened as a picture.",
                        source=source,
                        size=size,
                        most=MAX_FILE_BYTES,
                    )
                )
            content = read_file(source)
        except OSError as error:
            raise PortraitError(
                tr("{path} could not be read: {reason}.", path=source, reason=error.strerror or error)
            ) from error
        return portrait_from_bytes(content, str(source), most_pixels=most_pixels)


def file_format(path: Path) -> str:
    """What a picture of that name is saved as: `PNG`, `JPEG` or `WEBP`.

    Raises:
        PortraitError: The ending is none of theirs.
    """
    kind = FORMATS.get(path.suffix.lower() or ".png")
    if kind is None:
        raise PortraitError(
            tr(
                "A picture cannot be saved as {name}: its name ends in .png, .jpg, .jpeg or .webp. Rename it.",
                name=path.name,
            )
        )
    return kind


def portrait_from_bytes(content: bytes, name: str, *, most_pixels: int = MAX_PIXELS) -> Portrait:
    """The portrait in the bytes of a picture; `name` is how messages call it.

    Raises:
        PortraitError: As `Portrait.open`.
    """
    if not content:
        raise PortraitError(tr("{name} is empty. Choose another picture.", name=name))
    picture = _decode_picture(content, name, most_pixels)
    refusal: RecipeError | None = None
    for document in recipe_documents(picture):
        try:
            recipe, made = codec.decode_with_making(document)
        except RecipeError as error:
            refusal = refusal or error
        else:
            return Portrait(_pixels(picture), recipe, made, note=_note(picture, made))
    if refusal is not None:
        raise PortraitError(
            tr("{name} was made with GanStudio, but its recipe cannot be used. {refusal}", name=name, refusal=refusal)
        ) from refusal
    recipe_of_old = legacy_recipe(content, name)
    if recipe_of_old is None:
        raise PortraitError(
            tr(
                "{name} is a picture without a recipe, so it cannot be opened for editing. Choose one "
                "that GanStudio saved (some programs drop the recipe when they save it again).",
                name=name,
            )
        )
    return Portrait(_pixels(picture), recipe_of_old)


def recipe_documents(picture: Image.Image) -> list[str]:
    """The recipe's JSON from each place of a picture in which it stands, as far as Pillow has read the file."""
    places: list[object] = [picture.info.get(key) for key in (RECIPE_KEY, COMMENT_KEY, COMMENT_KEY.lower())]
    if picture.format == "JPEG":
        segments = [content for name, content in getattr(picture, "applist", []) if name == "COM"]
        places.append(b"".join(segments).decode("ascii", "replace"))
    packet = picture.info.get("xmp")
    if isinstance(packet, bytes):
        places.append(xmp.document_in(packet, getattr(picture, "applist", [])))
    places.append(picture.info.get("dc:source"))  # ImageMagick's, in a PNG that it makes of a JPEG with XMP
    with suppress(SyntaxError, ValueError, LookupError, OSError, struct.error):  # damaged, or not Exif at all
        places.append(_exif(picture).get(ExifTags.Base.ImageDescription))
    return [text for text in places if isinstance(text, str) and text.lstrip().startswith('{"format"')]


def _exif(picture: Image.Image) -> Image.Exif:
    """What a picture has as Exif; ImageMagick 6 leaves out its head where it makes a JPEG of a WebP."""
    for name, content in getattr(picture, "applist", []):
        if name == "APP1" and content.startswith((b"MM\0*", b"II*\0")):
            exif = Image.Exif()
            exif.load(b"Exif\0\0" + content)
            return exif
    return picture.getexif()


def _decode_picture(content: bytes, name: str, most_pixels: int) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = _open(content)
            if picture.format not in FORMATS.values():
                raise PortraitError(
                    tr(
                        "{name} is a {format} picture; only PNG, JPEG and WebP files carry a recipe. Choose the "
                        "one that was saved.",
                        name=name,
                        format=picture.format,
                    )
                )
            pixels = picture.width * picture.height
            if pixels > most_pixels:
                raise PortraitError(
                    tr(
                        "{name} claims {width:,} x {height:,} pixels, {pixels:,} in all; at most {most:,} "
                        "are opened. If it is meant to be so large, raise Largest picture in the settings.",
                        name=name,
                        width=picture.width,
                        height=picture.height,
                        pixels=pixels,
                        most=most_pixels,
                    )
                )
            picture.load()  # reads every chunk up to the pixels' end
            if picture.format == "PNG" and PNG_END not in content:
                raise EOFError(tr("its end is missing"))
    except UnidentifiedImageError as error:
        raise PortraitError(tr("{name} is not a picture. Choose one that GanStudio saved.", name=name)) from error
    except PortraitError:
        raise
    except Exception as error:
        raise PortraitError(
            tr(
                "{name} is a damaged or truncated picture ({error}). Restore it from a backup, or choose another one.",
                name=name,
                error=error,
            )
        ) from error
    return picture


def _note(picture: Image.Image, made: Made | None) -> str:
    """Says whether the pixels were changed; of JPEG and WebP, by more than saving them again does."""
    if made is None or is_as_made(picture, made):
        return ""
    return tr("Another program changed its pixels: they are no longer those that its recipe made.")


def _jpeg_segments(document: str) -> bytes:
    """The recipe as XMP and as comments, each as long as a segment may be."""
    text = _in_ascii(document).encode("ascii")
    starts = range(0, len(text), _LONGEST_COMMENT)
    comments = [text[start : start + _LONGEST_COMMENT] for start in starts]
    return xmp.jpeg_segments(document) + b"".join(
        b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment for comment in comments
    )


def _in_ascii(document: str) -> str:
    """JSON with its other characters as escapes: those beyond 16 bits as two surrogates."""

    def escaped(match: re.Match[str]) -> str:
        units = match[0].encode("utf-16-be", "surrogatepass")
        return "".join(f"\\u{high:02x}{low:02x}" for high, low in zip(units[::2], units[1::2], strict=True))

    return re.sub("[^\0-\x7f]", escaped, document)


def _open(content: bytes) -> Image.Image:
    """The picture, not yet decoded; Pillow's own bound on pixels, which is for all programs, is not asked of ours."""
    kinds = (
        (b"\x89PNG\r\n\x1a\n", PngImagePlugin.PngImageFile),
        (b"\xff\xd8\xff", JpegImagePlugin.JpegImageFile),
    )
    for start, kind in kinds:
        if content.startswith(start):
            return kind(io.BytesIO(content))
    return Image.open(io.BytesIO(content))


def _pixels(picture: Image.Image) -> UInt8Array:
    return np.asarray(picture if picture.mode in ("L", "RGB", "RGBA") else picture.convert("RGB"))


def legacy_recipe(content: bytes, name: str) -> Recipe | None:
    """The recipe in the trailer of the first GanStudio, None where there is no such trailer."""
    if len(content) < 24 or struct.unpack("<i", content[-4:])[0] != LEGACY_MAGIC:
        return None
    (length,) = struct.unpack("<i", content[-8:-4])
    end = len(content) - 24
    if not 0 < length <= end:
        raise PortraitError(
            tr(
                "{name} carries a latent of the first GanStudio whose length ({length}) is damaged.",
                name=name,
                length=length,
            )
        )
    try:
        values = [float(word) for word in content[end - length : end].decode("ascii").split(":") if word]
        latent = LatentW(Array(values))
    except (UnicodeDecodeError, ValueError, RecipeError) as error:
        raise PortraitError(
            tr("{name} carries a latent of the first GanStudio that is damaged ({error}).", name=name, error=error)
        ) from error
    return Recipe(model=content[end : end + 16].hex(), latent=latent)
