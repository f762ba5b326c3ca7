"""What a model's pickle may name, what may be a key in it, and what reading it may cost."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import Final

from ganstudio.errors import CheckpointError
from ganstudio.interruption import check_interruption
from ganstudio.networks.convert.records import Global
from ganstudio.words import tr

MAX_SECONDS: Final = 60.0  # the largest files of real models take two, on a slow machine
MAX_KEY_BITS: Final = 60  # CPython hashes integers below 2**61 - 1 to themselves: no crafted collisions
_NAME: Final = re.compile(r"[A-Za-z_][\w.]{0,199}")

# Classes that may be named; objects of theirs are only recorded. All others are refused.
INERT_NAMES: Final = re.compile(
    r"(?:torch_utils|dnnlib|training|metrics|legacy|tfutil|network|networks|model|stylegan2)(?:\.\w+)+"
    r"|torch\.(?:nn|optim|_utils|_tensor|storage)(?:\.\w+)*\.\w+"
    r"|torch\.(?:cuda\.|sparse\.)?[A-Z]\w*"  # torch.Size, torch.FloatStorage, torch.cuda.HalfStorage
    r"|torch\.(?:device|dtype|layout|strided|u?int\d+|b?float\d*|float|double|half|bool|complex\d+)"
    r"|numpy\.(?:ndarray|dtype|bool_?|u?int\d+|float\d+|random\.\w+(?:\.\w+)*)"
    r"|numpy\._?core\.(?:multiarray|numeric)\.(?:_reconstruct|scalar|_frombuffer)"
    r"|collections\.(?:OrderedDict|defaultdict|Counter)"
    r"|argparse\.Namespace|easydict\.EasyDict"
    r"|pathlib(?:\._local)?\.(?:Pure)?(?:Posix|Windows)?Path"
    r"|_codecs\.encode|copy_?reg\.(?:_reconstructor|__newobj__)"
    r"|(?:builtins|__builtin__)\.(?:object|dict|list|tuple|set|frozenset|bytes|bytearray|str|int|float|bool|complex"
    r"|slice|range|long|unicode)"
)


class ForbiddenNameError(CheckpointError):
    """The pickle names a class or function that no accepted model needs."""


@dataclass(kw_only=True)
class Budget:
    """What reading one file may cost; nested pickles share it.

    Attributes:
        opcodes: Opcodes and copied elements still allowed.
        copied_bytes: Bytes that may still be copied out of the file while parsing.
        nesting: Pickles inside pickles, at the moment.
        seconds: How long reading may take in all. started: when it began, as `time.monotonic` tells.
    """

    opcodes: int
    copied_bytes: int
    nesting: int = 0
    seconds: float = MAX_SECONDS
    started: float = field(default_factory=time.monotonic)

    def check_time(self) -> None:
        """Ends reading that takes too long.

        Raises:
            CheckpointError: The time is used up.
            InterruptedWork: Reading is to end.
        """
        check_interruption()
        if time.monotonic() - self.started > self.seconds:
            raise CheckpointError(
                tr(
                    "Reading the pickle took longer than {seconds:g} seconds, which no model file's does; it "
                    "was not read further.",
                    seconds=self.seconds,
                )
            )

    def spend_opcodes(self, count: int) -> None:
        """Take from the opcodes.

        Raises:
            CheckpointError: They are used up.
        """
        self.opcodes -= count
        if self.opcodes < 0:
            raise CheckpointError(tr("The pickle has more parts than any model file; it was not read further."))

    def spend_bytes(self, count: int) -> None:
        """Take from the bytes.

        Raises:
            CheckpointError: They are used up.
        """
        self.copied_bytes -= count
        if self.copied_bytes < 0:
            raise CheckpointError(tr("The file unfolds to more than its own size; it was not read further."))


def global_record(module: str, name: str) -> Global:
    """The record of a class or function named in a pickle.

    Raises:
        ForbiddenNameError: No model file needs that name.
        ValueError: It is no name at all: the bytes are no pickle.
    """
    if not _NAME.fullmatch(module) or not _NAME.fullmatch(name):
        raise ValueError("a class name that is none")
    path = f"{module}.{name}"
    if "." in name or not INERT_NAMES.fullmatch(path):
        raise ForbiddenNameError(
            tr(
                "The file is a pickle that asks for '{wanted}', which no accepted model needs; nothing of it was run.",
                wanted=path[:80],
            )
        )
    return Global(module, name)


def hashable_key(value: object) -> object:
    """The value, if it may be a key: a plain scalar, a record of a class, or a flat tuple of such.

    Raises:
        TypeError: It is a container.
        ValueError: It is a nested tuple, which is hashed by recursion, or a huge integer, which can be made to collide.
    """
    if isinstance(value, tuple):
        if len(value) > 16 or any(isinstance(part, tuple) for part in value):
            raise ValueError("a nested tuple as a key")
        return tuple(hashable_key(part) for part in value)
    if isinstance(value, memoryview):
        raise TypeError("a long text as a key")
    if isinstance(value, int) and abs(value) >> MAX_KEY_BITS:
        raise ValueError("a huge number as a key")
    if isinstance(value, list | dict | set | frozenset):
        raise TypeError("a container as a key")
    return value
