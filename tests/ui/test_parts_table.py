"""Maps against parts, in the window, with the real engine and a small model."""

import numpy as np
import pytest
from analysis_window import AnalysisWindow
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from ganstudio.analysis.detector_files import save_detectors
from ganstudio.analysis.detectors import Detector
from ganstudio.recipe.edits import ChannelWeight
from ganstudio.ui.status_line import StatusLine

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot, qapp, studio):
    opened = AnalysisWindow(qtbot, qapp, studio)
    maps = opened.window.tab_set.feature_maps
    opened.window.tabs.setCurrentWidget(maps)
    maps.bar.layer_box.setCurrentIndex(maps.bar.layer_box.findData("b8"))
    yield opened
    opened.close()


def table_of(window):
    maps = window.window.tab_set.feature_maps
    window.click(maps.picks.parts_button)
    dialog = maps.parts.dialog
    assert dialog.table.header().sortIndicatorSection() == -1
    window.until(lambda: bool(dialog.table.topLevelItemCount()) or "Find parts" in dialog.note.text())
    return dialog


def test_at_the_least_size_three_rows_of_maps_are_seen_beside_the_open_list(window):
    maps = window.window.tab_set.feature_maps
    maps.picks.set_folded(False)
    maps.bar.layer_box.setCurrentIndex(maps.bar.layer_box.findData("b4"))
    window.settle()
    maps.grid.set_maps(np.random.RandomState(0).randn(160, 16, 16).astype(np.float32))
    window.until(lambda: maps.record.y() == maps.statistics.y())  # side by side
    room, order = maps.grid.viewport().rect(), maps.grid.order
    seen = {maps.grid.cell_rect(channel).top() for channel in order if room.contains(maps.grid.cell_rect(channel))}
    assert len(seen) >= 3
    maps.record.set_folded(False)
    window.until(lambda: maps.statistics.y() > maps.record.geometry().bottom())
    assert maps.record.width() == maps.statistics.width() == maps.picks.width()


def test_without_detectors_the_table_says_where_to_make_some(window):
    dialog = table_of(window)
    assert "has no detectors" in dialog.note.text()
    assert not window.window.bar.isVisible()  # said once
    dialog.close()


def test_a_map_that_is_a_part_comes_first_and_goes_into_the_list_and_the_table_is_sorted_and_written(
    window, studio, monkeypatch, tmp_path
):
    values = studio.render_detailed(window.recipe, ("b8",)).feature_maps["b8"]
    weights = (ChannelWeight("b8", 5, 1.0),)
    part = Detector(name="part", weights=weights, threshold=float(np.quantile(values[5], 0.9)))
    other = Detector(name="other", weights=(ChannelWeight("b8", 2, 1.0),), threshold=float(np.quantile(values[2], 0.9)))
    save_detectors(studio.folder.path, [part, other])
    dialog = table_of(window)
    table = dialog.table
    assert table.topLevelItemCount() == 8
    assert [table.headerItem().text(column) for column in range(5)] == ["Map", "Part", "Best", "part", "other"]

    def click_head(column):
        header = table.header()
        place = header.sectionViewportPosition(column) + 5
        QTest.mouseClick(header.viewport(), LEFT, pos=header.viewport().rect().topLeft() + _right(place))

    places = [table.header().sectionPosition(column) for column in range(5)]
    click_head(3)
    assert [table.header().sectionPosition(column) for column in range(5)] == places  # a second click hits the same
    assert (table.topLevelItem(0).text(0), table.topLevelItem(0).text(1)) == ("5", "part")
    ious = [float(table.topLevelItem(row).text(3)) for row in range(8)]
    assert ious == sorted(ious, reverse=True)
    click_head(0)
    assert [table.topLevelItem(row).text(0) for row in range(8)] == [str(row) for row in reversed(range(8))]
    table.header().sectionClicked.emit(0)  # a second click at once would be a double click
    assert [table.topLevelItem(row).text(0) for row in range(8)] == [str(row) for row in range(8)]
    click_head(4)
    window.click(table.viewport(), table.visualItemRect(table.topLevelItem(0)).center())
    window.click(dialog.use_button)
    assert window.window.tab_set.feature_maps.picks.field.maps == (ChannelWeight("b8", 2, 1.0),)
    asked = []
    answer = str(tmp_path / "parts"), ""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *given: asked.append(given) or answer))
    window.click(dialog.export_button)
    _, _, name, _, kind = asked[0]
    assert name.endswith("parts_b8.csv")
    assert kind == "CSV (*.csv)"
    assert (tmp_path / "parts.csv").read_text().startswith("layer,map,part,iou,top\nb8,")
    dialog.close()


def test_another_model_closes_the_table(window, studio):
    save_detectors(studio.folder.path, [Detector(name="x", weights=(ChannelWeight("b8", 1, 1.0),), threshold=0.1)])
    table_of(window)
    window.window.tab_set.feature_maps.show_model(window.window.bench.model)
    assert window.window.tab_set.feature_maps.parts.dialog is None


def test_a_table_that_was_stopped_says_so(window, studio):
    save_detectors(studio.folder.path, [Detector(name="x", weights=(ChannelWeight("b8", 1, 1.0),), threshold=0.1)])
    maps = window.window.tab_set.feature_maps
    window.click(maps.picks.parts_button)
    dialog = maps.parts.dialog
    running = window.window.findChild(StatusLine)._running
    window.until(lambda: "looking at face" in dialog.note.text() and running.cancel.isVisible())
    window.click(running.cancel)
    window.until(lambda: "was stopped" in dialog.note.text())
    assert not dialog.progress.isVisible()
    assert not dialog.export_button.isEnabled()
    dialog.close()


def _right(x):
    from PySide6.QtCore import QPoint

    return QPoint(x, 8)


def test_parts_that_are_found_again_are_not_kept_twice(window):
    own, keeper, said = window.window.tab_set.own_parts, window.detector.keeper, []
    own.status.connect(said.append)
    window.window.action("find_parts").trigger()
    window.until(lambda: len(said) == 1)
    names = list(keeper.detectors)
    assert names
    window.window.action("find_parts").trigger()
    window.until(lambda: len(said) == 2)
    assert list(keeper.detectors) == names
    assert said[1].startswith("The parts that this model tells apart are known already")
