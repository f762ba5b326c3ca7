"""The context menu of one feature map."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from ganstudio.ui.widgets.closed import open_unless
from ganstudio.words import spoken, tr

_NO_TAB = tr("There is no spatial tab; add one first.")


class MapMenu(QMenu):
    """What can be done with one map.

    `target` is the spatial tab that maps go to, empty for none; the callables do what their names say;
    `on_history` and `on_extremes` are None where nothing is recorded.
    """

    def __init__(
        self,
        channel: int,
        target: str,
        parent: QWidget,
        *,
        is_overlaid: bool,
        on_overlay: Callable[[], None],
        on_add: Callable[[float], None],
        on_list: Callable[[], None],
        on_history: Callable[[], None] | None,
        on_extremes: Callable[[], None] | None,
    ) -> None:
        super().__init__(tr("Map {channel}", channel=channel), parent)
        self._channel = channel
        self._on_add = on_add
        overlay = self.addAction(tr("Take off the picture") if is_overlaid else tr("Lay over the picture"))
        overlay.triggered.connect(on_overlay)
        self.addSeparator()
        tab = target or tr("spatial tab")
        for text, weight in (("+1", 1.0), ("−1", -1.0)):
            action = self.addAction(tr("Add to {tab} with weight {weight}", tab=spoken(tab), weight=text))
            open_unless(action, "" if target else _NO_TAB)
            action.triggered.connect(lambda _checked=False, weight=weight: on_add(weight))
        other = self.addAction(tr("Add to {tab} with another weight…", tab=spoken(tab)))
        open_unless(other, "" if target else _NO_TAB)
        other.triggered.connect(self._ask_weight)
        self.addSeparator()
        self.addAction(tr("Add to the list below")).triggered.connect(on_list)
        for text, tip, show in (
            (tr("View history"), tr("All recorded pictures, oldest first"), on_history),
            (
                tr("Faces that excite it most and least"),
                tr("Recorded pictures where it is highest, lowest"),
                on_extremes,
            ),
        ):
            action = self.addAction(text)
            action.setToolTip(tip)
            open_unless(action, "" if show is not None else tr("Record some pictures first."))
            if show is not None:
                action.triggered.connect(show)
        self.addAction(tr("Copy number")).triggered.connect(self._copy)

    def _ask_weight(self) -> None:
        dialog = QInputDialog(self.parentWidget())
        dialog.setInputMode(QInputDialog.InputMode.DoubleInput)
        dialog.setWindowTitle(tr("Weight of map {channel}", channel=self._channel))
        dialog.setLabelText(tr("Weight (negative for the opposite):"))
        dialog.setDoubleRange(-1000.0, 1000.0)
        dialog.setDoubleDecimals(3)
        dialog.setDoubleValue(1.0)
        dialog.doubleValueSelected.connect(self._on_add)
        dialog.open()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(str(self._channel))
