"""Jobs over tabs whose selections scripts place: with agreement they run for each face, otherwise they are refused."""

import msgspec
import pytest

from ganstudio.analysis.following import FollowingRenderer
from ganstudio.errors import JobError, ScriptError
from ganstudio.jobs import catalogue, runner
from ganstudio.jobs.chunks import Elsewhere, RemoteModel
from ganstudio.jobs.manifest import Job, read_job
from ganstudio.jobs.outputs import FilmOptions, Outputs, SheetOptions
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import TabScript
from ganstudio.recipe.portrait import Portrait
from ganstudio.render.renderer import Renderer
from script_parts import agree
from unit.jobs.plan_parts import tab

SCRIPT = """
import sys
seen = open(sys.argv[1] + "/layer_1/3.csv").read()
open("seen", "a").write(f"{hash(seen)}\\n")
open(sys.argv[1] + "/spatial_map.csv", "w").write("1,0\\n0,0")
"""


@pytest.fixture
def path(tmp_path):
    """A script of a workspace."""
    (tmp_path / "scripts").mkdir()
    path = tmp_path / "scripts" / "mine.py"
    path.write_text(SCRIPT)
    return path


@pytest.fixture
def renderer(path, tiny_generator, tmp_path):
    return FollowingRenderer.of_folder(Renderer(tiny_generator), tmp_path / "data", path.parent)


def scripted(**script):
    edit = msgspec.structs.replace(tab("mouth", 10.0), script=TabScript(file="mine.py", mode="modify", **script))
    return Recipe(edits=(edit,))


def begin(folder, plan, renderer, **outputs):
    runner.begin(folder, Job(title="a test", plan=plan, outputs=Outputs(**outputs)), renderer)
    return folder


def selections(folder):
    return [Portrait.open(path).recipe.edits[0].selection.numpy() for path in sorted(folder.glob("*.png"))]


def test_each_new_face_gets_its_selection_by_the_script(path, renderer, tmp_path):
    agree(path)
    folder = begin(tmp_path / "job", catalogue.new_latents(scripted(), range(3)), renderer)
    notes = [progress.note for progress in runner.run(folder, renderer)]
    assert len(selections(folder)) == 3
    assert all(selection[0, 0] == 1 and selection[7, 7] == 0 for selection in selections(folder))
    assert any(note.startswith("mouth: mine.py, ") for note in notes)
    assert len((tmp_path / "seen").read_text().splitlines()) == 3


def test_without_agreement_the_job_is_refused_and_goes_on_once_it_is_given(path, renderer, tmp_path):
    folder = begin(tmp_path / "job", catalogue.new_latents(scripted(), range(2)), renderer)
    with pytest.raises(ScriptError, match=r"Tab 'mouth': Script mine\.py has not been agreed to"):
        list(runner.run(folder, renderer))
    assert not (tmp_path / "seen").exists()
    assert read_job(folder).state == "stopped"
    agree(path)
    list(runner.run(folder, renderer))
    assert len(selections(folder)) == 2


def test_a_job_can_be_stopped_while_a_script_hangs(path, renderer, tmp_path):
    path.write_text("import time; time.sleep(600)")
    agree(path)
    folder = begin(tmp_path / "job", catalogue.new_latents(scripted(), range(2)), renderer)
    running = runner.run(folder, renderer)
    for _ in range(3):
        assert "mine.py" in next(running).note
    running.close()
    assert read_job(folder).state == "stopped"


ALONE = {"pictures": False, "sheet": SheetOptions(), "films": (FilmOptions(format="gif"),)}


def test_a_sheet_and_a_film_alone_ask_a_script_once_a_face(path, renderer, tmp_path):
    agree(path)
    folder = begin(tmp_path / "job", catalogue.new_latents(scripted(), range(3)), renderer, **ALONE)
    list(runner.run(folder, renderer))
    assert {"sheet.png", "film.gif"} <= {path.name for path in folder.iterdir()}
    assert len((tmp_path / "seen").read_text().splitlines()) == 3


def test_a_sheet_and_a_film_alone_can_be_stopped_while_a_script_hangs(path, renderer, tmp_path):
    path.write_text("import time; time.sleep(600)")
    agree(path)
    folder = begin(tmp_path / "job", catalogue.new_latents(scripted(), range(2)), renderer, **ALONE)
    running = runner.run(folder, renderer)
    assert "mine.py" in next(running).note
    running.close()
    assert read_job(folder).state == "stopped"


def test_a_renderer_without_scripts_refuses_them(tiny_generator, path, tmp_path):
    bare = FollowingRenderer.of_folder(Renderer(tiny_generator), tmp_path / "data")
    folder = begin(tmp_path / "job", catalogue.new_latents(scripted(), range(2)), bare)
    with pytest.raises(ScriptError, match="scripts are not run here"):
        list(runner.run(folder, bare))


def test_workers_elsewhere_refuse_scripts(path, renderer, tmp_path):
    agree(path)
    folder = begin(tmp_path / "job", catalogue.new_latents(scripted(), range(2)), renderer)
    model = RemoteModel(path="builtin", model_id=renderer.generator.model_id)
    with pytest.raises(JobError, match=r"follows the script 'mine\.py'"):
        list(runner.run(folder, renderer, elsewhere=Elsewhere(executor=None, model=model)))
