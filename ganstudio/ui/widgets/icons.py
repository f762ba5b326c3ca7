"""Icons: line drawings on a 24 x 24 grid, tinted by the theme and sharp at every scale."""

from __future__ import annotations

import re
from functools import lru_cache

from PySide6.QtCore import QByteArray, QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

_SIZES = (12, 16, 18, 24, 32, 36)
"""In screen pixels: what the window's icons of 12, 16 and 18 take at 1x and 2x."""
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="{color}" stroke-width="1.8" '
    'stroke-linecap="round" stroke-linejoin="round">{body}</svg>'
)
_SHAPES = {
    "add": '<path d="M12 5v14M5 12h14"/>',
    "apply": '<path d="M5 12.5l5 5L19 7"/>',
    "base": '<path d="M12 3v11M8 10l4 4 4-4"/><path d="M5 20h14"/>',
    "base-reset": '<path d="M12 15V4M8 8l4-4 4 4"/><path d="M5 20h14"/>',
    "brush": '<path d="M14.5 4.5l5 5L11 18c-1.5 1.5-5 2-7 2 .5-2 .5-5.5 2-7z"/><path d="M12 7l5 5"/>',
    "chevron-down": '<path d="M6 9l6 6 6-6"/>',
    "chevron-left": '<path d="M15 6l-6 6 6 6"/>',
    "chevron-right": '<path d="M9 6l6 6-6 6"/>',
    "chevron-up": '<path d="M6 15l6-6 6 6"/>',
    "clear": '<path d="M6 6l12 12M18 6L6 18"/>',
    "copy": '<rect x="9" y="9" width="11" height="11" rx="2"/><path d="M5 15V6a2 2 0 0 1 2-2h8"/>',
    "computer": '<rect x="3.5" y="5" width="17" height="11.5" rx="1.5"/><path d="M8.5 20h7M12 16.5V20"/>',
    "contrast": '<circle cx="12" cy="12" r="8"/><path d="M12 4a8 8 0 0 1 0 16z" fill="{color}"/>',
    "delete": '<path d="M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13M10 11v5M14 11v5"/>',
    "dice": '<rect x="4" y="4" width="16" height="16" rx="3"/>'
    '<g fill="{color}" stroke="none"><circle cx="8.5" cy="8.5" r="1.5"/>'
    '<circle cx="15.5" cy="8.5" r="1.5"/><circle cx="12" cy="12" r="1.5"/><circle cx="8.5" cy="15.5" r="1.5"/>'
    '<circle cx="15.5" cy="15.5" r="1.5"/></g>',
    "ellipse": '<ellipse cx="12" cy="12" rx="8.5" ry="7"/>',
    "eraser": '<path d="M9 19l-5-5 9.5-9.5 6 6L11 19z"/><path d="M8.5 9.5l6 6M9 19h11"/>',
    "export": '<path d="M12 15V4M8 8l4-4 4 4M5 14v5h14v-5"/>',
    "eye": '<path d="M2.5 12C5 7.5 8.5 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-6 6.5-9.5 6.5S5 16.5 2.5 12z"/>'
    '<circle cx="12" cy="12" r="2.8"/>',
    "eye-off": '<path d="M4 4l16 16M9.5 5.8A9 9 0 0 1 12 5.5c3.5 0 7 2 9.5 6.5a16 16 0 0 1-3 3.8'
    'M6.3 7.3A16 16 0 0 0 2.5 12C5 16.5 8.5 18.5 12 18.5a9 9 0 0 0 4-.9"/>',
    "file": '<path d="M6 3.5h8l4.5 4.5v12.5H6zM14 3.5V8h4.5"/>',
    "filter": '<path d="M4 5h16l-6.5 7.5V19l-3-1.5v-5z"/>',
    "fit": '<path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5"/>',
    "folder": '<path d="M3.5 18.5v-13h6l2 2.5h9v10.5z"/>',
    "generate": '<path d="M12 3l2.2 6.8L21 12l-6.8 2.2L12 21l-2.2-6.8L3 12l6.8-2.2z"/>',
    "grid": '<rect x="4" y="4" width="16" height="16" rx="1"/><path d="M4 9.3h16M4 14.7h16M9.3 4v16M14.7 4v16"/>',
    "grow": '<rect x="9.5" y="9.5" width="5" height="5"/>'
    '<path d="M4 8.5V4h4.5M20 8.5V4h-4.5M4 15.5V20h4.5M20 15.5V20h-4.5"/>',
    "hand": '<path d="M12 3v18M3 12h18M9 6l3-3 3 3M9 18l3 3 3-3M6 9l-3 3 3 3M18 9l3 3-3 3"/>',
    "help": '<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.4-1 .9-1 1.7M12 16.8v.1"/>',
    "import": '<path d="M12 4v11M8 11l4 4 4-4M5 14v5h14v-5"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5M12 7.7v.1"/>',
    "invert": '<rect x="4" y="4" width="16" height="16" rx="2"/>'
    '<path d="M4 20L20 4v14a2 2 0 0 1-2 2z" fill="{color}"/>',
    "lasso": '<path d="M8 16.5C4.5 15.5 3 13 3.5 10.5 4.2 7 8 4.5 12.5 5s8.5 3.5 8 7-5 5.5-9 5c-2 0-3 1-2.5 2.5"/>',
    "layers": '<path d="M12 4l8.5 4.5L12 13 3.5 8.5zM3.5 12.5L12 17l8.5-4.5M3.5 16.3L12 20.8l8.5-4.5"/>',
    "lock": '<rect x="5.5" y="11" width="13" height="9" rx="2"/><path d="M8.5 11V8a3.5 3.5 0 0 1 7 0v3"/>',
    "lock-open": '<rect x="5.5" y="11" width="13" height="9" rx="2"/><path d="M8.5 11V7.5A3.5 3.5 0 0 1 15 6"/>',
    "magnifier": '<circle cx="10.5" cy="10.5" r="6"/><path d="M15 15l5.5 5.5"/>',
    "minus": '<path d="M5 12h14"/>',
    "mirror": '<path d="M12 3v18M9 7L3.5 17H9zM15 7l5.5 10H15z"/>',
    "moon": '<path d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z"/>',
    "open": '<path d="M3.5 18.5v-13h6l2 2.5h7v2.5M3.5 18.5l3-8H22l-3 8z"/>',
    "paste": '<rect x="5" y="5" width="14" height="16" rx="2"/><path d="M9 5V3.5h6V5M9 11h6M9 15h4"/>',
    "pause": '<path d="M8.5 5.5v13M15.5 5.5v13"/>',
    "pencil": '<path d="M4 20l1-4.5L16.5 4l3.5 3.5L8.5 19zM14 6.5l3.5 3.5"/>',
    "picture": '<rect x="3.5" y="4.5" width="17" height="15" rx="2"/><circle cx="9" cy="10" r="1.8"/>'
    '<path d="M4 17l5-4.5 3.5 3 3.5-4 4.5 4.5"/>',
    "play": '<path d="M7.5 5l11 7-11 7z"/>',
    "rectangle": '<rect x="4" y="6" width="16" height="12" rx="1"/>',
    "redo": '<path d="M15 4.5l4.5 4.5-4.5 4.5"/><path d="M19.5 9H10a5.5 5.5 0 0 0 0 11h4"/>',
    "refresh": '<path d="M19.5 12a7.5 7.5 0 1 1-2.3-5.4M19.5 3.5v4.5H15"/>',
    "reset": '<path d="M4.5 12a7.5 7.5 0 1 0 2.3-5.4M4.5 3.5v4.5H9"/>',
    "save": '<path d="M4.5 4.5h12l3 3v12h-15zM8 4.5V9h7V4.5M8 19.5V13.5h8v6"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6"/><path d="M15 15l5.5 5.5"/>',
    "settings": '<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>',
    "shrink": '<rect x="10.5" y="10.5" width="3" height="3"/>'
    '<path d="M8.5 3.5v5h-5M15.5 3.5v5h5M8.5 20.5v-5h-5M15.5 20.5v-5h5"/>',
    "soft": '<circle cx="12" cy="12" r="3.5"/><circle cx="12" cy="12" r="8.5" stroke-dasharray="2 3.3"/>',
    "sort": '<path d="M4 7h16M4 12h11M4 17h6"/>',
    "star": '<path d="M12 3.5l2.6 5.5 6 .8-4.4 4.2 1.1 6L12 17.1 6.7 20l1.1-6L3.4 9.8l6-.8z"/>',
    "star-filled": '<path d="M12 3.5l2.6 5.5 6 .8-4.4 4.2 1.1 6L12 17.1 6.7 20l1.1-6L3.4 9.8l6-.8z" fill="{color}"/>',
    "sun": '<circle cx="12" cy="12" r="4"/><path d="M12 2.5V5M12 19v2.5M2.5 12H5M19 12h2.5M5.3 5.3L7 7M17 17l1.7 1.7'
    'M5.3 18.7L7 17M17 7l1.7-1.7"/>',
    "target": '<circle cx="12" cy="12" r="7.5"/><path d="M12 2.5v5M12 16.5v5M2.5 12h5M16.5 12h5"/>',
    "toggle": '<path d="M4 8h14M14.5 4.5L18 8l-3.5 3.5M20 16H6M9.5 12.5L6 16l3.5 3.5"/>',
    "undo": '<path d="M9 4.5L4.5 9 9 13.5"/><path d="M4.5 9H14a5.5 5.5 0 0 1 0 11h-4"/>',
    "warning": '<path d="M12 4L2.5 20h19zM12 10v5M12 17.5v.1"/>',
    "wipe": '<rect x="4" y="4.5" width="16" height="15" rx="2"/><path d="M12 2.5v19M15 9h2M15 12h2M15 15h2"/>',
    "zero": '<circle cx="12" cy="12" r="7.5"/><path d="M6.7 17.3L17.3 6.7"/>',
}

NAMES = tuple(_SHAPES)


def pixmap(name: str, px: int, color: QColor | str, ratio: float = 1.0) -> QPixmap:
    """The icon as a pixmap of `px` device-independent pixels for a screen of that device pixel ratio."""
    return _drawn(_renderer(name, color), px, ratio)


def _renderer(name: str, color: QColor | str) -> QSvgRenderer:
    """Reads the drawing, which can then be drawn in many sizes."""
    svg = _SVG.format(color=QColor(color).name(), body=_SHAPES[name].format(color=QColor(color).name()))
    return QSvgRenderer(QByteArray(svg.encode()))


def _drawn(renderer: QSvgRenderer, px: int, ratio: float = 1.0) -> QPixmap:
    result = QPixmap(round(px * ratio), round(px * ratio))
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    renderer.render(painter, QRectF(result.rect()))
    painter.end()
    result.setDevicePixelRatio(ratio)
    return result


def icon(name: str, color: QColor | str | None = None) -> QIcon:
    """The icon in the color given, else in the palette's text color; disabled it is drawn in the disabled color.

    The colors are those of the moment: ask again when the theme changes (`IconButton` does so by itself).
    """
    palette = QApplication.palette()
    normal = QColor(color) if color is not None else palette.color(QPalette.ColorRole.ButtonText)
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    return _icon(name, normal.name(), disabled.name())


@lru_cache(maxsize=512)
def _icon(name: str, normal: str, disabled: str) -> QIcon:
    result = QIcon()
    for mode, color in ((QIcon.Mode.Normal, normal), (QIcon.Mode.Disabled, disabled)):
        renderer = _renderer(name, color)
        for size in _SIZES:
            result.addPixmap(_drawn(renderer, size), mode)
    return result


class IconButton(QToolButton):
    """A tool button with an icon that follows the theme.

    With `role="tool"` (the default) it has no frame until hovered, and checked its icon takes the color on the accent.
    """

    def __init__(
        self, name: str, tooltip: str, parent: QWidget | None = None, *, role: str = "tool", checkable: bool = False
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._role = role
        self.setProperty("role", role)
        self.setCheckable(checkable)
        self.setIconSize(QSize(18, 18))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(tooltip)
        self.setAccessibleName(re.split(r" \(|（", tooltip)[0].rstrip(".。"))  # without the keys
        self.toggled.connect(self._tint)
        self._tint()

    def set_icon_name(self, name: str) -> None:
        """Shows another icon."""
        self._name = name
        self._tint()

    def changeEvent(self, event: QEvent) -> None:
        """Draws the icon anew in the colors of a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()

    def _tint(self) -> None:
        chosen = self.isChecked() and self._role == "tool"
        role = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.ButtonText
        self.setIcon(icon(self._name, QApplication.palette().color(role)))
