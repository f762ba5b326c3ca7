"""Modules that exist only while a file is written, so that pickle can name the classes of other programs."""

from __future__ import annotations

import pickle
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def stand_in(path: str, thing: object) -> Iterator[None]:
    """Let pickle find `thing` under the dotted name `path`, in modules that vanish afterwards."""
    module_name, _, name = path.rpartition(".")
    thing.__module__, thing.__qualname__, thing.__name__ = module_name, name, name
    parts = module_name.split(".")
    names = [".".join(parts[: count + 1]) for count in range(len(parts))]
    before = {module: sys.modules.get(module) for module in names}
    try:
        for module in names:
            sys.modules[module] = sys.modules.get(module) or types.ModuleType(module)
        setattr(sys.modules[module_name], name, thing)
        yield
    finally:
        for module, old in before.items():
            if old is None:
                del sys.modules[module]
            else:
                sys.modules[module] = old


def dump(value: object, things: dict[str, object], protocol: int) -> bytes:
    """Pickle a value whose classes live under other programs' names."""
    if not things:
        return pickle.dumps(value, protocol=protocol)
    path, thing = next(iter(things.items()))
    with stand_in(path, thing):
        return dump(value, {key: other for key, other in things.items() if key != path}, protocol)
