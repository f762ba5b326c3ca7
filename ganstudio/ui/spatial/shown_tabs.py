"""ShownTabs: the recipe's spatial tabs, which of them is shown, and for which model. No Qt."""

from __future__ import annotations

from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import SpatialEdit
from ganstudio.spec import GeneratorSpec
from ganstudio.ui.spatial import tab_list
from ganstudio.ui.spatial.changes import Change
from ganstudio.ui.spatial.painting.grid import Grid, grid_at
from ganstudio.ui.spatial.state import PaintOptions, SelectionState

_MOST_REMEMBERED = 64


class ShownTabs:
    """What the spatial tab remembers; belongs to the main thread.

    Attributes:
        recipe: The recipe on screen. spec: the model's sizes, None while there is none.
        options: The switches of the selection card.
    """

    def __init__(self, options: PaintOptions) -> None:
        self.recipe = Recipe()
        self.spec: GeneratorSpec | None = None
        self.options = options
        self._shown: list[str] = []

    @property
    def name(self) -> str:
        """The tab that is shown, empty if there is none."""
        return self._shown[-1] if self._shown else ""

    @name.setter
    def name(self, name: str) -> None:
        self._shown = [*(known for known in self._shown if known != name), name][-_MOST_REMEMBERED:]

    @property
    def edits(self) -> tab_list.Edits:
        """All tabs."""
        return self.recipe.edits

    @property
    def edit(self) -> SpatialEdit | None:
        """The tab that is shown."""
        return tab_list.find(self.recipe.edits, self.name)

    @property
    def grid(self) -> Grid | None:
        """The grid on which it is painted."""
        edit = self.edit
        return grid_at(self.spec, edit.resolution) if edit is not None else None

    @property
    def state(self) -> SelectionState:
        """What to draw over the picture."""
        return SelectionState(self.edit, self.grid, self.options)

    def follow(self, recipe: Recipe) -> bool:
        """Takes over a recipe and says whether its tabs differ.

        The tab shown stays if there is one of its name; else the one that was shown before it is, as after an undo.
        """
        before, self.recipe = self.recipe.edits, recipe
        if recipe.edits == before:
            return False
        if tab_list.find(recipe.edits, self.name) is None:
            earlier = (name for name in reversed(self._shown) if tab_list.find(recipe.edits, name) is not None)
            self.name = next(earlier, tab_list.successor(before, recipe.edits, self.name))
        return True

    def after(self, change: Change) -> Recipe:
        """The recipe after a change, whose tab is shown from now on."""
        self.name = change.shown
        return replace(self.recipe, edits=change.edits)

    def for_new_image(self, recipe: Recipe) -> Recipe:
        """The recipe of a newly generated image: with empty selections if these are to be reset."""
        return replace(recipe, edits=tab_list.cleared(recipe.edits)) if self.options.reset_for_new_images else recipe
