"""What a processor may be called: no torch here, so that another name is refused at once."""

from __future__ import annotations

import re

from ganstudio.errors import DeviceError
from ganstudio.words import tr

_NAMES = re.compile(r"auto|cpu|cuda(:\d{1,3})?|mps")


def check_device_name(name: str) -> None:
    """Whether a name is one that a device can have, on this machine or another.

    Raises:
        DeviceError: It is not.
    """
    if not _NAMES.fullmatch(name):
        raise DeviceError(
            tr("Device '{name}' is not known. Choose 'auto', 'cpu', 'cuda', 'cuda:N' or 'mps'.", name=name)
        )
