"""Every refusal of bad input that GanStudio can give, as one small tree.

GanStudioError
├── RecipeError          a recipe that cannot be read, or does not fit the model
├── CheckpointError      a model file that cannot be loaded
│   └── ModelMissingError    the recipe's model is not the one at hand
├── PortraitError        a picture file that cannot be opened or saved
├── LatentFileError      a latent file (.npy, .npz) that cannot be used
├── WorkspaceError       a folder or a table of the workspace that cannot be read or written
│   ├── WorkspaceBusyError   another program is writing it and does not come to an end
│   └── UnwritableError      nothing can be written: the disk is full or read-only, or it is not allowed
├── QueryError           a search of the library that cannot be understood
├── DeviceError          a device or a precision that this machine does not have
├── JobError             a batch that cannot be planned or continued
├── AnalysisError        a detector, ranking or direction that cannot be computed
└── ScriptError          a user's script that failed, hung or answered wrongly

Each message is one sentence or two: what was wrong, the value met, what is accepted, what to do.
The window shows it in a bar, the command line prints it and exits with 2.
"""

from __future__ import annotations

LONGEST_SENTENCE = 2000
"""What a file calls itself may be a million letters; of a longer text its beginning and its end are shown."""


class GanStudioError(Exception):
    """A refusal that a person can act on; its text is written for them."""

    def __str__(self) -> str:
        """The text, at most `LONGEST_SENTENCE` letters of it."""
        text = super().__str__()
        half = LONGEST_SENTENCE // 2 - 2
        return text if len(text) <= LONGEST_SENTENCE else f"{text[:half]} … {text[-half:]}"


class RecipeError(GanStudioError):
    """A recipe cannot be read, or asks for something the model does not have."""


class CheckpointError(GanStudioError):
    """A model file cannot be loaded; the text says what the file is and what is accepted."""


class ModelMissingError(CheckpointError):
    """A recipe belongs to another model than the one that is loaded."""


class PortraitError(GanStudioError):
    """A picture cannot be opened as a portrait, or cannot be saved."""


class LatentFileError(GanStudioError):
    """A file of latents has a content or a shape that does not fit the model."""


class WorkspaceError(GanStudioError):
    """A folder or table of the workspace cannot be read or written."""


class WorkspaceBusyError(WorkspaceError):
    """Another program holds a file's lock; the text says which and since when."""


class UnwritableError(WorkspaceError):
    """Nothing can be written there: the disk is full or read-only, or it is not allowed; what was there is whole."""


class QueryError(GanStudioError):
    """A search of the library cannot be understood.

    Attributes:
        place: Of the letter where it goes wrong, counted from 0.
    """

    def __init__(self, sentence: str, place: int = 0) -> None:
        super().__init__(sentence)
        self.place = place


class DeviceError(GanStudioError):
    """The device or precision asked for is not available on this machine."""


class JobError(GanStudioError):
    """A batch cannot be planned, continued or written."""


class AnalysisError(GanStudioError):
    """A detector, a ranking or a direction cannot be computed from what was given."""


class ScriptError(GanStudioError):
    """A user's script failed, ran past its time, or answered with something unusable."""
