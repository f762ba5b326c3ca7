"""What people call style channels: `16×16 2nd · 2` in lists, `16×16, second layer, channel 2` in sentences."""

from __future__ import annotations

import re

from ganstudio.words import in_english, marked, tr

_OF_STYLEGAN2 = re.compile(r"b(?P<side>\d+)\.(?P<part>conv0|conv1|torgb)")
_OF_STYLEGAN3 = re.compile(r"L(?P<number>\d+)_.*")
_SHORT = {"conv0": marked("{size} 1st"), "conv1": marked("{size} 2nd"), "torgb": marked("{size} RGB")}
_LONG = {
    "conv0": marked("{size}, first layer"),
    "conv1": marked("{size}, second layer"),
    "torgb": marked("{size}, colors"),
}


def style_layer_name(layer: str) -> str:
    """A style layer in a few letters: `16×16 1st`, `16×16 RGB`, `4×4`, which has one layer; `L7` in StyleGAN3."""
    return _named(layer, _SHORT)


def style_layer_words(layer: str) -> str:
    """The same in words: `16×16, first layer`."""
    return _named(layer, _LONG)


def style_name(layer: str, channel: int) -> str:
    """A style channel in a few letters: `16×16 2nd · 2`."""
    return f"{style_layer_name(layer)} · {channel}"


def style_caption(layer: str, channel: int) -> str:
    """The same in English, as what is written below pictures, in a font that has no other letters."""
    match = _OF_STYLEGAN2.fullmatch(layer)
    short = "" if match is None or _is_alone(match) else _SHORT[match["part"]]
    return f"{in_english(short, size=_size(match)) if match and short else style_layer_name(layer)} · {channel}"


def style_words(layer: str, channel: int) -> str:
    """A style channel in words: `16×16, second layer, channel 2`."""
    return tr("{layer}, channel {channel}", layer=style_layer_words(layer), channel=channel)


def style_code(layer: str, channel: int) -> str:
    """As recipes, commands and papers write it: `b16.conv1:2`."""
    return f"{layer}:{channel}"


def _named(layer: str, words: dict[str, str]) -> str:
    match = _OF_STYLEGAN2.fullmatch(layer)
    if match is None:
        number = _OF_STYLEGAN3.fullmatch(layer)
        return f"L{number['number']}" if number is not None else layer
    return _size(match) if _is_alone(match) else tr(words[match["part"]], size=_size(match))


def _is_alone(match: re.Match[str]) -> bool:
    """Whether it is the only convolution of its size, as the first of a network."""
    return match["side"] == "4" and match["part"] == "conv1"


def _size(match: re.Match[str]) -> str:
    return f"{match['side']}×{match['side']}"
