"""Who does not see the window, or has no mouse: names, roles and places of all that takes the keys, page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from test_theme import luminance
from window_parts import window_parts

from ganstudio.recipe.array import Array
from ganstudio.recipe.document import replace
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit
from ganstudio.recipe.latent import Noise, Seed, StyleMix
from ganstudio.ui import theme
from ganstudio.ui.attributes.attribute_list import AttributeList
from ganstudio.ui.attributes.entries import AttributeEntry
from ganstudio.ui.attributes.row import ROW_HEIGHT
from ganstudio.ui.jobs.dialog import BatchDialog
from ganstudio.ui.widgets import roles
from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.disclosure import Disclosure
from ganstudio.ui.widgets.search_field import SearchField
from ganstudio.ui.widgets.slider import Slider
from ganstudio.ui.widgets.tab_rule import order_as_read

NOTHING = {QAccessible.Role.NoRole, QAccessible.Role.Client, QAccessible.Role.Whitespace}
DIALOGS = ("show_settings", "show_shortcuts", "show_trash", "batch_film")
FORMS = ("batch_new_latents", "batch_spectrum", "batch_interpolate", "batch_walk", "batch_axis_aligned")


@pytest.fixture
def parts(qtbot, qapp, tmp_path):
    roles.install(qapp)
    with window_parts(qtbot, qapp, tmp_path) as made:
        made.studio.folder.save_attribute_set("basic", {"smile": Array(np.ones(16, np.float32))})
        made.start()
        edit = SpatialEdit(
            name="mouth",
            resolution=8,
            selection=Array(np.eye(8)),
            weights=(ChannelWeight("b8", 1, 1.0),),
            multiplier=2.0,
        )
        used = replace(
            made.window.bench.session.recipe,
            edits=(edit,),
            noise=Noise(mode="seeded", seed=3),
            style_mix=(StyleMix(first=0, last=1, source=Seed(7)),),
        )
        made.window.bench.show(used, "a picture that uses everything")
        made.settle()
        for kind in (Card, Disclosure):
            for fold in made.window.findChildren(kind):
                fold.set_folded(False)
        yield made


def walk(inside: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    for index in range(inside.childCount()):
        child = inside.child(index)
        if child is not None and child.isValid():
            yield child
            if child.role() not in (QAccessible.Role.List, QAccessible.Role.Table, QAccessible.Role.MenuBar):
                yield from walk(child)


def unnamed(top: QWidget) -> list[str]:
    """What takes the keys and says no name, or says what it is called and not what it is."""
    found = []
    for one in walk(QAccessible.queryAccessibleInterface(top)):
        widget = one.object()
        if not one.state().focusable or not isinstance(widget, QWidget) or is_of_qt(widget) or waits_for_words(widget):
            continue
        name = one.text(QAccessible.Text.Name).strip()
        if not name or one.role() in NOTHING:
            path = " / ".join(type(above).__name__ for above in (widget, *above_of(widget)))
            found.append(f"{path} ({widget.toolTip()[:40]!r}): named {name!r}, {one.role().name}")
    return found


def is_of_qt(widget: QWidget) -> bool:
    """What Qt puts together of its own widgets, such as the list of a combo box, is called as the whole is."""
    return widget.objectName().startswith("qt_") or any(isinstance(above, QComboBox) for above in above_of(widget))


def waits_for_words(widget: QWidget) -> bool:
    """Whether it is put away until there is something to say, with which it then comes."""
    return isinstance(widget, QLabel | QPushButton) and not widget.text() and hidden_by_itself(widget)


def hidden_by_itself(widget: QWidget) -> bool:
    return any(
        one.isHidden() and not isinstance(one.parentWidget(), QStackedWidget) for one in (widget, *above_of(widget))
    )


def above_of(widget: QWidget) -> Iterator[QWidget]:
    above = widget.parentWidget()
    while above is not None:
        yield above
        above = above.parentWidget()


def test_the_walk_finds_a_control_without_a_name(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    for text in ("Named", ""):
        column.addWidget(QPushButton(text))
    window.show()
    assert len(unnamed(window)) == 1


def test_whatever_takes_the_keys_says_its_name_and_what_it_is(parts):
    found = unnamed(parts.window)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", [*DIALOGS, *FORMS])
def test_so_do_dialogs(parts, monkeypatch, name):
    monkeypatch.setattr(BatchDialog, "_ask_preview", lambda dialog: None)  # the stand-in engine draws none
    shown: list[QDialog] = []

    def note(dialog: QDialog) -> int:
        shown.append(dialog)
        return 0

    for way in ("exec", "open", "show"):
        monkeypatch.setattr(QDialog, way, note)
    parts.window.action(name).trigger()
    assert shown
    found = unnamed(shown[-1])
    assert not found, "\n".join(found)


def test_names_are_short_and_not_a_whole_tooltip(parts):
    names = [
        (type(one.object()).__name__, one.text(QAccessible.Text.Name))
        for one in walk(QAccessible.queryAccessibleInterface(parts.window))
        if one.state().focusable
    ]
    assert "\n".join(f"{kind}: {name}" for kind, name in names if len(name) > 70) == ""


def test_a_slider_tells_its_value(parts):
    slider = parts.window.left.quality.findChild(Slider)
    reader = QAccessible.queryAccessibleInterface(slider)
    assert reader.role() is QAccessible.Role.Slider
    assert reader.text(QAccessible.Text.Value) or reader.valueInterface() is not None


@pytest.mark.parametrize("page", range(4))
def test_tab_reaches_whatever_is_in_sight_and_goes_on(parts, page):
    """Forwards through the whole window, each control once, until it is where it began."""
    window = parts.window
    window.tabs.setCurrentIndex(page)
    QApplication.processEvents()
    window.view.setFocus()
    reached = reached_by_tab(window)
    inside = window.tabs.currentWidget()
    wanted = [
        widget
        for part in (inside, window.left, window.strip)
        for widget in part.findChildren(QWidget)
        if widget.isVisible() and widget.isEnabled() and takes_tab(widget)
    ]
    missed = [f"{type(widget).__name__} {widget.accessibleName()}" for widget in wanted if widget not in reached]
    assert missed == []


@pytest.mark.parametrize("page", range(4))
def test_tab_goes_as_one_reads(parts, page):
    """Within the left column, the page and the strip: from left to right in a row, and down.

    What is looked for comes last in its row, as one goes on to what was found.
    """
    window = parts.window
    window.tabs.setCurrentIndex(page)
    QApplication.processEvents()
    window.view.setFocus()
    reached = reached_by_tab(window)
    back = [
        f"{said(before)} -> {said(after)}"
        for part in (window.left, window.tabs.currentWidget(), window.strip)
        for before, after in pairwise(one for one in reached if part.isAncestorOf(one))
        if goes_back(before, after) and not isinstance(after, SearchField)
    ]
    assert len(reached) > 20
    assert "\n".join(back) == ""


def reached_by_tab(window: QWidget) -> list[QWidget]:
    """What has the focus after each press of Tab, until it is where it was."""
    window.activateWindow()
    QApplication.processEvents()
    reached: list[QWidget] = []
    while (focus := QApplication.focusWidget()) not in reached and len(reached) < 400:
        reached.append(focus)
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
    return reached


def goes_back(before: QWidget, after: QWidget) -> bool:
    """Whether the second stands above the first, or at its left in a row."""
    first, second = (QRect(one.mapTo(one.window(), QPoint()), one.size()) for one in (before, after))
    if second.contains(first.center()) or first.contains(second.center()):
        return False  # one is inside the other
    if second.bottom() <= first.top():
        return True
    return abs(second.center().y() - first.center().y()) < 10 and second.right() <= first.left()


def said(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName()}"


def test_the_bar_of_the_pages_takes_the_keys(parts):
    window = parts.window
    window.view.setFocus()
    bar = window.tabs.tabBar()
    assert bar in reached_by_tab(window)
    bar.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(bar, Qt.Key.Key_Right)
    assert window.tabs.currentIndex() == 1


def test_tab_reaches_rows_that_were_out_of_sight(qtbot):
    """Also past a heading, below which nothing is in sight yet."""
    rows = AttributeList()
    qtbot.addWidget(rows)
    rows.resize(360, 10 * ROW_HEIGHT)
    names = [f"name {number:02}" for number in range(40)]
    entries = [AttributeEntry(name=name, vector=Array(np.ones(16, np.float32))) for name in names]
    rows.show_entries(entries, dict.fromkeys(names[::3], "Part"))
    rows.show()
    rows.activateWindow()
    qtbot.waitUntil(rows.isActiveWindow)
    rows.focus_first()
    reached = []
    while (focus := QApplication.focusWidget()) not in reached:
        reached.append(focus)
        order_as_read(rows)
        rows.focusNextChild()
    assert [widget for widget in reached if isinstance(widget, Slider)] == [rows.row(name).slider for name in names]


def takes_tab(widget: QWidget) -> bool:
    inside = widget.parentWidget()
    proxied = widget.focusProxy() is not None or (inside is not None and inside.focusProxy() is widget)
    return (
        bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and not proxied and widget.nextInFocusChain() is not widget
    )


# -- what is seen


@pytest.mark.parametrize("look", ["dark", "light"])
def test_the_focus_is_seen_on_whatever_has_it(parts, qapp, look):
    theme.apply(qapp, look)
    window = parts.window
    window.activateWindow()
    unseen = []
    for page in range(window.tabs.count()):
        window.tabs.setCurrentIndex(page)
        QApplication.processEvents()
        for widget in [one for one in window.findChildren(QWidget) if one.isVisible() and one.isEnabled()]:
            is_reached = takes_tab(widget) and not widget.objectName().startswith("qt_")
            if is_reached and not looks_other_with_focus(widget):
                unseen += [f"{type(widget).__name__} {widget.accessibleName()} ({widget.property('role')})"]
    assert sorted(set(unseen)) == []


def looks_other_with_focus(widget: QWidget) -> bool:
    widget.window().setFocus()
    before = widget.grab().toImage()
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    return widget.grab().toImage() != before


@pytest.mark.parametrize("look", ["dark", "light"])
def test_every_text_on_screen_stands_out_from_what_is_behind_it(parts, qapp, look):
    """As painted: the commonest color of a label or button against the one that differs most from it."""
    theme.apply(qapp, look)
    window = parts.window
    faint = []
    for page in range(window.tabs.count()):
        window.tabs.setCurrentIndex(page)
        QApplication.processEvents()
        whole = window.grab().toImage()
        for widget in window.findChildren(QWidget):
            if not isinstance(widget, QLabel | QAbstractButton) or not widget.isVisible() or not widget.isEnabled():
                continue
            if widget.text() and not widget.visibleRegion().isEmpty():
                seen = widget.visibleRegion().boundingRect().translated(widget.mapTo(window, QPoint()))
                ratio = contrast_in(whole.copy(seen))
                if ratio < LEAST_PAINTED:
                    faint.append(f"{type(widget).__name__} {widget.text()!r}: {ratio:.2f}")
    assert faint == []


LEAST_PAINTED = 4.2
"""Of 4.5: the thinnest strokes are blended with what is behind them."""


def contrast_in(image: QImage) -> float:
    pixels = image.convertToFormat(QImage.Format.Format_RGB32)
    colors = Counter(pixels.pixel(x, y) for y in range(pixels.height()) for x in range(pixels.width()))
    behind = luminance(QColor(colors.most_common(1)[0][0]).name())
    lights = [luminance(QColor(color).name()) for color in colors]
    return max((max(behind, light) + 0.05) / (min(behind, light) + 0.05) for light in lights)


def test_the_keys_are_the_pictures_when_the_window_opens(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as parts:
        parts.window.show()
        parts.window.activateWindow()
        qtbot.waitUntil(parts.window.isActiveWindow)
        assert QApplication.focusWidget() is parts.window.view
