"""What must hold of every recipe and every history, not only of the ones we thought of."""

import string

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from ganstudio.recipe import codec
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import AttributeShift, ChannelWeight, SpatialEdit
from ganstudio.recipe.history import History, Step
from ganstudio.recipe.latent import LatentW, LatentWPlus, LatentZ, Noise, Seed, StyleMix, Truncation
from ganstudio.recipe.portrait import Portrait

finite = st.floats(allow_nan=False, allow_infinity=False, width=32)
names = st.text(alphabet=string.ascii_letters + "äλ名 _-/:\"'", min_size=1, max_size=12)
seeds = st.integers(0, 2**32 - 1)


def blocks(*shape: int) -> st.SearchStrategy[Array]:
    return arrays(np.float32, shape, elements=finite).map(Array)


latents = st.one_of(seeds.map(Seed), blocks(6).map(LatentZ), blocks(6).map(LatentW), blocks(3, 6).map(LatentWPlus))
edits = st.builds(
    SpatialEdit,
    name=names,
    resolution=st.sampled_from([4, 8, 16]),
    selection=st.tuples(st.integers(1, 5), st.integers(1, 5)).flatmap(lambda shape: blocks(*shape)),
    weights=st.lists(st.builds(ChannelWeight, names, st.integers(0, 511), finite), max_size=4).map(tuple),
    multiplier=finite,
    mode=st.sampled_from(["add", "multiply", "set", "ablate"]),
)
recipes = st.builds(
    Recipe,
    model=st.text(alphabet=string.hexdigits, max_size=32),
    latent=latents,
    classes=st.lists(finite, max_size=3).map(tuple),
    truncation=st.builds(Truncation, psi=finite, cutoff=st.none() | st.integers(0, 18)),
    variation=finite,
    base=st.none() | blocks(6).map(LatentW),
    style_mix=st.lists(
        st.builds(StyleMix, first=st.integers(0, 17), last=st.integers(0, 17), source=latents), max_size=2
    ).map(tuple),
    attributes=st.lists(st.builds(AttributeShift, name=names, vector=blocks(6), amount=finite), max_size=2).map(tuple),
    noise=st.builds(Noise, mode=st.sampled_from(["const", "seeded", "none"]), seed=seeds),
    edits=st.lists(edits, max_size=2).map(tuple),
)


@given(recipes)
@settings(deadline=None)
def test_decoding_gives_back_what_was_encoded(recipe: Recipe):
    assert codec.decode(codec.encode(recipe)) == recipe


@given(recipes)
@settings(deadline=None, max_examples=30)
def test_equal_recipes_have_equal_hashes(recipe: Recipe):
    again = codec.decode(codec.encode(recipe))

    assert hash(again) == hash(recipe)


@given(recipes, arrays(np.uint8, (3, 5, 3)))
@settings(deadline=None, max_examples=30)
def test_a_png_brings_back_pixels_and_recipe(tmp_path_factory, recipe: Recipe, image):
    path = tmp_path_factory.mktemp("png") / "portrait.png"

    opened = Portrait.open(Portrait(image, recipe).save(path))

    assert opened.recipe == recipe
    assert np.array_equal(opened.image, image)


class HistoryMachine(RuleBasedStateMachine):
    """Compares History with a plain list and a position in it."""

    def __init__(self) -> None:
        super().__init__()
        first = Step(label="start", recipe=Recipe())
        self.history = History(present=first)
        self.steps = [first]
        self.position = 0

    @rule(seed=st.integers(0, 3))
    def commit(self, seed: int) -> None:
        step = Step(label=str(seed), recipe=Recipe(latent=Seed(seed)))
        self.history = self.history.commit(step)
        if step.recipe != self.steps[self.position].recipe:
            self.steps = [*self.steps[: self.position + 1], step]
            self.position += 1

    @rule()
    def undo(self) -> None:
        self.history = self.history.undo()
        self.position = max(0, self.position - 1)

    @rule()
    def redo(self) -> None:
        self.history = self.history.redo()
        self.position = min(len(self.steps) - 1, self.position + 1)

    @invariant()
    def same_as_the_list(self) -> None:
        assert [*self.history.past, self.history.present, *self.history.future] == self.steps
        assert self.history.present == self.steps[self.position]


TestHistory = HistoryMachine.TestCase
