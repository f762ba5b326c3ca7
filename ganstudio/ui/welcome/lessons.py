"""The lessons of Help > Tutorials, as `lessons.toml` has them, in English; they go through `tr` where shown. No Qt."""

from __future__ import annotations

from importlib.resources import files

import msgspec


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to do; the fields are explained in `lessons.toml`."""

    say: str
    waits: str = ""
    target: str = ""


class Lesson(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Some steps in their order.

    Attributes:
        name: By which its progress is kept. title: in the menu. summary: a sentence on what one learns.
        steps: At least one.
    """

    name: str
    title: str
    summary: str
    steps: tuple[Step, ...]

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of the picture that are pointed at in it."""
        targets = (step.target.partition(":") for step in self.steps)
        return tuple(name for kind, _, name in targets if kind == "part")


class _Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lessons: tuple[Lesson, ...]


def load_lessons() -> tuple[Lesson, ...]:
    """All lessons, the first one for the first start."""
    content = (files(__package__) / "lessons.toml").read_bytes()
    return msgspec.toml.decode(content, type=_Document).lessons
