"""MakePanel: Generate, Update, Import, Favorite, the seed, and the class of a conditional model."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.latent import LatentW, LatentWPlus, LatentZ, Seed
from ganstudio.ui import theme
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.session import Phase, RecipeEdit
from ganstudio.ui.make.class_mix_dialog import ClassMixDialog
from ganstudio.ui.make.seed_field import SeedField
from ganstudio.ui.widgets import icons
from ganstudio.ui.widgets.action_button import ActionButton
from ganstudio.ui.widgets.closed import NO_MODEL, open_unless
from ganstudio.words import marked, tr

_NO_SEED = marked(
    "This picture was not made from a seed: its face is a {kind}, the numbers themselves, as of a picture that was "
    "brought in or a base. Type a seed and press Enter for another face"
)


class MakePanel(QFrame):
    """The first card of the left column.

    Attributes:
        update_button: Shown where live update is off. class_mix: the window of the class mix.

    Signals:
        recipe_edited(RecipeEdit): The class was changed, or a mix of classes.
        seed_entered(Seed): Enter in the seed field: the picture of that seed is wanted, and kept as generated ones are.
    """

    recipe_edited = Signal(RecipeEdit)
    seed_entered = Signal(Seed)

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._recipe = Recipe()
        self._c_dim = 0
        self._generate = ActionButton(actions["generate"], role="primary")
        self._generate.setIconSize(QSize(18, 18))
        self._generate.setMinimumHeight(38)
        self._generate.set_hint(actions["generate"].shortcut().toString(QKeySequence.SequenceFormat.NativeText))
        self.update_button = ActionButton(actions["update"])
        self._seed = SeedField(self)
        keys = actions["type_seed"].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self._seed_tip = tr("The seed this picture was made from; type another and press Enter ({keys})", keys=keys)
        self._seed.setToolTip(self._seed_tip)
        self._seed.setAccessibleName(tr("Seed"))
        self._seed.leaving_takes_it = False
        self._seed.entered.connect(self._enter_seed)
        self._dice = icons.IconButton("dice", tr("Make a new picture from a random seed"), self, role="")
        self._dice.setAccessibleName(tr("Random seed"))
        self._dice.clicked.connect(self._seed.give_up)
        self._dice.clicked.connect(actions["generate"].trigger)
        self._class_label = QLabel(tr("Class"), self)
        self._class_label.setProperty("role", "quiet")
        self._class = QComboBox(self)
        self._class.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._class.setToolTip(tr("Which of the model's classes the picture shows"))
        self._class.setAccessibleName(tr("Class"))
        self._class.activated.connect(self._choose_class)
        self.mix_button = QPushButton(tr("Mix…"), self)
        self.mix_button.setToolTip(tr("Mix classes: choose how much of each the picture shows"))
        self.mix_button.setAccessibleName(tr("Mix classes"))
        self.mix_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.mix_button.clicked.connect(self._mix_classes)
        self.class_mix = ClassMixDialog(self)
        self.class_mix.changed.connect(self._weigh_classes)
        self._lay_out(actions)
        self.set_live_update(True)
        self.show_model(None)
        self._tint()

    def show_recipe(self, recipe: Recipe) -> None:
        """Shows the seed and the class."""
        self._recipe = recipe
        latent = recipe.latent
        self._seed.set_value(latent.seed if isinstance(latent, Seed) else None)
        kind = {LatentZ: "z", LatentW: "w", LatentWPlus: "w+"}.get(type(latent), "")
        self._seed.setPlaceholderText(tr("no seed") if kind else "")
        self._seed.setToolTip(tr(_NO_SEED, kind=kind) if kind else self._seed_tip)
        if self._c_dim:
            weights = recipe.classes
            chosen = [index for index, weight in enumerate(weights) if weight]
            single = len(chosen) <= 1 and all(weights[index] == 1.0 for index in chosen)
            self._class.setCurrentIndex((chosen[0] if chosen else 0) if single else -1)
            self._class.setPlaceholderText("" if single else tr("a mix"))
            self.class_mix.show_weights(weights, self._c_dim)

    def show_model(self, model: ModelContext | None) -> None:
        """Offers the model's classes, if it has any."""
        self._c_dim = model.spec.c_dim if model else 0
        self._class.clear()
        self._class.addItems([str(index) for index in range(self._c_dim)])
        self._class.setVisible(self._c_dim > 0)
        self._class_label.setVisible(self._c_dim > 0)
        self.mix_button.setVisible(self._c_dim > 1)
        self.class_mix.close()
        for control in (self._seed, self._dice):
            open_unless(control, "" if model is not None else NO_MODEL)

    def focus_seed(self) -> None:
        """Puts the keys into the seed field, to type over what is there."""
        self._seed.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._seed.selectAll()

    def enter_typed_seed(self) -> bool:
        """Enters the seed that is being typed; False if none is."""
        field = self._seed
        typed, before = bool(field.isModified() and field.text().strip()), field.value
        taken = field.take()
        return typed and (not taken or field.value != before)

    def set_live_update(self, live: bool) -> None:
        """Shows the Update button where the picture does not follow by itself."""
        self.update_button.setVisible(not live)

    def changeEvent(self, event: QEvent) -> None:
        """Draws the icon on the accent anew in the colors of a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()

    def _lay_out(self, actions: Mapping[str, QAction]) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 10)
        layout.setSpacing(8)
        layout.addWidget(self._generate)
        layout.addWidget(self.update_button)
        pair = QHBoxLayout()
        pair.setSpacing(8)
        pair.addWidget(ActionButton(actions["import_picture"]), 1)
        pair.addWidget(ActionButton(actions["favorite"]), 1)
        layout.addLayout(pair)
        fields = QGridLayout()
        fields.setSpacing(8)
        fields.setColumnStretch(1, 1)
        label = QLabel(tr("Seed"), self)
        label.setProperty("role", "quiet")
        label.setBuddy(self._seed)
        fields.addWidget(label, 0, 0)
        fields.addWidget(self._seed, 0, 1)
        fields.addWidget(self._dice, 0, 2)
        fields.addWidget(self._class_label, 1, 0)
        classes = QHBoxLayout()
        classes.setSpacing(8)
        classes.addWidget(self._class, 1)
        classes.addWidget(self.mix_button)
        fields.addLayout(classes, 1, 1, 1, 2)
        layout.addLayout(fields)

    def _enter_seed(self, seed: float) -> None:
        self.seed_entered.emit(Seed(int(seed)))

    def _choose_class(self, index: int) -> None:
        weights = tuple(1.0 if number == index else 0.0 for number in range(self._c_dim))
        self.recipe_edited.emit(RecipeEdit(replace(self._recipe, classes=weights), tr("class {index}", index=index)))

    def _mix_classes(self) -> None:
        self.class_mix.show_weights(self._recipe.classes, self._c_dim)
        self.class_mix.show()
        self.class_mix.raise_()
        self.class_mix.activateWindow()

    def _weigh_classes(self, weights: tuple[float, ...], label: str, phase: Phase) -> None:
        self.recipe_edited.emit(RecipeEdit(replace(self._recipe, classes=weights), label, phase))

    def _tint(self) -> None:
        self._generate.set_icon(icons.icon("generate", theme.current().on_accent))
