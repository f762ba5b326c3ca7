import errno
import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from ganstudio.errors import JobError, RecipeError
from ganstudio.jobs import catalogue, runner, writer
from ganstudio.jobs.chunks import Elsewhere, RemoteModel
from ganstudio.jobs.manifest import Job, SkippedFile, read_job, write_job
from ganstudio.jobs.map_units import with_deviations
from ganstudio.jobs.outputs import FilmOptions, Outputs, SheetOptions
from ganstudio.jobs.sources import Seeds
from ganstudio.jobs.sources import folder as folder_source
from ganstudio.networks.loading import load_generator
from ganstudio.recipe.document import Recipe, owned_by
from ganstudio.recipe.latent import Seed
from ganstudio.recipe.portrait import Portrait
from ganstudio.render.renderer import Renderer
from ganstudio.workspace import Workspace
from unit.jobs.plan_parts import attribute, tab
from unwritable import unwritable


@pytest.fixture(scope="module")
def renderer(tiny_generator):
    return Renderer(tiny_generator)


def job(plan=None, **choices):
    plan = plan or catalogue.new_latents(Recipe(), range(7))
    return Job(title="a test", plan=plan, **choices)


def run_all(folder, renderer, **choices):
    return list(runner.run(folder, renderer, **choices))


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix == ".png"}


class CountingRenderer:
    """A renderer that remembers what it was asked for."""

    def __init__(self, renderer):
        self._renderer = renderer
        self.generator = renderer.generator
        self.seen = []

    def ws(self, recipe):
        return self._renderer.ws(recipe)

    def render_batch(self, recipes):
        self.seen += recipes
        return self._renderer.render_batch(recipes)


def test_a_job_writes_each_picture_with_its_recipe(tmp_path, renderer):
    runner.begin(tmp_path / "job", job(), renderer)
    last = run_all(tmp_path / "job", renderer)[-1]
    assert (last.done, last.total, last.skipped, last.note) == (7, 7, 0, "7 pictures")
    portrait = Portrait.open(tmp_path / "job" / "seed-3__sample_4.png")
    assert portrait.recipe == owned_by(Recipe(latent=Seed(3)), renderer.generator.identity)
    assert (portrait.image == renderer.render(portrait.recipe).portrait.image).all()
    assert read_job(tmp_path / "job").state == "finished"


def table_of(tmp_path, renderer):
    return Workspace(tmp_path / "workspace").model_folder("a" * 32, renderer.generator.spec)


def test_each_picture_of_a_job_has_its_latent_in_the_models_table(tmp_path, renderer):
    latents, folder = table_of(tmp_path, renderer), tmp_path / "batch_0001"
    runner.begin(folder, job(), renderer)
    run_all(folder, renderer, latents=latents)
    found = dict(latents.latents())
    assert sorted(found) == sorted(f"batch_0001/{name}" for name in contents(folder))
    (row,) = (vector for name, vector in found.items() if "seed-3_" in name)
    assert (row.numpy() == renderer.ws(Recipe(latent=Seed(3)))[0]).all()


def test_a_job_that_goes_on_writes_no_latent_twice_and_those_that_a_kill_left_out(tmp_path, renderer):
    latents, folder = table_of(tmp_path, renderer), tmp_path / "batch_0001"
    runner.begin(folder, job(), renderer)
    steps = runner.run(folder, renderer, latents=latents)
    for _ in range(3):
        next(steps)
    steps.close()
    assert len(list(latents.latents())) == 3
    table = latents.path / "latents.csv"
    lines = table.read_text().splitlines(keepends=True)
    table.write_text(lines[0] + lines[1] + lines[2][:40])  # as a kill may leave it
    run_all(folder, renderer, latents=latents)
    run_all(folder, renderer, latents=latents)
    names = [name for name, _ in latents.latents()]
    assert sorted(names) == sorted(f"batch_0001/{name}" for name in contents(folder))
    assert sum(line.startswith("batch_0001/seed-2_") for line in table.read_text().splitlines()) == 2  # one of them cut
    assert len(table.read_text().splitlines()) == 8


def test_a_table_of_latents_that_cannot_be_written_stops_no_job_and_is_said(tmp_path, renderer):
    latents, folder = table_of(tmp_path, renderer), tmp_path / "batch_0001"
    runner.begin(folder, job(), renderer)
    with unwritable(latents.path):
        *_, last = run_all(folder, renderer, latents=latents)
    assert len(contents(folder)) == 7
    assert "their latents are in the pictures alone" in last.note
    assert "Read-only file system" in last.note
    assert read_job(folder).state == "finished"
    *_, last = run_all(folder, renderer, latents=latents)
    assert "their latents" not in last.note
    assert len(list(latents.latents())) == 7


def test_pictures_made_elsewhere_have_their_latents_too(tmp_path, renderer, tiny_model):
    latents, folder = table_of(tmp_path, renderer), tmp_path / "batch_0001"
    generator = load_generator(tiny_model, "cpu", "fp32")
    runner.begin(folder, job(), Renderer(generator))
    with ThreadPoolExecutor(1) as executor:
        model = RemoteModel(path=str(tiny_model), model_id=generator.model_id, device="cpu", precision="fp32")
        elsewhere = Elsewhere(executor=executor, model=model)
        run_all(folder, Renderer(generator), elsewhere=elsewhere, latents=latents)
        run_all(folder, Renderer(generator), elsewhere=elsewhere, latents=latents)
    assert len((latents.path / "latents.csv").read_text().splitlines()) == 7


def test_a_job_that_keeps_no_pictures_has_no_latents(tmp_path, renderer):
    latents, folder = table_of(tmp_path, renderer), tmp_path / "batch_0001"
    runner.begin(folder, job(outputs=Outputs(pictures=False, sheet=SheetOptions(tile=32))), renderer)
    run_all(folder, renderer, latents=latents)
    assert list(latents.latents()) == []


def test_each_step_renders_one_batch(tmp_path, renderer):
    counting = CountingRenderer(renderer)
    runner.begin(tmp_path, job(batch=3), renderer)
    steps = runner.run(tmp_path, counting)
    seen = [(progress.done, len(counting.seen)) for progress in steps]
    assert seen == [(3, 3), (6, 6), (7, 7), (7, 7)]


def test_a_stopped_job_keeps_what_was_rendered_and_goes_on_with_the_rest(tmp_path, renderer):
    runner.begin(tmp_path, job(), renderer)
    steps = runner.run(tmp_path, renderer)
    for _ in range(3):
        next(steps)
    steps.close()
    assert len(contents(tmp_path)) == 3
    assert read_job(tmp_path).state == "stopped"
    counting = CountingRenderer(renderer)
    last = run_all(tmp_path, counting)[-1]
    assert len(counting.seen) == 4
    assert (last.done, last.fresh) == (7, 4)


def test_a_finished_job_that_is_run_again_renders_nothing(tmp_path, renderer):
    runner.begin(tmp_path, job(), renderer)
    run_all(tmp_path, renderer)
    counting = CountingRenderer(renderer)
    run_all(tmp_path, counting)
    assert counting.seen == []


def test_holes_and_half_pictures_are_made_again_and_parts_are_swept_away(tmp_path, renderer):
    runner.begin(tmp_path, job(batch=2), renderer)
    run_all(tmp_path, renderer)
    whole = contents(tmp_path)
    first, second, third = sorted(whole)[:3]
    (tmp_path / first).unlink()
    (tmp_path / second).write_bytes(whole[second][:-20])
    (tmp_path / third).write_bytes(b"")
    (tmp_path / ".0123.ganstudio-part.png").write_bytes(b"half")
    run_all(tmp_path, renderer)
    assert contents(tmp_path) == whole


def test_the_plan_is_read_back_from_the_folder_as_it_was(tmp_path, renderer):
    recipe = Recipe(attributes=(attribute("smile", 2.0),), edits=(tab("mouth_open", 3.0),))
    axes = (*catalogue.attribute_axes(recipe, 2), *catalogue.edit_axes(recipe, 2))
    outputs = Outputs(sheet=SheetOptions(tile=16), films=(FilmOptions(format="gif", fps=10),))
    for plan in (
        catalogue.combinatoric(recipe, axes),
        catalogue.mix_matrix(recipe, [1], [2], first=0, last=3),
        catalogue.selections(recipe, "b8", [(channel, 1.0) for channel in range(2)], tab("mouth_open", 3.0)),
        catalogue.random_maps(recipe, "b8", 8, tab("x", 1.0), count=2, maps_per_picture=2, seed=1),
        catalogue.seed_grid(recipe, [1, 2], [0.5]),
        catalogue.strengths(Seeds(recipe=recipe, seeds=(1, 2)), axes[0]),
    ):
        shutil.rmtree(tmp_path / "job", ignore_errors=True)
        begun = runner.begin(tmp_path / "job", job(plan, outputs=outputs), renderer)
        assert read_job(tmp_path / "job") == begun
        assert begun.plan == plan


def test_a_job_in_deviations_that_it_was_not_told_does_not_begin_and_leaves_no_folder(tmp_path, renderer):
    plan = catalogue.selections(Recipe(), "b8", [(1, 1.0)], tab("mouth_open", 3.0), unit="deviation")
    with pytest.raises(JobError, match=r"maps of b8.*raw"):
        runner.begin(tmp_path / "job", job(plan), renderer)
    assert not (tmp_path / "job").exists()
    told = with_deviations(plan, {"b8": np.full(8, 0.25)})
    runner.begin(tmp_path / "job", job(told), renderer)
    assert read_job(tmp_path / "job").plan == told


def test_a_walk_between_recipes_is_resolved_and_meets_both_faces_exactly(tmp_path, renderer):
    ends = [Recipe(latent=Seed(1), attributes=(attribute("smile", 1.0),)), Recipe(latent=Seed(2), variation=0.5)]
    runner.begin(tmp_path, job(catalogue.interpolation(*ends, 3)), renderer)
    run_all(tmp_path, renderer)
    made = [Portrait.open(path).image for path in sorted(tmp_path.glob("*.png"))]
    assert (made[0] == renderer.render(ends[0]).portrait.image).all()
    assert (made[2] == renderer.render(ends[1]).portrait.image).all()


def test_foreign_pictures_are_counted_and_named_and_the_rest_is_made(tmp_path, renderer):
    faces = tmp_path / "faces"
    faces.mkdir()
    Portrait(np.zeros((4, 4, 3), np.uint8), Recipe(latent=Seed(1))).save(faces / "a.png")
    Portrait(np.zeros((4, 4, 3), np.uint8), Recipe(model="f" * 32)).save(faces / "b.png")
    (faces / "notes.txt").write_text("hello")
    settings = Recipe(attributes=(attribute("smile", 1.0),))
    plan = catalogue.combinatoric(folder_source(faces), catalogue.attribute_axes(settings, 3))
    runner.begin(tmp_path / "job", job(plan), renderer)
    last = run_all(tmp_path / "job", renderer)[-1]
    assert (last.done, last.skipped, last.total) == (3, 6, 9)
    assert last.note == "3 pictures; 2 files skipped: b.png, notes.txt"
    written = read_job(tmp_path / "job")
    assert [(one.name, one.pictures) for one in written.skipped] == [("b.png", 3), ("notes.txt", 3)]
    assert "another model" in written.skipped[0].reason


def test_a_recipe_of_the_plan_itself_that_does_not_fit_stops_the_job(tmp_path, renderer):
    plan = catalogue.selections(Recipe(), "b512", [(channel, 1.0) for channel in range(1)], tab("x", 1.0))
    runner.begin(tmp_path, job(plan), renderer)
    with pytest.raises(RecipeError, match="b512"):
        run_all(tmp_path, renderer)


def test_a_job_of_another_model_is_refused(tmp_path, renderer, make_generator):
    runner.begin(tmp_path, job(), renderer)
    with pytest.raises(JobError, match="Load that model first"):
        run_all(tmp_path, Renderer(make_generator(seed=5)))


def test_a_folder_that_holds_a_job_is_not_taken_for_another(tmp_path, renderer):
    runner.begin(tmp_path, job(), renderer)
    with pytest.raises(JobError, match="already holds a job"):
        runner.begin(tmp_path, job(), renderer)


def test_a_full_disk_stops_the_job_in_words_and_it_goes_on_later(tmp_path, renderer, monkeypatch):
    runner.begin(tmp_path, job(), renderer)
    real = Path.write_bytes
    written = Counter()

    def write_bytes(path, content):
        written["files"] += 1
        if path.suffix == ".png" and written["files"] > 4:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(path, content)

    monkeypatch.setattr(Path, "write_bytes", write_bytes)
    with pytest.raises(JobError, match=r"No space left on device.*resume the job"):
        run_all(tmp_path, renderer)
    monkeypatch.setattr(Path, "write_bytes", real)
    assert 0 < len(contents(tmp_path)) < 7
    assert run_all(tmp_path, renderer)[-1].done == 7
    assert not list(tmp_path.glob(".*"))


def test_a_vanished_folder_stops_the_job_in_words(tmp_path, renderer):
    folder = tmp_path / "job"
    runner.begin(folder, job(), renderer)
    steps = runner.run(folder, renderer)
    next(steps)
    folder.rename(tmp_path / "elsewhere")
    with pytest.raises(JobError, match="is gone"):
        list(steps)
    with pytest.raises(JobError, match="no job to go on with"):
        run_all(folder, renderer)


def test_a_damaged_manifest_is_refused_in_words(tmp_path, renderer):
    runner.begin(tmp_path, job(), renderer)
    (tmp_path / "job.json").write_text((tmp_path / "job.json").read_text()[:100])
    with pytest.raises(JobError, match="not a job, or is damaged"):
        read_job(tmp_path)
    (tmp_path / "job.json").write_text('{"format": 9}')
    with pytest.raises(JobError, match="Update GanStudio"):
        read_job(tmp_path)


def test_pictures_are_written_by_whatever_executor_is_given(tmp_path, renderer):
    runner.begin(tmp_path, job(), renderer)
    with ThreadPoolExecutor(2) as executor:
        run_all(tmp_path, renderer, executor=executor)
        assert executor.submit(int).result() == 0  # still open
    assert len(contents(tmp_path)) == 7


def test_no_more_pictures_wait_than_the_queue_holds(tmp_path):
    waiting, most = Counter(), []

    class LazyExecutor(ThreadPoolExecutor):
        def submit(self, task, /, *arguments):
            waiting["now"] += 1
            most.append(waiting["now"])

            class Later:
                def result(self):
                    waiting["now"] -= 1
                    return task(*arguments)

            return Later()

    portrait = Portrait(np.zeros((4, 4, 3), np.uint8), Recipe())
    with LazyExecutor(1) as executor, writer.PictureWriter(tmp_path, executor, queue=5) as pictures:
        for index in range(20):
            pictures.write(f"{index}.png", portrait)
    assert max(most) == 5
    assert len(contents(tmp_path)) == 20


def test_a_job_gives_its_sheet_and_films_too(tmp_path, renderer):
    outputs = Outputs(sheet=SheetOptions(tile=16), films=(FilmOptions(format="gif", fps=10), FilmOptions(fps=10)))
    runner.begin(tmp_path, job(catalogue.seed_grid(Recipe(), [1, 2], [0.0, 0.5, 1.0]), outputs=outputs), renderer)
    run_all(tmp_path, renderer)
    assert {path.name for path in tmp_path.iterdir() if "sample" not in path.name} == {
        "job.json",
        "sheet.png",
        "film_1.gif",
        "film_2.mp4",
    }


def test_a_film_straight_from_the_plan_leaves_no_pictures_and_equals_the_one_made_of_them(tmp_path, renderer):
    plan = catalogue.seed_grid(Recipe(), [1, 2], [0.0, 0.5, 1.0])
    film = (FilmOptions(format="apng", fps=10),)
    runner.begin(tmp_path / "straight", job(plan, outputs=Outputs(pictures=False, films=film)), renderer)
    runner.begin(tmp_path / "pictures", job(plan, outputs=Outputs(films=film)), renderer)
    run_all(tmp_path / "straight", renderer)
    run_all(tmp_path / "pictures", renderer)
    assert sorted(path.name for path in (tmp_path / "straight").iterdir()) == ["film.apng", "job.json"]
    assert (tmp_path / "straight/film.apng").read_bytes() == (tmp_path / "pictures/film.apng").read_bytes()


def test_a_job_that_was_killed_after_its_pictures_makes_the_missing_film(tmp_path, renderer):
    begun = runner.begin(tmp_path, job(outputs=Outputs(films=(FilmOptions(format="gif", fps=10),))), renderer)
    run_all(tmp_path, renderer)
    (tmp_path / "film.gif").unlink()
    write_job(tmp_path, begun)
    run_all(tmp_path, renderer)
    assert (tmp_path / "film.gif").exists()


def test_the_summary_names_what_was_made():
    skipped = {f"{k}.txt": SkippedFile(name=f"{k}.txt", reason="", pictures=1) for k in range(7)}
    assert runner.summary(1, ["sheet.png"], {}) == "1 picture, sheet.png"
    assert runner.summary(0, ["film.gif"], {}) == "film.gif"
    assert runner.summary(1234, [], skipped).startswith("1,234 pictures; 7 files skipped: 0.txt, 1.txt, 2.txt")


def test_a_walks_sheet_has_the_words_of_each_picture_below_it(tmp_path, renderer):
    plan = catalogue.walk([Recipe(latent=Seed(1)), Recipe(latent=Seed(2))], 3, closed=True)
    outputs = Outputs(pictures=False, sheet=SheetOptions(tile=0))
    runner.begin(tmp_path, job(plan, outputs=outputs), renderer)
    assert run_all(tmp_path, renderer)[-1].note == "sheet.png"
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.size == (3 * (128 + 4) + 4, 2 * (128 + 28 + 4) + 4)  # pictures with words are enlarged


def test_sheets_and_films_are_made_a_picture_a_step(tmp_path, renderer):
    outputs = Outputs(sheet=SheetOptions(tile=16), films=(FilmOptions(format="gif", fps=10, order="forward"),))
    runner.begin(tmp_path, job(outputs=outputs), renderer)
    notes = [progress.note for progress in runner.run(tmp_path, renderer)]
    assert [note for note in notes if note.startswith("film")] == [f"film.gif {k}/7" for k in range(1, 8)]
    assert [note for note in notes if note.startswith("sheet")] == [
        *(f"sheet.png {k}/7" for k in range(1, 8)),
        "sheet.png 7/7",
    ]


def test_a_job_that_keeps_no_pictures_counts_by_its_film(tmp_path, renderer):
    film = FilmOptions(format="gif", fps=10, order="forward")
    runner.begin(tmp_path, job(outputs=Outputs(pictures=False, films=(film,))), renderer)
    assert [progress.done for progress in runner.run(tmp_path, renderer)][:-1] == list(range(1, 8))


def test_a_picture_that_is_there_is_not_written_again_beside_one_that_is_missing(tmp_path, renderer):
    runner.begin(tmp_path, job(batch=3), renderer)
    run_all(tmp_path, renderer)
    first, second = sorted(contents(tmp_path))[:2]
    kept = renderer.render(Recipe(latent=Seed(99))).portrait.png_bytes()  # a person's own, under that name
    (tmp_path / first).write_bytes(kept)
    (tmp_path / second).unlink()
    run_all(tmp_path, renderer)
    assert (tmp_path / first).read_bytes() == kept
    assert (tmp_path / second).exists()


def test_a_write_that_failed_is_told_by_a_job_that_is_stopped_before_it_saw_it(tmp_path, renderer, monkeypatch):
    runner.begin(tmp_path, job(), renderer)
    steps = runner.run(tmp_path, renderer)
    real = Path.write_bytes

    def write_bytes(path, content):
        if path.suffix == ".png":
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(path, content)

    monkeypatch.setattr(Path, "write_bytes", write_bytes)
    next(steps)
    with pytest.raises(JobError, match="No space left on device"):
        steps.close()
    assert read_job(tmp_path).state == "stopped"


@pytest.mark.parametrize(("kind", "side", "count"), [("cpu", 256, 1), ("cuda", 256, 32), ("cuda", 4096, 1)])
def test_a_step_is_one_picture_on_a_cpu_and_as_many_as_keep_a_gpu_busy(
    tmp_path, renderer, monkeypatch, kind, side, count
):
    spec = SimpleNamespace(img_height=side, img_width=side)
    assert runner.batch_size(SimpleNamespace(device=SimpleNamespace(type=kind), spec=spec)) == count
    monkeypatch.setattr(runner, "batch_size", lambda generator: count)
    assert runner.begin(tmp_path, job(), renderer).batch == count


def test_a_sheet_that_cannot_be_written_stops_the_job_in_words(tmp_path, renderer, monkeypatch):
    def save(page, part, **options):
        raise OSError(errno.ENOSPC, "No space left on device")

    runner.begin(tmp_path, job(outputs=Outputs(pictures=False, sheet=SheetOptions(tile=16))), renderer)
    monkeypatch.setattr(Image.Image, "save", save)
    with pytest.raises(JobError, match="No space left on device"):
        run_all(tmp_path, renderer)
    assert not (tmp_path / "sheet.png").exists()
