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
from ganstudio.words import tr

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
        raise ValueError(tr("an array of shape {list} is larger than any recipe's", list=list(packed.shape)))
    try:
        decompressor = zlib.decompressobj()
        raw = decompressor.decompress(base64.b64decode(packed.float32, validate=True), 4 * count + 1)
    except (binascii.Error, zlib.error) as error:
        raise ValueError(tr("the numbers of an array are damaged ({error})", error=error)) from error
    if len(raw) != 4 * count:
        raise ValueError(
            tr(
                "an array of shape {list} needs {value} bytes, and has another number",
                list=list(packed.shape),
                value=4 * count,
            )
        )
    return Array.from_bytes(raw, packed.shape)


def array_reader() -> Callable[[type, Any], Array]:
    """As `unpack_array`, for one document, whose arrays together are bounded too."""
    left, arrays = MAX_NUMBERS, 0

    def unpack(wanted: type, value: Any) -> Array:
        nonlocal left, arrays
        arrays += 1
        if arrays > MAX_ARRAYS:
            raise ValueError(
                tr(
                    "it has more than {max_arrays:,} arrays, such as selections, which is the most accepted",
                    max_arrays=MAX_ARRAYS,
                )
            )
        left -= _numbers_of(value)
        if left < 0:
            raise ValueError(
                tr(
                    "its arrays have more than {max_numbers:,} numbers together, which is the most accepted",
                    max_numbers=MAX_NUMBERS,
                )
            )
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
        raise RecipeError(
            tr(
                "This recipe has {count:,} bytes; at most {max_document_bytes:,} are accepted.",
                count=len(raw),
                max_document_bytes=MAX_DOCUMENT_BYTES,
            )
        )
    try:
        found = msgspec.json.decode(raw, type=_AnyDocument).format
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise RecipeError(tr("This is not a GanStudio recipe ({error}).", error=error)) from error
    if not _PLAIN_FORMAT <= found <= FORMAT:
        raise RecipeError(
            tr(
                "This recipe has format {found}, and this version of GanStudio reads format "
                "{plain_format} to {format}. Update GanStudio, or save the picture again with the "
                "version that made it.",
                found=found,
                plain_format=_PLAIN_FORMAT,
                format=FORMAT,
            )
        )
    try:
        read = msgspec.json.decode(raw, type=_Document, dec_hook=array_reader())
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError, RecipeError) as error:
        raise RecipeError(tr("This recipe is damaged: {rstrip}.", rstrip=str(error).rstrip("."))) from error
    for what, count, most in (
        (tr("spatial edits"), len(read.recipe.edits), MAX_EDITS),
        ("attributes", len(read.recipe.attributes), MAX_ATTRIBUTES),
        (tr("style shifts"), len(read.recipe.style_shifts), MAX_STYLES),
    ):
        if count > most:
            raise RecipeError(
                tr(
                    "This recipe has {count:,} {what}; at most {most:,} are accepted.",
                    count=count,
                    what=what,
                    most=most,
                )
            )
    return read.recipe, read.made


def describe(recipe: Recipe, made: Made | None = None) -> str:
    """The recipe in words, a few lines, for a person who reads the PNG's description or `ganstudio show`."""
    lines = [
        tr("Model: {value}", value=recipe.model or "any"),
        tr("Latent: {latent_words}", latent_words=_latent_words(recipe.latent)),
    ]
    if recipe.classes:
        chosen = ", ".join(f"{index}: {weight:g}" for index, weight in enumerate(recipe.classes) if weight)
        lines.append(tr("Classes: {value}", value=chosen or "all zero"))
    cutoff = (
        "" if recipe.truncation.cutoff is None else tr(" on the first {cutoff} layers", cutoff=recipe.truncation.cutoff)
    )
    lines.append(tr("Truncation psi: {psi:g}{cutoff}", psi=recipe.truncation.psi, cutoff=cutoff))
    base = tr("the average latent") if recipe.base is None else tr("a base image")
    lines.append(tr("Variation: {variation:g} (towards {base})", variation=recipe.variation, base=base))
    lines += [
        tr(
            "Style mix: layers {first}-{last} from {latent_words}",
            first=mix.first,
            last=mix.last,
            latent_words=_latent_words(mix.source),
        )
        for mix in recipe.style_mix
    ]
    if recipe.translate != (0.0, 0.0):
        lines.append(
            tr(
                "Moved: {translate:+g} right, {translate_2:+g} down",
                translate=recipe.translate[0],
                translate_2=recipe.translate[1],
            )
        )
    if recipe.rotate:
        lines.append(tr("Turned: {rotate:+g} degrees", rotate=recipe.rotate))
    lines.append(
        tr("Noise: {mode}", mode=recipe.noise.mode) + (f" {recipe.noise.seed}" if recipe.noise.mode == "seeded" else "")
    )
    lines += [
        tr("Noise strength at {resolution}: x{factor:g}", resolution=resolution, factor=factor)
        for resolution, factor in recipe.noise.strengths
    ]
    lines += [tr("Attribute {name}: {amount:+g}", name=shift.name, amount=shift.amount) for shift in recipe.attributes]
    lines += [
        tr(
            "Style {layer}:{channel}: {amount:+g} deviations of {deviation:.4g}",
            layer=shift.layer,
            channel=shift.channel,
            amount=shift.amount,
            deviation=shift.deviation,
        )
        for shift in recipe.style_shifts
    ]
    for edit in recipe.edits:
        layers = sorted({weight.layer for weight in edit.weights}, key=lambda name: (len(name), name))
        cells = int((edit.selection.numpy() != 0).sum())
        state = "" if edit.is_active else tr(" (held: not applied)") if edit.held else tr(" (not active)")
        lines.append(
            tr(
                "Spatial edit {name}: {mode} x{multiplier:g} on {count} maps of {value}, {cells} cells{state}",
                name=edit.name,
                mode=edit.mode,
                multiplier=edit.multiplier,
                count=len(edit.weights),
                value=", ".join(layers) or "no layer",
                cells=cells,
                state=state,
            )
        )
    if made is not None and made.precision:
        lines.append(tr("Made: in {precision} on {device}", precision=made.precision, device=made.device))
    return "\n".join(lines)


def _latent_words(latent: Latent) -> str:
    match latent:
        case Seed(seed=seed):
            return tr("seed {seed}", seed=seed)
        case LatentZ(values=values):
            return tr("z of {shape} numbers", shape=values.shape[0])
        case LatentW(values=values):
            return tr("w of {shape} numbers", shape=values.shape[0])
        case LatentWPlus(values=values):
            return tr("w+ of {shape} layers by {shape_2} numbers", shape=values.shape[0], shape_2=values.shape[1])
