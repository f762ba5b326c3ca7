"""Files that appear under their name whole or not at all: written beside it, then renamed."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def whole_file(path: Path, part: Path | None = None, *, sync: bool = True) -> Iterator[Path]:
    """A file to write, which takes the place of `path` when the block ends well and is removed when it does not.

    Args:
        path: The name in the end; a file of that name is replaced. Its folder must be there.
        part: The name until then, in the same folder; a hidden one by default.
        sync: Wait until the content is on the disk, so that a power cut leaves the old file or the new one. Without
            it, thousands of files are written faster, and a power cut may leave one cut short.

    Yields:
        `part`, not made yet.

    Raises:
        OSError: The disk is full, the folder is gone or may not be written, ...; what the block raises passes through.
    """
    part = path.with_name(f".ganstudio-{secrets.token_hex(8)}.tmp") if part is None else part
    try:
        yield part
        if sync:
            with part.open("r+b") as stream:
                os.fsync(stream.fileno())
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
