"""What a person does to the tabs, as values: the tabs after it, the tab shown then, and the history's words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from ganstudio.errors import RecipeError
from ganstudio.masks import resize_mask
from ganstudio.recipe.array import Array
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit, TabScript, applied
from ganstudio.spec import LayerSpec
from ganstudio.ui.spatial import tab_list
from ganstudio.ui.spatial.numbers import maps_text, number_text
from ganstudio.ui.spatial.painting.grid import Cells, Grid, paintable
from ganstudio.ui.spatial.tab_list import Edits, changed
from ganstudio.words import spoken, tr

ACTS = {"add": tr("Adds"), "multiply": tr("Scales"), "set": tr("Replaces"), "ablate": tr("Turns off")}
"""What a tab does to its feature maps, by mode, in a word."""
_DOES = {"add": tr("adds"), "multiply": tr("scales"), "set": tr("replaces"), "ablate": tr("turns off")}
_CURVES = {"exponential": tr("exponential slider"), "linear": tr("linear slider")}


@dataclass(frozen=True)
class Change:
    """The tabs after it, the name of the tab that is shown then, and what was done, in the user's words."""

    edits: Edits
    shown: str
    label: str


Weights = Mapping[str, Mapping[int, float]]
"""Layer -> map -> weight."""
OfOneTab = Callable[..., Change]
"""(tabs, the tab, values...) -> the change."""


def added(edits: Edits, grid: Grid, weights: Weights | None = None) -> Change:
    """A tab at the end, with nothing selected."""
    edit = _weigh(tab_list.new_tab(edits, grid), weights or {})
    return Change((*edits, edit), edit.name, tr("add {name}", name=spoken(edit.name)))


def following_part(edits: Edits, grid: Grid, name: str, detector: str, field: Cells) -> Change:
    """A tab that acts where a detector finds its part, on this picture and on new ones, and that moves nothing yet.

    A tab of that kind which is there already is taken instead of another one.

    Args:
        edits: The tabs before.
        grid: Of the new one.
        name: What it is to be called.
        detector: Which one it follows.
        field: float32 [rows, columns]: where the part is on this picture.
    """
    known = next((edit for edit in edits if edit.detector == detector and not edit.weights), None)
    edit = known or tab_list.new_tab(edits, grid, name)
    selection = Array(np.clip(resize_mask(field, (edit.selection.shape[0], edit.selection.shape[1])), 0.0, 1.0))
    edit = changed(edit, detector=detector, detector_mode="modify", selection=selection)
    others = tuple(other for other in edits if other is not known)
    return Change((*others, edit), edit.name, tr("add {name}", name=spoken(edit.name)))


def renamed(edits: Edits, name: str, wanted: str) -> Change:
    """A tab called otherwise.

    Raises:
        RecipeError: The new name is empty or taken.
    """
    new_name = wanted.strip()
    if not new_name:
        raise RecipeError(tr("A tab needs a name. Type one, or press Escape to keep the old one."))
    if new_name != name and tab_list.find(edits, new_name) is not None:
        raise RecipeError(
            tr("There is a tab named '{new_name}' already. Choose another name.", new_name=spoken(new_name))
        )
    after = tuple(changed(edit, name=new_name) if edit.name == name else edit for edit in edits)
    return Change(after, new_name, tr("rename {name} to {new_name}", name=spoken(name), new_name=spoken(new_name)))


def deleted(edits: Edits, name: str, shown: str) -> Change:
    """A tab taken out; if it was shown, its neighbour is."""
    after = tuple(edit for edit in edits if edit.name != name)
    following = tab_list.successor(edits, after, name) if name == shown else shown
    return Change(after, following, tr("delete {name}", name=spoken(name)))


def duplicated(edits: Edits, name: str) -> Change:
    """A copy of a tab right behind it."""
    place = tab_list.place(edits, name)
    copy = changed(edits[place], name=tab_list.unique_name(name, edits))
    return Change(
        (*edits[: place + 1], copy, *edits[place + 1 :]), copy.name, tr("duplicate {name}", name=spoken(name))
    )


def loaded(edits: Edits, more: Edits, source: str) -> Change:
    """Tabs of a saved set added behind the others; a name that is taken gets a number."""
    after = edits
    for edit in more:
        after = (*after, changed(edit, name=tab_list.unique_name(edit.name, after)))
    return Change(after, after[len(edits)].name if more else "", tr("add tabs of {source}", source=source))


def put_on(edits: Edits, kept: Edits, source: str, shown: str) -> Change:
    """Kept tabs as they were kept: in place of those of the same names, the others behind; what is not in them stays.

    The tab shown then is the first kept one that acts, if there is one.
    """
    by_name = {edit.name: edit for edit in kept}
    present = tuple(by_name.pop(edit.name, edit) for edit in edits)
    acting = next((edit.name for edit in kept if edit.is_active), shown or kept[0].name)
    return Change((*present, *by_name.values()), acting, tr("preset {source}", source=source))


def all_at_zero(edits: Edits, shown: str) -> Change:
    """Every multiplier at 0."""
    return Change(tuple(applied(edit, multiplier=0.0) for edit in edits), shown, tr("all tabs to zero"))


def to_edit(edits: Edits, edit: SpatialEdit, label: str) -> Change:
    """One tab changed, and shown."""
    return Change(tuple(edit if known.name == edit.name else known for known in edits), edit.name, label)


def multiplied(edits: Edits, edit: SpatialEdit, multiplier: float) -> Change:
    """Another multiplier, such as "mouth open 99.5"; a tab that was held back acts from now on."""
    return to_edit(
        edits,
        applied(edit, multiplier=multiplier),
        tr("{name} {amount}", name=spoken(edit.name), amount=number_text(multiplier)),
    )


def feathered(edits: Edits, edit: SpatialEdit, feather: float) -> Change:
    """Another softness of the edge."""
    return to_edit(
        edits, changed(edit, feather=feather), _said(edit, tr("feather {cells}", cells=number_text(feather)))
    )


def acting(edits: Edits, edit: SpatialEdit, mode: str) -> Change:
    """Another way to act."""
    return to_edit(edits, changed(edit, mode=mode), _said(edit, _DOES[mode]))


def curved(edits: Edits, edit: SpatialEdit, curve: str) -> Change:
    """Another curve of the slider; the multiplier stays as it is."""
    return to_edit(edits, changed(edit, curve=curve), _said(edit, _CURVES[curve]))


def without_weights(edits: Edits, edit: SpatialEdit) -> Change:
    """No maps."""
    return to_edit(edits, changed(edit, weights=()), _said(edit, tr("reset weights")))


def painted(edits: Edits, edit: SpatialEdit, selection: Cells, what: str) -> Change:
    """Another selection; the same one if nothing differs."""
    return to_edit(edits, _with_selection(edit, selection), _said(edit, what))


def on_grid(edits: Edits, name: str, grid: Grid) -> Change:
    """A tab painted on another grid from now on; what was painted is kept."""
    edit = edits[tab_list.place(edits, name)]
    kept = _with_selection(edit, paintable(edit.selection.numpy(), grid))
    return to_edit(
        edits, changed(kept, resolution=grid.rows), tr("{name} on {grid}", name=spoken(name), grid=grid.text)
    )


def weighted(edits: Edits, edit: SpatialEdit, weights: Weights, said: Weights | None = None) -> Change:
    """Maps weighted otherwise; a weight of 0 takes the map out. `said` are the weights in the unit that is shown."""
    return to_edit(edits, _weigh(edit, weights), _said(edit, _weights_text(said or weights)))


def found(edits: Edits, edit: SpatialEdit, weights: tuple[ChannelWeight, ...], multiplier: float, label: str) -> Change:
    """Maps that a search found, in place of the tab's, with the multiplier and the mode in which they were seen.

    The multiplier is the strength in deviations that they were tried with, and the slider is for those.
    """
    after = changed(applied(edit, weights=weights, multiplier=multiplier), mode="add", curve="linear")
    return to_edit(edits, after, _said(edit, label))


def following(edits: Edits, edit: SpatialEdit, detector: str, mode: str) -> Change:
    """The detector that places the selection on new pictures, in a script's place; an empty name for none."""
    what = tr("follows {detector}", detector=spoken(detector)) if detector else tr("follows no detector")
    script = None if detector else edit.script
    after = changed(edit, detector=detector, detector_mode=mode, script=script)
    return to_edit(edits, after, _said(edit, what))


def scripted(edits: Edits, edit: SpatialEdit, script: TabScript | None) -> Change:
    """The script that places the selection, in a detector's place; None for none."""
    if script is None:
        return to_edit(edits, changed(edit, script=None), _said(edit, tr("no script")))
    what = tr("script settings") if edit.script is not None and edit.script.file == script.file else script.file
    after = changed(edit, script=script, detector="", detector_mode="off")
    return to_edit(edits, after, _said(edit, what))


def let_act(edits: Edits, edit: SpatialEdit) -> Change:
    """A tab that was held back acts on the picture from now on."""
    return to_edit(edits, applied(edit), tr("apply {name}", name=spoken(edit.name)))


def freed(edits: Edits, edit: SpatialEdit, detector: str) -> Change:
    """No tab follows the detector any more, for it is deleted; the selections stay."""
    free = tuple(
        changed(each, detector="", detector_mode="off") if each.detector == detector else each for each in edits
    )
    return Change(free, edit.name, tr("deleted detector {detector}", detector=spoken(detector)))


def detector_renamed(edits: Edits, edit: SpatialEdit, old: str, new: str) -> Change:
    """Every tab that followed the detector by its old name follows it by its new one."""
    after = tuple(changed(each, detector=new) if each.detector == old else each for each in edits)
    return Change(after, edit.name, tr("detector {old} is now {new}", old=spoken(old), new=spoken(new)))


def followed_again(edits: Edits, edit: SpatialEdit, detector: str, modes: Mapping[str, str]) -> Change:
    """A detector is back: the tabs that followed it, and follow no other by now, do so again; `modes` by tab."""
    after = tuple(
        changed(each, detector=detector, detector_mode=modes[each.name])
        if each.name in modes and not each.detector
        else each
        for each in edits
    )
    return Change(after, edit.name, tr("took back detector {detector}", detector=spoken(detector)))


def unmade(edits: Edits, edit: SpatialEdit, detector: str, before: SpatialEdit) -> Change:
    """A detector just made is gone: no tab follows it, and `before`, the tab it was made for, is placed as it was."""
    free = freed(edits, edit, detector).edits
    after = tuple(
        changed(
            each,
            detector=before.detector,
            detector_mode=before.detector_mode,
            script=before.script,
            selection=before.selection,
        )
        if each.name == before.name and known.detector == detector
        else each
        for known, each in zip(edits, free, strict=True)
    )
    return Change(after, edit.name, tr("took back detector {detector}", detector=spoken(detector)))


def detected(edits: Edits, edit: SpatialEdit, mask: Cells, begins: bool = False) -> Change:
    """The selection that a detector found; `begins`, where the tab follows that from this step on."""
    rows, columns = edit.selection.shape
    found_there = Array(resize_mask(mask, (rows, columns)))
    what = tr("follows {detector}", detector=spoken(edit.detector)) if begins else tr("detected")
    return to_edit(edits, changed(edit, selection=found_there), _said(edit, what))


def randomised(
    edits: Edits,
    edit: SpatialEdit,
    layer: LayerSpec,
    rng: np.random.Generator,
    raw_of: Callable[[Iterable[ChannelWeight]], tuple[ChannelWeight, ...]],
) -> Change:
    """Random weights for the tab's maps, or for some maps of the layer; `raw_of` makes of them a recipe's."""
    drawn = tab_list.randomised(edit, layer, rng)
    return to_edit(edits, changed(drawn, weights=raw_of(drawn.weights)), _said(edit, tr("random weights")))


def _with_selection(edit: SpatialEdit, selection: Cells) -> SpatialEdit:
    array = Array(selection)
    if array == edit.selection:
        return edit
    # Feather counts in cells of the selection: on finer ones it takes more of them to be as soft.
    feather = edit.feather * array.shape[0] / edit.selection.shape[0]
    return changed(edit, selection=array, feather=feather)


def _weigh(edit: SpatialEdit, weights: Weights) -> SpatialEdit:
    for layer, of_layer in weights.items():
        edit = tab_list.with_weights(edit, layer, of_layer)
    return edit


def _weights_text(weights: Weights) -> str:
    flat = [(channel, weight) for of_layer in weights.values() for channel, weight in of_layer.items()]
    if len(flat) != 1:
        return maps_text(len(flat))
    channel, weight = flat[0]
    if not weight:
        return tr("without map {channel}", channel=channel)
    return tr("map {channel} to {weight}", channel=channel, weight=number_text(weight))


def _said(edit: SpatialEdit, what: str) -> str:
    return tr("{tab}: {change}", tab=spoken(edit.name), change=what)
