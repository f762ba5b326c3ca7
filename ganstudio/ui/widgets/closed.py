"""Closed controls say why: the reason stands in the tooltip of a control that cannot be used now."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QHelpEvent
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from ganstudio.words import tr

NO_MODEL = tr("Open a model first.")
"""Why most doors are closed before a model is there."""

_PLAIN = "plain tooltip"
_REASON = "reason"
_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


def open_unless(control: QWidget | QAction, reason: str) -> None:
    """Opens a control unless there is a reason not to: a sentence for the tooltips of all that is in it."""
    if isinstance(control, QAction):
        _explain_action(control, reason)
    else:
        _explain_widget(control, reason)
    control.setEnabled(not reason)


def with_reason(tooltip: str, reason: str) -> str:
    """A tooltip, and why what it tells cannot be done now."""
    return tr("{tooltip}\nNot now: {reason}", tooltip=tooltip, reason=reason) if reason else tooltip


def _explain_action(action: QAction, reason: str) -> None:
    if action.property(_REASON) == reason:
        return  # a hundred actions are gone through at every step, and few of them have changed
    action.setProperty(_REASON, reason)
    plain = action.property(_PLAIN) or action.toolTip()
    action.setProperty(_PLAIN, plain)
    action.setToolTip(with_reason(plain, reason))
    for shown_in in action.associatedObjects():
        if isinstance(shown_in, QMenu):
            shown_in.setToolTipsVisible(True)


def _explain_widget(widget: QWidget, reason: str) -> None:
    said = [one for one in widget.findChildren(_Reason, options=_DIRECT) if not one.is_over]
    if reason and not said:
        new = _Reason(reason, widget)
        for inside in (widget, *widget.findChildren(QWidget)):
            inside.installEventFilter(new)
    for old in said:
        old.reason = reason
        if not reason:
            old.end()


class _Reason(QObject):
    """Adds the reason to the tooltip when that is shown, whatever the tooltip has become meanwhile."""

    def __init__(self, reason: str, control: QWidget) -> None:
        super().__init__(control)
        self.reason = reason
        self.is_over = False

    def end(self) -> None:
        """Looks at no event of an open control any more."""
        self.is_over = True
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Shows the tooltip, where the control can still not be used."""
        asks = event.type() == QEvent.Type.ToolTip and self.reason
        if asks and isinstance(event, QHelpEvent) and isinstance(watched, QWidget) and not watched.isEnabled():
            QToolTip.showText(event.globalPos(), with_reason(watched.toolTip(), self.reason), watched)
            return True
        return super().eventFilter(watched, event)
