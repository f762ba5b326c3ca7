"""SliderRow: a name, a slider and its value, which can be typed too."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from ganstudio.ui.widgets.number_field import NumberField
from ganstudio.ui.widgets.slider import Slider


class SliderRow(QWidget):
    """A number set by dragging or typing; a double click on name or slider resets it.

    Signals:
        value_changed_live(float): While it changes.
        value_committed(float): Once a change is done; a drag ends with exactly one.
    """

    value_changed_live = Signal(float)
    value_committed = Signal(float)

    def __init__(
        self,
        label: str,
        minimum: float,
        maximum: float,
        parent: QWidget | None = None,
        *,
        step: float = 0.01,
        decimals: int = 2,
        centre_zero: bool = False,
        reset_value: float = 0.0,
        tooltip: str = "",
        label_width: int | None = None,
        name: str = "",
    ) -> None:
        """`name` is for who cannot see the row, where `label` is not enough."""
        super().__init__(parent)
        self._step = step
        self._reset_value = reset_value
        self._value = min(maximum, max(minimum, reset_value))
        self._label = QLabel(label, self)
        self._label.setMinimumWidth(0)
        self._label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        if label_width is not None:
            self._label.setFixedWidth(label_width)
        self._label.setVisible(bool(label))
        self._label.installEventFilter(self)
        self.slider = Slider(round(minimum / step), round(maximum / step), self, centre_zero=centre_zero)
        self.slider.setPageStep(max(1, (self.slider.maximum() - self.slider.minimum()) // 10))
        self.field = NumberField(minimum, maximum, self, decimals=decimals, step=step)
        self.field.fit_width()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._label)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.field)
        self.set_value(self._value)
        self.set_description(label, tooltip, name=name)
        self.slider.moved.connect(self._slid)
        self.slider.settled.connect(self._settled)
        self.slider.reset_requested.connect(self.reset)
        self.field.entered.connect(self._typed)

    @property
    def value(self) -> float:
        """The number shown."""
        return self._value

    def set_value(self, value: float) -> None:
        """Shows a number without a signal; a number beyond the slider's ends is shown as it is."""
        self._value = value
        self.slider.set_position(round(value / self._step))
        self.field.set_value(value)

    def set_description(self, label: str, tooltip: str, *, name: str = "") -> None:
        """Names the row, and says in its tooltip what it does."""
        self._label.setText(label)
        self._label.setVisible(bool(label))
        for widget in (self._label, self.slider, self.field):
            widget.setToolTip(tooltip or label)
            widget.setAccessibleName(name or label or tooltip)

    def reset(self) -> None:
        """Sets the number it resets to, as a change of its own."""
        self.set_value(self._reset_value)
        self.value_changed_live.emit(self._reset_value)
        self.value_committed.emit(self._reset_value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A double click on the name resets."""
        if watched is self._label and event.type() == QEvent.Type.MouseButtonDblClick:
            self.reset()
            return True
        return super().eventFilter(watched, event)

    def _slid(self, position: int) -> None:
        self._value = position * self._step
        self.field.set_value(self._value)
        self.value_changed_live.emit(self._value)

    def _settled(self, position: int) -> None:
        self._value = position * self._step
        self.value_committed.emit(self._value)

    def _typed(self, value: float) -> None:
        self._value = value
        self.slider.set_position(round(value / self._step))
        self.value_changed_live.emit(value)
        self.value_committed.emit(value)
