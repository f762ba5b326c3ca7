"""What is kept of renders stays within its bounds, the oldest making room."""

from __future__ import annotations

import numpy as np
import pytest

from ganstudio.recipe.document import Recipe
from ganstudio.recipe.latent import Seed
from ganstudio.render.cache import RenderCache
from ganstudio.render.renderer import Renderer

PICTURE = np.zeros((32, 32, 3), np.uint8)


@pytest.fixture(scope="module")
def plans(tiny_generator):
    renderer = Renderer(tiny_generator)
    return [renderer._plan(Recipe(latent=Seed(seed))) for seed in range(4)]


def kept(cache, plans):
    return [number for number, plan in enumerate(plans) if cache.picture(plan) is not None]


@pytest.mark.parametrize(("room", "expected"), [(1, [3]), (2, [2, 3]), (3, [1, 2, 3]), (9, [0, 1, 2, 3])])
def test_the_oldest_pictures_make_room(plans, room, expected):
    one = PICTURE.nbytes + sum(len(stage.ws) for stage in plans[0].stages)
    cache = RenderCache(maps_bytes=0, pictures_bytes=room * one)
    for plan in plans:
        cache.keep_picture(plan, PICTURE)
    assert kept(cache, plans) == expected


def test_a_picture_that_was_looked_at_again_is_not_the_oldest(plans):
    one = PICTURE.nbytes + sum(len(stage.ws) for stage in plans[0].stages)
    cache = RenderCache(maps_bytes=0, pictures_bytes=2 * one)
    cache.keep_picture(plans[0], PICTURE)
    cache.keep_picture(plans[1], PICTURE)
    cache.picture(plans[0])
    cache.keep_picture(plans[2], PICTURE)
    assert kept(cache, plans) == [0, 2]


def test_the_last_picture_is_kept_however_large(plans):
    cache = RenderCache(maps_bytes=0, pictures_bytes=0)
    cache.keep_picture(plans[0], PICTURE)
    assert kept(cache, plans) == [0]


@pytest.mark.parametrize(("bound", "expected"), [(30, "abc"), (29, "bc"), (20, "bc"), (19, "b"), (0, "b")])
def test_maps_that_are_not_wanted_now_make_room(bound, expected):
    cache = RenderCache(maps_bytes=bound, pictures_bytes=0)
    for name in "abc":
        cache.keep_map(name, 0, np.zeros(10, np.uint8))
    cache.limit_maps("b")
    assert "".join(cache.maps) == expected
