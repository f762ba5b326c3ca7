"""Locks between processes: no update is lost, none is waited for without end, and who holds one is said."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from ganstudio.analysis.detector_library import DetectorLibrary
from ganstudio.errors import WorkspaceBusyError
from ganstudio.recipe.array import Array
from ganstudio.workspace.files import locked, waiting_at_most
from ganstudio.workspace.model_folder import ModelFolder
from ganstudio.workspace.settings import SettingsFile, load_settings
from lock_holder import held_by_another_process
from recipes import small_spec

UPDATES = 30


def test_a_lock_that_is_held_is_refused_after_a_time_and_says_by_whom_and_since_when(tmp_path):
    path = tmp_path / "detectors.json"
    since = time.strftime("%H:%M")
    with held_by_another_process(path) as holder:
        start = time.monotonic()
        with pytest.raises(WorkspaceBusyError) as refusal, waiting_at_most(0.2), locked(path):
            pass
        assert 0.2 <= time.monotonic() - start < 10
    said = str(refusal.value)
    assert f"process {holder}" in said
    assert since in said or time.strftime("%H:%M") in said
    assert "detectors.json" in said
    with locked(path):
        pass


def test_a_lock_of_a_program_that_was_killed_is_free(tmp_path):
    path = tmp_path / "detectors.json"
    with held_by_another_process(path) as holder:
        os.kill(holder, 9)
        with waiting_at_most(10.0), locked(path):
            pass


def test_what_a_holder_wrote_of_itself_is_not_told_of_the_next_one(tmp_path):
    path = tmp_path / "detectors.json"
    with locked(path):
        assert str(os.getpid()) in path.with_name(".detectors.json.lock").read_text()
    assert path.with_name(".detectors.json.lock").read_text() == ""


UPDATE_SETTINGS = """
import sys
from pathlib import Path
import msgspec
from ganstudio.workspace.settings import SettingsFile
file = SettingsFile(Path(sys.argv[1]))
name, first, step = sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
for value in range({updates}):
    known = file.settings
    folds = {{**known.folded_cards, f"{{name}} {{value}}": True}}
    file.save(msgspec.structs.replace(known, folded_cards=folds))
"""
UPDATE_DETECTORS = """
import sys
from pathlib import Path
from ganstudio.analysis.detector_library import DetectorLibrary
from ganstudio.analysis.detectors import Detector
from ganstudio.recipe.edits import ChannelWeight
from recipes import small_spec
library = DetectorLibrary(Path(sys.argv[1]), small_spec())
for value in range({updates}):
    library.keep(Detector(name=f"{{sys.argv[2]}} {{value}}", weights=(ChannelWeight("b8", 1, 2.0),)))
"""
UPDATE_ATTRIBUTES = """
import sys
from pathlib import Path
import numpy as np
from ganstudio.recipe.array import Array
from ganstudio.ui.attributes.library import AttributeLibrary
from ganstudio.workspace.model_folder import ModelFolder
from recipes import small_spec
library = AttributeLibrary(ModelFolder(Path(sys.argv[1]), "0" * 32, small_spec()), small_spec())
for value in range({updates}):
    library.add(f"{{sys.argv[2]}} {{value}}", Array(np.ones(small_spec().w_dim)))
"""


def run_two(script: str, place: Path) -> None:
    """Two processes that change the same file again and again."""
    tests = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tests.parent), str(tests)])}
    command = [sys.executable, "-c", script.format(updates=UPDATES), str(place)]
    both = [subprocess.Popen([*command, name, "0", "1"], env=environment) for name in ("one", "two")]
    assert [process.wait(300) for process in both] == [0, 0]


def wanted() -> set[str]:
    return {f"{name} {value}" for name in ("one", "two") for value in range(UPDATES)}


def test_two_processes_lose_no_detector_of_one_another(tmp_path):
    run_two(UPDATE_DETECTORS, tmp_path)
    assert set(DetectorLibrary(tmp_path, small_spec())) == wanted()


def test_two_processes_lose_no_attribute_of_one_another(tmp_path):
    run_two(UPDATE_ATTRIBUTES, tmp_path)
    assert set(ModelFolder(tmp_path, "0" * 32, small_spec()).attribute_sets()["custom"]) == wanted()


def test_two_processes_lose_no_setting_of_one_another(tmp_path):
    run_two(UPDATE_SETTINGS, tmp_path / "settings.json")
    assert set(load_settings(tmp_path / "settings.json").folded_cards) == wanted()


def test_a_window_keeps_what_another_one_set_in_the_meantime(tmp_path):
    import msgspec

    path = tmp_path / "settings.json"
    one, two = SettingsFile(path), SettingsFile(path)
    one.save(msgspec.structs.replace(one.settings, theme="light"))
    two.save(msgspec.structs.replace(two.settings, undo_mib=99))
    one.save(msgspec.structs.replace(one.settings, live_update=False))
    kept = load_settings(path)
    assert (kept.theme, kept.undo_mib, kept.live_update) == ("light", 99, False)


def test_an_attribute_that_another_window_added_is_there_after_one_is_deleted(tmp_path):
    from ganstudio.ui.attributes.library import AttributeLibrary

    spec = small_spec()
    vector = Array(np.ones(spec.w_dim))
    one, two = (AttributeLibrary(ModelFolder(tmp_path, "0" * 32, spec), spec) for _ in range(2))
    one.add("smile", vector)
    two.add("frown", vector)
    one.remove("smile")
    assert set(ModelFolder(tmp_path, "0" * 32, spec).attribute_sets()["custom"]) == {"frown"}
