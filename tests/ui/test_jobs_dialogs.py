"""The batch dialogs: every form makes its plan, says what is missing, remembers its answers, and shows its preview."""

import dataclasses
import gettext
import re
from collections import Counter

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from ganstudio.jobs.fields import Ground
from ganstudio.jobs.manifest import Job, encode_job
from ganstudio.jobs.outputs import FilmOptions
from ganstudio.jobs.plans import MixMatrix, Walk
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.latent import Seed
from ganstudio.recipe.portrait import Portrait
from ganstudio.ui import theme
from ganstudio.ui.jobs import preview_card
from ganstudio.ui.jobs.attribute_dialog import AttributeDialog
from ganstudio.ui.jobs.axis_control import AxisControl
from ganstudio.ui.jobs.controls import FacesControl, PathRow
from ganstudio.ui.jobs.dialog import BatchDialog
from ganstudio.ui.jobs.film_dialog import FilmDialog
from ganstudio.ui.jobs.memory import BatchMemory
from ganstudio.ui.jobs.menu import FORMS
from ganstudio.ui.jobs.plot_preview import PlotPreview
from ganstudio.ui.jobs.preview_card import PreviewTiles
from ganstudio.ui.jobs.slider_table import SliderTableControl
from ganstudio.ui.jobs.tasks import Preview, Seen, preview
from ganstudio.ui.widgets.action_button import without_mnemonic
from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.wrapped import wrapped
from ganstudio.words import DOMAIN, LOCALES
from ganstudio.workspace import Workspace
from recipes import small_spec
from unit.jobs.plan_parts import attribute, tab

RECIPE = Recipe(
    latent=Seed(1),
    attributes=(attribute("smile", 2.0), attribute("age", -1.0)),
    edits=(tab("mouth_open", 10.0), tab("hair", -4.0)),
)
BY_ACTION = {form.action: form for form in FORMS}
TOTALS = {
    "batch_new_latents": 50,
    "batch_spectrum": 9,
    "batch_sequential": 18,
    "batch_combinatoric": 9,
    "batch_axis_aligned": 16,
    "batch_selections": 16,
    "batch_style_channels": 16,
    "batch_tab_combinatoric": 9,
    "batch_new_latent_combinatoric": 90,
    "batch_random_maps": 50,
    "batch_walk": 121,
    "batch_xyz": 5,
    "batch_seed_grid": 40,
    "batch_mix": 34,
    "batch_sheet": 42,
    "batch_regenerate": 1,
    "batch_apply_sliders": 1,
    "batch_apply_combinatoric": 81,
}


@pytest.fixture
def ground(tmp_path):
    workspace = Workspace(tmp_path / "workspace")
    spec = small_spec()
    folder = workspace.model_folder("a" * 32, spec)
    folder.append_latent("sample_1.png", np.ones(8))
    Portrait(np.zeros((4, 4, 3), np.uint8), Recipe(latent=Seed(2))).save(workspace.portraits / "a.png")
    return Ground(
        recipe=RECIPE,
        spec=spec,
        layer="b8",
        tab="hair",
        portraits=workspace.portraits,
        latents=folder.path / "latents.csv",
    )


@pytest.fixture
def memory(tmp_path):
    return BatchMemory(tmp_path / "batch.json")


@pytest.fixture
def open_dialog(qtbot, ground, memory):
    def make(action, **changes):
        dialog = BatchDialog(BY_ACTION[action], changed_ground(ground, **changes), memory)
        qtbot.addWidget(dialog)
        return dialog

    return make


def changed_ground(ground, **changes):
    return dataclasses.replace(ground, **changes)


@pytest.mark.parametrize("action", sorted(BY_ACTION))
def test_no_two_fields_of_a_dialog_are_called_the_same_nor_by_symbols(open_dialog, action):
    opened = open_dialog(action)
    labels = [label.text() for label in opened.findChildren(QLabel) if re.search("[a-z]", label.text())]
    assert [text for text, count in Counter(labels).items() if count > 1] == []
    choices = [box.itemText(index) for box in opened.findChildren(QComboBox) for index in range(box.count())]
    assert [text for text in (*labels, *choices) if re.search(r"\bin [wz]\b", text)] == []


@pytest.mark.parametrize("action", TOTALS)
def test_every_form_makes_its_plan_from_its_first_answers(open_dialog, action):
    dialog = open_dialog(action)
    assert dialog.problem == ""
    assert dialog.plan.total == TOTALS[action]
    assert dialog.ok.isEnabled()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.action)
def test_the_menu_calls_a_job_as_its_dialog_and_the_list_of_jobs_do(form, language):
    said = gettext.translation(DOMAIN, LOCALES, [language], fallback=True).gettext
    assert without_mnemonic(said(form.text)).rstrip("…") == said(form.title)


@pytest.mark.parametrize("action", TOTALS)
def test_no_field_is_cut_off_on_a_small_screen(open_dialog, qapp, action):
    dialog = open_dialog(action)
    dialog.resize(qapp.primaryScreen().size() * (2 / 3))  # what Qt allows a window by itself
    dialog.show()
    for control in dialog.findChildren(QWidget):
        if control.isVisible() and isinstance(control.parentWidget(), AxisControl | FacesControl | PathRow | Card):
            assert control.parentWidget().rect().contains(control.geometry()), control.accessibleName()


EVERY_FIELD = [(form.action, field.name) for form in FORMS for field in form.fields]
OTHER_TEXTS = {"among": "1_5", "channels": "1,3", "maps": "1, 2x3", "psis": "0, 1", "layers": "1-2", "cell": "2,1"}


def change(control, name, path):
    """What a person does to a control, whatever kind it is."""
    match control:
        case FacesControl():
            control.count.stepUp()
        case AxisControl():
            choose_axis(control, "cutoff")
        case SliderTableControl():
            next(iter(control._counts.values())).stepUp()
        case PathRow():
            control.set_text(str(path) if name == "pictures" else str(path).partition("\n")[0])
            control.changed.emit()
        case QAbstractSpinBox():
            control.stepBy(-1 if name == "first" else 1)
        case QCheckBox():
            control.click()
        case QComboBox():
            control.setCurrentIndex((control.currentIndex() + 1) % control.count())
        case QLineEdit():
            control.clear()
            QTest.keyClicks(control, OTHER_TEXTS[name])
        case _:
            raise AssertionError(f"no way to change a {type(control).__name__}")


def choose_axis(control, name):
    """Chooses what varies, as from the list."""
    control.field.setCurrentIndex(control.field.findData(name))
    control.field.activated.emit(control.field.currentIndex())


@pytest.mark.parametrize(("action", "name"), EVERY_FIELD)
def test_every_field_of_every_form_reaches_the_plan(open_dialog, ground, tmp_path, action, name):
    other = tmp_path / "other"
    other.mkdir()
    picture = Portrait(np.zeros((4, 4, 3), np.uint8), Recipe(latent=Seed(3))).save(other / "b.png")
    dialog = open_dialog(action)
    if action == "batch_interpolate":
        change(dialog.control("end" if name != "end" else "start"), name, ground.portraits / "a.png")
    if action == "batch_xyz":
        shown = {"cell": "cell", "gain": "start"}.get(name, "none")
        dialog.fill({"y": "seed=1,2", "z": "variation=0.5,1", "difference": shown})
    before = encode_job(Job(title="", plan=dialog.plan))
    change(dialog.control(name), name, other if name in ("folder", "source") else f"{picture}\n{picture}")
    assert dialog.problem == ""
    assert encode_job(Job(title="", plan=dialog.plan)) != before


@pytest.mark.parametrize("typed", ["mouth open (tab)", "Mouth open", "mouth_open"])
def test_an_axis_is_found_by_typing_and_keeps_the_values_of_each_field(open_dialog, typed):
    dialog = open_dialog("batch_xyz")
    x, y = dialog.control("x"), dialog.control("y")
    assert not y.values.isEnabled()
    y.field.lineEdit().clear()
    QTest.keyClicks(y.field.lineEdit(), typed)
    assert y.values.text() == "-100..100 in 5"
    y.values.clear()
    QTest.keyClicks(y.values, "-1..1 in 3")
    assert (dialog.plan.grid, dialog.plan.y.values) == ((3, 5), (-1.0, 0.0, 1.0))
    choose_axis(y, "seed")
    assert y.values.text() == "1..5"
    choose_axis(y, "tab:mouth_open")
    assert y.values.text() == "-1..1 in 3"
    x.values.clear()
    QTest.keyClicks(x.values, "0.5, oops")
    assert dialog.plan is None
    assert "'oops' cannot be read" in dialog.problem
    assert not dialog.ok.isEnabled()


def test_axes_that_the_picture_still_has_are_there_the_next_time(open_dialog):
    dialog = open_dialog("batch_xyz")
    choose_axis(dialog.control("x"), "tab:hair")
    choose_axis(dialog.control("y"), "attribute:smile")
    dialog.accept()
    again = open_dialog("batch_xyz")
    assert (again.plan.x.name, again.plan.y.name) == ("hair", "smile")
    without = open_dialog("batch_xyz", recipe=Recipe())
    assert (without.plan.x.name, without.plan.y) == ("psi", None)


def test_a_click_in_the_preview_chooses_the_cell_that_differences_are_taken_from(open_dialog, qtbot):
    dialog = open_dialog("batch_xyz")
    dialog.fill({"y": "seed=1..3"})
    dialog.show()
    preview = dialog.findChild(PlotPreview)
    qtbot.waitUntil(preview.isVisible)
    QTest.mouseClick(preview, Qt.MouseButton.LeftButton, pos=preview.cell_rect(2, 1).center())
    assert dialog.plan.differences is None
    assert not dialog.control("cell").isEnabled()
    shown = dialog.control("difference")
    shown.setCurrentIndex(shown.findData("cell"))
    assert dialog.control("cell").isEnabled()
    QTest.mouseClick(preview, Qt.MouseButton.LeftButton, pos=preview.cell_rect(2, 1).center())
    assert dialog.plan.differences.cell == (1, 2, 0)


def test_what_is_kept_is_chosen_below_what_is_made(open_dialog):
    dialog = open_dialog("batch_axis_aligned")
    dialog.show()
    layer = dialog.control("layer")
    film = next(box for box in dialog.findChildren(QComboBox) if box.accessibleName() == "Film")
    assert layer.mapTo(dialog, layer.rect().topLeft()).x() == film.mapTo(dialog, film.rect().topLeft()).x()


def test_the_start_of_a_tab_reaches_the_plan(open_dialog):
    dialog = open_dialog("batch_tab_combinatoric")
    dialog.control("steps")._starts["hair"].setValue(1.5)
    assert [axis.values[0] for axis in dialog.plan.variation.axes] == [-10.0, 1.5]


def test_the_table_shows_where_sliders_end(open_dialog):
    dialog = open_dialog("batch_sequential")
    ends = [label for label, _ in dialog.control("steps")._ends.values()]
    assert [label.text() for label in ends] == ["0", "0"]
    dialog.control("past_zero").click()
    assert [label.text() for label in ends] == ["-2.00", "+1.00"]
    assert [axis.values[-1] for axis in dialog.plan.variation.axes] == [-2.0, 1.0]


def test_every_form_is_in_the_menus_once():
    assert len({form.action for form in FORMS}) == len(FORMS)
    assert {form.action for form in FORMS} == {*TOTALS, "batch_interpolate"}


@pytest.mark.parametrize("action", ["batch_spectrum", "batch_combinatoric", "batch_tab_combinatoric", "batch_sheet"])
def test_a_job_without_sliders_says_what_to_move(open_dialog, action):
    dialog = open_dialog(action, recipe=Recipe())
    assert dialog.plan is None
    assert "way from 0" in dialog.problem
    assert not dialog.ok.isEnabled()


def test_the_preview_is_asked_for_once_the_answers_have_settled(open_dialog, qtbot):
    dialog = open_dialog("batch_spectrum")
    with qtbot.waitSignal(dialog.preview_requested) as asked:
        dialog.control("steps").setValue(5)
        dialog.control("steps").setValue(6)
    plan, serial = asked.args
    assert plan.total == 6
    shown = []
    dialog._makes.show_preview = shown.append
    dialog.show_preview(Preview(serial - 1))
    dialog.show_preview(Preview(serial))
    assert [preview.serial for preview in shown] == [serial]


def test_the_preview_shows_pictures_and_the_time_of_all(open_dialog):
    dialog = open_dialog("batch_new_latents")
    images = tuple(np.full((16, 16, 3), 40 * index, np.uint8) for index in range(3))
    serial = dialog._serial
    dialog.show_preview(Preview(serial, images, ("seed 1", "seed 2", "seed 3"), seconds=2.4))
    assert "about 2:00" in dialog._makes._time.text()
    assert dialog._makes.tiles.grab().toImage().pixelColor(150, 50).red() == 40
    dialog.show_preview(Preview(serial, problem="It does not fit."))
    assert dialog._makes._time.text() == "It does not fit."


def test_start_puts_the_job_into_the_queue_and_remembers_the_answers(open_dialog, qtbot):
    dialog = open_dialog("batch_combinatoric")
    counts = dialog.control("steps")._counts
    counts["age"].setValue(7)
    dialog.control("past_zero").setChecked(True)
    dialog._keep.film.choose_format("webp")
    with qtbot.waitSignal(dialog.job_requested) as asked:
        dialog.accept()
    title, plan, outputs = asked.args
    assert (title, plan.total) == ("Combinations of attributes", 21)
    assert outputs.films[0].format == "webp"
    again = open_dialog("batch_combinatoric")
    assert again.plan.total == 21
    assert again.answers()["past_zero"] is True
    assert again._keep.outputs() == outputs


def test_answers_that_no_longer_fit_are_forgotten(open_dialog, memory):
    memory.keep("batch_spectrum", {"answers": {"steps": "many", "past_zero": 3, "easing": "bouncy"}, "keep": 7})
    dialog = open_dialog("batch_spectrum")
    assert dialog.plan.total == 9


def test_a_damaged_memory_is_as_good_as_none(tmp_path):
    path = tmp_path / "batch.json"
    path.write_text("{not json")
    memory = BatchMemory(path)
    assert memory.recall("x") == {}
    memory.keep("x", {"a": 1})
    assert memory.recall("x") == {"a": 1}


def test_a_rate_that_a_gif_cannot_have_is_said_at_once(open_dialog):
    dialog = open_dialog("batch_spectrum")
    fps = dialog._keep.film.controls["fps"].view
    fps.setValue(100)
    assert "gif takes" in dialog.problem
    assert not dialog.ok.isEnabled()
    fps.setValue(10)
    assert dialog.ok.isEnabled()


def test_the_first_layer_and_region_are_those_looked_at(open_dialog):
    dialog = open_dialog("batch_axis_aligned")
    assert dialog.answers()["layer"] == "b8"
    assert dialog.answers()["tab"] == "hair"


def test_maps_of_several_layers_are_listed_in_one_line_and_those_without_a_layer_are_of_the_one_chosen(open_dialog):
    dialog = open_dialog("batch_selections")
    field, layer = dialog.control("maps"), dialog.control("layer")
    field.clear()
    QTest.keyClicks(field, "3,5_6,2x1; b4: 5")
    assert [(part.layer, part.maps) for part in dialog.plan.variation.parts] == [
        ("b8", ((3, 1.0), (5, 1.0), (6, 1.0), (1, 2.0))),
        ("b4", ((5, 1.0),)),
    ]
    layer.setCurrentIndex(layer.findData("b16"))
    assert [part.layer for part in dialog.plan.variation.parts] == ["b16", "b4"]
    QTest.keyClicks(field, "; b64: 1")
    assert "b64" in dialog.problem
    assert field.text()[field.error.start : field.error.end] == "b64"


def test_random_maps_are_drawn_from_a_list_where_there_is_one(open_dialog):
    dialog = open_dialog("batch_random_maps")
    assert dialog.plan.variation.among == ()
    QTest.keyClicks(dialog.control("among"), "3,2x5; b4: 0_3")
    QTest.mouseClick(
        dialog.control("raw"), Qt.MouseButton.LeftButton, pos=QPoint(8, dialog.control("raw").height() // 2)
    )
    weights = [weight for picture in dialog.plan.pictures() for weight in picture.recipe.edits[-1].weights]
    drawn = {(weight.layer, weight.channel) for weight in weights}
    assert drawn == {("b8", 3), ("b8", 5), ("b4", 0), ("b4", 1), ("b4", 2), ("b4", 3)}


def test_the_strength_follows_the_tab_until_it_is_typed(open_dialog):
    dialog = open_dialog("batch_axis_aligned")
    tabs, strength = dialog.control("tab"), dialog.control("strength")
    assert strength.value() == 6  # standard deviations, the same for any tab
    assert strength.accessibleName() == "Strength, in sd"
    QTest.mouseClick(
        dialog.control("raw"), Qt.MouseButton.LeftButton, pos=QPoint(8, dialog.control("raw").height() // 2)
    )
    assert strength.value() == -4
    assert strength.accessibleName() == "Strength, raw"
    assert "Strength, raw" in [label.text() for label in dialog.findChildren(QLabel)]
    tabs.setCurrentIndex(tabs.findData("mouth_open"))
    assert strength.value() == 10
    strength.setValue(2)
    tabs.setCurrentIndex(tabs.findData(""))
    assert dialog.plan.variation.edit.multiplier == 2


def test_what_a_layer_lacks_is_said_and_not_made_less(open_dialog):
    dialog = open_dialog("batch_axis_aligned")
    dialog.control("first").setValue(9)
    assert "has 8 maps" in dialog.problem
    dialog = open_dialog("batch_mix")
    dialog.control("layers").clear()
    QTest.keyClicks(dialog.control("layers"), "4-40")
    assert "no style layer 40" in dialog.problem


def test_new_faces_are_not_asked_for_where_pictures_are_chosen(open_dialog, ground):
    dialog = open_dialog("batch_walk")
    assert dialog.control("seeds").isEnabled()
    dialog.control("pictures").set_text(f"{ground.portraits}/a.png\n{ground.portraits}/a.png")
    dialog.control("pictures").changed.emit()
    assert not dialog.control("seeds").isEnabled()
    assert dialog.plan.names == ("a", "a")


def test_new_faces_stay_the_same_while_the_dialog_is_open(open_dialog):
    dialog = open_dialog("batch_seed_grid")
    before = dialog.plan.source.seeds
    dialog.control("psis").clear()
    QTest.keyClicks(dialog.control("psis"), "0, 1")
    assert dialog.plan.total == 16
    assert dialog.plan.source.seeds == before
    dialog.control("seeds").counted.click()
    assert dialog.plan.source.seeds == tuple(range(8))


def test_interpolation_needs_a_picture_to_go_to(open_dialog, ground):
    dialog = open_dialog("batch_interpolate")
    assert "Choose a picture" in dialog.problem
    assert dialog.control("start").line.placeholderText() == "The picture on screen"
    dialog.control("end").set_text(str(ground.portraits / "a.png"))
    dialog.control("end").changed.emit()
    assert dialog.plan.total == 25
    assert dialog.plan.stops[0] == RECIPE


def test_every_control_has_a_tooltip_and_an_accessible_name(open_dialog):
    for action in TOTALS:
        dialog = open_dialog(action)
        for field in BY_ACTION[action].fields:
            assert field.help
            control = dialog.control(field.name)
            assert control.accessibleName(), (action, field.name)


def test_the_film_dialog_takes_folders_or_pictures(qtbot, tmp_path, memory):
    dialog = FilmDialog(tmp_path, memory)
    qtbot.addWidget(dialog)
    assert not dialog.ok.isEnabled()
    dialog.add(tmp_path)
    assert dialog.ok.isEnabled()
    dialog.add(tmp_path / "a.png")
    assert not dialog.ok.isEnabled()
    dialog._clear()
    dialog.add(tmp_path)
    with qtbot.waitSignal(dialog.film_requested) as asked:
        dialog.make(tmp_path / "a.gif")
    assert asked.args[:2] == [(tmp_path,), tmp_path / "a.gif"]
    assert isinstance(asked.args[2], FilmOptions)


def test_buttons_of_the_film_dialog_stay_where_they_are(qtbot, qapp, tmp_path, memory):
    dialog = FilmDialog(tmp_path, memory)
    qtbot.addWidget(dialog)
    dialog.show()
    clear = next(button for button in dialog.findChildren(QPushButton) if button.text() == "Clear")
    places = []
    for step in (lambda: None, lambda: dialog.add(tmp_path), clear.click):
        step()
        qapp.processEvents()
        places.append(clear.mapTo(dialog, QPoint(0, 0)))
    assert places[0] == places[1] == places[2]


def test_the_attribute_dialog_refuses_a_name_that_is_taken(qtbot, tmp_path, ground):
    dialog = AttributeDialog(dataclasses.replace(ground, recipe=RECIPE), {"smile"}, None)
    qtbot.addWidget(dialog)
    dialog.end.set_text(str(ground.portraits / "a.png"))
    dialog.name.setText("smile")
    assert not dialog.ok.isEnabled()
    assert "already" in dialog.problem.text()
    dialog.name.setText("younger")
    with qtbot.waitSignal(dialog.attribute_requested) as asked:
        dialog.accept()
    assert asked.args == ["younger", RECIPE, Recipe(latent=Seed(2))]


def test_the_attribute_dialog_takes_a_latent_that_a_projector_wrote(qtbot, tmp_path, ground):
    values = np.random.RandomState(0).randn(1, ground.spec.num_ws, ground.spec.w_dim).astype(np.float32)
    np.savez(tmp_path / "projected_w.npz", w=values)
    dialog = AttributeDialog(dataclasses.replace(ground, recipe=RECIPE), set(), None)
    qtbot.addWidget(dialog)
    dialog.end.set_text(str(tmp_path / "projected_w.npz"))
    dialog.name.setText("towards the projected")

    with qtbot.waitSignal(dialog.attribute_requested) as asked:
        dialog.accept()

    np.testing.assert_array_equal(asked.args[2].latent.values.numpy(), values[0])


def test_the_preview_has_pictures_from_the_beginning_to_the_end_of_a_job(studio):
    plan = Walk(stops=(Recipe(latent=Seed(1)), Recipe(latent=Seed(2))), per_leg=24)
    assert plan.total == 25
    steps = [step.found for step in preview(plan, 1, Seen())(studio) if step.found is not None]
    assert len(steps[-1].images) == 6
    assert steps[-1].captions == ("0.00", "0.21", "0.42", "0.58", "0.79", "1.00")


def test_rows_and_columns_are_said_only_where_they_make_all_pictures(open_dialog):
    card = open_dialog("batch_walk")._makes
    card.show_plan(Walk(stops=(Recipe(latent=Seed(1)), Recipe(latent=Seed(2)), Recipe(latent=Seed(3))), per_leg=12))
    assert card._time.text() == " "  # 25 pictures in two legs
    card.show_plan(MixMatrix(recipe=Recipe(), rows_of=(1, 2), columns_of=(3, 4, 5), first=0, last=1))
    assert "×" in card._time.text()


def test_the_preview_of_a_plot_names_its_rows_whole(open_dialog, qtbot):
    dialog = open_dialog("batch_xyz")
    dialog.fill({"y": "seed=4294967295,1", "z": "smile=0,3"})
    plot = dialog.findChild(PlotPreview)
    dialog.show()
    metrics = QFontMetrics(theme.font(11))
    assert plot._row_heads()[0] == "smile 0  seed 4294967295"
    assert all(metrics.horizontalAdvance(head) <= plot._beside - 10 for head in plot._row_heads())


def test_a_caption_of_the_preview_tells_the_map_and_how_far_it_is_moved(open_dialog, qtbot, monkeypatch):
    dialog = open_dialog("batch_axis_aligned")
    tiles = dialog.findChild(PreviewTiles)
    dialog.show()
    written = []
    monkeypatch.setattr(preview_card, "wrapped", lambda *given, **how: written.append(wrapped(*given, **how)) or ("",))
    for caption in ("16×16 map 123 −12.5\u00a0sd", "128×128 colors · 123 −12.5\u00a0sd"):
        image = np.zeros((8, 8, 3), np.uint8)
        tiles.show_preview(Preview(1, (image,), (caption,), 0.1))
        tiles.grab()
        assert " ".join(written[-1]) == caption
