"""No recipe that can be written down crashes the renderer: it gives a picture, or a refusal in words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ganstudio.errors import GanStudioError
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import AttributeShift, ChannelWeight, SpatialEdit
from ganstudio.recipe.latent import LatentW, LatentWPlus, LatentZ, Noise, Seed, StyleMix, Truncation
from ganstudio.render.renderer import Renderer

numbers = st.floats(allow_nan=True, allow_infinity=True)
float32 = st.floats(width=32, allow_nan=False, allow_infinity=False)
rows = st.integers(-1, 9)


def packed(shape: object) -> st.SearchStrategy[Array]:
    return arrays(np.float32, shape, elements=float32, fill=float32).map(Array)


latents = st.one_of(
    st.builds(Seed, st.integers(-1, 2**33)),
    st.builds(LatentZ, packed(8)),
    st.builds(LatentW, packed(8)),
    st.builds(LatentWPlus, packed((8, 8))),
    st.builds(LatentW, packed(st.integers(0, 9))),
)
edits = st.builds(
    SpatialEdit,
    name=st.sampled_from(["a", "b"]),
    resolution=st.integers(-1, 64),
    selection=packed(st.tuples(st.integers(0, 9), st.integers(0, 9))),
    weights=st.lists(
        st.builds(ChannelWeight, st.sampled_from(["b4", "b8.conv0", "b32", "b64", ""]), st.integers(-1, 9), numbers),
        max_size=3,
    ).map(tuple),
    multiplier=numbers,
    mode=st.sampled_from(["add", "multiply", "set", "ablate", "other"]),
    feather=numbers,
)
recipes = st.builds(
    Recipe,
    latent=latents,
    classes=st.lists(numbers, max_size=2).map(tuple),
    truncation=st.builds(Truncation, psi=numbers, cutoff=st.none() | st.integers(-1, 99)),
    variation=numbers,
    base=st.none() | st.builds(LatentW, packed(8)),
    style_mix=st.lists(st.builds(StyleMix, first=rows, last=rows, source=latents), max_size=2).map(tuple),
    attributes=st.lists(
        st.builds(AttributeShift, name=st.just("x"), vector=packed(8), amount=numbers, first=rows), max_size=2
    ).map(tuple),
    noise=st.builds(
        Noise,
        mode=st.sampled_from(["const", "seeded", "none", "loud"]),
        seed=st.integers(-1, 2**33),
        strengths=st.lists(st.tuples(st.sampled_from([4, 8, 32, 5]), numbers), max_size=2).map(tuple),
    ),
    edits=st.lists(edits, max_size=2).map(tuple),
)


@pytest.fixture(scope="module")
def renderer(tiny_generator):
    return Renderer(tiny_generator)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(recipe=recipes)
def test_any_recipe_gives_a_picture_or_a_refusal(renderer, recipe):
    try:
        rendering = renderer.render(recipe, ("b8", "b32.conv0"))
    except GanStudioError:
        return
    assert rendering.portrait.image.shape == (32, 32, 3)
    assert all(np.isfinite(maps).all() for maps in rendering.feature_maps.values())


sane = st.floats(-3, 3)
sane_recipes = st.builds(
    Recipe,
    latent=st.builds(Seed, st.integers(0, 2**32 - 1)) | st.builds(LatentW, packed(8)),
    truncation=st.builds(Truncation, psi=numbers.filter(np.isfinite), cutoff=st.none() | st.integers(0, 99)),
    variation=numbers.filter(np.isfinite),
    noise=st.builds(Noise, strengths=st.tuples(st.tuples(st.just(8), numbers.filter(np.isfinite)))),
    attributes=st.builds(AttributeShift, name=st.just("x"), vector=packed(8), amount=numbers.filter(np.isfinite)).map(
        lambda shift: (shift,)
    ),
    edits=st.builds(
        SpatialEdit,
        name=st.just("a"),
        resolution=st.just(4),
        selection=packed((4, 4)),
        weights=st.builds(ChannelWeight, st.sampled_from(["b4", "b8.conv0", "b32"]), st.integers(0, 3), sane).map(
            lambda weight: (weight,)
        ),
        multiplier=numbers.filter(np.isfinite),
        mode=st.sampled_from(["add", "multiply", "set", "ablate"]),
        feather=st.floats(0, 1e300),
    ).map(lambda edit: (edit,)),
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(recipe=sane_recipes)
def test_finite_numbers_of_any_size_give_a_picture(renderer, recipe):
    assert renderer.render(recipe).portrait.image.dtype == np.uint8
