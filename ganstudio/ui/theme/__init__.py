"""The look: two tables of colors, and the palette and style sheet that are made of them.

Widgets need no theme object. Ordinary ones are styled by the sheet through the dynamic property `role`:

* buttons: `primary`, `quiet`, `danger`, `tool`   * frames: `card`, `bar`, `floating`
* labels: `heading`, `quiet`, `number`, `big-number`, `title`, `warning`

Widgets that paint themselves call `current()` in `paintEvent`; a change of theme reaches them as
`QEvent.PaletteChange`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from ganstudio.ui.theme.sheet import SHEET
from ganstudio.words import language

CONTROL_HEIGHT = 30
ICONS = Path(__file__).parent / "icons"

_FAMILIES = ("Inter", "SF Pro Text", "Segoe UI", "Noto Sans", "Cantarell", "Ubuntu", "Helvetica Neue", "DejaVu Sans")
_CHINESE_FAMILIES = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei")
"""Behind the others: of which Latin letters and figures are taken, so that numbers look the same in each language."""
_FONT_PX = 13
_PROPERTY = "ganstudio_theme"


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """The colors of one theme, as `#rrggbb`.

    Attributes:
        name: `dark` or `light`.
        canvas: Behind the picture. bg: window and docks. surface: cards. raised: buttons. hover, pressed: of buttons.
        field: Behind text that can be typed over. border: around cards and fields. border_strong: around the hovered.
        text: Reading text. text_quiet: captions, still at least 4.5:1. text_disabled: what cannot be used now.
        accent: The one color that stands out. accent_hover: hovered. on_accent: text on it.
        accent_soft: Its quiet background, for what is chosen. accent_text: accent as text or a line on a surface.
        groove: Of sliders. knob: their handle. positive, negative, warning: signs, errors and hints.
        star: Favorites.
    """

    name: str
    canvas: str
    bg: str
    surface: str
    raised: str
    hover: str
    pressed: str
    field: str
    border: str
    border_strong: str
    text: str
    text_quiet: str
    text_disabled: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    accent_text: str
    groove: str
    knob: str
    positive: str
    negative: str
    warning: str
    star: str

    def color(self, token: str) -> QColor:
        """The token as a QColor."""
        return QColor(vars(self)[token])


_DARK = Tokens(
    name="dark",
    canvas="#131417",
    bg="#1a1b1f",
    surface="#212329",
    raised="#2b2e36",
    hover="#343841",
    pressed="#25282f",
    field="#15161a",
    border="#31343d",
    border_strong="#4a4f5b",
    text="#e8eaee",
    text_quiet="#a0a5b1",
    text_disabled="#777c89",
    accent="#3b6fe6",
    accent_hover="#2f60d4",
    on_accent="#ffffff",
    accent_soft="#26365e",
    accent_text="#7ba2ff",
    groove="#3d414b",
    knob="#f2f4f8",
    positive="#4fd07f",
    negative="#ff7b72",
    warning="#e8b04a",
    star="#f3c13a",
)
_LIGHT = Tokens(
    name="light",
    canvas="#dfe2e8",
    bg="#f1f2f5",
    surface="#ffffff",
    raised="#f3f4f7",
    hover="#e7eaf0",
    pressed="#dde1e9",
    field="#ffffff",
    border="#d5d9e1",
    border_strong="#aeb5c2",
    text="#1c1f26",
    text_quiet="#585f6d",
    text_disabled="#838a97",
    accent="#2f62dd",
    accent_hover="#2557d0",
    on_accent="#ffffff",
    accent_soft="#dfe8fd",
    accent_text="#2456c9",
    groove="#cdd2dc",
    knob="#ffffff",
    positive="#0b6a30",
    negative="#b3261f",
    warning="#805300",
    star="#9c7400",
)


def tokens(name: str) -> Tokens:
    """The colors of the theme `dark` or `light`; `system` follows the desktop."""
    if name == "system":
        hints = QApplication.styleHints()
        return _LIGHT if hints.colorScheme() == Qt.ColorScheme.Light else _DARK
    return _LIGHT if name == "light" else _DARK


def current() -> Tokens:
    """The colors of the theme that the application wears now."""
    app = QApplication.instance()
    name = app.property(_PROPERTY) if app is not None else None
    return _LIGHT if name == "light" else _DARK


def apply(app: QApplication, name: str) -> None:
    """Gives the whole application the theme `dark`, `light` or `system`."""
    chosen = tokens(name)
    app.setProperty(_PROPERTY, chosen.name)
    app.setFont(font())
    app.setStyleSheet("")  # one sheet in another's place costs Qt three times as long as none, and then one
    app.setPalette(_palette(chosen))
    app.setStyleSheet(style_sheet(chosen))


def move(*, still: bool) -> None:
    """Lets menus and tooltips slide and fade as the desktop has it, or not at all."""
    QApplication.setEffectEnabled(Qt.UIEffect.UI_General, not still)


def font(px: int = _FONT_PX) -> QFont:
    """The application's font, with figures of equal width, at a size in device-independent pixels."""
    result = QFont()
    chinese = _CHINESE_FAMILIES if language == "zh_CN" else ()
    result.setFamilies([*_FAMILIES, *chinese, result.defaultFamily()])
    result.setPixelSize(px)
    result.setFeature(QFont.Tag("tnum"), 1)
    return result


def set_role(widget: QWidget, role: str) -> None:
    """Gives a widget another `role` and lets the style sheet act on it at once."""
    if widget.property("role") == role:
        return
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def program_icon() -> QIcon:
    """The studio's own icon, for windows and the task bar."""
    return QIcon(str(ICONS / "ganstudio.svg"))


def style_sheet(chosen: Tokens) -> str:
    """The Qt style sheet of a theme."""
    return Template(SHEET).substitute(asdict(chosen), icons=ICONS.as_posix(), control=str(CONTROL_HEIGHT - 2))


def _palette(chosen: Tokens) -> QPalette:
    role = QPalette.ColorRole
    colors = {
        role.Window: chosen.bg,
        role.WindowText: chosen.text,
        role.Base: chosen.field,
        role.AlternateBase: chosen.surface,
        role.Text: chosen.text,
        role.PlaceholderText: chosen.text_quiet,
        role.Button: chosen.raised,
        role.ButtonText: chosen.text,
        role.BrightText: chosen.on_accent,
        role.Highlight: chosen.accent,
        role.HighlightedText: chosen.on_accent,
        role.Link: chosen.accent_text,
        role.LinkVisited: chosen.accent_text,
        role.ToolTipBase: chosen.raised,
        role.ToolTipText: chosen.text,
        role.Mid: chosen.border,
        role.Midlight: chosen.surface,
        role.Light: chosen.hover,
        role.Dark: chosen.canvas,
        role.Shadow: "#000000",
        role.Accent: chosen.accent,
    }
    palette = QPalette()
    for color_role, value in colors.items():
        palette.setColor(color_role, QColor(value))
    for color_role in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, color_role, chosen.color("text_disabled"))
    return palette
