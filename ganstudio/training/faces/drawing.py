"""Draws one face from its factors: a picture, and which part every pixel shows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ganstudio.training.faces import accessories, clothes, tails
from ganstudio.training.faces.background import paint_background, paint_light
from ganstudio.training.faces.body import measure_body, paint_choker, paint_neck, paint_shirt
from ganstudio.training.faces.canvas import Canvas
from ganstudio.training.faces.eyes import paint_brows
from ganstudio.training.faces.factors import Floats, face_of
from ganstudio.training.faces.hair import Hair, paint_back_hair, paint_front_hair, paint_strays, shape_hair
from ganstudio.training.faces.irises import paint_eyes
from ganstudio.training.faces.mouth import paint_mouth
from ganstudio.training.faces.sheet import Sheet
from ganstudio.training.faces.skin import paint_ears, paint_face, paint_marks, paint_nose


def draw_face(factors: Floats, *, size: int = 256) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Draw one face with the map of its parts.

    Args:
        factors: float32 [factors], in the order of `NAMES`; values past their limits are drawn as the limit.
        size: Side of the picture in pixels.

    Returns:
        (picture, parts): uint8 [size, size, 3], and uint8 [size, size] of `Part` values (what is seen in each pixel).
    """
    picture, parts = _draw(factors, size=size, parts=True)
    assert parts is not None
    return picture, parts


def draw_picture(factors: Floats, *, size: int = 256) -> NDArray[np.uint8]:
    """Draw one face without the map of its parts, which takes a quarter less time. Returns uint8 [size, size, 3]."""
    return _draw(factors, size=size, parts=False)[0]


def _draw(factors: Floats, *, size: int, parts: bool) -> tuple[NDArray[np.uint8], NDArray[np.uint8] | None]:
    # Qt's own antialiasing is as good as supersampling from about 200 pixels on.
    canvas = Canvas(size, supersampling=1 if size >= 200 else 2, parts=parts)
    sheet = Sheet(face_of(factors), canvas)
    hair = shape_hair(sheet)
    paint_background(sheet)
    tails.paint_tails(sheet)
    paint_back_hair(sheet, hair)
    _paint_body(sheet)
    _paint_head(sheet, hair)
    paint_brows(sheet, through_hair=True)
    _paint_worn(sheet, hair)
    return canvas.finish(lambda painter, blurred: paint_light(sheet, painter, blurred))


def _paint_body(sheet: Sheet) -> None:
    body = measure_body(sheet)
    clothes.paint_hood_behind(sheet, body)
    paint_neck(sheet, body)
    paint_choker(sheet, body)
    paint_shirt(sheet, body)
    clothes.paint_turtleneck(sheet, body)
    clothes.paint_hood(sheet, body)
    clothes.paint_collar(sheet, body)
    clothes.paint_tie(sheet, body)
    clothes.paint_jacket(sheet, body)
    clothes.paint_scarf(sheet, body)
    tails.paint_braids(sheet)


def _paint_head(sheet: Sheet, hair: Hair) -> None:
    paint_ears(sheet)
    accessories.paint_earrings(sheet)
    paint_face(sheet, hair)
    paint_marks(sheet)
    paint_nose(sheet)
    paint_mouth(sheet)
    paint_eyes(sheet)
    paint_brows(sheet)
    tails.paint_ahoge(sheet)
    accessories.paint_cat_ears(sheet)
    paint_strays(sheet)
    paint_front_hair(sheet, hair)


def _paint_worn(sheet: Sheet, hair: Hair) -> None:
    accessories.paint_hairband(sheet)
    accessories.paint_headphones(sheet, hair)
    accessories.paint_clip(sheet)
    accessories.paint_flower(sheet)
    accessories.paint_bow(sheet)
    accessories.paint_glasses(sheet)
