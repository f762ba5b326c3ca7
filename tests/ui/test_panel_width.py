"""The Spatial panel is as narrow as the window makes it: nothing in it is cut off at the right, whatever it says."""

import msgspec
import pytest
from PySide6.QtWidgets import QWidget
from spatial_parts import build_stage, make_spec, make_tab

from ganstudio.recipe.edits import ChannelWeight
from ganstudio.spec import LayerSpec, StyleSpec
from ganstudio.ui import theme
from ganstudio.ui.bench.task import Progress
from ganstudio.ui.widgets.layer_menu import LayerMenu
from ganstudio.ui.widgets.scroll_column import ScrollColumn

PANEL = 356
"""The panel in a window of 1280x800."""
LAYERS = (("L0_36_512", 36), ("L6_36_512", 36), ("L10_148_128", 148), ("L12_276_128", 276))
NOTES = (
    "finding the part on face 128 of 500",
    "face 128 of 500, 1024 channels · about 12 min left",
    "making pictures of the best",
    "Stopped at face 128 of 500",
)


@pytest.fixture
def stage(qtbot, qapp, tmp_path):
    theme.apply(qapp, "dark")
    layers = tuple(
        LayerSpec(name=name, height=side, width=side, channels=512, ws_index=index)
        for index, (name, side) in enumerate(LAYERS)
    )
    styles = tuple(StyleSpec(name=one.name, channels=512, ws_index=one.ws_index) for one in layers)
    spec = msgspec.structs.replace(make_spec(), layers=layers, style_layers=styles)
    edit = make_tab("mouth_open", 36, weights=(ChannelWeight("L10_148_128", 33, -2.0),))
    built = build_stage(qtbot, tmp_path, edit, spec=spec)
    built.tab.setFixedWidth(PANEL)
    qapp.processEvents()
    return built


def too_wide(tab: QWidget) -> list[str]:
    """What does not fit into the column."""
    column = tab.findChild(ScrollColumn)
    content, room = column.widget(), column.viewport().width()
    shown = [one for one in content.findChildren(QWidget) if one.isVisibleTo(content)]
    ends = {one: one.mapTo(content, one.rect().topRight()).x() + 1 for one in shown}
    return [f"{type(one).__name__} {one.accessibleName()!r} ends at {end}" for one, end in ends.items() if end > room]


@pytest.mark.parametrize("page", ["finder", "holding"])
def test_long_names_of_layers_make_nothing_wider(stage, qapp, page):
    finding = getattr(stage.tab, page)
    stage.tab.finding.show_page(finding)
    for menu in finding.findChildren(LayerMenu):
        for names in (["L10_148_128"], ["L6_36_512", "L10_148_128"], [name for name, _ in LAYERS]):
            menu.choose(names)
            qapp.processEvents()
            assert too_wide(stage.tab) == []


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("page", ["finder", "holding"])
def test_a_search_says_how_far_it_is_without_making_the_panel_wider(stage, qapp, page, note):
    finding = getattr(stage.tab, page)
    stage.tab.finding.show_page(finding)
    finding._row.refresh(found=True, running=True, again=True)
    finding._row.show_progress(Progress(128, 500, note))
    finding.below.show()
    qapp.processEvents()
    assert too_wide(stage.tab) == []
    assert finding.note.isVisible()
    assert finding.note.text() == note
