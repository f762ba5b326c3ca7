"""ImageView: the picture in the middle of the window, with zoom, overlays, a before/after line and file drop."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QFocusEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ganstudio.ui.canvas.canvas_paint import Backdrop, draw_caption, draw_drop, draw_empty, draw_focus, draw_sides
from ganstudio.ui.canvas.overlay_stack import OverlayStack
from ganstudio.ui.canvas.overlays import Overlay
from ganstudio.ui.canvas.pointer import PointerKind
from ganstudio.ui.canvas.wipe_handle import WipeHandle
from ganstudio.ui.canvas.zoom_bar import ZoomBar
from ganstudio.ui.canvas.zoomable_view import ZoomableView
from ganstudio.ui.widgets import roles
from ganstudio.ui.widgets.picture import Picture, Pixels, to_qimage
from ganstudio.words import tr

_MARGIN = 12
_FOOT_GAP = 8
_BY_TAB = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
_EMPTY_TEXT = tr("No picture yet. Generate one, or drop a portrait, a recipe or a model file here.")


class ImageView(ZoomableView):
    """Shows one picture; what is painted on it is somebody else's affair (see `pointer`).

    Signals:
        files_dropped(list): Files were dropped on the view; their paths, str.
    """

    files_dropped = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._backdrop = Backdrop()
        self._overlays = OverlayStack()
        self._picture: Picture | None = None
        self._comparison: Picture | None = None
        self._info, self._empty_text, self._smooth = "", _EMPTY_TEXT, True
        self._corner: QWidget | None = None
        self._feet: list[QWidget] = []
        self._keyboard_focus = self._dropping = self._bare = False
        self._zoom_bar = ZoomBar(self)
        self.zoom_changed.connect(self._zoom_bar.show_percent)
        self._zoom_bar.stepped.connect(self.zoom_by)
        self._zoom_bar.percent_entered.connect(self.zoom_to)
        self._zoom_bar.fit_requested.connect(self.fit)
        self._zoom_bar.actual_requested.connect(self.show_actual_size)
        self._wipe = WipeHandle(self)
        self._wipe.moved.connect(lambda _share: self.update())
        self.setAcceptDrops(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 240)
        self.setAccessibleName(tr("Picture"))
        roles.set_role(self, QAccessible.Role.Graphic)
        self._refresh()

    @property
    def has_image(self) -> bool:
        """Whether a picture is shown."""
        return self._picture is not None

    @property
    def wipe_share(self) -> float:
        """How much of the picture lies left of the before/after line, 0..1."""
        return self._wipe.share

    def show_image(self, image: Pixels | None) -> None:
        """Shows a picture (uint8 [H, W], [H, W, 1 | 3 | 4]), or the empty state."""
        self._picture = None if image is None else Picture(to_qimage(image))
        if self._picture is not None:
            self._viewport.set_picture(self._picture.size)
        self._refresh()

    def set_comparison(self, image: Pixels | None) -> None:
        """Shows this picture left of a line that can be dragged; None takes the line away."""
        self._comparison = None if image is None else Picture(to_qimage(image))
        self._wipe.setVisible(image is not None)
        self._refresh()

    def set_overlay(self, name: str, overlay: Overlay | None) -> None:
        """Lays something over the picture; names and their order are `overlay_stack.ORDER`."""
        if self._overlays.put(name, overlay):
            self.update()

    def set_bare(self, bare: bool) -> None:
        """Whether what is laid over the picture waits unseen, as while a film is shown that it does not belong to."""
        self._bare = bare
        self.update()

    def overlay(self, name: str) -> Overlay | None:
        """What is laid over the picture under that name."""
        return self._overlays.get(name)

    def set_info(self, text: str) -> None:
        """The line at the lower left, such as "12 ms · recomputed from 16×16"."""
        self._info = text
        self.update()

    def set_empty_text(self, text: str) -> None:
        """What to say while there is no picture; the first sentence is written larger."""
        self._empty_text = text
        self.update()

    def set_smooth(self, smooth: bool) -> None:
        """Whether an enlarged picture is smooth or shows its pixels."""
        self._smooth = smooth
        self.update()

    def set_corner_widget(self, widget: QWidget) -> None:
        """Floats a widget over the upper left corner."""
        self._corner = widget
        widget.setParent(self)
        self._refresh()

    def set_foot_widget(self, widget: QWidget) -> None:
        """Floats a widget over the lower edge, above the zoom; of several, one is to be shown at a time."""
        self._feet.append(widget)
        widget.setParent(self)
        self._refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, what lies over it, and the info line."""
        del event
        painter = QPainter(self)
        target, view = self.picture_rect(), QRectF(self.rect())
        self._backdrop.draw(painter, self.rect(), target if self._picture else None)
        if self._picture is None:
            draw_empty(painter, self.rect(), self._empty_text)
        else:
            self._picture.draw(painter, target, smooth=self._smooth)
            if self._comparison is not None:
                painter.save()
                painter.setClipRect(QRectF(0, 0, self._wipe.line_x(), self.height()))
                self._comparison.draw(painter, target, smooth=self._smooth)
                painter.restore()
            if not self._bare:
                self._overlays.draw(painter, target, view)
            if self._comparison is not None:
                draw_sides(painter, target.intersected(view), self._wipe.line_x())
            draw_caption(painter, self.rect(), self._info, target)
        if self.hasFocus() and self._keyboard_focus:
            draw_focus(painter, self.rect())
        if self._dropping:
            draw_drop(painter, self.rect())
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Notes whether the keyboard brought the focus here, or uses it, to show it only then."""
        by_tab = isinstance(event, QFocusEvent) and event.gotFocus() and event.reason() in _BY_TAB
        if by_tab or event.type() == QEvent.Type.KeyPress:
            self._keyboard_focus = True
            self.update()
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """As below; the focus frame is for the keyboard only."""
        self._keyboard_focus = False
        super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zooms if there is anything to see."""
        if self._picture is not None:
            super().wheelEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Takes files only, and says so."""
        if local_files(event.mimeData()):
            event.acceptProposedAction()
            self._set_dropping(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """The file goes elsewhere."""
        super().dragLeaveEvent(event)
        self._set_dropping(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Names the files that were dropped."""
        paths = local_files(event.mimeData())
        self._set_dropping(False)
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)

    def _set_dropping(self, dropping: bool) -> None:
        self._dropping = dropping
        self.update()

    def _pass_on(self, kind: PointerKind, event: QMouseEvent) -> None:
        if self._picture is not None:
            super()._pass_on(kind, event)

    def _refresh(self) -> None:
        super()._refresh()
        self._zoom_bar.setVisible(self._picture is not None)
        self._zoom_bar.adjustSize()
        size = self._zoom_bar.size()
        self._zoom_bar.move(self.width() - size.width() - _MARGIN, self.height() - size.height() - _MARGIN)
        self._wipe.follow(self.picture_rect())
        self._zoom_bar.raise_()
        if self._corner is not None:
            self._corner.adjustSize()
            self._corner.move(_MARGIN, _MARGIN)
            self._corner.raise_()
        for widget in self._feet:
            foot = widget.sizeHint().boundedTo(self.size() - QSize(2 * _MARGIN, 0))
            widget.resize(foot)
            widget.move((self.width() - foot.width()) // 2, self._zoom_bar.y() - _FOOT_GAP - foot.height())
            widget.raise_()


def local_files(mime: QMimeData) -> list[str]:
    """The files of this machine that are dropped or pasted."""
    return [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
