"""The style mixing card: seeds and pictures are mixed in live, each change is one undo step."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from fake_studio import small_spec
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from task_parts import do, end
from window_parts import window_parts

from ganstudio.api import Studio
from ganstudio.errors import ModelMissingError, RecipeError
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import AttributeShift
from ganstudio.recipe.latent import LatentW, LatentWPlus, Noise, Seed, StyleMix
from ganstudio.recipe.portrait import Portrait
from ganstudio.spec import ModelIdentity
from ganstudio.ui.bench.session import Phase, RecipeEdit, Session
from ganstudio.ui.bench.task import Task
from ganstudio.ui.make.mix_panel import MixPanel
from ganstudio.ui.make.mix_task import read_mix_source

WS = np.arange(8 * 16, dtype=np.float32).reshape(8, 16)


class Bench:
    """A card on a session, as in the window."""

    def __init__(self, qtbot) -> None:
        self.panel = MixPanel()
        qtbot.addWidget(self.panel)
        self.session = Session()
        self.edits: list[RecipeEdit] = []
        self.tasks: list[Task] = []
        self.panel.recipe_edited.connect(self.edits.append)
        self.panel.recipe_edited.connect(self.session.edit)
        self.panel.task_requested.connect(self.tasks.append)
        self.session.recipe_changed.connect(self.panel.show_recipe)
        self.panel.show_model(SimpleNamespace(spec=small_spec()))
        self.panel.show_recipe(self.session.recipe)
        self.panel.set_folded(False)
        self.panel.show()

    def mix_in(self, *sources: StyleMix) -> None:
        self.session.edit(RecipeEdit(Recipe(style_mix=sources), "mixes"))
        self.edits.clear()

    @property
    def labels(self) -> list[str]:
        history = self.session.history
        return [step.label for step in (*history.past, history.present)]


@pytest.fixture
def bench(qtbot) -> Bench:
    return Bench(qtbot)


def studio(recipe: Recipe, *, c_dim: int = 0):
    return SimpleNamespace(
        open_recipe=lambda _: recipe,
        identity=ModelIdentity(model_id="m" * 32),
        spec=small_spec(c_dim=c_dim),
        renderer=SimpleNamespace(ws=lambda _: WS),
    )


def source_of(recipe: Recipe, path, *, c_dim: int = 0):
    (progress,) = read_mix_source(path)(studio(recipe, c_dim=c_dim))
    return progress.found.latent


def test_it_is_folded_at_first(qtbot):
    panel = MixPanel()
    qtbot.addWidget(panel)
    assert panel.folded


def test_a_seed_is_mixed_into_the_coarse_layers(bench):
    bench.panel.seed_button.click()
    (mix,) = bench.session.recipe.style_mix
    assert isinstance(mix.source, Seed)
    assert (mix.first, mix.last) == (0, 2)
    assert bench.labels == ["start", f"mix layers 0-2 from seed {mix.source.seed}"]
    assert bench.panel.rows[0].band.currentText() == "Coarse"


def test_a_typed_seed_is_taken_by_enter_as_one_step(bench):
    bench.mix_in(StyleMix(first=0, last=2, source=Seed(7)))
    field = bench.panel.rows[0].seed
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "12")
    assert bench.edits == []
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert bench.labels == ["start", "mixes", "mix layers 0-2 from seed 12"]


def test_several_steps_of_a_layer_field_are_one_change(bench, qtbot):
    bench.mix_in(StyleMix(first=0, last=2, source=Seed(7)))
    last = bench.panel.rows[0].last
    with qtbot.waitSignal(bench.panel.rows[0].settled):
        last.stepUp()
        last.stepUp()
    assert [edit.phase for edit in bench.edits] == [Phase.LIVE, Phase.LIVE, Phase.DONE]
    assert bench.labels == ["start", "mixes", "mix layers 0-4 from seed 7"]


def test_the_first_layer_pushes_the_last(bench):
    bench.mix_in(StyleMix(first=0, last=2, source=Seed(7)))
    bench.panel.rows[0].first.setValue(5)
    assert bench.session.recipe.style_mix == (StyleMix(first=5, last=5, source=Seed(7)),)
    bench.panel.rows[0].last.setValue(3)
    assert bench.session.recipe.style_mix == (StyleMix(first=3, last=3, source=Seed(7)),)


def test_presets_choose_bands_of_layers(bench):
    bench.mix_in(StyleMix(first=0, last=2, source=Seed(7)))
    band = bench.panel.rows[0].band
    assert [band.itemText(index) for index in range(band.count())] == ["Coarse", "Middle", "All"]
    band.activated.emit(1)
    assert bench.session.recipe.style_mix == (StyleMix(first=3, last=7, source=Seed(7)),)
    assert bench.panel.rows[0].band.currentText() == "Middle"
    bench.panel.rows[0].first.setValue(4)
    assert bench.panel.rows[0].band.currentIndex() == -1


def test_undo_while_a_field_is_being_stepped_stays_undone(bench, qtbot):
    bench.mix_in(StyleMix(first=0, last=2, source=Seed(7)))
    with qtbot.waitSignal(bench.panel.rows[0].settled):
        bench.panel.rows[0].last.stepUp()
        bench.session.undo()
    assert bench.session.recipe.style_mix == (StyleMix(first=0, last=2, source=Seed(7)),)


def test_a_mix_is_taken_out_and_comes_back_with_undo(bench):
    mixes = (StyleMix(first=0, last=2, source=Seed(7)), StyleMix(first=3, last=3, source=Seed(8)))
    bench.mix_in(*mixes)
    bench.panel.rows[0].remove.click()
    assert bench.session.recipe.style_mix == mixes[1:]
    assert bench.labels[-1] == "remove mix from seed 7"
    assert bench.panel.rows[0].seed.text() == "8"
    bench.session.undo()
    assert bench.session.recipe.style_mix == mixes
    assert len(bench.panel.rows) == 2


def test_a_dropped_picture_is_read_and_mixed_in(bench, tmp_path):
    path = tmp_path / "smile.png"
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    drop = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    bench.panel.dropEvent(drop)
    (task,) = bench.tasks
    do(task, studio(Recipe(latent=Seed(1), variation=0.5)))
    assert bench.labels[-1] == "mix layers 0-2 from smile.png"
    assert bench.session.recipe.style_mix[0].source == LatentWPlus(Array(WS))


def test_a_picture_that_could_not_be_read_changes_nothing(bench, tmp_path):
    bench.panel.add_pictures([tmp_path / "smile.png"])
    end(bench.tasks[0])
    assert bench.edits == []


def test_an_untouched_picture_gives_its_own_latent(tmp_path):
    assert source_of(Recipe(latent=Seed(12), noise=Noise(mode="none")), tmp_path) == Seed(12)


@pytest.mark.parametrize(
    "changes",
    [
        {"variation": 0.7},
        {"base": LatentW(Array([0.0] * 16))},
        {"attributes": (AttributeShift(name="a", vector=Array([1.0] * 16), amount=1.0),)},
        {"style_mix": (StyleMix(first=0, last=1, source=Seed(3)),)},
    ],
)
def test_a_changed_picture_gives_the_styles_it_shows(tmp_path, changes):
    assert source_of(replace(Recipe(latent=Seed(12)), **changes), tmp_path) == LatentWPlus(Array(WS))


def test_a_seed_of_a_conditional_model_gives_the_styles_of_its_class(tmp_path):
    recipe = Recipe(latent=Seed(12), classes=(0.0, 1.0, 0.0))
    assert source_of(recipe, tmp_path, c_dim=3) == LatentWPlus(Array(WS))


def test_a_picture_of_another_model_is_refused_in_one_sentence(tmp_path):
    with pytest.raises(ModelMissingError, match=r"^smile.png was made with another model[^.]*\.$"):
        source_of(Recipe(model="f" * 32), tmp_path / "smile.png")


def test_a_latent_that_does_not_fit_is_refused(tmp_path):
    with pytest.raises(RecipeError):
        source_of(Recipe(latent=LatentW(Array([0.0] * 5))), tmp_path)


def test_the_picture_chosen_in_the_film_strip_is_mixed_in(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as parts:
        window = parts.start()
        window.bench.edit(RecipeEdit(replace(window.bench.session.recipe, variation=1.0), "variation"))
        parts.generate(12)
        window.left.mixing.strip_pictures_requested.emit()
        assert window.bar.isVisible()
        qtbot.waitUntil(lambda: len(window.strip.model.files) == 2)  # the first was changed, and is kept too
        seeds = [Portrait.open(file.path).recipe.latent for file in window.strip.model.files]
        window.strip.view.setCurrentIndex(window.strip.model.index(seeds.index(Seed(12))))
        window.left.mixing.strip_pictures_requested.emit()
        qtbot.waitUntil(lambda: bool(window.bench.session.recipe.style_mix))
        assert window.bench.session.recipe.style_mix[0].source == Seed(12)
        parts.settle()


def test_layers_are_taken_over_from_a_latent_that_a_projector_wrote(tiny_model, tmp_path):
    real = Studio(tmp_path / "workspace", tiny_model, "cpu", "fp32")
    values = np.random.RandomState(0).randn(1, real.spec.num_ws, real.spec.w_dim).astype(np.float32)
    np.savez(tmp_path / "projected_w.npz", w=values)

    (progress,) = read_mix_source(tmp_path / "projected_w.npz")(real)

    np.testing.assert_array_equal(progress.found.latent.values.numpy(), values[0])
