"""The small shared widgets: sliders tell live from done, cards fold, the bar shows one message."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QAction, QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget

from ganstudio.ui.widgets.action_button import ActionButton
from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.chip import Chip
from ganstudio.ui.widgets.error_bar import ErrorBar
from ganstudio.ui.widgets.flow_layout import FlowLayout
from ganstudio.ui.widgets.number_field import NumberField
from ganstudio.ui.widgets.refusal import refusal_in
from ganstudio.ui.widgets.slider_row import SliderRow
from ganstudio.ui.widgets.spin_field import SpinField
from ganstudio.ui.widgets.table_dialog import Cell, TableDialog


class Values:
    def __init__(self, row: SliderRow) -> None:
        self.live: list[float] = []
        self.done: list[float] = []
        row.value_changed_live.connect(lambda value: self.live.append(round(value, 6)))
        row.value_committed.connect(lambda value: self.done.append(round(value, 6)))


@pytest.fixture
def row(qtbot) -> SliderRow:
    made = SliderRow("Smile", -3.0, 3.0, step=0.1, decimals=1, centre_zero=True)
    qtbot.addWidget(made)
    made.resize(400, 30)
    made.show()
    return made


def drag(slider, *shares: float) -> None:
    places = [QPoint(round(9 + share * (slider.width() - 18)), slider.height() // 2) for share in shares]
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=places[0])
    for place in places[1:]:
        QTest.mouseMove(slider, place)
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=places[-1])


def test_a_drag_tells_each_value_and_is_done_once(row):
    values = Values(row)
    drag(row.slider, 0.5, 0.75, 1.0)
    assert values.live == [1.5, 3.0]
    assert values.done == [3.0]


def test_a_click_without_a_change_is_not_done(row):
    values = Values(row)
    drag(row.slider, 0.5)
    assert values.done == []


def test_keys_pressed_in_a_row_are_one_change_once_they_rest(row, qtbot):
    values = Values(row)
    for _ in range(3):
        QTest.keyClick(row.slider, Qt.Key.Key_Right)
    assert values.live == [0.1, 0.2, 0.3]
    assert values.done == []
    qtbot.waitUntil(lambda: values.done == [0.3])


@pytest.mark.parametrize("what", ["another key", "a click elsewhere", "the focus goes"])
def test_whatever_else_is_done_ends_a_change_by_keys(row, qtbot, what):
    beside = QWidget()
    qtbot.addWidget(beside)
    values = Values(row)
    QTest.keyClick(row.slider, Qt.Key.Key_Right)
    if what == "another key":
        QTest.keyClick(row.slider, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    elif what == "a click elsewhere":
        QTest.mouseClick(beside, Qt.MouseButton.LeftButton)
    else:
        QApplication.sendEvent(row.slider, QFocusEvent(QEvent.Type.FocusOut))
    assert values.done == [0.1]


def test_a_value_that_comes_from_elsewhere_after_keys_is_shown(row):
    QTest.keyClick(row.slider, Qt.Key.Key_Right)
    row.set_value(2.0)
    assert row.slider.value() == 20


def test_a_double_click_resets(row):
    row.set_value(2.0)
    values = Values(row)
    QTest.mouseDClick(row.slider, Qt.MouseButton.LeftButton, pos=row.slider.rect().center())
    assert values.done == [0.0]
    assert row.value == 0.0


def test_showing_a_value_is_silent_and_keeps_what_is_beyond_the_ends(row):
    values = Values(row)
    row.set_value(7.25)
    assert row.value == 7.25
    assert row.field.text() == "7.2"
    assert values.live == values.done == []


def test_a_value_shown_during_a_drag_does_not_move_the_knob(row):
    slider = row.slider
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 9, 10))
    row.set_value(-1.0)
    assert slider.value() == 30
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 9, 10))


def test_a_typed_number_is_taken_by_enter(row):
    values = Values(row)
    row.field.setFocus()
    row.field.selectAll()
    QTest.keyClicks(row.field, "2,5")
    QTest.keyClick(row.field, Qt.Key.Key_Return)
    assert values.done == [2.5]
    assert row.field.text() == "2.5"


@pytest.mark.parametrize(("typed", "why"), [("9.5", "out of range"), ("nan", "out of range"), ("x", "not a number")])
def test_a_number_that_is_not_taken_is_refused_in_words_and_the_old_one_stays(row, typed, why):
    values, size = Values(row), row.size()
    row.set_value(1.5)
    row.field.setFocus()
    row.field.selectAll()
    QTest.keyClicks(row.field, typed)
    QTest.keyClick(row.field, Qt.Key.Key_Return)
    assert values.live == values.done == []
    assert row.field.text() == "1.5"
    assert why in refusal_in(row)
    assert "from -3.0 to 3.0. 1.5 stays" in refusal_in(row)
    assert row.size() == size
    QTest.keyClicks(row.field, "2")
    assert refusal_in(row) == ""


def test_escape_gives_a_typed_number_up(row):
    values = Values(row)
    row.field.selectAll()
    QTest.keyClicks(row.field, "2")
    QTest.keyClick(row.field, Qt.Key.Key_Escape)
    assert row.field.text() == "0.0"
    assert values.done == []


def test_a_card_folds_by_a_click_on_its_heading(qtbot):
    card = Card("Noise")
    card.body.addWidget(QLabel("inside"))
    qtbot.addWidget(card)
    card.resize(200, 100)
    card.show()
    QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(100, 12))
    assert card.folded
    QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(100, 12))
    assert not card.folded


def test_a_card_that_does_not_fold_stays(qtbot):
    card = Card("Noise", collapsible=False)
    qtbot.addWidget(card)
    card.show()
    QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(20, 12))
    assert not card.folded


def test_the_error_bar_shows_details_folded_and_runs_its_action_once(qtbot):
    bar = ErrorBar()
    qtbot.addWidget(bar)
    calls: list[str] = []
    bar.show_error("It did not work.", details="Traceback", action="Try again", on_action=lambda: calls.append("again"))
    assert bar.sentence == "It did not work."
    assert bar._details.isHidden()
    bar._more.click()
    assert not bar._details.isHidden()
    bar._action.click()
    assert calls == ["again"]
    assert bar.sentence == ""


def test_a_second_message_takes_the_place_of_the_first(qtbot):
    bar = ErrorBar()
    qtbot.addWidget(bar)
    bar.show_error("First.", action="Act", on_action=lambda: None)
    bar.show_notice("Second.")
    assert bar.sentence == "Second."
    assert bar._action.isHidden()


def test_a_chip_says_whether_it_acts(qtbot):
    chip = Chip("mouth_open", "16")
    qtbot.addWidget(chip)
    assert chip.accessibleName() == "mouth_open 16, off"
    chip.set_active(True)
    assert chip.accessibleName() == "mouth_open 16, on"


def test_a_flow_layout_begins_a_new_row_where_the_width_ends(qtbot):
    host = QWidget()
    qtbot.addWidget(host)
    layout = FlowLayout(host, spacing=8)
    chips = [Chip("chip", str(number)) for number in range(6)]
    for chip in chips:
        layout.addWidget(chip)
    width = chips[0].sizeHint().width()
    layout.setGeometry(QRect(0, 0, 2 * width + 8, 400))
    rows = {chip.geometry().top() for chip in chips}
    assert len(rows) == 3
    assert layout.heightForWidth(2 * width + 8) == 3 * chips[0].height() + 2 * 8


def test_an_action_button_follows_its_action(qtbot):
    action = QAction("&Favorite…")
    action.setToolTip("Keep it (Ctrl+D)")
    button = ActionButton(action)
    qtbot.addWidget(button)
    assert button.text().strip() == "Favorite"
    assert button.toolTip() == "Keep it (Ctrl+D)"
    action.setEnabled(False)
    assert not button.isEnabled()


def test_a_button_of_a_switch_shows_its_state(qtbot):
    action = QAction("Wipe")
    action.setCheckable(True)
    button = ActionButton(action)
    qtbot.addWidget(button)
    button.click()
    assert action.isChecked()
    assert button.isChecked()
    action.setChecked(False)
    assert not button.isChecked()


def test_a_spin_field_refuses_in_words_and_ends_no_dialog(qtbot):
    dialog = QDialog()
    qtbot.addWidget(dialog)
    spin = SpinField(dialog)
    spin.setRange(1, 1000)
    spin.setSuffix(" px")
    start = QPushButton("Start", dialog)
    start.setDefault(True)
    start.clicked.connect(dialog.accept)
    dialog.show()
    for typed in ("5000", "-5", "hello"):
        spin.selectAll()
        QTest.keyClicks(spin, typed)
        QTest.keyClick(spin, Qt.Key.Key_Return)
        assert (spin.value(), spin.text(), dialog.isVisible()) == (1, "1 px", True)
        assert refusal_in(dialog) == f"{typed} cannot be taken. Type a number from 1 to 1000. 1 stays."
    spin.selectAll()
    QTest.keyClicks(spin, "50")
    QTest.keyClick(spin, Qt.Key.Key_Return)
    assert (spin.value(), dialog.isVisible()) == (50, False)


def test_a_table_is_as_wide_as_the_words_of_its_last_column(qtbot, tmp_path):
    dialog = TableDialog(
        "Few", "How few?", ["Maps", "Which"], use=("Use", "Use it"), formats="CSV (*.csv)", file=tmp_path / "few.csv"
    )
    qtbot.addWidget(dialog)
    dialog.show()
    words = "b32: 3.58x36,2.5x65,2.35x26,1.68x88,1.63x90; b32.conv0: -1.41x67,1.39x56,0.88x12,0.52x7 and 492 more"
    dialog.show_rows([[Cell("all (512)", 512), Cell(words)]], markdown="")
    qtbot.waitUntil(lambda: dialog.table.columnWidth(1) >= dialog.table.sizeHintForColumn(1))
    assert not dialog.table.horizontalScrollBar().isVisible()


def test_a_number_field_says_at_once_what_can_be_no_number(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    field = NumberField(0.0, 10.0, window)
    window.resize(400, 200)
    window.show()
    for text in ("-", "1", ".", "5e", "-2"):
        field.clear()
        QTest.keyClicks(field, text)
        assert refusal_in(field) == ""
    field.clear()
    QTest.keyClicks(field, "3x")
    assert refusal_in(field) == "“3x” is not a number."
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert refusal_in(field) == ""
    field.give_up()
