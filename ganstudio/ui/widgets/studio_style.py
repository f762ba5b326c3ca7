"""StudioStyle: Qt's Fusion, with the studio's own icons in file dialogs instead of what the desktop happens to have."""

from __future__ import annotations

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleOption, QWidget

from ganstudio.ui.widgets.icons import icon

_Icon = QStyle.StandardPixmap
_NAMES = {
    _Icon.SP_ArrowBack: "chevron-left",
    _Icon.SP_ArrowForward: "chevron-right",
    _Icon.SP_FileDialogBack: "chevron-left",
    _Icon.SP_FileDialogToParent: "chevron-up",
    _Icon.SP_FileDialogNewFolder: "add",
    _Icon.SP_FileDialogListView: "grid",
    _Icon.SP_FileDialogDetailedView: "sort",
    _Icon.SP_ComputerIcon: "computer",
    _Icon.SP_DriveHDIcon: "computer",
    _Icon.SP_DesktopIcon: "computer",
    _Icon.SP_DirIcon: "folder",
    _Icon.SP_DirHomeIcon: "folder",
    _Icon.SP_DirOpenIcon: "open",
    _Icon.SP_DirClosedIcon: "folder",
    _Icon.SP_DirLinkIcon: "folder",
    _Icon.SP_DirLinkOpenIcon: "open",
    _Icon.SP_FileIcon: "file",
    _Icon.SP_FileLinkIcon: "file",
}


class StudioStyle(QProxyStyle):
    """Sits below the style sheet, which leaves the icons off the buttons of dialogs."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def standardIcon(
        self, standard: QStyle.StandardPixmap, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> QIcon:
        """The studio's drawing of what Qt asks for, if it has one."""
        name = _NAMES.get(standard)
        return icon(name) if name is not None else super().standardIcon(standard, option, widget)
