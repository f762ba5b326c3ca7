"""Builds what is installed without a clone: `python3 scripts/packages/build.py wheel`, `folder` or `deb`, or several.

    wheel   dist/ganstudio-VERSION-py3-none-any.whl, and the source package; for pip, pipx and uv
    folder  dist/ganstudio: the program with its own Python; on Windows a zip of it besides, on macOS GanStudio.app and
            a disk image. It is built on the system that it is for.
    deb     dist/ganstudio_VERSION_ARCHITECTURE.deb, for Debian and Ubuntu, of the folder

The documentation is built first, and goes along.
"""

import argparse
import importlib.util
import os
import platform
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DIST, WORK = ROOT / "dist", ROOT / "build" / "packages"
sys.path[:0] = [str(HERE), str(ROOT / "scripts")]

from build_docs import SITE, build_docs
from environment import prepare
from installing import LIBRARIES

ICON = ROOT / "ganstudio" / "ui" / "theme" / "icons" / "ganstudio.svg"
LEFT_OUT = ("tkinter", "IPython", "matplotlib", "pandas", "scipy", "pytest", "sphinx", "distributed", "PyInstaller")
WHOLE = (
    "torch",
    "torchgen",
    "functorch",
    "sympy",
    "mpmath",
    "networkx",
    "fsspec",
    "jinja2",
    "markupsafe",
    "typing_extensions",
)
"""PyTorch and what it needs, copied as they are: following their imports takes an hour, and finds more than is used."""
NAMED = ("ganstudio", "torch", "numpy", "pillow", "click", "pyside6-essentials", "imageio-ffmpeg", "safetensors")
"""Whose versions are asked for: by PyTorch, and by `ganstudio doctor`."""
INSIDE = "ganstudio.app/Contents/Frameworks" if sys.platform == "darwin" else "ganstudio/_internal"
NO_MODULES = ("antigravity", "this", "idlelib", "lib2to3", "test", "turtle", "turtledemo", "tkinter")
CONTROL = """Package: ganstudio
Version: {version}
Architecture: {architecture}
Maintainer: the authors of GanStudio
Installed-Size: {kib}
Depends: libc6 (>= {libc}), {depends}
Section: graphics
Priority: optional
Description: studio for exploring StyleGAN2 and StyleGAN3 models by hand
 Paint on a face, find the feature maps behind a mouth, and let a detector
 place the edit on new faces. Brings its own Python and PyTorch (for CPUs).
"""


def main() -> None:
    """Builds what was asked for."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("what", nargs="+", choices=("wheel", "folder", "deb"))
    options.add_argument("--without-docs", action="store_true", help="leave the documentation as it was built last")
    wanted = options.parse_args()
    if "deb" in wanted.what and shutil.which("dpkg-deb") is None:
        sys.exit("The package for Debian needs dpkg-deb, which Debian and Ubuntu bring along.")
    python = prepare(extra="docs,packages")
    if not wanted.without_docs and build_docs(python):
        sys.exit("The documentation was not built: see above.")
    if "wheel" in wanted.what:
        wheel(python)
    if "folder" in wanted.what:
        folder(python)
    if "deb" in wanted.what:
        deb(python)


def wheel(python: str, target: Path = DIST) -> None:
    """The wheel and the source package."""
    shutil.rmtree(ROOT / "build" / "lib", ignore_errors=True)  # setuptools puts into a wheel whatever is left there
    _call([python, "-m", "build", "--sdist", "--wheel", "--outdir", str(target), str(ROOT)])
    for path in sorted(target.glob("ganstudio-*")):
        _say(path)


def folder(python: str) -> None:
    """The program with its own Python."""
    WORK.mkdir(parents=True, exist_ok=True)
    commit = WORK / "commit.txt"
    commit.write_text(_about_this("commit"), encoding="utf-8")
    _call([python, "-m", "PyInstaller", *folder_arguments(commit, _icon(python))])
    copy_whole(python, DIST / INSIDE)
    if sys.platform == "win32":
        _say(
            Path(
                shutil.make_archive(str(DIST / f"ganstudio-{_about_this('version')}-windows"), "zip", DIST, "ganstudio")
            )
        )
    elif sys.platform == "darwin":
        app = str(DIST / "ganstudio.app")
        _call(["codesign", "--force", "--deep", "--sign", "-", app])  # its signature knew nothing of what was copied in
        image = DIST / f"ganstudio-{_about_this('version')}.dmg"
        _call(["hdiutil", "create", "-ov", "-volname", "GanStudio", "-srcfolder", app, str(image)])
        _say(image)
    _say(DIST / Path(INSIDE).parts[0])


def folder_arguments(commit: Path, icon: Path) -> list[str]:
    """What PyInstaller is told."""
    data = {
        SITE: "ganstudio/documentation",
        commit: "ganstudio",
        ROOT / "scripts" / "spatial_map.py": "ganstudio/scripts",
        ROOT / "scripts" / "view_all.py": "ganstudio/scripts",
        ROOT / "ganstudio" / "analysis" / "script_process.py": "ganstudio/analysis",
    }
    arguments = ["--noconfirm", "--log-level", "WARN", "--name", "ganstudio", "--icon", str(icon), "--paths", str(ROOT)]
    arguments += ["--distpath", str(DIST), "--workpath", str(WORK), "--specpath", str(WORK)]
    arguments += ["--collect-data", "ganstudio", "--collect-submodules", "ganstudio"]
    arguments += [word for name in NAMED for word in ("--copy-metadata", name)]
    arguments += [word for place, inside in data.items() for word in ("--add-data", f"{place}{os.pathsep}{inside}")]
    arguments += [word for module in (*LEFT_OUT, *WHOLE) for word in ("--exclude-module", module)]
    arguments += [word for module in _standard_modules() for word in ("--hidden-import", module)]
    if sys.platform == "darwin":
        arguments += ["--windowed", "--osx-bundle-identifier", "org.ganstudio.ganstudio"]
    elif sys.platform == "win32":
        arguments += ["--hide-console", "hide-early"]  # there in a terminal, and not beside the window
    return [*arguments, str(HERE / "entry.py")]


def _standard_modules() -> list[str]:
    """Those of Python itself, for what is copied whole; names that this system lacks are passed over."""
    names = [name for name in sys.stdlib_module_names if not name.startswith("_") and name not in NO_MODULES]
    found = []
    for name in sorted(names):
        spec = importlib.util.find_spec(name)
        if spec is None:
            continue
        found.append(name)
        for place in spec.submodule_search_locations or ():
            inner = (path.stem for path in Path(place).glob("*.py"))
            found += [f"{name}.{one}" for one in inner if one not in ("__init__", "__main__")]
    return found


def copy_whole(python: str, target: Path) -> None:
    """Copies PyTorch and what it needs out of the environment."""
    places = "import sysconfig; print(sysconfig.get_path('purelib'))"
    source = Path(subprocess.check_output([python, "-c", places], text=True).strip())
    for name in WHOLE:
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name, ignore=_unused, symlinks=True, dirs_exist_ok=True)
        else:
            shutil.copyfile(source / f"{name}.py", target / f"{name}.py")


def _unused(folder: str, names: list[str]) -> set[str]:
    """Of PyTorch what is there for building against it, and its tests."""
    if Path(folder).name == "torch":
        return {"include", "share", "test"} & set(names)
    if Path(folder).name == "bin":
        return {name for name in names if not name.startswith("torch_shm_manager")}
    return set()


def deb(python: str) -> None:
    """The package for Debian and Ubuntu, of the folder, which is built where it is not there."""
    if not (DIST / "ganstudio" / "ganstudio").exists():
        folder(python)
    version = _about_this("version")
    architecture = subprocess.check_output(["dpkg", "--print-architecture"], text=True).strip()
    tree = WORK / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(DIST / "ganstudio", tree / "opt" / "ganstudio", symlinks=True)
    for source, place in {
        HERE / "ganstudio.desktop": "usr/share/applications/ganstudio.desktop",
        HERE / "ganstudio.xml": "usr/share/mime/packages/ganstudio.xml",
        ICON: "usr/share/icons/hicolor/scalable/apps/ganstudio.svg",
        ROOT / "LICENSE": "usr/share/doc/ganstudio/copyright",
    }.items():
        (tree / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, tree / place)
    (tree / "usr" / "bin").mkdir()
    (tree / "usr" / "bin" / "ganstudio").symlink_to("/opt/ganstudio/ganstudio")
    kib = sum(path.stat().st_size for path in tree.rglob("*") if path.is_file() and not path.is_symlink()) // 1024
    (tree / "DEBIAN").mkdir()
    (tree / "DEBIAN" / "control").write_text(control(version, architecture, kib))
    target = DIST / f"ganstudio_{version}_{architecture}.deb"
    _call(["dpkg-deb", "--root-owner-group", "-Zzstd", "--build", str(tree), str(target)])
    _say(target)


def control(version: str, architecture: str, kib: int) -> str:
    """What the package says of itself: also that it needs the C library that it was built with, or a newer one."""
    packages = [name if name != "libglib2.0-0" else "libglib2.0-0t64 | libglib2.0-0" for name in LIBRARIES.values()]
    libc = platform.libc_ver()[1]
    return CONTROL.format(version=version, architecture=architecture, kib=kib, libc=libc, depends=", ".join(packages))


def _icon(python: str) -> Path:
    """The icon as this system's programs have it."""
    target = WORK / {"win32": "ganstudio.ico", "darwin": "ganstudio.icns"}.get(sys.platform, "ganstudio.png")
    _call([python, str(HERE / "draw_icon.py"), str(ICON), str(target)])
    return target


def _about_this(name: str) -> str:
    """The version or the commit."""
    if name == "version":
        line = next(line for line in (ROOT / "pyproject.toml").read_text().splitlines() if line.startswith("version"))
        return line.partition('"')[2].rstrip('"')
    found: str = runpy.run_path(str(ROOT / "ganstudio" / "version.py"))[name]()
    return found


def _call(command: list[str]) -> None:
    print("$", " ".join(command[:6]), "...", flush=True)
    if subprocess.call(command, cwd=ROOT):
        sys.exit(f"{Path(command[0]).name} {command[1]} {command[2]} failed: see above.")


def _say(path: Path) -> None:
    files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file() and not one.is_symlink()]
    print(f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path}: "
          f"{sum(one.stat().st_size for one in files) / 1e6:.1f} MB", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
