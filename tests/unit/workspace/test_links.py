"""A workspace that came from somebody else may hold links: nothing is written or deleted where they lead."""

import numpy as np
import pytest

from ganstudio.analysis.script_files import install_shipped_scripts
from ganstudio.errors import GanStudioError, WorkspaceError
from ganstudio.recipe.array import Array
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit
from ganstudio.workspace import Workspace
from ganstudio.workspace.files import append_lines
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
