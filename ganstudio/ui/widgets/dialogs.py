"""The questions that the window asks: which file, where to, and whether really."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from ganstudio.recipe.portrait import FORMATS

_WRITTEN = (
    "What the studio writes and reads "
    "(*.png *.jpg *.jpeg *.webp *.json *.npy *.npz *.csv *.safetensors *.pkl *.pt);;All files (*)"
)
_SAVED_AS = {
    "PNG, exact (*.png)": ".png",
    "JPEG, small (*.jpg *.jpeg)": ".jpg",
    "WebP, small (*.webp)": ".webp",
}
_TABS = "Spatial tabs (*.json);;All files (*)"
_MODELS = "StyleGAN models (*.pkl *.pt *.pth *.safetensors);;All files (*)"


def ask_picture(parent: QWidget, folder: Path) -> Path | None:
    """A file to import."""
    name, _ = QFileDialog.getOpenFileName(parent, "Import", str(folder), _WRITTEN)
    return Path(name) if name else None


def ask_model(parent: QWidget, folder: Path) -> Path | None:
    """A model file."""
    name, _ = QFileDialog.getOpenFileName(parent, "Open a model", str(folder), _MODELS)
    return Path(name) if name else None


def ask_save(parent: QWidget, suggestion: Path) -> Path | None:
    """Where to save a picture; a name without an ending gets that of the kind that was chosen."""
    filters = ";;".join(_SAVED_AS)
    name, kind = QFileDialog.getSaveFileName(parent, "Save the picture with its recipe", str(suggestion), filters)
    if not name:
        return None
    path = Path(name)
    return path if path.suffix.lower() in FORMATS else path.with_name(path.name + _SAVED_AS.get(kind, ".png"))


def ask_tabs(parent: QWidget, folder: Path) -> Path | None:
    """A file of spatial tabs to add."""
    name, _ = QFileDialog.getOpenFileName(parent, "Add spatial tabs from a file", str(folder), _TABS)
    return Path(name) if name else None


def ask_save_tabs(parent: QWidget, suggestion: Path) -> Path | None:
    """Where to save spatial tabs."""
    name, _ = QFileDialog.getSaveFileName(parent, "Save spatial tabs in a file", str(suggestion), _TABS)
    if not name:
        return None
    path = Path(name)
    return path if path.suffix else path.with_name(path.name + ".json")


def ask_folder(parent: QWidget, folder: Path) -> Path | None:
    """A folder."""
    name = QFileDialog.getExistingDirectory(parent, "Choose the workspace folder", str(folder))
    return Path(name) if name else None


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
