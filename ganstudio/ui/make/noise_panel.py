"""NoisePanel: which noise the synthesis layers add, and how strongly."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.latent import Noise
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.session import Phase, RecipeEdit
from ganstudio.ui.make.noise_strengths import NoiseStrengths
from ganstudio.ui.make.seed_field import SeedField
from ganstudio.ui.widgets import icons
from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.closed import NO_MODEL, open_unless
from ganstudio.ui.widgets.disclosure import Disclosure
from ganstudio.words import tr

_KEEPS = tr("New pictures keep this noise seed; click to give each new picture noise of its own")
_DRAWS = tr("Each new picture brings noise of its own; click to keep this noise seed for all of them")
_MODES = (
    ("const", tr("the model's own"), tr("The noise stored in the model, the same for every picture (const)")),
    (
        "seeded",
        tr("from a seed"),
        tr("Noise drawn from a seed; each new picture brings its own, unless the lock beside it is closed"),
    ),
    ("none", tr("none"), tr("No noise: smooth, without fine grain")),
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

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Noise"), parent)
        self._recipe = Recipe()
        self._mode = QComboBox(self)
        self._mode.setAccessibleName(tr("Noise mode"))
        self._mode.setToolTip(tr("Noise gives fine detail such as single hairs: the model's own, from a seed, or none"))
        for mode, words, tooltip in _MODES:
            self._mode.addItem(words, mode)
            self._mode.setItemData(self._mode.count() - 1, tooltip, Qt.ItemDataRole.ToolTipRole)
        self._seed = SeedField(self)
        self._seed.setAccessibleName(tr("Noise seed"))
        self._seed.setToolTip(tr("The seed of the noise; type another and press Enter, or count with the arrow keys"))
        self._mode.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.keep_button = icons.IconButton("lock-open", _DRAWS, self, checkable=True)
        self.keep_button.setAccessibleName(tr("Keep the noise seed"))
        self.keep_button.toggled.connect(self._show_lock)
        self.keep_button.clicked.connect(self.keep_seed_chosen)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._mode, 1)
        row.addWidget(self._seed, 1)
        row.addWidget(self.keep_button)
        self.body.addLayout(row)
        self.strengths = NoiseStrengths(self)
        self.strengths_toggle = Disclosure(
            tr("Strength per resolution"),
            tr("Show how strong the noise is at each resolution, coarse to fine"),
            self.strengths,
        )
        self.body.addWidget(self.strengths_toggle, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.strengths)
        self.strengths.changed.connect(self._choose_strengths)
        self._mode.activated.connect(self._choose_mode)
        self._seed.entered.connect(self._choose_seed)
        self.show_model(None)
        self.set_folded(True)

    def show_recipe(self, recipe: Recipe) -> None:
        """Shows mode and seed."""
        before, self._recipe = self._recipe, recipe
        self._mode.setCurrentIndex(self._mode.findData(recipe.noise.mode))
        seeded = recipe.noise.mode == "seeded"
        self._seed.set_value(recipe.noise.seed)
        for closed in (self._seed, self.keep_button):
            open_unless(closed, "" if seeded else tr("Choose noise from a seed first."))
        self.strengths.show_strengths(recipe.noise.strengths)
        open_unless(self.strengths, tr("The picture has no noise.") if recipe.noise.mode == "none" else "")
        changed = len(recipe.noise.strengths)
        self.strengths_toggle.show_note(str(changed) if changed else "")
        is_used = recipe.noise.mode != Recipe().noise.mode or bool(changed)
        self.fold_unless_used(is_used=is_used, is_new=recipe.latent != before.latent)

    def show_model(self, model: ModelContext | None) -> None:
        """Offers the resolutions of another model; for one that was trained without noise there is no card."""
        self.strengths.show_resolutions(list(model.spec.noise_resolutions) if model else [])
        open_unless(self, "" if model is not None else NO_MODEL)
        self.setVisible(model is None or model.has_noise)

    def set_keep_seed(self, keep: bool) -> None:
        """Shows whether new pictures keep the noise seed, without a signal."""
        self.keep_button.setChecked(keep)

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
        label = (
            tr("noise seed {seed}", seed=noise.seed)
            if noise.mode == "seeded"
            else tr("no noise")
            if noise.mode == "none"
            else tr("noise of the model")
        )
        self.recipe_edited.emit(RecipeEdit(replace(self._recipe, noise=noise), label))
