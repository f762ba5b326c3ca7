"""The palette of commands, in the window: opened by its keys, filled by typing, and what is chosen is done."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from window_parts import window_parts

from ganstudio import words
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import replace
from ganstudio.recipe.edits import SpatialEdit
from ganstudio.ui.bench.session import RecipeEdit
from ganstudio.ui.palette import CommandPalette


@pytest.fixture
def parts(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        made.start()
        yield made


def type_into_palette(parts, words: str, key=Qt.Key.Key_Return) -> list[str]:
    """Opens it by its keys, types, presses a key; gives what was listed."""
    seen: list[str] = []

    def answer() -> None:
        palette = QApplication.activeModalWidget()
        assert isinstance(palette, CommandPalette)
        QTest.keyClicks(palette.field, words)
        seen.extend(palette.found.item(row).text() for row in range(palette.found.count()))
        QTest.keyClick(palette.field, key)
        if palette.isVisible():
            palette.reject()

    QTimer.singleShot(200, answer)
    parts.window.action("show_palette").trigger()
    return seen


def test_a_command_is_found_by_the_word_of_those_who_study_such_models(parts):
    assert type_into_palette(parts, "axis-al", Qt.Key.Key_Escape)[0].startswith("Each feature map alone")
    assert parts.window.action("batch_axis_aligned").toolTip().endswith("(axis-aligned)")


def test_a_command_is_found_by_its_words_and_done(parts, qtbot):
    before = parts.window.bench.session.recipe
    seen = type_into_palette(parts, "gener")
    assert seen[0].startswith("Generate")
    qtbot.waitUntil(lambda: parts.window.bench.session.recipe.latent != before.latent)


def test_a_command_is_found_by_its_english_words_where_another_language_is_spoken(parts, monkeypatch):
    monkeypatch.setitem(words._english, "生成(&G)", "&Generate")
    parts.window.action("generate").setText("生成(&G)")
    assert any(line.startswith("生成") for line in type_into_palette(parts, "gener", Qt.Key.Key_Escape))


def test_a_palette_that_was_opened_before_the_model_lists_its_attributes(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        folder = made.studio.folder
        folder.save_attribute_set("basic", {"smile": Array(np.ones(16, np.float32))})
        seen: list[str] = []

        def answer() -> None:
            palette = QApplication.activeModalWidget()
            assert isinstance(palette, CommandPalette)
            QTest.keyClicks(palette.field, "smile")
            assert palette.found.count() == 0
            made.window.bench.frame_shown.connect(
                lambda _: (seen.append(palette.found.item(0).text()), palette.reject())
            )
            made.window.open_model("fake.pt")

        QTimer.singleShot(0, answer)
        made.window.action("show_palette").trigger()
        assert seen[0].startswith("Smile")


def test_what_cannot_be_done_now_is_last_and_is_not_done(parts):
    seen = type_into_palette(parts, "redo")
    assert seen[0].startswith("Redo")
    assert parts.window.bench.session.history.future == ()


def test_a_spatial_tab_is_gone_to(parts):
    edits = tuple(SpatialEdit(name=name, resolution=4, selection=Array(np.eye(4))) for name in ("mouth", "hair"))
    bench = parts.window.bench
    bench.edit(RecipeEdit(replace(bench.session.recipe, edits=edits), "edits"))
    type_into_palette(parts, "mouth spatial")
    assert parts.window.tabs.currentWidget() is parts.window.tab_set.spatial
    assert parts.window.tab_set.spatial.current_edit.name == "mouth"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_no_line_has_the_mark_or_the_number_of_a_menu(qtbot, qapp, tmp_path, monkeypatch, language):
    monkeypatch.setattr(words, "_spoken", words._catalog(language))
    monkeypatch.setattr(words, "_english", {})
    with window_parts(qtbot, qapp, tmp_path) as made:
        made.start()
        lines = type_into_palette(made, "", Qt.Key.Key_Escape)
        assert len(lines) > 50
        assert [line for line in lines if "&" in line or "_" in line or line[0].isdigit()] == []
        assert any(words.tr("Find what opens a mouth") in line for line in type_into_palette(made, "opens a mouth"))


def test_nothing_that_fits_is_an_empty_list_and_escape_does_nothing(parts):
    before = parts.window.bench.session.history
    assert type_into_palette(parts, "no such thing at all", Qt.Key.Key_Escape) == []
    assert parts.window.bench.session.history == before


def test_the_keys_are_control_and_k(parts):
    assert parts.window.action("show_palette").shortcut().toString() == "Ctrl+K"
