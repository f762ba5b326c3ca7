"""A workspace that came from somebody else may hold links: nothing is written or deleted where they lead."""

import os
from contextlib import suppress

import numpy as np
import pytest

from ganstudio.analysis.detector_files import load_detectors
from ganstudio.analysis.script_files import install_shipped_scripts
from ganstudio.errors import GanStudioError, WorkspaceError
from ganstudio.jobs.catalogue import new_latents
from ganstudio.jobs.manifest import Job, encode_job
from ganstudio.jobs.unfinished import unfinished_jobs
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit
from ganstudio.ui.watch.film import Order
from ganstudio.ui.watch.tasks import save
from ganstudio.workspace import Workspace
from ganstudio.workspace.files import append_lines
from ganstudio.workspace.journal import claim_journal, last_model
from ganstudio.workspace.library.library import Library
from ganstudio.workspace.library.marks import rated, read_marks
from recipes import small_spec

MODEL = "0123456789abcdef0123456789abcdef"
PNG = b"\x89PNG a picture"


@pytest.fixture
def root(tmp_path):
    (tmp_path / "received").mkdir()
    return tmp_path / "received"


@pytest.fixture
def outside(tmp_path):
    """What is outside, with a file that must stay as it is."""
    folder = tmp_path / "outside"
    (folder / "sub").mkdir(parents=True)
    (folder / "precious.txt").write_text("kept")
    (folder / "sub" / "precious.txt").write_text("kept")
    yield folder
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    assert found == {"precious.txt", "sub", "sub/precious.txt"}
    assert {path.read_text() for path in folder.rglob("*.txt")} == {"kept"}


def link(place, target):
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(target)


def use(root):
    """All that a person's work writes into a workspace; what is refused is passed over, to try the rest."""
    workspace = Workspace(root)
    tab = SpatialEdit(name="a", resolution=8, selection=Array(np.zeros((8, 8))), weights=(ChannelWeight("b8", 0, 1.0),))
    made = []
    refused = 0
    for work in (
        lambda: made.append(workspace.save_picture(PNG)),
        lambda: workspace.mark_favorite(root / "mine.png"),
        workspace.new_batch_folder,
        lambda: workspace.model_folder(MODEL, small_spec(), weights_id="numbers").append_latent("a", np.zeros(8)),
        lambda: workspace.model_folder(MODEL, small_spec()).save_average_latent(np.zeros(8)),
        lambda: workspace.model_folder(MODEL, small_spec()).save_tabs("basic", (tab,)),
        lambda: workspace.model_folder(MODEL, small_spec()).save_attribute_set("custom", {"a": Array(np.zeros(8))}),
        lambda: workspace.remember_model(root / "model.pkl", MODEL),
        lambda: workspace.delete([root / "mine.png", *made]),
        lambda: workspace.restore_trashed(workspace.trashed()),
        lambda: workspace.delete([root / "portraits" / "precious.txt"]),
        lambda: workspace.delete_for_good(workspace.trashed()),
    ):
        try:
            work()
        except GanStudioError as error:
            assert "link" in str(error), error  # noqa: PT017 - each of them is to go on to the next
            refused += 1
    return refused


@pytest.fixture(autouse=True)
def picture(root):
    (root / "mine.png").write_bytes(PNG)


@pytest.mark.parametrize("name", ["portraits", "favorites", "data", ".trash", f"data/{MODEL}"])
def test_a_folder_that_leads_out_is_not_written_to(root, outside, name):
    link(root / name, outside)
    assert use(root) > 0


@pytest.mark.parametrize("name", ["latents.csv", ".latents.csv.lock", "average_latent.csv", "tabs_basic.json"])
def test_a_file_that_leads_out_is_refused_or_replaced(root, outside, name):
    link(root / "data" / MODEL / name, outside / "precious.txt")
    use(root)


@pytest.mark.parametrize("name", [".last_sample", ".sample.lock", "sample_000001.png", ".batch.lock", "batch_0001"])
def test_names_of_pictures_to_come_that_lead_out_are_refused_or_replaced(root, outside, name):
    link(root / "portraits" / name, outside / "precious.txt")
    use(root)


def test_a_name_that_leads_to_nothing_outside_makes_no_file_there(root, outside):
    for place in ("data/latents.csv", "data/.latents.csv.lock", "scripts/view_all.py"):
        link(root / place, outside / "made.txt")
    with pytest.raises(WorkspaceError, match="it is a link"):
        append_lines(root / "data" / "latents.csv", ["a"])
    install_shipped_scripts(Workspace(root).scripts)


def test_scripts_are_not_copied_into_a_folder_that_leads_out(root, outside):
    link(root / "scripts", outside)
    install_shipped_scripts(Workspace(root).scripts)


def test_rows_are_not_added_through_a_link_even_where_the_lock_is_a_plain_file(root, outside):
    link(root / "latents.csv", outside / "precious.txt")
    with pytest.raises(WorkspaceError, match=r"latents\.csv cannot be written: it is a link"):
        append_lines(root / "latents.csv", ["a"])


def test_a_workspace_that_is_a_link_itself_is_used(root, tmp_path):
    (tmp_path / "named").symlink_to(root)
    assert use(tmp_path / "named") == 0
    assert (root / "data" / MODEL / "latents.csv").is_file()


def test_links_that_stay_within_the_workspace_are_followed(root):
    (root / "large").mkdir()
    link(root / "portraits", root / "large")
    assert Workspace(root).save_picture(PNG).read_bytes() == PNG


def test_without_links_nothing_is_refused(root):
    assert use(root) == 0


def test_marks_are_not_written_into_a_batch_that_leads_out(root, outside, tmp_path):
    workspace = Workspace(root)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.png").write_bytes(PNG)
    link(root / "portraits" / "batch_0001", tmp_path / "elsewhere")
    library = Library(workspace, index=tmp_path / "index.sqlite3")
    with pytest.raises(WorkspaceError, match="is a link to"):
        library.mark([root / "portraits" / "batch_0001" / "a.png"], rated(5))
    library.close()
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == ["a.png"]


def test_marks_are_not_written_through_a_link(root, outside, tmp_path):
    workspace = Workspace(root)
    (root / "portraits" / "a.png").write_bytes(PNG)
    link(root / "portraits" / "library.json", outside / "made.json")
    library = Library(workspace, index=tmp_path / "index.sqlite3")
    library.mark([root / "portraits" / "a.png"], rated(5))
    library.close()
    assert not (root / "portraits" / "library.json").is_symlink()


def test_deviations_are_not_kept_in_a_folder_that_leads_out(root, outside):
    link(root / "data" / MODEL / "map_deviations", outside)
    folder = Workspace(root).model_folder(MODEL, small_spec())
    with pytest.raises(WorkspaceError, match="is a link to"):
        folder.save_map_deviations("b8", np.ones(folder.spec.layer("b8").channels))


def test_films_are_not_written_into_a_folder_that_leads_out(root, outside):
    link(root / "portraits" / "films", outside)
    pictures = [np.zeros((8, 8, 3), np.uint8)] * 2
    work = save(Workspace(root).portraits, "mouth.gif", pictures, fps=5.0, order=Order.ONCE)
    with pytest.raises(WorkspaceError, match="is a link to"):
        list(work(None))


def test_jobs_of_portraits_that_lead_out_are_not_offered_to_go_on(root, tmp_path):
    batch = tmp_path / "elsewhere" / "batch_0001"
    batch.mkdir(parents=True)
    job = Job(title="Walk", plan=new_latents(Recipe(), range(2)), state="running")
    (batch / "job.json").write_bytes(encode_job(job))
    assert len(list(unfinished_jobs(tmp_path / "elsewhere"))) == 1
    link(root / "portraits", tmp_path / "elsewhere")
    assert list(unfinished_jobs(Workspace(root).portraits)) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
@pytest.mark.timeout(60)
@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero")])
@pytest.mark.parametrize(
    "name",
    [
        "data/recent_models.json",
        f"data/{MODEL}/weights_id",
        f"data/{MODEL}/attributes.csv",
        f"data/{MODEL}/tabs_basic.json",
        f"data/{MODEL}/average_latent.csv",
        f"data/{MODEL}/detectors.json",
        f"data/{MODEL}/latents.csv",
        "portraits/.last_sample",
        "portraits/.saved",
        "portraits/library.json",
        "portraits/batch_0001/job.json",
        ".sessions/20260101-000000-00000000.jsonl",
    ],
)
def test_what_gives_bytes_without_end_or_none_at_all_is_not_waited_for(root, tmp_path, name, make):
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    make(root / name)
    workspace = Workspace(root)
    for work in (
        workspace.recent_models,
        lambda: workspace.ids_of("numbers"),
        lambda: workspace.model_folder(MODEL, small_spec(), weights_id="numbers").attribute_sets(),
        lambda: workspace.model_folder(MODEL, small_spec()).load_tabs("basic"),
        lambda: workspace.model_folder(MODEL, small_spec()).average_latent(),
        lambda: workspace.model_folder(MODEL, small_spec()).latent_names(),
        lambda: list(workspace.model_folder(MODEL, small_spec()).latents()),
        lambda: load_detectors(root / "data" / MODEL),
        lambda: workspace.save_picture(PNG),
        lambda: workspace.is_final(root / "portraits" / "sample_000001.png"),
        lambda: read_marks(root / "portraits"),
        lambda: list(unfinished_jobs(workspace.portraits)),
        lambda: last_model(workspace.sessions),
        lambda: claim_journal(workspace.sessions, MODEL, "builtin", most_bytes=1 << 20).close(),
    ):
        with suppress(GanStudioError):
            work()
