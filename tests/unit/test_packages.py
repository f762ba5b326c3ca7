"""What the program of a package with its own Python does when it is asked to be Python, and what goes into it."""

from __future__ import annotations

import configparser
import importlib.util
import itertools
import platform
import re
import runpy
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from types import ModuleType

import pytest

from ganstudio import version
from ganstudio.analysis.script_files import SHIPPED
from ganstudio.cli import doctor
from ganstudio.ui.widgets import dialogs

PLACE = Path(__file__).parents[2] / "scripts" / "packages"
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"


def as_python(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PLACE / "entry.py"), *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True)


@pytest.fixture
def building(monkeypatch) -> ModuleType:
    monkeypatch.setattr(sys, "path", [str(PLACE), *sys.path])
    spec = importlib.util.spec_from_file_location("build_packages", PLACE / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_runs_code_as_python_does():
    done = as_python("-I", "-X", "utf8", "-u", "-c", "import sys; print(sys.argv[1:], __name__)", "a", "-b")
    assert done.stdout == "['a', '-b'] __main__\n"


def test_it_runs_a_file_as_python_does_also_where_it_is_named_by_its_compiled_form(tmp_path):
    (tmp_path / "script.py").write_text("import sys\nprint(sys.argv[1:], __name__)\nsys.exit(3)\n")
    for name in ("script.py", "script.pyc"):
        done = as_python("-I", "-S", str(tmp_path / name), "x")
        assert (done.stdout, done.returncode) == ("['x'] __main__\n", 3)


def test_with_other_arguments_it_is_the_command():
    assert as_python("--version").stdout.startswith("GanStudio ")


@pytest.mark.parametrize(
    ("platform", "there"), [("linux", ""), ("win32", "--hide-console"), ("darwin", "--osx-bundle-identifier")]
)
def test_what_the_package_is_made_of_is_there(building, monkeypatch, tmp_path, platform, there):
    monkeypatch.setattr(sys, "platform", platform)
    arguments = building.folder_arguments(tmp_path / "commit.txt", tmp_path / "icon.png")
    data = [word for flag, word in itertools.pairwise(arguments) if flag == "--add-data"]
    assert {Path(word.rpartition(":")[0]).name for word in data} >= {*SHIPPED, "script_process.py", "commit.txt"}
    for word in data:
        source, _, inside = word.rpartition(":")
        assert inside.startswith("ganstudio")
        assert Path(source).exists() or source.endswith(("commit.txt", "_build/html"))
    assert not there or there in arguments
    assert {"torch", "json.decoder"} <= {*arguments}
    assert Path(arguments[-1]) == PLACE / "entry.py"


def test_the_commit_is_told_where_the_studio_is_not_installed_as_when_it_is_being_built():
    code = "import runpy; print(runpy.run_path('ganstudio/version.py')['commit']())"
    command = [sys.executable, "-I", "-S", "-c", code]
    told = subprocess.run(command, cwd=PLACE.parents[1], check=True, capture_output=True, text=True)
    assert told.stdout.strip() == version.commit()


def test_a_package_knows_the_version_of_all_that_doctor_names(building, tmp_path):
    arguments = building.folder_arguments(tmp_path / "commit.txt", tmp_path / "icon.png")
    copied = {word for flag, word in itertools.pairwise(arguments) if flag == "--copy-metadata"}
    assert copied >= {"ganstudio", *(name.lower() for name in doctor._PACKAGES)}


@pytest.mark.skipif(not platform.libc_ver()[1], reason="no GNU C library here")
def test_the_package_for_debian_asks_for_the_c_library_that_it_was_built_with(building):
    text = building.control("0.1.0", "amd64", 1)
    assert f"Depends: libc6 (>= {platform.libc_ver()[1]}), libegl1, " in text
    assert "{" not in text


@pytest.mark.parametrize("before", ["", "/opt/theirs"])
def test_programs_that_a_package_starts_get_the_libraries_of_the_system(before):
    environment = {"LD_LIBRARY_PATH": "/opt/ganstudio/_internal", "HOME": "/home/me"}
    environment |= {"LD_LIBRARY_PATH_ORIG": before} if before else {}
    runpy.run_path(str(PLACE / "entry.py"))["leave_to_others"](environment)
    assert environment == {
        "HOME": "/home/me",
        "PYINSTALLER_RESET_ENVIRONMENT": "1",
        **({"LD_LIBRARY_PATH": before} if before else {}),
    }


def test_every_kind_of_model_that_is_offered_for_opening_has_a_type_of_its_own():
    known = {glob.get("pattern") for glob in ET.parse(PLACE / "ganstudio.xml").getroot().iter(f"{MIME}glob")}
    assert known >= set(re.findall(r"\*\.\w+", dialogs._MODELS))


def test_the_menu_entry_names_the_command_the_icon_and_types_that_are_declared():
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str
    entry.read(PLACE / "ganstudio.desktop")
    section = entry["Desktop Entry"]
    assert section["Exec"] == "ganstudio gui %f"
    assert section["Icon"] == "ganstudio"
    declared = {kind.get("type") for kind in ET.parse(PLACE / "ganstudio.xml").getroot()}
    assert declared == {kind for kind in section["MimeType"].split(";") if kind.startswith("application/")}
