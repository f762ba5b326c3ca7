"""Recipe to JSON and back: what stands in a saved picture and in a .json recipe file.

Format 1 is one object: `{"format": 1, "recipe": {...}}`, fields as in `ganstudio.recipe.document`. An Array is
`{"shape": [rows, columns], "float32": "<base64>"}`: little-endian float32, C order, compressed with zlib.
Fields at their defaults are written too, so that a reader need not know the defaults. In a picture `"made"` stands
beside the recipe: see `Made`.

Format 2 has `"styles"` in the recipe besides: `[["b16.conv0", channel, amount, deviation], ...]`. A recipe without
style shifts is written in format 1, to the byte as before, and versions that know format 1 alone say of the others
that they are newer.
"""

from __future__ import annotations

import base64
import binascii
import math
import zlib
from collections.abc import Callable
from typing import Any

import msgspec

from ganstudio.errors import RecipeError
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.latent import Latent, LatentW, LatentWPlus, LatentZ, Seed

FORMAT = 2
"""The newest; a recipe is written in the oldest that can hold it."""
_PLAIN_FORMAT = 1
MAX_ARRAY_NUMBERS = 1 << 24
"""The largest array that is read back: a selection of 4096 x 4096, or 64 MiB; more is a damaged or hostile file."""
MAX_NUMBERS = 1 << 25
"""All arrays of a document together: two such selections, or eight of 2048 x 2048."""
MAX_ARRAYS = 100_000
MAX_DOCUMENT_BYTES = 64 << 20
MAX_EDITS = 1000
MAX_ATTRIBUTES = 10_000
MAX_STYLES = 100_000


class _PackedArray(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    shape: tuple[int, ...]
    float32: str


class Made(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a picture was made of its recipe.

    Attributes:
        precision: `exact`, `fp32`, `bf16` or `fp16`.
        device: Its kind: `cpu`, `cuda` or `mps`.
        pixels: Hash of the pixels, see `ganstudio.recipe.portrait`; empty where none was taken.
        sketch: For JPEG and WebP, whose pixels change by saving alone: the mean colors of up to 16x16
            parts of the picture, base64 of uint8 [n, n, 3].
    """

    precision: str = ""
    device: str = ""
    pixels: str = ""
    sketch: str = ""


class _Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    format: int
    recipe: Recipe
    made: Made | None = None


class _AnyDocument(msgspec.Struct, frozen=True):
    format: int


def pack_array(value: object) -> object:
    """An Array as the JSON-ready object of format 1 (an `enc_hook` of msgspec).

    Raises:
        NotImplementedError: The value is no Array, as msgspec asks of its hooks.
    """
    if not isinstance(value, Array):
        raise NotImplementedError(f"objects of type {type(value).__name__} have no place in a recipe")
    packed = base64.b64encode(zlib.compress(value.tobytes(), 6)).decode("ascii")
    return {"shape": list(value.shape), "float32": packed}


def unpack_array(wanted: type, value: Any) -> Array:
    """An Array from the JSON object of format 1 (a `dec_hook` of msgspec).

    Raises:
        ValueError: Shape and numbers do not belong together, or the text is damaged.
    """
    if wanted is not Array:
        raise NotImplementedError(f"{wanted.__name__} is not read from a recipe")
    packed = msgspec.convert(value, _PackedArray)
    count = math.prod(packed.shape)
    if any(side < 0 for side in packed.shape) or count > MAX_ARRAY_NUMBERS:
        raise ValueError(f"an array of shape {list(packed.shape)} is larger than any recipe's")
    try:
        decompressor = zlib.decompressobj()
        raw = decompressor.decompress(base64.b64decode(packed.float32, validate=True), 4 * count + 1)
    except (binascii.Error, zlib.error) as error:
        raise ValueError(f"the numbers of an array are damaged ({error})") from error
    if len(raw) != 4 * count:
        raise ValueError(f"an array of shape {list(packed.shape)} needs {4 * count} bytes, and has another number")
    return Array.from_bytes(raw, packed.shape)


def array_reader() -> Callable[[type, Any], Array]:
    """As `unpack_array`, for one document, whose arrays together are bounded too."""
    left, arrays = MAX_NUMBERS, 0

    def unpack(wanted: type, value: Any) -> Array:
        nonlocal left, arrays
        arrays += 1
        if arrays > MAX_ARRAYS:
            raise ValueError(f"it has more than {MAX_ARRAYS:,} arrays, such as selections, which is the most accepted")
        left -= _numbers_of(value)
        if left < 0:
            raise ValueError(f"its arrays have more than {MAX_NUMBERS:,} numbers together, which is the most accepted")
        return unpack_array(wanted, value)

    return unpack


def _numbers_of(value: Any) -> int:
    """How many numbers an array claims to have; 0 where that cannot be told, and it is refused anyway."""
    shape = value.get("shape") if isinstance(value, dict) else None
    sides = shape if isinstance(shape, list) else []
    return math.prod(side for side in sides if isinstance(side, int) and side >= 0) if sides else 1


_encoder = msgspec.json.Encoder(enc_hook=pack_array)


def encode(recipe: Recipe, made: Made | None = None) -> bytes:
    """The recipe as UTF-8 JSON of the oldest format that can hold it, in a picture with how that was made."""
    needed = FORMAT if recipe.style_shifts else _PLAIN_FORMAT
    return _encoder.encode(_Document(format=needed, recipe=recipe, made=made))


def decode(document: bytes | str) -> Recipe:
    """The recipe of a JSON document of any format known so far.

    Raises:
        RecipeError: Not a recipe, damaged, or of a newer format; the text names the field.
    """
    return decode_with_making(document)[0]


def decode_with_making(document: bytes | str) -> tuple[Recipe, Made | None]:
    """The same, and how its picture was made; None where that is not known.

    Raises:
        RecipeError: As `decode`.
    """
    raw = document.encode(errors="surrogatepass") if isinstance(document, str) else bytes(document)
    if len(raw) > MAX_DOCUMENT_BYTES:
        raise RecipeError(f"This recipe has {len(raw):,} bytes; at most {MAX_DOCUMENT_BYTES:,} are accepted.")
    try:
        found = msgspec.json.decode(raw, type=_AnyDocument).format
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise RecipeError(f"This is not a GanStudio recipe ({error}).") from error
    if not _PLAIN_FORMAT <= found <= FORMAT:
        raise RecipeError(
            f"This recipe has format {found}, and this version of GanStudio reads format {_PLAIN_FORMAT} to {FORMAT}. "
            "Update GanStudio, or save the picture again with the version that made it."
        )
    try:
        read = msgspec.json.decode(raw, type=_Document, dec_hook=array_reader())
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError, RecipeError) as error:
        raise RecipeError(f"This recipe is damaged: {str(error).rstrip('.')}.") from error
    for what, count, most in (
        ("spatial edits", len(read.recipe.edits), MAX_EDITS),
        ("attributes", len(read.recipe.attributes), MAX_ATTRIBUTES),
        ("style shifts", len(read.recipe.style_shifts), MAX_STYLES),
    ):
        if count > most:
            raise RecipeError(f"This recipe has {count:,} {what}; at most {most:,} are accepted.")
    return read.recipe, read.made


def describe(recipe: Recipe, made: Made | None = None) -> str:
    """The recipe in words, a few lines, for a person who reads the PNG's description or `ganstudio show`."""
    lines = [f"Model: {recipe.model or 'any'}", f"Latent: {_latent_words(recipe.latent)}"]
    if recipe.classes:
        chosen = ", ".join(f"{index}: {weight:g}" for index, weight in enumerate(recipe.classes) if weight)
        lines.append(f"Classes: {chosen or 'all zero'}")
    cutoff = "" if recipe.truncation.cutoff is None else f" on the first {recipe.truncation.cutoff} layers"
    lines.append(f"Truncation psi: {recipe.truncation.psi:g}{cutoff}")
    base = "the average latent" if recipe.base is None else "a base image"
    lines.append(f"Variation: {recipe.variation:g} (towards {base})")
    lines += [f"Style mix: layers {mix.first}-{mix.last} from {_latent_words(mix.source)}" for mix in recipe.style_mix]
    if recipe.translate != (0.0, 0.0):
        lines.append(f"Moved: {recipe.translate[0]:+g} right, {recipe.translate[1]:+g} down")
    if recipe.rotate:
        lines.append(f"Turned: {recipe.rotate:+g} degrees")
    lines.append(f"Noise: {recipe.noise.mode}" + (f" {recipe.noise.seed}" if recipe.noise.mode == "seeded" else ""))
    lines += [f"Noise strength at {resolution}: x{factor:g}" for resolution, factor in recipe.noise.strengths]
    lines += [f"Attribute {shift.name}: {shift.amount:+g}" for shift in recipe.attributes]
    lines += [
        f"Style {shift.layer}:{shift.channel}: {shift.amount:+g} deviations of {shift.deviation:.4g}"
        for shift in recipe.style_shifts
    ]
    for edit in recipe.edits:
        layers = sorted({weight.layer for weight in edit.weights}, key=lambda name: (len(name), name))
        cells = int((edit.selection.numpy() != 0).sum())
        state = "" if edit.is_active else " (held: not applied)" if edit.held else " (not active)"
        lines.append(
            f"Spatial edit {edit.name}: {edit.mode} x{edit.multiplier:g} on {len(edit.weights)} maps of "
            f"{', '.join(layers) or 'no layer'}, {cells} cells{state}"
        )
    if made is not None and made.precision:
        lines.append(f"Made: in {made.precision} on {made.device}")
    return "\n".join(lines)


def _latent_words(latent: Latent) -> str:
    match latent:
        case Seed(seed=seed):
            return f"seed {seed}"
        case LatentZ(values=values):
            return f"z of {values.shape[0]} numbers"
        case LatentW(values=values):
            return f"w of {values.shape[0]} numbers"
        case LatentWPlus(values=values):
            return f"w+ of {values.shape[0]} layers by {values.shape[1]} numbers"
