"""The workbench: what is on screen follows the recipe; generate, toggle, wipe, live update, models."""

from __future__ import annotations

import pytest
from fake_studio import FakeStudio, small_spec

from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, check, replace
from ganstudio.recipe.edits import SpatialEdit
from ganstudio.recipe.latent import Noise, Seed
from ganstudio.ui.bench.frame import Draft
from ganstudio.ui.bench.render_service import RenderService
from ganstudio.ui.bench.session import Phase, RecipeEdit
from ganstudio.ui.bench.workbench import START_VARIATION, Workbench
from ganstudio.workspace import Workspace


@pytest.fixture
def studio(tmp_path) -> FakeStudio:
    return FakeStudio(workspace=Workspace(tmp_path / "workspace"))


@pytest.fixture
def bench(qtbot, studio):
    service = RenderService(lambda command, tell: studio)
    made = Workbench(service)
    with qtbot.waitSignal(made.frame_shown):
        made.open_model("fake.pt", device="cpu", precision="fp32")
    yield made
    made.close()


def wait_current(qtbot, bench: Workbench) -> None:
    qtbot.waitUntil(lambda: bench.frame_is_current)


def vary(bench: Workbench, value: float, phase: Phase = Phase.DONE) -> None:
    bench.edit(RecipeEdit(replace(bench.session.recipe, variation=value), f"variation {value}", phase))


def test_a_model_starts_with_a_picture_a_little_towards_the_average(bench, studio):
    assert bench.session.recipe.variation == START_VARIATION
    assert bench.session.recipe.model == studio.model_id
    assert bench.session.history.past == ()


def test_the_tabs_saved_as_basic_load_at_start(qtbot, studio):
    edit = SpatialEdit(name="mouth_open", resolution=16, selection=Array([[0.0, 1.0], [0.0, 0.0]]))
    studio.folder.save_tabs("basic", (edit,))
    service = RenderService(lambda command, tell: studio)
    bench = Workbench(service)
    with qtbot.waitSignal(bench.frame_shown):
        bench.open_model("fake.pt", device="cpu", precision="fp32")
    assert bench.session.recipe.edits == (edit,)
    bench.close()


def test_generate_keeps_everything_but_the_latent_and_is_told_once(qtbot, bench):
    vary(bench, 0.4)
    generated: list = []
    bench.generated.connect(generated.append)
    bench.generate(7)
    qtbot.waitUntil(lambda: len(generated) == 1)
    assert generated[0].recipe == replace(bench.session.recipe, latent=Seed(7), variation=0.4)
    bench.undo()
    bench.redo()
    wait_current(qtbot, bench)
    assert len(generated) == 1


def test_generating_the_seed_on_screen_again_keeps_it_too(qtbot, bench):
    bench.generate(7)
    wait_current(qtbot, bench)
    with qtbot.waitSignal(bench.generated):
        bench.generate(7)


def test_a_drag_is_rendered_live_and_is_one_step(qtbot, bench):
    for value in (0.6, 0.5, 0.4):
        vary(bench, value, Phase.LIVE)
    vary(bench, 0.4)
    wait_current(qtbot, bench)
    assert len(bench.session.history.past) == 1
    bench.undo()
    wait_current(qtbot, bench)
    assert bench.frame.recipe.variation == START_VARIATION


def test_without_live_update_changes_wait_for_update(qtbot, bench, studio):
    bench.set_live(False)
    rendered = len(studio.rendered)
    vary(bench, 0.3, Phase.LIVE)
    vary(bench, 0.2)
    assert bench.stale
    assert len(studio.rendered) == rendered
    bench.update()
    wait_current(qtbot, bench)
    assert not bench.stale
    assert bench.frame.recipe.variation == 0.2


def test_a_step_of_a_slider_asks_for_the_state_of_the_commands_once(qtbot, bench):
    asked = []
    bench.state_changed.connect(lambda: asked.append(bench.stale))
    vary(bench, 0.3, Phase.LIVE)
    assert asked == [False]


def test_generate_renders_without_live_update(qtbot, bench):
    bench.set_live(False)
    bench.generate(3)
    wait_current(qtbot, bench)
    assert bench.frame.recipe.latent == Seed(3)


def test_turning_live_update_on_catches_up(qtbot, bench):
    bench.set_live(False)
    vary(bench, 0.2)
    bench.set_live(True)
    wait_current(qtbot, bench)
    assert not bench.stale


def test_toggle_previous_swaps_there_and_back(qtbot, bench):
    bench.generate(1)
    wait_current(qtbot, bench)
    bench.generate(2)
    wait_current(qtbot, bench)
    bench.comparison.toggle_previous(True)
    wait_current(qtbot, bench)
    assert bench.frame.recipe.latent == Seed(1)
    bench.comparison.toggle_previous(False)
    wait_current(qtbot, bench)
    assert bench.frame.recipe.latent == Seed(2)


def test_toggle_previous_shows_the_picture_at_once(qtbot, bench):
    bench.generate(1)
    wait_current(qtbot, bench)
    bench.generate(2)
    wait_current(qtbot, bench)
    bench.comparison.toggle_previous(True)
    assert bench.frame.recipe.latent == Seed(1)


def test_a_change_while_the_previous_is_shown_ends_the_toggle(qtbot, bench):
    bench.generate(1)
    wait_current(qtbot, bench)
    states: list[bool] = []
    bench.comparison.showing_previous_changed.connect(states.append)
    bench.comparison.toggle_previous(True)
    vary(bench, 0.1)
    assert states == [True, False]


def test_the_wipe_lays_the_picture_before_beside(qtbot, bench):
    bench.generate(1)
    wait_current(qtbot, bench)
    bench.generate(2)
    wait_current(qtbot, bench)
    shown: list = []
    bench.comparison.comparison_changed.connect(shown.append)
    bench.comparison.toggle_wipe(True)
    assert shown[-1][0, 0, 0] == 1
    bench.comparison.toggle_wipe(False)
    assert shown[-1] is None


def test_the_wipe_renders_a_picture_before_that_is_not_at_hand(qtbot, bench, studio):
    bench.generate(1)
    wait_current(qtbot, bench)
    bench.generate(2)
    wait_current(qtbot, bench)
    bench.comparison.frames.clear()
    studio.render = lambda recipe: studio.render_detailed(recipe).portrait
    with qtbot.waitSignal(bench.comparison.comparison_changed) as caught:
        bench.comparison.toggle_wipe(True)
    assert caught.args[0][0, 0, 0] == 1


def test_during_a_drag_the_wipe_shows_the_picture_before_the_drag(qtbot, bench):
    bench.generate(1)
    wait_current(qtbot, bench)
    bench.comparison.toggle_wipe(True)
    shown: list = []
    bench.comparison.comparison_changed.connect(shown.append)
    vary(bench, 0.3, Phase.LIVE)
    assert shown[-1][0, 0, 0] == 1


def set_base(qtbot, bench: Workbench) -> None:
    bench.set_base()
    qtbot.waitUntil(lambda: bench.session.recipe.base is not None)


def test_set_and_reset_base_are_steps(qtbot, bench):
    vary(bench, 0.4)
    set_base(qtbot, bench)
    based = bench.session.recipe
    assert based.variation == 0.0
    bench.reset_base()
    assert (bench.session.recipe.base, bench.session.recipe.variation) == (None, 0.4)
    bench.undo()
    assert bench.session.recipe == based
    bench.undo()
    assert (bench.session.recipe.base, bench.session.recipe.variation) == (None, 0.4)


def test_generating_from_a_base_goes_back_to_the_last_variation_so_that_it_shows(qtbot, bench):
    vary(bench, 0.4)
    set_base(qtbot, bench)
    bench.generate(5)
    assert (bench.session.recipe.variation, bench.session.recipe.latent) == (0.4, Seed(5))
    assert bench.session.recipe.base is not None
    assert bench.session.history.present.label == "seed 5, variation 0.40"
    vary(bench, 0.2)
    bench.generate(6)
    assert bench.session.recipe.variation == 0.2


def seed_the_noise(bench: Workbench, seed: int) -> None:
    noise = Noise(mode="seeded", seed=seed)
    bench.edit(RecipeEdit(replace(bench.session.recipe, noise=noise), "noise"))


def test_each_generated_picture_has_its_own_seeded_noise(bench):
    seed_the_noise(bench, 9)
    bench.generate(5)
    assert bench.session.recipe.noise == Noise(mode="seeded", seed=5)
    bench.generate()
    assert bench.session.recipe.noise.seed == bench.session.recipe.latent.seed


def test_the_noise_seed_can_be_kept(bench):
    seed_the_noise(bench, 9)
    bench.keep_noise_seed = True
    bench.generate(5)
    assert bench.session.recipe.noise == Noise(mode="seeded", seed=9)


def test_another_model_begins_a_new_history_and_the_same_model_keeps_it(qtbot, bench, studio):
    vary(bench, 0.2)
    with qtbot.waitSignal(bench.model_changed):
        bench.open_model("fake.pt", device="cpu", precision="fp32")
    assert bench.session.recipe.variation == 0.2
    studio.model_id = "1" * 32
    with qtbot.waitSignal(bench.model_changed):
        bench.open_model("other.pt", device="cpu", precision="fp32")
    assert bench.session.history.past == ()
    assert bench.session.recipe.model == "1" * 32


def test_a_model_opened_for_a_recipe_shows_that_recipe(qtbot, bench, studio):
    studio.model_id = "2" * 32
    wanted = Recipe(model="2" * 32, latent=Seed(77))
    bench.open_model("other.pt", device="cpu", precision="fp32", recipe=wanted)
    qtbot.waitUntil(lambda: bench.frame is not None and bench.frame.recipe == wanted)


def test_layers_to_capture_come_with_the_next_frame(qtbot, bench):
    with qtbot.waitSignal(bench.frame_shown):
        bench.set_capture(("b16",))
    assert set(bench.frame.feature_maps) == {"b16"}


def test_going_back_shows_the_picture_first_and_its_maps_when_they_come(qtbot, bench):
    bench.generate(1)
    wait_current(qtbot, bench)
    bench.generate(2)
    wait_current(qtbot, bench)
    with qtbot.waitSignal(bench.frame_shown):
        bench.set_capture(("b8",))
    with qtbot.waitSignal(bench.frame_shown), qtbot.waitSignal(bench.picture_shown):
        bench.undo()
    assert set(bench.frame.feature_maps) == {"b8"}


def test_nothing_is_asked_without_a_model(qtbot):
    service = RenderService(lambda command, tell: FakeStudio(spec=small_spec()))
    bench = Workbench(service)
    bench.generate()
    bench.update()
    bench.set_base()
    vary(bench, 0.3)
    assert bench.session.recipe == Recipe()
    bench.close()


def test_a_seed_that_is_drawn_is_one_that_a_recipe_takes(bench, studio, qtbot, monkeypatch):
    monkeypatch.setattr("secrets.randbelow", lambda bound: bound - 1)
    with qtbot.waitSignal(bench.frame_shown):
        bench.generate()
    assert bench.session.recipe.latent == Seed((1 << 32) - 1)
    check(replace(bench.session.recipe, edits=()), studio.spec)


def test_a_draft_is_shown_until_the_picture_is_there_and_never_after_a_newer_one(qtbot, bench, studio):
    shown = []
    bench.draft_shown.connect(lambda draft: shown.append(("draft", draft.serial)))
    bench.frame_shown.connect(lambda frame: shown.append(("frame", frame.serial)))
    studio.drafts = True
    with qtbot.waitSignal(bench.frame_shown):
        bench.show(replace(bench.session.recipe, latent=Seed(71)), "test")
    serial = bench.service.last_serial
    assert shown == [("draft", serial), ("frame", serial)]

    bench.service.drafted.emit(
        Draft(recipe=replace(bench.session.recipe, latent=Seed(72)), image=bench.frame.image, serial=serial - 1)
    )
    assert len(shown) == 2


def test_a_picture_at_hand_is_not_blurred_again(qtbot, bench, studio):
    drafts = []
    bench.draft_shown.connect(drafts.append)
    studio.drafts = True
    with qtbot.waitSignal(bench.frame_shown):
        bench.update()
    assert drafts == []
