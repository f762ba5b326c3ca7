"""Every page, menu and dialog in both languages: nothing is left in English, and no text is cut off."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CHINESE = re.compile(r"[\u4e00-\u9fff]")
NAMES = re.compile(
    r"""
    GanStudio | StyleGAN\d? | NVIDIA | CUDA | CPU | GPU | MPS | PNG | GIF | WebP | MP4 | JPEG | CSV | JSON
    | APNG | Apple | English | Python | psi | IoU | PCA | SeFa | (To)?RGB | X/Y/Z | [XYZ] | ID | px | [MKG]iB | kB
    | MB | fps
    | ((Ctrl|Shift|Alt)\+)*([A-Z]|F?\d+|[,.-]|Esc|Enter|Del(ete)?|Space|Home|End|Tab|Backspace|Pa?ge?\s?(Up|Down))(?!\w)
    | [bf][fp]?\d+ | b\d+(\.\w+)? | torgb | conv\d | faces-\d+ | [wzscmnx]
    | [\w/-]+\.(png|gif|csv|json|npz|npy|pt|pkl|py)
    | \w+_\w+ | /[\w/.-]+
    """,
    re.VERBOSE,
)
"""What is written alike in every language: names, keys, units, layers, files and what is typed."""


def own_names() -> set[str]:
    """Of the model's spatial tabs and detectors, which are the person's to choose, and shown as they are."""
    names = {"basic"}
    for kept in (HERE.parents[1] / "ganstudio" / "builtin" / "data").glob("*/*.json"):
        content = json.loads(kept.read_bytes())
        names |= {entry["name"] for entry in content.get("tabs", []) + content.get("detectors", [])}
    return names


def walk(folder: Path, language: str) -> list[dict]:
    environment = {
        **os.environ,
        "GANSTUDIO_LANGUAGE": language,
        "GANSTUDIO_CONFIG": str(folder / "config"),
        "PYTHONPATH": str(HERE.parents[1]),
        "QT_QPA_PLATFORM": "offscreen",
    }
    done = subprocess.run(
        [sys.executable, HERE / "words_walk.py", folder], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_no_text_is_cut_off_or_left_in_english(language, tmp_path):
    folder = Path(os.environ.get("GANSTUDIO_SCREENSHOTS", tmp_path)) / language
    folder.mkdir(parents=True, exist_ok=True)
    texts = walk(folder, language)
    assert len({entry["text"] for entry in texts}) > 800
    cut = {(entry["where"], entry["text"], entry["cut"]) for entry in texts if entry["cut"]}
    assert not cut, "\n".join(map(str, sorted(cut)))
    if language != "en":
        plain = {entry["text"] for entry in texts if not CHINESE.search(entry["text"])} - own_names()
        left = {text for text in plain if any(map(str.isalpha, NAMES.sub("", text)))}
        assert not left, "\n".join(sorted(left))
