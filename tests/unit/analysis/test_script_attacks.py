"""What a received workspace, picture or job tries in order to run something: each attack is met as it was found."""

import os
import select
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import numpy as np
import pytest

from ganstudio.analysis.script_bundle import read_bundle
from ganstudio.analysis.script_consent import ScriptConsent
from ganstudio.analysis.scripts import ScriptCall, ScriptInput, run_script
from ganstudio.errors import ScriptError
from recipes import small_spec
from script_parts import agree

GIVEN = ScriptInput(feature_maps={}, selection=np.eye(8, dtype=np.float32), image=np.zeros((8, 8, 3), np.uint8))
HONEST = "import sys, numpy; numpy.savetxt(sys.argv[1] + '/spatial_map.csv', numpy.eye(2), delimiter=',')"
OVERWRITE = "import sys; [open(word.split('=')[1], 'w').write('gone') for word in sys.argv[2:]]"
needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="a subreaper is Linux's")


@pytest.fixture
def consent(tmp_path):
    return ScriptConsent(tmp_path / "settings")


@pytest.fixture
def workspace(tmp_path):
    (tmp_path / "workspace" / "scripts").mkdir(parents=True)
    return tmp_path / "workspace"


def write(workspace, name, body):
    path = workspace / "scripts" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(textwrap.dedent(body), encoding="utf-8")
    return path


def steps(path, consent, **options):
    call = ScriptCall(script=path, working_folder=path.parents[1], **options)
    return run_script(call, GIVEN, spec=small_spec(), consent=consent)


def run(path, consent, **options):
    *_, last = steps(path, consent, **options)
    return last


def test_a_module_planted_beside_an_agreed_script_does_not_run(workspace, consent):
    path = write(workspace, "mine.py", HONEST)
    agree(path, consent)
    write(workspace, "numpy.py", "open('ran', 'w'); savetxt = eye = print")
    with pytest.raises(ScriptError, match="changed since"):
        run(path, consent)
    assert not (workspace / "ran").exists()


def test_a_module_of_the_environment_goes_before_one_of_the_workspace_that_was_agreed_to(workspace, consent):
    path = write(workspace, "mine.py", HONEST)
    write(workspace, "numpy.py", "open('ran', 'w')")
    agree(path, consent)
    np.testing.assert_array_equal(run(path, consent).selection, np.eye(2))
    assert not (workspace / "ran").exists()


def test_a_module_that_numpy_wants_is_not_taken_from_the_workspace(workspace, consent):
    path = write(workspace, "mine.py", HONEST)
    for name in ("random.py", "secrets.py", "scripts.py", "sitecustomize.py"):
        write(workspace, name, "open('ran', 'w')")
        (workspace / name).write_text("open('ran', 'w')")
    agree(path, consent)
    np.testing.assert_array_equal(run(path, consent).selection, np.eye(2))
    assert not (workspace / "ran").exists()


def test_modules_of_ones_own_run_as_they_were_agreed_to(workspace, consent):
    path = write(workspace, "mine.py", "import parts.shape\nfrom near import far; print(parts.shape.NAME, far())")
    write(workspace, "near.py", "import late\nfar = lambda: late.WORD")
    late = write(workspace, "late.py", "WORD = 'late'")
    write(workspace, "parts/__init__.py", "from . import shape")
    write(workspace, "parts/shape.py", "NAME = 'shape'")
    agree(path, consent)
    assert run(path, consent).output.strip() == "shape late"
    late.write_text("open('ran', 'w'); WORD = 'other'")
    with pytest.raises(ScriptError, match="changed since"):
        run(path, consent)
    assert not (workspace / "ran").exists()


def test_a_module_that_was_not_shown_cannot_be_imported(workspace, consent):
    path = write(workspace, "mine.py", "import importlib; importlib.import_module('hid' + 'den')")
    write(workspace, "hidden.py", "open('ran', 'w')")
    agree(path, consent)
    with pytest.raises(ScriptError, match="No module named 'hidden'"):
        run(path, consent)
    assert not (workspace / "ran").exists()


def test_what_python_would_warn_of_in_a_script_hides_no_module(workspace):
    path = write(workspace, "mine.py", "DIGIT = '\\d'\nimport near")
    write(workspace, "near.py", "")
    assert list(read_bundle(path, workspace).sources) == ["mine.py", "near.py"]


def test_a_package_that_is_a_link_to_the_whole_disk_is_not_walked(workspace, consent):
    path = write(workspace, "mine.py", "import parts")
    (workspace / "scripts" / "parts").symlink_to("/")
    assert list(read_bundle(path, workspace).sources) == ["mine.py"]


def test_more_than_a_person_could_look_through_is_refused(workspace, consent):
    path = write(workspace, "mine.py", "import parts")
    for number in range(201):
        write(workspace, f"parts/part_{number}.py", "")
    with pytest.raises(ScriptError, match="more than 200 files"):
        read_bundle(path, workspace)


def test_other_arguments_than_the_agreed_ones_do_not_run(workspace, consent, tmp_path):
    path = write(workspace, "mine.py", OVERWRITE)
    agree(path, consent)
    precious = tmp_path / "precious.pdf"
    precious.write_text("kept")
    with pytest.raises(ScriptError, match="has not been agreed to with these arguments"):
        run(path, consent, arguments=(f"--output={precious}",))
    assert precious.read_text() == "kept"


def test_a_script_agreed_to_in_one_workspace_does_not_run_in_another(workspace, consent, tmp_path):
    agree(write(workspace, "mine.py", HONEST), consent)
    other = tmp_path / "other"
    (other / "scripts").mkdir(parents=True)
    with pytest.raises(ScriptError, match="has not been agreed to"):
        run(write(other, "mine.py", HONEST), consent)


def test_a_file_that_is_exchanged_after_the_check_does_not_run(workspace, consent, monkeypatch):
    path = write(workspace, "mine.py", HONEST)
    agree(path, consent)
    covers = ScriptConsent.covers

    def exchange_after(self, *given):
        found = covers(self, *given)
        path.write_text("open('ran', 'w')")
        return found

    monkeypatch.setattr(ScriptConsent, "covers", exchange_after)
    np.testing.assert_array_equal(run(path, consent).selection, np.eye(2))
    assert not (workspace / "ran").exists()


def test_the_studio_s_environment_and_secrets_stay_out(workspace, consent, monkeypatch, tmp_path):
    (tmp_path / "numpy.py").write_text("open('ran', 'w')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("SOME_TOKEN", "secret")
    monkeypatch.setenv("PATH", os.pathsep.join([".", "", os.environ["PATH"]]))
    path = write(workspace, "mine.py", "import numpy, os; print(os.environ.get('SOME_TOKEN'), os.environ['PATH'])")
    agree(path, consent)
    token, folders = run(path, consent).output.split(maxsplit=1)
    assert token == "None"
    assert all(Path(folder).is_absolute() for folder in folders.strip().split(os.pathsep))
    assert not (workspace / "ran").exists()


@pytest.mark.parametrize("body", ["# coding: utf-7\npass", "# -*- coding: latin-1 -*-\npass"])
def test_a_script_that_python_would_read_otherwise_than_it_is_shown_is_refused(workspace, consent, body):
    path = write(workspace, "mine.py", body)
    with pytest.raises(ScriptError, match="UTF-8"):
        run(path, consent)


def test_what_a_script_prints_takes_little_of_the_disk_and_its_end_is_kept(workspace, consent, monkeypatch, tmp_path):
    (tmp_path / "disk").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "disk"))
    path = write(
        workspace,
        "mine.py",
        """
        import sys
        for number in range(64):
            print("x" * (1 << 20))
            print("y" * (1 << 20), file=sys.stderr)
        print("the end")
        """,
    )
    agree(path, consent)
    most, output = 0, ""
    for state in steps(path, consent):
        files = (Path(folder) / name for folder, _, names in os.walk(tmp_path / "disk") for name in names)
        most, output = max(most, sum(file.stat().st_size for file in files)), state.output
    assert output.endswith("the end\n")
    assert most < 8 << 20


DAEMON = """
import os, sys, time
read, write = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.setsid()
        os.write(write, str(os.getpid()).encode())
        time.sleep(600)
    os._exit(0)
os.wait()
print(os.read(read, 20).decode(), flush=True)
"""


@needs_linux
@pytest.mark.parametrize("by_limit", [True, False])
def test_what_left_the_scripts_session_is_ended_with_it(workspace, consent, by_limit):
    path = write(workspace, "mine.py", DAEMON + "time.sleep(600)")
    agree(path, consent)
    running = steps(path, consent, time_limit_s=3 if by_limit else 60)
    daemon = 0
    try:
        for state in running:
            daemon = daemon or int(state.output or 0)
            if daemon and not by_limit:
                running.close()
    except ScriptError as error:
        assert "did not end within 3 seconds" in str(error)  # noqa: PT017 - what it has printed is wanted too
    assert daemon
    assert not Path(f"/proc/{daemon}").exists()


STUDIO = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from unit.analysis.test_script_attacks import ScriptConsent, agree, steps
path, consent = Path(sys.argv[1]), ScriptConsent(Path(sys.argv[1]).parent)
agree(path, consent)
for state in steps(path, consent):
    if state.output:
        print(state.output, flush=True)
        break
sys.stdin.read()
"""


@needs_linux
def test_a_script_ends_when_the_studio_is_killed(workspace):
    path = write(workspace, "mine.py", DAEMON + "time.sleep(600)")
    words = [sys.executable, "-c", STUDIO, str(path), str(Path(__file__).parents[2])]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as studio:
        daemon = int(studio.stdout.readline())
        watched = os.pidfd_open(daemon)
        studio.kill()
    try:
        assert select.select([watched], [], [], 60)[0]
    finally:
        os.close(watched)


@needs_linux
def test_what_forks_without_end_is_ended(workspace, consent):
    path = write(
        workspace,
        "mine.py",
        """
        import os, time
        print(os.getpid(), flush=True)
        while True:
            if os.fork():
                time.sleep(0.01)
                os._exit(0)
            os.setsid()
        """,
    )
    agree(path, consent)
    running = steps(path, consent, time_limit_s=60)
    for state in running:
        if state.output:
            break
    running.close()
    assert not [process for process in Path("/proc").glob("[0-9]*") if _folder_of(process) == str(workspace)]


def _folder_of(process):
    try:
        return str((process / "cwd").readlink())
    except OSError:  # it has ended, or is another user's
        return ""


@needs_linux
def test_the_time_limit_counts_while_nobody_looks_as_when_a_job_is_paused(workspace, consent):
    path = write(workspace, "mine.py", DAEMON + "time.sleep(600)")
    agree(path, consent)
    running = steps(path, consent, time_limit_s=2)
    daemon = next(int(state.output) for state in running if state.output)
    watched = os.pidfd_open(daemon)
    try:
        assert select.select([watched], [], [], 60)[0]
    finally:
        os.close(watched)
    with pytest.raises(ScriptError, match="did not end within 2 seconds"):
        next(running)
