import itertools

from ganstudio.jobs import catalogue, runner
from ganstudio.jobs.manifest import Job
from ganstudio.jobs.outputs import Outputs, SheetOptions
from ganstudio.jobs.unfinished import unfinished_jobs
from ganstudio.recipe.document import Recipe
from ganstudio.render.renderer import Renderer


def begin(folder, renderer, title):
    job = Job(title=title, plan=catalogue.new_latents(Recipe(), range(5)), outputs=Outputs(sheet=SheetOptions()))
    runner.begin(folder, job, renderer)


def test_jobs_are_found_as_they_were_left_newest_first(tmp_path, tiny_generator):
    renderer = Renderer(tiny_generator)
    for name, title, steps in (("batch_1", "finished", None), ("batch_2", "stopped", 3), ("batch_3", "begun", 0)):
        begin(tmp_path / name, renderer, title)
        running = runner.run(tmp_path / name, renderer, writers=1)
        for _ in itertools.islice(running, steps):
            pass
        running.close()
    begun, stopped = unfinished_jobs(tmp_path)
    assert (begun.title, begun.done, begun.total, begun.image) == ("begun", 0, 5, None)
    assert (stopped.title, stopped.done, stopped.total, stopped.model) == ("stopped", 3, 5, tiny_generator.model_id)
    assert stopped.image.shape == (32, 32, 3)


def test_damage_hides_a_job_or_its_picture_alone(tmp_path, tiny_generator):
    renderer = Renderer(tiny_generator)
    for name in ("batch_1", "batch_2"):
        begin(tmp_path / name, renderer, name)
    (tmp_path / "batch_1" / "job.json").write_text('{"state": "stopped", "format": 1}')
    (tmp_path / "batch_2" / "sample_1.png").write_bytes(b"cut off")
    (found,) = unfinished_jobs(tmp_path)
    assert (found.title, found.done, found.image) == ("batch_2", 1, None)
