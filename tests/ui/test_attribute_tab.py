"""The Attributes tab, driven by mouse and keys on the shown widget."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox
from task_parts import tell

from ganstudio.errors import ModelMissingError
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import AttributeShift
from ganstudio.recipe.latent import Seed
from ganstudio.recipe.portrait import Portrait
from ganstudio.spec import LayerRange, ModelIdentity
from ganstudio.ui.attributes.difference_dialog import DifferenceDialog
from ganstudio.ui.attributes.difference_task import difference_steps
from ganstudio.ui.attributes.row import format_amount
from ganstudio.ui.attributes.row_menu import LayerRangeDialog, RowMenu
from ganstudio.ui.attributes.tab import AttributeTab
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.session import Phase, Session
from ganstudio.ui.bench.task import Progress
from ganstudio.ui.widgets.name_dialog import NameDialog
from ganstudio.workspace import Workspace
from recipes import small_spec

SPEC = small_spec()


def vector(seed):
    return Array(np.random.RandomState(seed).randn(SPEC.w_dim))


BASIC = {"smile": vector(1), "age": vector(2), "Blush": vector(3)}


@pytest.fixture
def context(tmp_path):
    workspace = Workspace(tmp_path / "workspace")
    folder = workspace.model_folder("0" * 32, SPEC)
    folder.save_attribute_set("basic", BASIC)
    folder.save_attribute_set("advanced", {"pca 1": vector(4), "pca 2": vector(5)})
    return ModelContext(
        spec=SPEC,
        identity=ModelIdentity(model_id="0" * 32),
        name="small",
        path=None,
        folder=folder,
        workspace=workspace,
        device="cpu",
        precision="fp32",
    )


@pytest.fixture
def session(qapp):
    return Session(Recipe(latent=Seed(7)))


@pytest.fixture
def tab(qtbot, context, session):
    tab = AttributeTab()
    qtbot.addWidget(tab)
    tab.resize(420, 640)
    tab.edits = []
    tab.recipe_edited.connect(tab.edits.append)
    tab.recipe_edited.connect(session.edit)
    session.recipe_changed.connect(tab.show_recipe)
    tab.show_model(context)
    tab.show_recipe(session.recipe)
    tab.show()
    qtbot.waitExposed(tab)
    return tab


def place_of(slider, position):
    margin = 9.0
    share = (position - slider.minimum()) / (slider.maximum() - slider.minimum())
    return QPoint(round(margin + share * (slider.width() - 2 * margin)), slider.height() // 2)


def drag(slider, *positions):
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=place_of(slider, positions[0]))
    for position in positions[1:]:
        QTest.mouseMove(slider, place_of(slider, position))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=place_of(slider, positions[-1]))


def amounts(recipe):
    return {shift.name: shift.amount for shift in recipe.attributes}


def dialog_of(tab, kind):
    return next(dialog for dialog in tab.findChildren(kind) if dialog.isVisible())


def test_rows_are_sorted_by_name_without_regard_to_case(tab):
    assert list(tab.rows.names) == ["age", "Blush", "smile"]


def test_by_use_what_is_moved_stands_first_and_rows_stay_while_one_is_dragged(tab):
    tab.set_amount("smile", 1.0, Phase.DONE)
    tab.set_amount("Blush", 1.0, Phase.DONE)
    tab.set_amount("Blush", 0.0, Phase.DONE)
    choose_order(tab, "By use")
    assert list(tab.rows.names) == ["smile", "Blush", "age"]
    tab.set_amount("age", 0.5, Phase.LIVE)
    assert list(tab.rows.names) == ["smile", "Blush", "age"]
    choose_order(tab, "By name")
    assert list(tab.rows.names) == ["age", "Blush", "smile"]


def choose_order(tab, words: str) -> None:
    next(action for action in tab.order.menu().actions() if action.text().startswith(words)).trigger()


def test_a_drag_is_live_until_the_release_and_then_one_step(tab, session):
    drag(tab.rows.row("smile").slider, 0, 6, 12)
    assert [edit.phase for edit in tab.edits[:-1]] == [Phase.LIVE] * (len(tab.edits) - 1)
    assert tab.edits[-1].phase is Phase.DONE
    assert tab.edits[-1].label == "smile +1.2"
    assert amounts(session.recipe) == {"smile": 1.2}
    assert len(session.history.past) == 1


def test_the_sliders_ends_are_three_times_the_vector(tab, session):
    drag(tab.rows.row("smile").slider, 0, 30)
    drag(tab.rows.row("age").slider, 0, -30)
    assert amounts(session.recipe) == {"smile": 3.0, "age": -3.0}
    assert {shift.vector for shift in session.recipe.attributes} == {BASIC["smile"], BASIC["age"]}


def test_a_double_click_resets_an_attribute(tab, session):
    session.open(Recipe(attributes=(AttributeShift(name="age", vector=BASIC["age"], amount=2.0),)), "open")
    row = tab.rows.row("age")
    QTest.mouseDClick(row, Qt.MouseButton.LeftButton, pos=QPoint(20, row.height() // 2))
    assert amounts(session.recipe) == {}
    assert tab.edits[-1].label == "age 0"


def test_arrow_keys_move_a_slider_by_a_tenth_and_between_rows(tab, session):
    row = tab.rows.row("age")
    row.slider.setFocus()
    QTest.keyClick(row.slider, Qt.Key.Key_Right)
    assert amounts(session.recipe) == {"age": 0.1}
    QTest.keyClick(row.slider, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is tab.rows.row("Blush").slider
    QTest.keyClick(row.slider, Qt.Key.Key_Delete)
    assert amounts(session.recipe) == {}


def test_a_digit_begins_a_number(tab, session):
    tab.activateWindow()
    slider = tab.rows.row("Blush").slider
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Minus)
    field = QApplication.focusWidget()
    QTest.keyClicks(field, "1.5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert amounts(session.recipe) == {"Blush": -1.5}
    assert QApplication.focusWidget() is slider


def test_a_number_can_be_typed_and_left(tab, session):
    row = tab.rows.row("Blush")
    row.slider.setFocus()
    QTest.keyClick(row.slider, Qt.Key.Key_Return)
    QTest.keyClicks(QApplication.focusWidget(), "-1.25")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert amounts(session.recipe) == {"Blush": -1.25}
    assert QApplication.focusWidget() is row.slider
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=row.value_rect.center())
    QTest.keyClicks(QApplication.focusWidget(), "2")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert amounts(session.recipe) == {"Blush": -1.25}


@pytest.mark.parametrize(
    ("amount", "text"), [(0.0, "0"), (1.2, "+1.2"), (-0.4, "−0.4"), (3.0, "+3.0"), (1.25, "+1.25"), (0.1 * 3, "+0.3")]
)
def test_amounts_are_written_with_their_sign(amount, text):
    assert format_amount(amount) == text


def test_showing_a_recipe_never_emits(tab):
    tab.show_recipe(Recipe(attributes=(AttributeShift(name="smile", vector=BASIC["smile"], amount=-1.5),)))
    assert tab.edits == []
    assert tab.rows.row("smile").slider.value() == -15


def test_an_attribute_that_only_the_picture_has_is_shown_and_stays_while_it_passes_zero(tab, session):
    own = AttributeShift(name="from elsewhere", vector=vector(9), amount=1.0)
    session.open(Recipe(latent=Seed(7), attributes=(own,)), "open")
    assert "from elsewhere" in tab.rows.names
    assert tab.rows.row("from elsewhere").entry.is_from_picture
    drag(tab.rows.row("from elsewhere").slider, 0, -10)
    assert session.recipe.attributes == (AttributeShift(name="from elsewhere", vector=vector(9), amount=-1.0),)
    session.open(Recipe(latent=Seed(8)), "generate")
    assert "from elsewhere" not in tab.rows.names


def test_a_picture_that_used_another_vector_of_the_name_keeps_its_own(tab, session):
    session.open(Recipe(attributes=(AttributeShift(name="smile", vector=vector(50), amount=1.0),)), "open")
    assert tab.rows.row("smile").entry.is_from_picture
    drag(tab.rows.row("smile").slider, 10, 20)
    assert session.recipe.attributes[0].vector == vector(50)


def test_each_set_is_shown_or_hidden_by_its_chip(tab):
    QTest.mouseClick(tab.chips.chip("advanced"), Qt.MouseButton.LeftButton)
    assert list(tab.rows.names) == ["age", "Blush", "pca 1", "pca 2", "smile"]
    QTest.mouseClick(tab.chips.chip("basic"), Qt.MouseButton.LeftButton)
    assert list(tab.rows.names) == ["pca 1", "pca 2"]


def test_favorites_can_be_shown_alone(tab):
    QTest.mouseClick(tab.rows.row("age"), Qt.MouseButton.LeftButton, pos=tab.rows.row("age").star_rect.center())
    QTest.mouseDClick(tab.chips.chip("favorites"), Qt.MouseButton.LeftButton)
    assert list(tab.rows.names) == ["age"]
    assert tab.chips.kinds == {"favorites"}


def test_the_star_is_kept_in_the_favorites_file(tab, context):
    row = tab.rows.row("smile")
    row.slider.setFocus()
    QTest.keyClick(row.slider, Qt.Key.Key_Asterisk)
    assert dict(context.folder.attribute_sets()["favorites"]) == {"smile": BASIC["smile"]}
    QTest.keyClick(row.slider, Qt.Key.Key_Asterisk)
    assert dict(context.folder.attribute_sets()["favorites"]) == {}


def test_search_finds_every_word_in_any_case(tab):
    tab.chips.set_kinds({"basic", "advanced"})
    tab.focus_search()
    assert QApplication.focusWidget() is tab.search
    QTest.keyClicks(tab.search, "2 PCA")
    assert list(tab.rows.names) == ["pca 2"]
    QTest.keyClicks(tab.search, "x")
    assert "No attribute is named" in tab.empty_text


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Return])
def test_from_the_search_the_keys_go_on_to_the_first_row_found(tab, session, key):
    tab.focus_search()
    QTest.keyClicks(tab.search, "sm")
    QTest.keyClick(tab.search, key)
    assert QApplication.focusWidget() is tab.rows.row("smile").slider
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert amounts(session.recipe) == {"smile": 0.1}


def test_escape_in_the_search_shows_all_again(tab):
    tab.focus_search()
    QTest.keyClicks(tab.search, "smi")
    QTest.keyClick(tab.search, Qt.Key.Key_Escape)
    assert list(tab.rows.names) == ["age", "Blush", "smile"]


def test_the_filter_shows_moved_sliders_only(tab, session):
    drag(tab.rows.row("age").slider, 0, 5)
    QTest.mouseClick(tab.moved_only, Qt.MouseButton.LeftButton)
    assert list(tab.rows.names) == ["age"]


def test_reset_all_is_one_step_and_reaches_hidden_sliders(tab, session):
    shifts = tuple(AttributeShift(name=name, vector=BASIC[name], amount=1.0) for name in ("age", "smile"))
    session.open(Recipe(attributes=shifts), "open")
    tab.search.setText("age")
    QTest.mouseClick(tab.reset_button, Qt.MouseButton.LeftButton)
    assert session.recipe.attributes == ()
    assert len(session.history.past) == 2
    assert not tab.reset_button.isEnabled()


def test_a_limit_to_layers_goes_with_the_recipe(tab, session):
    drag(tab.rows.row("smile").slider, 0, 10)
    tab.set_layers("smile", LayerRange(first=1, last=3))
    (shift,) = session.recipe.attributes
    assert (shift.first, shift.last, shift.amount) == (1, 3, 1.0)
    drag(tab.rows.row("smile").slider, 10, 20)
    (shift,) = session.recipe.attributes
    assert (shift.first, shift.last, shift.amount) == (1, 3, 2.0)
    session.undo()
    session.undo()
    assert session.recipe.attributes[0].last is None
    assert tab.rows.row("smile").entry.layers.is_all


def test_a_limit_chosen_at_zero_acts_once_the_slider_moves(tab, session):
    tab.set_layers("age", LayerRange(first=2))
    drag(tab.rows.row("age").slider, 0, 10)
    assert session.recipe.attributes[0].first == 2


def choose_coarse(tab, name):
    menu = open_menu(tab, name)
    limit = next(action.menu() for action in menu.actions() if action.menu() is not None)
    next(action for action in limit.actions() if action.text().startswith("Coarse")).trigger()
    menu.close()


@pytest.mark.parametrize("amount", [0, 10])
def test_a_limit_is_a_step_whether_or_not_the_slider_is_moved(tab, session, context, amount):
    if amount:
        drag(tab.rows.row("age").slider, 0, amount)
    steps = len(session.history.past)
    choose_coarse(tab, "age")
    assert len(session.history.past) == steps + 1
    assert session.history.present.label == "age on layers 0–2"
    session.undo()
    assert tab.rows.row("age").entry.layers.is_all
    assert context.folder.attribute_layers() == {}
    session.redo()
    assert tab.rows.row("age").entry.layers.text == "0–2"
    assert context.folder.attribute_layers() == {"age": (0, 2)}


def test_the_same_limit_again_is_no_step(tab, session):
    choose_coarse(tab, "age")
    steps = session.history.past
    choose_coarse(tab, "age")
    assert session.history.past == steps


def test_a_limit_of_an_attribute_that_was_renamed_meanwhile_is_taken_back_in_silence(tab, session, context):
    choose_coarse(tab, "age")
    tab.set_actions.rename("age", "years")
    session.undo()
    assert "age" not in tab.rows.names
    assert context.folder.attribute_layers() == {"years": (0, 2)}


def test_a_limit_to_layers_survives_a_restart(tab, context, qtbot):
    tab.set_layers("age", LayerRange(first=0, last=2))
    drag(tab.rows.row("smile").slider, 0, 10)
    tab.set_layers("smile", LayerRange(first=1))
    assert (context.folder.path / "attributes.csv").read_text().startswith("smile,")
    other = AttributeTab()
    qtbot.addWidget(other)
    other.show_model(context)
    other.show_recipe(Recipe())
    layers = {name: other.rows.row(name).entry.layers.text for name in other.rows.names}
    assert layers == {"age": "0–2", "Blush": "", "smile": "1–"}
    tab.set_layers("age", LayerRange())
    assert set(context.folder.attribute_layers()) == {"smile"}


def test_a_direction_found_is_kept_with_the_layers_it_moves(tab, context):
    found = AttributeShift(name="preview", vector=vector(9), amount=1.0, first=3, last=None)
    tab.finding.kept.emit("glow", found)
    assert context.folder.attribute_sets()["custom"]["glow"] == vector(9)
    assert context.folder.attribute_layers() == {"glow": (3, None)}
    assert tab.rows.row("glow").entry.layers == LayerRange(first=3)


def test_a_limit_follows_rename_deletion_and_undo(tab, context):
    tab.set_layers("age", LayerRange(first=2))
    tab.set_actions.rename("age", "years")
    assert context.folder.attribute_layers() == {"years": (2, None)}
    tab.set_actions.delete("years")
    assert context.folder.attribute_layers() == {}
    tab.notice._action.click()
    assert context.folder.attribute_layers() == {"years": (2, None)}
    assert tab.rows.row("years").entry.layers == LayerRange(first=2)


def test_a_damaged_file_of_limits_is_told_and_costs_no_attributes(tab, context):
    messages = []
    tab.message.connect(messages.append)
    (context.folder.path / "attribute_layers.json").write_text("{")
    tab.show_model(context)
    assert "attribute_layers.json is damaged" in messages[0]
    assert list(tab.rows.names) == ["age", "Blush", "smile"]


def test_the_menu_limits_to_coarse_layers(tab, session):
    drag(tab.rows.row("smile").slider, 0, 10)
    menu = open_menu(tab, "smile")
    limit = next(action.menu() for action in menu.actions() if action.menu() is not None)
    next(action for action in limit.actions() if action.text().startswith("Coarse")).trigger()
    menu.close()
    assert (session.recipe.attributes[0].first, session.recipe.attributes[0].last) == (0, 2)


def test_layers_can_be_chosen_one_by_one(tab, session):
    drag(tab.rows.row("smile").slider, 0, 10)
    menu = open_menu(tab, "smile")
    limit = next(action.menu() for action in menu.actions() if action.menu() is not None)
    limit.actions()[-1].trigger()
    menu.close()
    dialog = dialog_of(tab, LayerRangeDialog)
    dialog.first.setValue(3)
    dialog.accept()
    assert (session.recipe.attributes[0].first, session.recipe.attributes[0].last) == (3, None)


def open_menu(tab, name):
    tab.rows.menu_requested.emit(name, tab.mapToGlobal(QPoint(10, 10)))
    return next(menu for menu in tab.findChildren(RowMenu) if menu.isVisible())


def choose(tab, name, text):
    menu = open_menu(tab, name)
    next(action for action in menu.actions() if action.text().startswith(text)).trigger()
    menu.close()


def test_rename_reaches_file_and_picture(tab, session, context):
    drag(tab.rows.row("smile").slider, 0, 10)
    choose(tab, "smile", "Rename")
    dialog = dialog_of(tab, NameDialog)
    dialog.field.setText("age")
    assert not dialog.ok.isEnabled()
    assert "already (in basic)" in dialog.hint.text()
    dialog.field.setText("big smile")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dict(context.folder.attribute_sets()["basic"])["big smile"] == BASIC["smile"]
    assert amounts(session.recipe) == {"big smile": 1.0}
    assert list(tab.rows.names) == ["age", "big smile", "Blush"]


def test_delete_asks_and_can_be_undone(tab, context):
    choose(tab, "age", "Delete")
    box = dialog_of(tab, QMessageBox)
    assert "age" in box.text()
    next(button for button in box.buttons() if button.text() == "Delete").click()
    assert "age" not in context.folder.attribute_sets()["basic"]
    assert "age" not in tab.rows.names
    assert "Deleted" in tab.notice.sentence
    tab.notice._action.click()
    assert context.folder.attribute_sets()["basic"]["age"] == BASIC["age"]
    assert "age" in tab.rows.names


def test_a_deletion_can_be_undone_until_the_next_thing_is_done(tab, session):
    choose(tab, "age", "Delete")
    next(button for button in dialog_of(tab, QMessageBox).buttons() if button.text() == "Delete").click()
    assert "Deleted" in tab.notice.sentence
    assert not tab.notice._expiry.isActive()
    drag(tab.rows.row("smile").slider, 0, 6, 12)
    assert session.recipe.attributes
    assert tab.notice.sentence == ""


def test_delete_can_be_declined(tab, context):
    choose(tab, "age", "Delete")
    dialog_of(tab, QMessageBox).reject()
    assert "age" in context.folder.attribute_sets()["basic"]


def another_tab(qtbot, context, tmp_path):
    """A tab on an empty folder of the same model."""
    folder = Workspace(tmp_path / "other").model_folder("0" * 32, SPEC)
    other = AttributeTab()
    qtbot.addWidget(other)
    other.show_model(dataclasses.replace(context, folder=folder))
    other.show_recipe(Recipe())
    return other


def export_by_menu(tab, name, path):
    menu = open_menu(tab, name)
    next(action for action in menu.actions() if action.text().startswith("Export")).trigger()
    menu.close()
    dialog = dialog_of(tab, QFileDialog)
    dialog.setDirectory(str(path.parent))
    dialog.findChild(QLineEdit).setText(path.name)
    QTest.keyClick(dialog.findChild(QLineEdit), Qt.Key.Key_Return)


def test_an_exported_attribute_keeps_its_layer_limit(tab, qtbot, context, tmp_path):
    choose_coarse(tab, "age")
    export_by_menu(tab, "age", tmp_path / "age.csv")
    assert (tmp_path / "age.csv").read_text().startswith("age,000")
    assert json.loads((tmp_path / "age_layers.json").read_bytes()) == {"format": 1, "layers": {"age": [0, 2]}}
    other = another_tab(qtbot, context, tmp_path)
    other.set_actions.import_file(tmp_path / "age.csv")
    assert other.rows.row("age").entry.layers.text == "0–2"


def test_exporting_without_a_limit_writes_one_file_and_forgets_an_older_limit(tab, qtbot, context, tmp_path):
    tab.set_actions.export(tab.rows.row("smile").entry, tmp_path / "smile.csv")
    assert [path.name for path in tmp_path.glob("smile*")] == ["smile.csv"]
    choose_coarse(tab, "age")
    tab.set_actions.export(tab.rows.row("age").entry, tmp_path / "age.csv")
    tab.set_layers("age", LayerRange())
    tab.set_actions.export(tab.rows.row("age").entry, tmp_path / "age.csv")
    other = another_tab(qtbot, context, tmp_path)
    other.set_actions.import_file(tmp_path / "age.csv")
    assert other.rows.row("age").entry.layers.is_all


def test_a_model_folders_own_set_imports_with_the_limits_of_that_folder(tab, qtbot, context, tmp_path):
    choose_coarse(tab, "age")
    other = another_tab(qtbot, context, tmp_path)
    other.set_actions.import_file(context.folder.path / "attributes.csv")
    assert {name: other.rows.row(name).entry.layers.text for name in other.rows.names} == {
        "age": "0–2",
        "Blush": "",
        "smile": "",
    }


def test_a_damaged_limit_beside_a_table_costs_no_attribute_and_is_told(tab, qtbot, context, tmp_path):
    tab.set_actions.export(tab.rows.row("age").entry, tmp_path / "age.csv")
    (tmp_path / "age_layers.json").write_text('{"format": 1, "layers": {"age": [0, 99]}}')
    other, messages = another_tab(qtbot, context, tmp_path), []
    other.message.connect(messages.append)
    other.set_actions.import_file(tmp_path / "age.csv")
    assert list(other.rows.names) == ["age"]
    assert "goes past the model's style layers" in messages[0]


def test_an_exported_attribute_imports_into_another_model_folder(tab, tmp_path, context, qtbot):
    tab.set_actions.export(tab.rows.row("age").entry, tmp_path / "age.csv")
    other = context.workspace.model_folder("1" * 32, SPEC)
    tab.show_model(
        ModelContext(
            spec=SPEC,
            identity=ModelIdentity(model_id="1" * 32),
            name="other",
            path=None,
            folder=other,
            workspace=context.workspace,
            device="cpu",
            precision="fp32",
        )
    )
    assert "no attributes yet" in tab.empty_text
    tab.set_actions.import_file(tmp_path / "age.csv")
    assert dict(other.attribute_sets()["custom"]) == {"age": BASIC["age"]}
    assert list(tab.rows.names) == ["age"]


def test_an_attribute_of_another_model_is_refused_with_both_lengths(tab, tmp_path, context):
    messages = []
    tab.message.connect(messages.append)
    (tmp_path / "foreign.csv").write_text("wide,abc," + ":".join(["0.5"] * 512) + "\n", encoding="utf-8")
    tab.set_actions.import_file(tmp_path / "foreign.csv")
    assert len(messages) == 1
    assert "512" in messages[0]
    assert "8" in messages[0]
    assert not context.folder.attribute_sets()["custom"]


def test_an_import_refuses_a_name_that_is_taken_and_takes_the_others(tab, tmp_path, context):
    messages = []
    tab.message.connect(messages.append)
    numbers = ":".join(["0.25"] * SPEC.w_dim)
    (tmp_path / "two.csv").write_text(f"smile,x,{numbers}\nnew,x,{numbers}\n", encoding="utf-8")
    tab.set_actions.import_file(tmp_path / "two.csv")
    assert "'smile' already" in messages[0]
    assert list(context.folder.attribute_sets()["custom"]) == ["new"]


def test_sliders_combine_into_one_that_does_the_same(tab, session, context, studio):
    drag(tab.rows.row("smile").slider, 0, 12)
    drag(tab.rows.row("age").slider, 0, -8)
    QTest.mouseClick(tab.combine_button, Qt.MouseButton.LeftButton)
    dialog = dialog_of(tab, NameDialog)
    assert not dialog.ok.isEnabled()
    dialog.field.setText("Blush")
    assert not dialog.ok.isEnabled()
    dialog.field.setText("both")
    dialog.accept()
    combined = context.folder.attribute_sets()["custom"]["both"]
    expected = 1.2 * BASIC["smile"].numpy().astype(np.float64) - 0.8 * BASIC["age"].numpy()
    np.testing.assert_allclose(combined.numpy(), expected, rtol=1e-6)
    alone = replace(session.recipe, attributes=(AttributeShift(name="both", vector=combined, amount=1.0),))
    np.testing.assert_allclose(studio.renderer.ws(alone), studio.renderer.ws(session.recipe), atol=1e-5)


def test_sliders_limited_to_layers_combine_into_a_direction_for_every_layer(tab, session, context):
    drag(tab.rows.row("smile").slider, 0, 10)
    tab.set_layers("smile", LayerRange(first=0, last=1))
    tab.set_actions.combine(session.recipe, "coarse smile")
    combined = context.folder.attribute_sets()["custom"]["coarse smile"].numpy()
    assert combined.shape == (SPEC.num_ws, SPEC.w_dim)
    np.testing.assert_allclose(combined[:2], np.tile(BASIC["smile"].numpy(), (2, 1)), rtol=1e-6)
    assert not combined[2:].any()


def test_two_pictures_differ_by_an_attribute(tab, context, studio, tmp_path, tiny_generator):
    picture = np.zeros((4, 4, 3), np.uint8)
    first, second = Recipe(latent=Seed(1)), Recipe(latent=Seed(2))
    start = Portrait(picture, first).save(tmp_path / "a.png")
    end = Portrait(picture, second).save(tmp_path / "b.png")
    requests = []
    tab.task_requested.connect(requests.append)
    QTest.mouseClick(tab.difference_button, Qt.MouseButton.LeftButton)
    dialog = dialog_of(tab, DifferenceDialog)
    dialog.start.set_path(start)
    dialog.end.set_path(end)
    dialog.field.setText("older")
    assert dialog.ok.isEnabled()
    dialog.accept()
    (request,) = requests
    *_, last = request.work(studio)
    ws = studio.renderer.ws(second) - studio.renderer.ws(first)
    np.testing.assert_array_equal(last.found, ws)
    tell(request, Progress(3, 3, found=np.tile(np.arange(8, dtype=np.float32), (6, 1))))
    kept = context.folder.attribute_sets()["custom"]["older"]
    np.testing.assert_array_equal(kept.numpy(), np.arange(8, dtype=np.float32))


def test_a_picture_of_another_model_gives_no_attribute(studio, tmp_path):
    path = Portrait(np.zeros((4, 4, 3), np.uint8), Recipe(model="f" * 32)).save(tmp_path / "a.png")
    with pytest.raises(ModelMissingError):
        list(difference_steps(studio, path, path))


def test_an_attribute_of_a_picture_can_be_kept(tab, session, context):
    session.open(Recipe(attributes=(AttributeShift(name="borrowed", vector=vector(9), amount=1.0),)), "open")
    choose(tab, "borrowed", "Keep")
    dialog = dialog_of(tab, NameDialog)
    assert dialog.field.text() == "borrowed"
    dialog.accept()
    np.testing.assert_allclose(context.folder.attribute_sets()["custom"]["borrowed"].numpy(), vector(9).numpy())
    assert not tab.rows.row("borrowed").entry.is_from_picture


def test_without_a_model_the_tab_says_so(qtbot):
    tab = AttributeTab()
    qtbot.addWidget(tab)
    assert "No model is loaded" in tab.empty_text
    for button in (tab.find_button, tab.combine_button, tab.difference_button, tab.import_button):
        assert not button.isEnabled()


def test_damaged_rows_of_a_set_are_told_and_the_others_shown(tab, context):
    path = context.folder.path / "attributes.csv"
    path.write_text(path.read_text(encoding="utf-8") + "broken,x,1:2\n", encoding="utf-8")
    messages = []
    tab.message.connect(messages.append)
    tab.show_model(context)
    assert "line 4" in messages[0]
    assert list(tab.rows.names) == ["age", "Blush", "smile"]


def test_of_hundreds_of_attributes_only_rows_in_view_are_made(tab, context):
    context.folder.save_attribute_set("basic", {f"attribute {number:03}": vector(number) for number in range(400)})
    tab.show_model(context)
    assert len(tab.rows.names) == 400
    assert tab.rows.made_count < 60
    row = tab.rows.row("attribute 000")
    row.slider.setFocus()
    tab.rows.verticalScrollBar().setValue(tab.rows.verticalScrollBar().maximum())
    assert tab.rows.row("attribute 399").isVisible()
    assert tab.rows.made_count < 90


def test_every_control_has_a_tooltip_and_a_name(tab):
    for button in (tab.reset_button, tab.combine_button, tab.difference_button, tab.import_button, tab.moved_only):
        assert button.toolTip()
        assert button.accessibleName()
    slider = tab.rows.row("smile").slider
    assert slider.accessibleName() == "smile"
    assert "smile (basic)" in slider.toolTip()
