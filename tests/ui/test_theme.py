"""The look: contrast of every text on every surface it stands on, and a sheet that Qt accepts."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QListView,
    QMessageBox,
    QPushButton,
    QStyle,
    QTabBar,
    QToolButton,
)

from ganstudio.ui import theme
from ganstudio.ui.widgets import icons
from ganstudio.ui.widgets.search_field import SearchField
from ganstudio.ui.widgets.studio_style import StudioStyle

LEAST = 4.5


def luminance(color: str) -> float:
    channels = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in rgb(color)]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def rgb(color: str) -> tuple[float, float, float]:
    shown = QColor(color)
    return shown.redF(), shown.greenF(), shown.blueF()


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", ["dark", "light"])
@pytest.mark.parametrize("surface", ["canvas", "bg", "surface", "raised", "hover", "field", "accent_soft"])
@pytest.mark.parametrize("text", ["text", "text_quiet"])
def test_text_can_be_read_on_every_surface(name, text, surface):
    colors = theme.tokens(name)
    assert contrast(getattr(colors, text), getattr(colors, surface)) >= LEAST


@pytest.mark.parametrize("name", ["dark", "light"])
@pytest.mark.parametrize("surface", ["bg", "surface", "raised", "hover", "accent_soft"])
@pytest.mark.parametrize("text", ["accent_text", "positive", "negative", "warning"])
def test_colored_text_can_be_read_on_every_surface(name, text, surface):
    colors = theme.tokens(name)
    assert contrast(getattr(colors, text), getattr(colors, surface)) >= LEAST


@pytest.mark.parametrize("name", ["dark", "light"])
@pytest.mark.parametrize("surface", ["bg", "surface", "raised"])
@pytest.mark.parametrize("mark", ["text_disabled", "accent_text", "star"])
def test_marks_and_what_is_closed_can_be_told_from_what_is_behind(name, mark, surface):
    """3 to 1, as WCAG 1.4.11 asks of controls; of the text of closed ones it asks nothing."""
    colors = theme.tokens(name)
    assert contrast(getattr(colors, mark), getattr(colors, surface)) >= 3.0


@pytest.mark.parametrize("name", ["dark", "light"])
def test_text_on_the_accent_can_be_read(name):
    colors = theme.tokens(name)
    assert contrast(colors.on_accent, colors.accent) >= LEAST
    assert contrast(colors.on_accent, colors.accent_hover) >= LEAST


@pytest.mark.parametrize("name", ["dark", "light"])
def test_the_sheet_has_no_color_left_open(name):
    assert "$" not in theme.style_sheet(theme.tokens(name))


def test_applying_a_theme_reaches_every_widget(qtbot, qapp):
    label = QLabel("text")
    qtbot.addWidget(label)
    for name in ("light", "dark"):
        theme.apply(qapp, name)
        assert theme.current().name == name
        label.ensurePolished()
        assert label.palette().windowText().color().name() == theme.tokens(name).text


@pytest.mark.parametrize("look", ["dark", "light"])
def test_what_a_field_says_while_it_is_empty_can_be_read(qtbot, qapp, look):
    field = SearchField()
    qtbot.addWidget(field)
    field.setPlaceholderText("Search attributes")
    theme.apply(qapp, look)
    field.ensurePolished()
    color = field.palette().placeholderText().color()
    assert color.alpha() == 255
    assert contrast(color.name(), theme.tokens(look).field) >= LEAST
    theme.apply(qapp, "dark")


def test_a_role_given_later_changes_the_look_at_once(qtbot, qapp):
    theme.apply(qapp, "dark")
    button = QPushButton("Generate")
    qtbot.addWidget(button)
    button.ensurePolished()
    theme.set_role(button, "primary")
    assert button.palette().button().color().name() == theme.tokens("dark").accent


@pytest.mark.parametrize("name", icons.NAMES)
def test_every_icon_draws_something_at_one_and_two_times(qtbot, name):
    for ratio in (1.0, 2.0):
        image = icons.pixmap(name, 24, "#ff0000", ratio).toImage()
        assert image.width() == round(24 * ratio)
        drawn = sum(image.pixelColor(x, y).alpha() > 64 for x in range(image.width()) for y in range(image.height()))
        assert drawn > 10 * ratio


def test_the_sign_of_the_search_field_follows_the_theme(qtbot, qapp):
    theme.apply(qapp, "dark")
    field = SearchField()
    qtbot.addWidget(field)
    field.show()
    sign = field.actions()[0]
    dark = sign.icon().pixmap(16).toImage()
    theme.apply(qapp, "light")
    assert sign.icon().pixmap(16).toImage() != dark
    assert sign.icon().pixmap(16).toImage() == icons.icon("search").pixmap(16).toImage()
    theme.apply(qapp, "dark")


class StyleOnDesktop(StudioStyle):
    """As on a desktop that wants icons on the buttons of dialogs."""

    def styleHint(self, hint, *others):
        wanted = hint == QStyle.StyleHint.SH_DialogButtonBox_ButtonsHaveIcons
        return 1 if wanted else super().styleHint(hint, *others)


@pytest.fixture
def studio_look(qapp):
    was = qapp.style().name()
    theme.apply(qapp, "dark")
    qapp.setStyle(StyleOnDesktop())
    yield
    qapp.setStyle(was)


def test_buttons_of_dialogs_wear_no_icons(studio_look, qtbot):
    question = QMessageBox(QMessageBox.Icon.NoIcon, "GanStudio", "Delete it?")
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    for widget in (question, box):
        qtbot.addWidget(widget)
    buttons = [question.addButton(QMessageBox.StandardButton.Cancel), *box.buttons()]
    question.show()
    assert [button.icon().isNull() for button in buttons] == [True] * 3


def test_file_dialogs_wear_the_icons_of_the_studio(studio_look, qtbot, tmp_path):
    (tmp_path / "folder").mkdir()
    dialog = QFileDialog(None, "Import", str(tmp_path))
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    dialog.show()
    up = dialog.findChild(QToolButton, "toParentButton")
    assert up.icon().pixmap(16).toImage() == icons.icon("chevron-up").pixmap(16).toImage()
    files = dialog.findChild(QListView, "listView").model()
    qtbot.waitUntil(lambda: files.rowCount(dialog.findChild(QListView, "listView").rootIndex()) == 1)
    shown = files.index(0, 0, dialog.findChild(QListView, "listView").rootIndex())
    sign = shown.data(Qt.ItemDataRole.DecorationRole)
    assert sign.pixmap(16).toImage() == icons.icon("folder").pixmap(16).toImage()


def test_chinese_has_its_own_families_behind_those_of_latin_letters(monkeypatch):
    monkeypatch.setattr(theme, "language", "zh_CN")
    families = theme.font().families()
    assert families.index("Inter") < families.index("Noto Sans CJK SC")


def test_tabs_stay_where_they_are_when_another_one_is_chosen(qtbot, qapp):
    theme.apply(qapp, "dark")
    bar = QTabBar()
    qtbot.addWidget(bar)
    for title in ("Portraits", "Favorites", "Batches"):
        bar.addTab(title)
    bar.show()
    places = []
    for index in range(bar.count()):
        bar.setCurrentIndex(index)
        places.append([bar.tabRect(other) for other in range(bar.count())])
    assert places[0] == places[1] == places[2]
