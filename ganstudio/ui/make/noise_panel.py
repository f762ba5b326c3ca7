"""NoisePanel: which noise the synthesis layers add, and how strongly."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.latent import Noise
from ganstudio.ui import theme
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.session import Phase, RecipeEdit
from ganstudio.ui.make.noise_strengths import NoiseStrengths
from ganstudio.ui.make.seed_field import SeedField
from ganstudio.ui.widgets import icons
from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.closed import NO_MODEL, open_unless

_KEEPS = "New pictures keep this noise seed; click to give each new picture noise of its own"
_DRAWS = "Each new picture brings noise of its own; click to keep this noise seed for all of them"
_MODES = (
    ("const", "The noise stored in the model"),
    ("seeded", "Noise drawn from a seed; each new picture brings its own, unless the lock beside it is closed"),
    ("none", "No noise: smooth, without fine grain"),
)


class NoisePanel(Card):
    """Mode and seed of the noise, whether new pictures keep that seed, and its strength at each resolution.

    Attributes:
        keep_button: The lock beside the seed.

    Signals:
        recipe_edited(RecipeEdit): Mode, seed or a strength was changed.
        keep_seed_chosen(bool): Whether new pictures, by Generate and in batches, are to keep the noise seed.
    """

    recipe_edited = Signal(RecipeEdit)
    keep_seed_chosen = Signal(bool)

    _built = False
    """Qt may tell of a new palette before the constructor is through."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Noise", parent)
        self._recipe = Recipe()
        self._mode = QComboBox(self)
        self._mode.setAccessibleName("Noise mode")
        self._mode.setToolTip("Noise gives fine detail such as single hairs: the model's own, from a seed, or none")
        for mode, tooltip in _MODES:
            self._mode.addItem(mode, mode)
            self._mode.setItemData(self._mode.count() - 1, tooltip, Qt.ItemDataRole.ToolTipRole)
        self._seed = SeedField(self)
        self._seed.setAccessibleName("Noise seed")
        self._seed.setToolTip("The seed of the noise; type another and press Enter, or count with the arrow keys")
        self._mode.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.keep_button = icons.IconButton("lock-open", _DRAWS, self, checkable=True)
        self.keep_button.setAccessibleName("Keep the noise seed")
        self.keep_button.toggled.connect(self._show_lock)
        self.keep_button.clicked.connect(self.keep_seed_chosen)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._mode, 1)
        row.addWidget(self._seed, 1)
        row.addWidget(self.keep_button)
        self.body.addLayout(row)
        self.strengths = NoiseStrengths(self)
        self.strengths.hide()
        self.strengths_toggle = QPushButton("Strength per resolution", self)
        self.strengths_toggle.setCheckable(True)
        self.strengths_toggle.setProperty("role", "quiet")
        self.strengths_toggle.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.strengths_toggle.setToolTip("Show how strong the noise is at each resolution, coarse to fine")
        self.strengths_toggle.setIconSize(QSize(12, 12))
        self.strengths_toggle.toggled.connect(self.strengths.setVisible)
        self.strengths_toggle.toggled.connect(self._show_arrow)
        self._show_arrow()
        self.body.addWidget(self.strengths_toggle, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.strengths)
        self.strengths.changed.connect(self._choose_strengths)
        self._mode.activated.connect(self._choose_mode)
        self._seed.entered.connect(self._choose_seed)
        self.show_model(None)
        self._built = True

    def show_recipe(self, recipe: Recipe) -> None:
        """Shows mode and seed."""
        self._recipe = recipe
        self._mode.setCurrentIndex(self._mode.findData(recipe.noise.mode))
        seeded = recipe.noise.mode == "seeded"
        self._seed.set_value(recipe.noise.seed)
        for closed in (self._seed, self.keep_button):
            open_unless(closed, "" if seeded else "Choose noise from a seed first.")
        self.strengths.show_strengths(recipe.noise.strengths)
        open_unless(self.strengths, "The picture has no noise." if recipe.noise.mode == "none" else "")
        changed = len(recipe.noise.strengths)
        self.strengths_toggle.setText("Strength per resolution" + (f" · {changed}" if changed else ""))

    def show_model(self, model: ModelContext | None) -> None:
        """Offers the resolutions of another model; for one that was trained without noise there is no card."""
        self.strengths.show_resolutions(list(model.spec.noise_resolutions) if model else [])
        self.strengths.follow_in_tab_order(self.strengths_toggle)
        open_unless(self, "" if model is not None else NO_MODEL)
        self.setVisible(model is None or model.has_noise)

    def set_keep_seed(self, keep: bool) -> None:
        """Shows whether new pictures keep the noise seed, without a signal."""
        self.keep_button.setChecked(keep)

    def changeEvent(self, event: QEvent) -> None:
        """Draws the arrow anew in the colors of a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._built:
            self._show_arrow()

    def _show_arrow(self) -> None:
        name = "chevron-down" if self.strengths_toggle.isChecked() else "chevron-right"
        self.strengths_toggle.setIcon(icons.icon(name, theme.current().text_quiet))

    def _show_lock(self, keep: bool) -> None:
        self.keep_button.set_icon_name("lock" if keep else "lock-open")
        self.keep_button.setToolTip(_KEEPS if keep else _DRAWS)

    def _choose_mode(self, index: int) -> None:
        mode = self._mode.itemData(index)
        self._emit(Noise(mode=mode, seed=self._recipe.noise.seed, strengths=self._recipe.noise.strengths))

    def _choose_seed(self, seed: float) -> None:
        self._emit(Noise(mode="seeded", seed=int(seed), strengths=self._recipe.noise.strengths))

    def _choose_strengths(self, strengths: tuple[tuple[int, float], ...], label: str, phase: Phase) -> None:
        noise = Noise(mode=self._recipe.noise.mode, seed=self._recipe.noise.seed, strengths=strengths)
        self.recipe_edited.emit(RecipeEdit(replace(self._recipe, noise=noise), label, phase))

    def _emit(self, noise: Noise) -> None:
        label = f"noise seed {noise.seed}" if noise.mode == "seeded" else f"noise {noise.mode}"
        self.recipe_edited.emit(RecipeEdit(replace(self._recipe, noise=noise), label))
