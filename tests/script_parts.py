"""Scripts that tests wait for."""

from pathlib import Path

from ganstudio.analysis.script_bundle import read_bundle
from ganstudio.analysis.script_consent import ScriptConsent
from ganstudio.analysis.script_steps import ScriptFolder, for_new_recipe
from ganstudio.analysis.script_tabs import run_tab_scripts
from ganstudio.errors import ScriptError
from ganstudio.recipe.document import Recipe
from ganstudio.render.renderer import Renderer


def apply_scripts(renderer: Renderer, recipe: Recipe, scripts: ScriptFolder) -> Recipe:
    """A new picture's recipe with the selections that its tabs' scripts give; the first trouble is raised."""
    following = [edit.name for edit in recipe.edits if edit.follows_script]
    for step in run_tab_scripts(renderer, recipe, scripts, tabs=following):
        if step.problems:
            raise ScriptError(f"Tab '{step.problems[0].tab}': {step.problems[0].text}")
        recipe = step.recipe
    return for_new_recipe(recipe, following)


def agree(path: Path, consent: ScriptConsent | None = None, *arguments: str) -> None:
    """Agrees to a script of a workspace's scripts folder as it stands, as a person's click does."""
    (consent or ScriptConsent()).agree_to(read_bundle(path, path.parents[1], arguments))
