"""The questions that the window asks: which file, where to, and whether really."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QMessageBox, QWidget

from ganstudio.recipe.portrait import FORMATS
from ganstudio.ui.widgets.folder_memory import ask_directory, ask_file, ask_target
from ganstudio.words import tr

_WRITTEN = tr(
    "What the studio writes and reads "
    "(*.png *.jpg *.jpeg *.webp *.json *.npy *.npz *.csv *.safetensors *.pkl *.pt);;All files (*)"
)
_SAVED_AS = {
    tr("PNG, exact (*.png)"): ".png",
    tr("JPEG, small (*.jpg *.jpeg)"): ".jpg",
    tr("WebP, small (*.webp)"): ".webp",
}
_TABS = tr("Spatial tabs (*.json);;All files (*)")
_MODELS = tr("StyleGAN models (*.pkl *.pt *.pth *.safetensors);;All files (*)")


def ask_picture(parent: QWidget, folder: Path) -> Path | None:
    """A file to import."""
    return ask_file(parent, "import", tr("Import"), folder, _WRITTEN)


def ask_model(parent: QWidget, folder: Path) -> Path | None:
    """A model file."""
    return ask_file(parent, "model", tr("Open a model"), folder, _MODELS)


def ask_save(parent: QWidget, suggestion: Path) -> Path | None:
    """Where to save a picture; a name without an ending gets that of the kind that was chosen."""
    filters = ";;".join(_SAVED_AS)
    path, kind = ask_target(parent, "save picture", tr("Save the picture with its recipe"), suggestion, filters)
    if path is None:
        return None
    return path if path.suffix.lower() in FORMATS else path.with_name(path.name + _SAVED_AS.get(kind, ".png"))


def ask_tabs(parent: QWidget, folder: Path) -> Path | None:
    """A file of spatial tabs to add."""
    return ask_file(parent, "tabs", tr("Add spatial tabs from a file"), folder, _TABS)


def ask_save_tabs(parent: QWidget, suggestion: Path) -> Path | None:
    """Where to save spatial tabs."""
    path, _ = ask_target(parent, "tabs", tr("Save spatial tabs in a file"), suggestion, _TABS)
    if path is None:
        return None
    return path if path.suffix else path.with_name(path.name + ".json")


def ask_folder(parent: QWidget, folder: Path) -> Path | None:
    """A folder."""
    return ask_directory(parent, "workspace", tr("Choose the workspace folder"), folder)


def ask_export_folder(parent: QWidget, folder: Path) -> Path | None:
    """A folder to copy pictures to."""
    return ask_directory(parent, "export", tr("Choose a folder for the copies"), folder)


def ask_instead_of(folder: Path, why: str) -> Path | None:
    """Another folder to work in, where there is no window yet because one cannot be used; None to work in none."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, "GanStudio", why)
    choose = box.addButton(tr("Choose another folder…"), QMessageBox.ButtonRole.AcceptRole)
    choose.setProperty("role", "primary")
    quits = box.addButton(tr("Quit"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(choose)
    box.setEscapeButton(quits)
    box.exec()
    return ask_folder(box, folder.parent) if box.clickedButton() is choose else None


def confirm(parent: QWidget, question: str, *, details: str, action: str) -> bool:
    """Whether to go on; the safe answer is the default one."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, "GanStudio", question, parent=parent)
    box.setInformativeText(details)
    accept = box.addButton(action, QMessageBox.ButtonRole.DestructiveRole)
    accept.setProperty("role", "danger")
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(cancel)
    box.setEscapeButton(cancel)
    box.exec()
    return box.clickedButton() is accept
