"""A job on a Dask cluster of two worker processes on this machine."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ganstudio.cli.main import main
from ganstudio.jobs import catalogue, runner
from ganstudio.jobs.chunks import Elsewhere, RemoteModel
from ganstudio.jobs.cluster import START_COMMAND, dask_cluster
from ganstudio.jobs.manifest import Job
from ganstudio.networks.loading import load_generator
from ganstudio.recipe.document import Recipe
from ganstudio.render.renderer import Renderer

psutil = pytest.importorskip("psutil", reason="the extra ganstudio[cluster] is not installed")
distributed = pytest.importorskip("distributed", reason="the extra ganstudio[cluster] is not installed")

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
def cluster(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # worker files
    settings = {"distributed.scheduler.allowed-failures": 2, "distributed.worker.daemon": True}
    import dask

    with (
        dask.config.set(settings),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
        ) as made,
    ):
        yield made


@pytest.fixture
def elsewhere_of(tiny_model):
    def make(found, generator, **choices):
        model = RemoteModel(path=str(tiny_model), model_id=generator.model_id, device="cpu")
        return Elsewhere(executor=found.executor, workers=found.workers, model=model, **choices)

    return make


def test_the_scheduler_that_messages_name_listens_on_this_machine_alone(tmp_path):
    words = START_COMMAND.replace(":8787", ":0").split()
    command = [str(Path(sys.executable).with_name(words[0])), *words[1:], "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=tmp_path) as scheduler:
        assert any("dashboard at:" in line for line in scheduler.stderr)  # reads until it listens
        found = psutil.Process(scheduler.pid).net_connections()
        scheduler.terminate()
    assert {one.laddr.ip for one in found if one.status == psutil.CONN_LISTEN} == {"127.0.0.1"}


def test_the_worker_that_the_pages_name_listens_on_this_machine_alone(cluster, tmp_path):
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "cluster.md").read_text("utf-8")
    line = next(line for line in page.splitlines() if line.startswith("dask worker "))
    words = line.replace("tcp://127.0.0.1:8786", cluster.scheduler_address).split()
    command = [str(Path(sys.executable).with_name(words[0])), *words[1:]]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=tmp_path) as worker:
        assert any("Registered to" in line for line in worker.stderr)  # reads until it listens
        running = psutil.Process(worker.pid)
        found = [one for part in (running, *running.children(recursive=True)) for one in part.net_connections()]
        worker.terminate()
    assert {one.laddr.ip for one in found if one.status == psutil.CONN_LISTEN} == {"127.0.0.1"}


def test_a_scheduler_that_cannot_be_used_leaves_no_job_behind(tmp_path, tiny_model, capsys):
    for address, sentence in (
        ("tcp://10.1.2.3:8786", "not reached by TLS"),
        ("tcp://127.0.0.1:1", "No Dask scheduler"),
    ):
        words = ["batch", "new-latents", "--seeds", "0", "--model", tiny_model, "--scheduler", address]
        with pytest.raises(SystemExit):
            main([str(word) for word in (*words, "--out", tmp_path / "out")])
        assert sentence in capsys.readouterr().err
        assert not (tmp_path / "out").exists()


def pictures(folder):
    return {path.name: path.read_bytes() for path in folder.glob("*.png")}


def test_two_workers_make_the_pictures_that_one_machine_makes_and_a_lost_worker_costs_none(
    cluster, elsewhere_of, tiny_model, tmp_path
):
    renderer = Renderer(load_generator(tiny_model))
    plan = catalogue.new_latents(Recipe(), range(60))
    runner.begin(tmp_path / "here", Job(title="here", plan=plan), renderer)
    list(runner.run(tmp_path / "here", renderer))
    runner.begin(tmp_path / "there", Job(title="there", plan=plan), renderer)
    with dask_cluster(cluster.scheduler_address) as found:
        steps = runner.run(tmp_path / "there", renderer, elsewhere=elsewhere_of(found, renderer.generator, chunk=3))
        next(steps)
        worker = next(iter(cluster.workers.values()))
        os.kill(worker.process.process.pid, 9)
        last = list(steps)[-1]
    assert last.done == 60
    assert pictures(tmp_path / "there") == pictures(tmp_path / "here")


def test_the_command_line_hands_a_job_to_a_scheduler(cluster, tiny_model, tmp_path, capsys):
    from ganstudio.cli.main import main

    words = ["batch", "new-latents", "--seeds", "0-9", "--model", str(tiny_model), "--out", str(tmp_path / "out")]
    with pytest.raises(SystemExit) as ended:
        main([*words, "--device", "cpu", "--scheduler", cluster.scheduler_address])
    assert ended.value.code == 0, capsys.readouterr().err
    assert len(pictures(tmp_path / "out")) == 10
