"""The folders a person works in: pictures, favorites, scripts, and each model's tables; every write is atomic."""

from ganstudio.workspace.model_folder import AttributeSet, ModelFolder
from ganstudio.workspace.models import RecentModel
from ganstudio.workspace.pictures import Deletion, PortraitFile
from ganstudio.workspace.settings import Settings, load_settings, save_settings
from ganstudio.workspace.workspace import Workspace

__all__ = [
    "AttributeSet",
    "Deletion",
    "ModelFolder",
    "PortraitFile",
    "RecentModel",
    "Settings",
    "Workspace",
    "load_settings",
    "save_settings",
]
