"""A job.json that somebody else wrote: it runs no script that was not agreed to, and writes into its folder alone."""

import msgspec
import pytest

from ganstudio.analysis.following import FollowingRenderer
from ganstudio.errors import ScriptError
from ganstudio.jobs import catalogue, runner
from ganstudio.jobs.manifest import Job
from ganstudio.jobs.outputs import FilmOptions, Outputs, SheetOptions
from ganstudio.jobs.sources import NamedRecipe, Recipes
from ganstudio.jobs.unfinished import unfinished_jobs
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import TabScript
from ganstudio.recipe.latent import Seed
from ganstudio.render.renderer import Renderer
from ganstudio.workspace import Workspace
from script_parts import agree
from unit.jobs.plan_parts import attribute, tab

OVERWRITE = "import sys; [open(word.split('=')[1], 'w').write('gone') for word in sys.argv[2:]]"
AWAY = "../../../outside/evil"


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "received")


@pytest.fixture
def outside(tmp_path):
    """What is outside, and must stay as it is."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "precious.pdf").write_text("kept")
    yield folder
    assert [path.name for path in folder.iterdir()] == ["precious.pdf"]
    assert (folder / "precious.pdf").read_text() == "kept"


@pytest.fixture
def renderer(workspace, tiny_generator):
    folder = workspace.model_folder(tiny_generator.model_id, tiny_generator.spec)
    return FollowingRenderer.of_folder(Renderer(tiny_generator), folder.path, workspace.scripts)


def receive(workspace, renderer, plan, **outputs):
    folder = workspace.new_batch_folder()
    runner.begin(folder, Job(title=AWAY, plan=plan, outputs=Outputs(**outputs)), renderer)
    return folder


def test_a_script_that_was_agreed_to_does_not_run_with_the_arguments_of_a_received_job(workspace, renderer, outside):
    (workspace.scripts / "mine.py").write_text(OVERWRITE)
    agree(workspace.scripts / "mine.py")
    script = TabScript(file="mine.py", mode="modify", arguments=(f"--output={outside / 'precious.pdf'}",))
    edit = msgspec.structs.replace(tab("mouth", 10.0), script=script)
    folder = receive(workspace, renderer, catalogue.new_latents(Recipe(edits=(edit,)), range(2)))
    with pytest.raises(ScriptError, match="has not been agreed to with these arguments"):
        list(runner.run(folder, renderer))


def test_names_in_a_received_job_lead_nowhere(workspace, renderer, outside, tmp_path):
    recipe = Recipe(edits=(tab(AWAY, 10.0),), attributes=(attribute(f"{AWAY}_2", 1.0),))
    faces = tuple(NamedRecipe(recipe=replace(recipe, latent=Seed(seed)), name=AWAY) for seed in range(2))
    axes = (*catalogue.attribute_axes(recipe, 2), *catalogue.edit_axes(recipe, 2))
    plan = catalogue.combinatoric(Recipes(entries=faces), axes)
    folder = receive(workspace, renderer, plan, sheet=SheetOptions(), films=(FilmOptions(format="gif"),))
    data = workspace.model_folder(renderer.generator.model_id)
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    list(runner.run(folder, renderer, latents=data))
    made = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    assert sum(path.suffix == ".png" for path in made) == 8 + 1
    assert {path.parent for path in made} == {folder, data.path}


def test_links_in_the_folder_of_a_received_job_are_replaced(workspace, renderer, outside):
    folder = receive(workspace, renderer, catalogue.new_latents(Recipe(), range(2)), sheet=SheetOptions())
    for name in ("sample_1.png", "seed-0__sample_1.png", "sheet.png", ".sheet.png.lock"):
        (folder / name).symlink_to(outside / "made.png")
    content = (folder / "job.json").read_bytes()
    (folder / "job.json").rename(folder / "real.json")
    (folder / "job.json").symlink_to(folder / "real.json")
    list(runner.run(folder, renderer))
    assert (folder / "real.json").read_bytes() == content


def test_a_folder_of_jobs_that_is_a_link_is_not_offered_to_go_on(workspace, renderer, tmp_path):
    folder = receive(workspace, renderer, catalogue.new_latents(Recipe(), range(2)))
    (workspace.portraits / "batch_9999").symlink_to(folder)
    assert [left.folder for left in unfinished_jobs(workspace.portraits)] == [folder]
