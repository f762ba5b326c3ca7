"""What people call channels: `16×16 2nd · 2` in lists, `16×16, second layer, channel 2` in sentences, `16×16 map 3`."""

from __future__ import annotations

import re

from ganstudio.words import marked, tr

_OF_STYLEGAN2 = re.compile(r"b(?P<side>\d+)\.(?P<part>conv0|conv1|torgb)")
_OF_STYLEGAN3 = re.compile(r"L(?P<number>\d+)_.*")
_MAP_LAYER = re.compile(r"b(?P<side>\d+)(?P<part> conv0)?")
_SHORT = {"conv0": marked("{size} 1st"), "conv1": marked("{size} 2nd"), "torgb": marked("{size} colors")}
_LONG = {
    "conv0": marked("{size}, first layer"),
    "conv1": marked("{size}, second layer"),
    "torgb": marked("{size}, colors"),
}


def style_layer_name(layer: str) -> str:
    """A style layer in a few letters: `16×16 1st`, `16×16 colors`, `4×4`, which has one layer; `L7` in StyleGAN3."""
    return _named(layer, _SHORT)


def style_layer_words(layer: str) -> str:
    """The same in words: `16×16, first layer`."""
    return _named(layer, _LONG)


def style_name(layer: str, channel: int) -> str:
    """A style channel in a few letters: `16×16 2nd · 2`."""
    return f"{style_layer_name(layer)} · {channel}"


def map_name(layer: str, channel: int) -> str:
    """A feature map in a few letters, as captions have it: `16×16 map 3`, `16×16 conv0 map 3`; `map 3` of no layer."""
    if not layer:
        return tr("map {channel}", channel=channel)
    return tr("{layer} map {channel}", layer=map_layer_name(layer), channel=channel)


def map_layer_name(layer: str) -> str:
    """A layer of feature maps in a few letters: `16×16`, `16×16 conv0`; `L7` in StyleGAN3."""
    match = _MAP_LAYER.fullmatch(layer.replace(".", " "))
    number = _OF_STYLEGAN3.fullmatch(layer)
    return _size(match) + (match["part"] or "") if match else f"L{number['number']}" if number else layer


def style_words(layer: str, channel: int) -> str:
    """A style channel in words: `16×16, second layer, channel 2`."""
    return tr("{layer}, channel {channel}", layer=style_layer_words(layer), channel=channel)


def in_deviations(amount: float) -> str:
    """So many standard deviations, as everything that is read has them: `+6.0 sd`, `−0.5 sd`."""
    return tr("{amount} sd", amount=f"{amount:+.1f}".replace("-", "−"))


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
