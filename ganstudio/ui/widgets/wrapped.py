"""A text broken into as many lines as there is room for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QTextLayout, QTextOption


def wrapped(text: str, font: QFont, *, width: int, most: int) -> tuple[str, ...]:
    """The lines of a text, broken between words where that can be; of one that needs more, the middle is left out.

    Args:
        text: Without line breaks.
        font: What it is drawn in.
        width: Of a line, in device-independent pixels.
        most: How many lines there may be.
    """
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    lines: list[str] = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        if len(lines) == most - 1:
            rest = text[line.textStart() :].strip()
            lines.append(QFontMetrics(font).elidedText(rest, Qt.TextElideMode.ElideMiddle, width))
            break
        lines.append(text[line.textStart() : line.textStart() + line.textLength()].strip())
    layout.endLayout()
    return tuple(lines)
