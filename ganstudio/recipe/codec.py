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
from ganstudio.recipe.edits import SpatialEdit
from ganstudio.recipe.latent import Latent, LatentW, LatentWPlus, LatentZ, Seed
from ganstudio.words import tr

Say = Callable[..., str]
"""Says a text with values, as `ganstudio.words.tr` does."""
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
        size: Width and height in pixels; empty in pictures of before it was noted.
    """

    precision: str = ""
    device: str = ""
    pixels: str = ""
    sketch: str = ""
    size: tuple[int, ...] = ()


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
        raise ValueError(tr("an array of shape {shape} is larger than any recipe's", shape=list(packed.shape)))
    try:
        decompressor = zlib.decompressobj()
        raw = decompressor.decompress(base64.b64decode(packed.float32, validate=True), 4 * count + 1)
    except (binascii.Error, zlib.error) as error:
        raise ValueError(tr("the numbers of an array are damaged ({error})", error=error)) from error
    if len(raw) != 4 * count:
        raise ValueError(
            tr(
                "an array of shape {shape} needs {bytes} bytes, and has another number",
                shape=list(packed.shape),
                bytes=4 * count,
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
                    "it has more than {most:,} arrays, such as selections, which is the most accepted",
                    most=MAX_ARRAYS,
                )
            )
        left -= _numbers_of(value)
        if left < 0:
            raise ValueError(
                tr(
                    "its arrays have more than {most:,} numbers together, which is the most accepted",
                    most=MAX_NUMBERS,
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
                "This recipe has {count:,} bytes; at most {most:,} are accepted.",
                count=len(raw),
                most=MAX_DOCUMENT_BYTES,
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
                "{oldest} to {newest}. Update GanStudio, or save the picture again with the "
                "version that made it.",
                found=found,
                oldest=_PLAIN_FORMAT,
                newest=FORMAT,
            )
        )
    try:
        read = msgspec.json.decode(raw, type=_Document, dec_hook=array_reader())
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError, RecipeError) as error:
        raise RecipeError(tr("This recipe is damaged: {error}.", error=str(error).rstrip(".。"))) from error
    for what, count, most in (
        (tr("spatial edits"), len(read.recipe.edits), MAX_EDITS),
        (tr("attributes"), len(read.recipe.attributes), MAX_ATTRIBUTES),
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


def describe(recipe: Recipe, made: Made | None = None, *, tr: Say = tr) -> str:
    """The recipe in words, a few lines, for a person who reads the PNG's description or `ganstudio show`."""
    return "\n".join(tr("{name}: {value}", name=name, value=value) for name, value in facts(recipe, made, tr=tr))


def facts(recipe: Recipe, made: Made | None = None, *, tr: Say = tr) -> list[tuple[str, str]]:
    """What a recipe says, in words: names and values, the model first.

    Args:
        recipe: What is told.
        made: How its picture was made, where that is to be told too.
        tr: Says a text; `ganstudio.words.in_english` where the words are written into a file.
    """
    psi, variation = recipe.truncation.psi, recipe.variation
    told = [(tr("Model"), recipe.model or tr("any")), (tr("Latent"), _latent_words(recipe.latent, tr))]
    if recipe.classes:
        chosen = ", ".join(f"{index}: {weight:g}" for index, weight in enumerate(recipe.classes) if weight)
        told.append((tr("Classes"), chosen or tr("all zero")))
    cutoff = recipe.truncation.cutoff
    on_first = f"{psi:g}" if cutoff is None else tr("{psi:g} on the first {cutoff} layers", psi=psi, cutoff=cutoff)
    told.append((tr("Truncation psi"), on_first))
    towards = (
        tr("{variation:g} (towards the average latent)", variation=variation)
        if recipe.base is None
        else tr("{variation:g} (towards a base image)", variation=variation)
    )
    told.append((tr("Variation"), towards))
    for mix in recipe.style_mix:
        words = tr(
            "layers {first}-{last} from {latent}", first=mix.first, last=mix.last, latent=_latent_words(mix.source, tr)
        )
        told.append((tr("Style mix"), words))
    if recipe.translate != (0.0, 0.0):
        right, down = recipe.translate
        told.append((tr("Moved"), tr("{right:+g} right, {down:+g} down", right=right, down=down)))
    if recipe.rotate:
        told.append((tr("Turned"), tr("{degrees:+g} degrees", degrees=recipe.rotate)))
    noise = recipe.noise
    told.append((tr("Noise"), f"{noise.mode} {noise.seed}" if noise.mode == "seeded" else noise.mode))
    for resolution, factor in noise.strengths:
        told.append((tr("Noise strength at {resolution}", resolution=resolution), f"x{factor:g}"))
    told += [(tr("Attribute {name}", name=shift.name), f"{shift.amount:+g}") for shift in recipe.attributes]
    for shift in recipe.style_shifts:
        amount = tr("{amount:+g} deviations of {deviation:.4g}", amount=shift.amount, deviation=shift.deviation)
        told.append((tr("Style {layer}:{channel}", layer=shift.layer, channel=shift.channel), amount))
    told += [(tr("Spatial edit {name}", name=edit.name), _edit_words(edit, tr)) for edit in recipe.edits]
    if made is not None and made.precision:
        told.append((tr("Made"), tr("in {precision} on {device}", precision=made.precision, device=made.device)))
    return told


def _edit_words(edit: SpatialEdit, tr: Say) -> str:
    layers = sorted({weight.layer for weight in edit.weights}, key=lambda name: (len(name), name))
    count = len(edit.weights)
    maps = tr("1 map") if count == 1 else tr("{count} maps", count=count)
    words = tr(
        "{mode} x{multiplier:g} on {maps} of {layers}, {cells} cells",
        mode=edit.mode,
        multiplier=edit.multiplier,
        maps=maps,
        layers=", ".join(layers) or tr("no layer"),
        cells=int((edit.selection.numpy() != 0).sum()),
    )
    if edit.is_active:
        return words
    return tr("{edit} (held: not applied)", edit=words) if edit.held else tr("{edit} (not active)", edit=words)


def _latent_words(latent: Latent, tr: Say) -> str:
    match latent:
        case Seed(seed=seed):
            return tr("seed {seed}", seed=seed)
        case LatentZ(values=values):
            return tr("z of {count} numbers", count=values.shape[0])
        case LatentW(values=values):
            return tr("w of {count} numbers", count=values.shape[0])
        case LatentWPlus(values=values):
            return tr("w+ of {layers} layers by {count} numbers", layers=values.shape[0], count=values.shape[1])
