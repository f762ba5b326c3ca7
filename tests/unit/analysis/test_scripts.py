import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganstudio.analysis.script_consent import ScriptConsent
from ganstudio.analysis.script_files import layer_folder, read_answer, write_csv, write_maps
from ganstudio.analysis.scripts import ScriptCall, ScriptInput, run_script
from ganstudio.errors import ScriptError
from ganstudio.recipe.edits import ChannelWeight
from recipes import small_spec

SHIPPED = Path(__file__).parents[3] / "scripts"
MAPS = {
    "b8": np.random.RandomState(0).randn(8, 8, 8).astype(np.float32) * 40,
    "b16.conv0": np.random.RandomState(1).randn(8, 16, 16).astype(np.float32) * 40,
}
GIVEN = ScriptInput(feature_maps=MAPS, selection=np.eye(8, dtype=np.float32), image=np.full((16, 16, 3), 90, np.uint8))


@pytest.fixture
def consent(tmp_path):
    return ScriptConsent(tmp_path / "data")


def script(tmp_path, body):
    path = tmp_path / "script.py"
    path.write_text(textwrap.dedent(body))
    return path


def run(path, consent, *, agreed=True, **options):
    call = ScriptCall(script=path, **options)
    if agreed:
        consent.agree_to(call.bundle())
    *_, last = run_script(call, GIVEN, spec=small_spec(), consent=consent)
    return last


def test_maps_are_written_as_the_protocol_says(tmp_path):
    write_maps(tmp_path, small_spec(), MAPS, [ChannelWeight("b8", 3, -2.0), ChannelWeight("b16.conv0", 5, 1.0)])
    np.testing.assert_array_equal(
        np.loadtxt(tmp_path / "layer_1" / "3.csv", delimiter=",", dtype=np.float32), -2 * MAPS["b8"][3]
    )
    assert (tmp_path / "layer_2_conv0" / "5.csv").exists()
    assert layer_folder(small_spec(), "b4") == "layer_0"


def test_script_gets_its_files_and_arguments_and_its_answer_comes_back(tmp_path, consent):
    path = script(
        tmp_path,
        """
        import sys, numpy as np
        from pathlib import Path
        folder, own, image = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
        assert own == "--mine=3" and Path(image.removeprefix("--image_path=")).is_file()
        selection = np.loadtxt(folder / "selections.csv", delimiter=",")
        np.savetxt(folder / "spatial_map.csv", 3 * selection, delimiter=",")
        print("done", sorted(p.name for p in folder.glob("layer_*/*")))
        """,
    )
    weights = (ChannelWeight("b8", 3, 1.0),)
    state = run(path, consent, weights=weights, arguments=("--mine=3",), with_selection=True, with_image_path=True)
    np.testing.assert_array_equal(state.selection, 3 * np.eye(8))
    assert "done ['3.csv']" in state.output
    assert state.finished


def test_no_answer_leaves_the_selection_alone(tmp_path, consent):
    assert run(script(tmp_path, "pass"), consent).selection is None


def test_a_failing_script_shows_what_it_said(tmp_path, consent):
    with pytest.raises(ScriptError, match=r"exit status 1(?s:.)*ValueError: no mouth today"):
        run(script(tmp_path, "raise ValueError('no mouth today')"), consent)


def test_a_hanging_script_is_ended_with_all_that_it_started(tmp_path, consent):
    path = script(
        tmp_path,
        """
        import subprocess, sys, time
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        print(child.pid, file=sys.stderr, flush=True)
        time.sleep(600)
        """,
    )
    with pytest.raises(ScriptError, match="did not end within 2 seconds") as caught:
        run(path, consent, time_limit_s=2)
    child = int(str(caught.value).split()[-1])
    with pytest.raises(ProcessLookupError):
        _wait_gone(child)


def _wait_gone(pid):
    for _ in range(10_000):
        os.kill(pid, 0)  # raises once it is gone
        if Path(f"/proc/{pid}/stat").exists() and Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
            raise ProcessLookupError
        os.sched_yield()


def test_a_viewer_that_a_script_has_opened_outlives_it(tmp_path, consent):
    path = script(
        tmp_path,
        """
        import subprocess, sys
        print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]).pid)
        """,
    )
    viewer = int(run(path, consent).output)
    try:
        assert Path(f"/proc/{viewer}/stat").read_text().split()[2] != "Z"
    finally:
        os.kill(viewer, signal.SIGKILL)


def test_closing_cancels_the_script(tmp_path, consent):
    path = script(tmp_path, "import time; time.sleep(600)")
    call = ScriptCall(script=path)
    consent.agree_to(call.bundle())
    running = run_script(call, GIVEN, spec=small_spec(), consent=consent)
    assert not next(running).finished
    running.close()


def test_only_agreed_content_runs_and_a_change_asks_again(tmp_path, consent):
    path = script(tmp_path, "pass")
    with pytest.raises(ScriptError, match="has not been agreed to"):
        run(path, consent, agreed=False)
    run(path, consent)
    path.write_text("pass  # changed")
    assert not consent.covers(ScriptCall(script=path).bundle())
    with pytest.raises(ScriptError, match="changed since"):
        run(path, consent, agreed=False)


def test_a_damaged_list_of_agreements_means_asking_again(tmp_path):
    (tmp_path / "agreed_scripts.json").write_bytes(b"{")
    assert not ScriptConsent(tmp_path).covers(ScriptCall(script=script(tmp_path, "pass")).bundle())


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "empty"), ("1,2\n3", "1 to 2 numbers"), ("1,x", "Line 1"), ("1,nan", "not finite")],
)
def test_unusable_answers_are_refused_in_words(tmp_path, text, words):
    (tmp_path / "spatial_map.csv").write_text(text)
    with pytest.raises(ScriptError, match=words):
        read_answer(tmp_path)


def test_answers_with_other_separators_are_read(tmp_path):
    (tmp_path / "spatial_map.csv").write_text("1;2\n3;4\n\n")
    np.testing.assert_array_equal(read_answer(tmp_path), [[1, 2], [3, 4]])
    (tmp_path / "spatial_map.csv").write_text("1 2\n3 4")
    np.testing.assert_array_equal(read_answer(tmp_path), [[1, 2], [3, 4]])


def test_shipped_spatial_map_is_the_thresholded_mean(consent):
    weights = (ChannelWeight("b8", 3, 1.0), ChannelWeight("b16.conv0", 2, 0.5))
    mean = (np.kron(MAPS["b8"][3], np.ones((2, 2))) + 0.5 * MAPS["b16.conv0"][2]) / 2
    kept = run(SHIPPED / "spatial_map.py", consent, weights=weights, arguments=("--no_threshold",))
    np.testing.assert_allclose(kept.selection, mean, rtol=1e-5)
    cut = run(SHIPPED / "spatial_map.py", consent, weights=weights, arguments=("--threshold=25",))
    np.testing.assert_array_equal(cut.selection, mean >= 25)


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e4])
def test_shipped_spatial_map_finds_a_part_at_any_size_of_values(tmp_path, scale):
    values = np.random.RandomState(1).randn(16, 16)
    values[9:12, 5:11] += 8
    write_csv(tmp_path / "layer_0" / "1.csv", scale * values)
    done = subprocess.run(
        [sys.executable, "-I", str(SHIPPED / "spatial_map.py"), str(tmp_path)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    part = np.zeros((16, 16))
    part[9:12, 5:11] = 1
    np.testing.assert_array_equal(read_answer(tmp_path), part)
    assert "7.0% of the picture" in done.stdout


@pytest.mark.parametrize("by_argument", [False, True])
def test_shipped_view_all_draws_every_map_over_the_picture(tmp_path, consent, by_argument):
    sheet = tmp_path / "sheet.png"
    weights = tuple(ChannelWeight("b8", channel, 1.0) for channel in range(5))
    state = run(
        SHIPPED / "view_all.py",
        consent,
        weights=weights,
        arguments=("--no_show", f"--output={sheet}"),
        with_image_path=by_argument,
    )
    assert "5 maps" in state.output
    with Image.open(sheet) as drawn:
        assert drawn.size == (3 * 128, 2 * 144)
        weakest = np.unravel_index(np.abs(MAPS["b8"][0]).argmin(), (8, 8))
        pixel = drawn.getpixel((int(weakest[1]) * 16 + 8, int(weakest[0]) * 16 + 8))
    assert np.abs(np.subtract(pixel, 90)).max() < 8  # the grey of the picture shows through


def test_shipped_scripts_need_nothing_of_ours(tmp_path):
    write_csv(tmp_path / "layer_0" / "1.csv", np.full((4, 4), 30.0))
    done = subprocess.run(
        [sys.executable, "-I", str(SHIPPED / "spatial_map.py"), str(tmp_path)], cwd=tmp_path, check=False
    )
    assert done.returncode == 0
    np.testing.assert_array_equal(read_answer(tmp_path), np.ones((4, 4)))


def test_a_script_of_the_workspace_is_named_from_there_and_another_one_in_full(tmp_path, consent):
    workspace = tmp_path / "workspace"
    paths = [workspace / "scripts" / "mine.py", tmp_path / "mine.py"]
    paths[0].parent.mkdir(parents=True)
    said = []
    for path in paths:
        path.write_text("import sys; print(sys.argv[0], sys.argv[2:])")
        said.append(run(path, consent, working_folder=workspace, arguments=("-x",)).output.strip())
    assert said == [f"{Path('scripts', 'mine.py')} ['-x']", f"{paths[1]} ['-x']"]
