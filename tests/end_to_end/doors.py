"""Every door of a window: finds what a person can use by walking the object tree, uses it, and tells what is wrong.

Nothing here names a control of the studio: a new one is found, used and judged by itself. A door is wrong if using it
raises, warns (Qt or the log) or leaves a red bar that was not asked for, if it does nothing that can be observed, or if
it is closed without a reason in its tooltip.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from door_finding import (
    Door,
    address,
    count_controls,
    entries_of,
    find_doors,
    focused,
    has_one_entry,
    is_chosen_already,
    is_switch,
    is_usable,
    open_windows,
    red_bars,
    says,
    shown_tooltip,
    visible_in,
)
from door_hearing import Outside, Witness
from door_using import ACTS, LEFT, clear, text_of
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QLabel,
    QMenu,
    QWidget,
)
from shiboken6 import isValid

_PATIENCE_S = 60.0


class Net:
    """Walks through a window and uses all that it finds.

    Attributes:
        findings: What is wrong, a line each. used: keys of the doors that were used.
    """

    def __init__(
        self,
        window: QWidget,
        outside: Outside,
        *,
        at_rest: Callable[[], bool] = lambda: True,
        facts: Callable[[], object] = lambda: None,
        restore: Callable[[], None] = lambda: None,
        asked_for: tuple[str, ...] = (),
        idle: tuple[str, ...] = (),
        last: tuple[str, ...] = (),
    ) -> None:
        """Takes the window, and what only its owner can tell.

        Args:
            window: Where to start.
            outside: What answers file dialogs.
            at_rest: Whether what was asked for has been shown.
            facts: What can be observed besides widgets: files, the recipe.
            restore: Brings back, after each door, what others need.
            asked_for: Regular expressions for sentences of red bars that are the right answer.
            idle: Regular expressions for doors that may have nothing to do, as what they bring about is there already.
            last: Regular expressions for doors to be used when all others have been, such as Quit.
        """
        self.window = window
        self.findings: list[str] = []
        self.used: dict[str, float] = {}
        self.dead: dict[str, Door] = {}
        self._outside = outside
        self._at_rest, self._facts, self._restore = at_rest, facts, restore
        self._asked_for, self._idle, self._last = asked_for, idle, last
        self._witness = Witness()
        self._attended = 0
        self._attending: list[QWidget] = []
        self._idle_entries: dict[str, QAction] = {}
        self._alive: set[int] = set()
        self._focus: int | None = None
        self._unfinished = False
        self._revealed_by: dict[str, Door] = {}
        self._path: list[str] = []
        self._menus_of_last: set[str] = set()
        self._is_leaving = False

    def cast(self) -> list[str]:
        """Uses every door, and gives the findings."""
        flash = QApplication.cursorFlashTime()
        QApplication.setCursorFlashTime(0)
        with self._witness.listening():
            self._walk(self.window)
            self._return_to_hidden()
            self._try_again()
            self._leave()
            self._hear("the end")
        QApplication.setCursorFlashTime(flash)
        return self.findings

    # --- what there is -----------------------------------------------------------------------------------------

    def doors(self, top: QWidget) -> list[Door]:
        """What can be used now, in the order of the tree; what closes comes last."""
        found: dict[str, Door] = {}
        for door in find_doors(top):
            if self._is_leaving or not self._is_last(door.key):
                found.setdefault(door.key, door)
        return sorted(found.values(), key=lambda door: isinstance(door.widget.parentWidget(), QDialogButtonBox))

    def _is_last(self, key: str) -> bool:
        return any(re.search(words, key) for words in self._last)

    # --- using it ----------------------------------------------------------------------------------------------

    def _walk(self, top: QWidget) -> None:
        by: Door | None = None
        while isValid(top) and top.isVisible():
            doors = self.doors(top)
            for door in doors:
                if by is not None:
                    self._revealed_by.setdefault(door.key, by)
                else:
                    self._revealed_by.setdefault(door.key, door)
            by = next((door for door in doors if door.key not in self.used), None)
            if by is None:
                return
            self._use(by)

    def _return_to_hidden(self) -> None:
        """Uses the doors that were seen, and were gone when their turn came, by the doors that showed them."""
        for key in [key for key in self._revealed_by if key not in self.used]:
            by, chain = self._revealed_by[key], []
            while by.key not in [door.key for door in chain] and by.key != key:
                chain.append(by)
                by = self._revealed_by.get(by.key, by)
            for step in reversed(chain):
                now = self._again(step)
                if now is not None and now.kind in ("tab", "press"):
                    self._act(now)
                    self._settle()
            self._walk(self.window)

    def _try_again(self) -> None:
        """What did nothing may have had nothing to do: it gets another chance, now that much has changed."""
        for key, door in list(self.dead.items()):
            now = self._again(door)
            self._path = [key]
            if now is not None and self._does_something(now):
                del self.dead[key]
        for key, action in self._idle_entries.items():
            self._path = [key]
            is_alive = bool(address(action) & self._alive)  # by its keys it did something: to go where one was not
            if not is_alive and not self._changes_a_pixel(action):
                self.dead[key] = self._revealed_by[next(iter(self._revealed_by))]
        dead = [key for key in self.dead if not any(re.search(words, key) for words in self._idle)]
        self.findings += [f"{key}: does nothing" for key in dead]

    def _leave(self) -> None:
        """Uses what was left for the end."""
        self._is_leaving, self._path = True, []
        for key in self._menus_of_last:
            self.used.pop(key, None)
        self._walk(self.window)

    def _again(self, door: Door) -> Door | None:
        return next((one for one in self.doors(self.window) if one.key == door.key), None)

    def _use(self, door: Door) -> None:
        started = time.monotonic()
        self._path.append(door.key)
        self.used[door.key] = 0.0
        if not is_usable(door):
            self._ask_why(door)
        else:
            asked = len(self._outside.asked)
            self._use_open(door)
            if len(self._outside.asked) > asked:
                self._outside.answering = True
                self._use_open(door)
                self._outside.answering = False
        self.used[door.key] = time.monotonic() - started
        self._path.pop()

    def _use_open(self, door: Door) -> None:
        for _ in range(60):
            if not self._is_there(door):
                return
            self._unfinished = False
            visible = self._count_beside(door)
            was_empty = door.kind == "type" and not text_of(door.widget)
            if not self._does_something(door):
                self.dead[" > ".join(self._path)] = door
            goes_back = self._is_there(door) and (is_switch(door) or self._count_beside(door) < visible)
            if goes_back:
                self._does_something(door)
            if was_empty and self._is_there(door):
                clear(door.widget)
            self._put_back()
            if not self._unfinished:
                return
        self._note("its menu or dialog does not come to an end")

    def _count_beside(self, door: Door) -> int:
        """How many controls there are with a button: one that folds them away is pressed again."""
        return count_controls(door.widget.window()) if door.kind == "press" else 0

    def _is_there(self, door: Door) -> bool:
        return isValid(door.widget) and door.widget.isVisible() and is_usable(door)

    def _does_something(self, door: Door) -> bool:
        """Uses it, and says whether anything could be observed; looks at every pixel before it says no."""
        if door.kind in ("press", "choose", "slide", "spin", "type") and door.widget.focusPolicy():
            door.widget.setFocus()
        before, is_chosen = self._look(), is_chosen_already(door) or has_one_entry(door)
        self._focus = focused()
        self._act(door)
        self._settle()
        self._hear(" > ".join(self._path))
        if door.kind in ("touch", "row", "context") or is_chosen or self._look() != before or not self._is_there(door):
            self._alive |= address(door.action)
            return True
        pixels = self._pixels()
        self._act(door)
        self._settle()
        self._hear(" > ".join(self._path))
        return self._pixels() != pixels

    def _act(self, door: Door) -> None:
        with self._watching():
            ACTS[door.kind](door)

    @contextmanager
    def _watching(self) -> Iterator[None]:
        """Attends to dialogs and menus that wait for an answer in a loop of their own."""
        watch = QTimer()  # a new one at each level: Qt starts none anew while it is being answered
        watch.setInterval(20)
        watch.timeout.connect(self._attend_what_opened)
        watch.start()
        try:
            yield
        finally:
            watch.stop()

    def _settle(self) -> None:
        """Waits until what was asked for is there, and attends to dialogs and menus that have opened meanwhile."""
        end = time.monotonic() + _PATIENCE_S
        QApplication.processEvents()
        self._attend_what_opened()
        while not self._at_rest():
            QTest.qWait(5)
            self._attend_what_opened()
            if time.monotonic() > end:
                self._note("the window does not come to rest")
                return
        QApplication.processEvents()

    def _put_back(self) -> None:
        self._restore()
        self._settle()
        self._hear(" > ".join(self._path))

    # --- what opens --------------------------------------------------------------------------------------------

    def _attend_what_opened(self) -> None:
        known = [self.window, *self._attending]
        popup = QApplication.activePopupWidget()
        opened = [popup] if popup is not None else [QApplication.activeModalWidget(), *open_windows()]
        for top in opened:
            if top is not None and top not in known and top.isVisible():
                self._attend(top)
                return

    def _attend(self, top: QWidget) -> None:
        self._attending.append(top)
        self._attended += 1
        try:
            if isinstance(top, QMenu):
                self._choose_from(top)
            else:
                self._walk(top)
                if isValid(top) and any(door.key not in self.used for door in self.doors(top)):
                    self._unfinished = True
        finally:  # who waits for it in a loop of their own would wait for ever
            if isValid(top) and top.isVisible():
                QTest.keyClick(top, Qt.Key.Key_Escape)
            if isValid(top) and top.isVisible():
                top.close()
            self._attending.remove(top)

    def _choose_from(self, menu: QMenu) -> None:
        """Chooses the first entry that has not been; its menu is opened again for the others."""
        opener = self._path[-1] if self._path else ""
        entries = entries_of(menu, opener)
        if not self._is_leaving and any(self._is_last(key) for key, _ in entries):
            self._menus_of_last.add(opener)
            entries = [(key, action) for key, action in entries if not self._is_last(key)]
        self._unfinished = self._unfinished or sum(key not in self.used for key, _ in entries) > 1
        for key, action in entries:
            if key in self.used:
                continue
            self.used[key] = 0.0
            self._path.append(key)
            self._choose(menu, key, action)
            self._path.pop()
            return

    def _choose(self, menu: QMenu, key: str, action: QAction) -> None:
        point, submenu = menu.actionGeometry(action).center(), action.menu()
        is_chosen = action.isCheckable() and action.actionGroup() is not None and action.isChecked()
        if not action.isEnabled():
            self._check_reason(shown_tooltip(menu, point))
            return
        asked, before = len(self._outside.asked), self._look(self._focus)
        with self._watching():
            QTest.mouseClick(menu, LEFT, pos=point)
            if submenu is not None and isValid(submenu) and not submenu.isVisible():
                QTest.keyClick(menu, Qt.Key.Key_Right)
        self._settle()
        self._hear(" > ".join(self._path))
        if submenu is not None:
            if isValid(submenu) and any(entry not in self.used for entry, _ in entries_of(submenu, key)):
                del self.used[key]
                self._unfinished = True
        elif len(self._outside.asked) > asked and not self._outside.answering and isValid(action):
            self._outside.answering = True
            self._trigger(action)
            self._outside.answering = False
        elif self._look() == before and isValid(action) and not is_chosen:
            self._idle_entries[" > ".join(self._path)] = action

    def _trigger(self, action: QAction) -> None:
        with self._watching():
            action.trigger()
        self._settle()
        self._hear(" > ".join(self._path))

    def _changes_a_pixel(self, action: QAction) -> bool:
        """Whether an entry that did nothing the first time does something now."""
        if not isValid(action) or not action.isEnabled():
            return True
        look, pixels = self._look(), self._pixels()
        self._trigger(action)
        return self._look() != look or self._pixels() != pixels

    # --- what is to be said ------------------------------------------------------------------------------------

    def _ask_why(self, door: Door) -> None:
        if door.kind in ("shortcut", "context", "touch"):
            return  # the same action stands in a menu, where its tooltip is; a panel's controls say why themselves
        self._check_reason(shown_tooltip(door.widget, door.widget.rect().center()))

    def _check_reason(self, tooltip: str) -> None:
        if "Not now" not in tooltip:
            self._note(f"is closed without a reason in its tooltip ({tooltip!r})")

    def _hear(self, at: str) -> None:
        self.findings += [f"{at}: {said}" for said in self._witness.heard]
        self._witness.heard.clear()
        for bar in red_bars():
            said = " ".join(label.text() for label in bar.findChildren(QLabel) if label.text() and label.isVisible())
            if not any(re.search(words, said) for words in self._asked_for):
                self.findings.append(f"{at}: left a red bar: {said}")
            self._attended += 1
            bar.hide()

    def _note(self, what: str) -> None:
        self.findings.append(f"{' > '.join(self._path)}: {what}")

    def _look(self, focus: int | None = None) -> object:
        """All that widgets say, without their pixels; `focus` counts in the place of the widget that has it."""
        QApplication.processEvents()
        tops = open_windows()
        said = [says(widget) for top in tops for widget in visible_in(top)]
        focus = focused() if focus is None else focus
        copied = QApplication.clipboard().text(), not QApplication.clipboard().image().isNull()
        switches = [action.isChecked() for top in tops for action in top.actions() if action.isCheckable()]
        return said, switches, focus, copied, self._attended, len(self._outside.asked), self._facts()

    def _pixels(self) -> list[QImage]:
        QApplication.processEvents()
        return [top.grab().toImage() for top in open_windows()]
