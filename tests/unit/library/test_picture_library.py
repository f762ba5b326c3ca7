"""The library of a workspace: what it finds, what it keeps, and that its index may break at any time."""

from __future__ import annotations

import os
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganstudio.errors import QueryError, WorkspaceBusyError, WorkspaceError
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import AttributeShift
from ganstudio.recipe.latent import LatentW, Seed
from ganstudio.recipe.portrait import Portrait
from ganstudio.workspace import Workspace
from ganstudio.workspace.files import waiting_at_most
from ganstudio.workspace.library import copies, marks
from ganstudio.workspace.library.library import Library
from ganstudio.workspace.library.reading import parse
from ganstudio.workspace.library.sorting import Order, order
from lock_holder import held_by_another_process
from recipes import full_recipe


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "workspace")


@pytest.fixture
def library(workspace):
    opened = Library(workspace)
    yield opened
    opened.close()


def picture(path: Path, recipe: Recipe, mtime: float = 0.0) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(
        Portrait(np.full((8, 8, 3), 90, np.uint8), recipe).file_bytes(
            {"jpg": "JPEG", "webp": "WEBP"}.get(path.suffix[1:], "PNG")
        )
    )
    if mtime:
        os.utime(path, (mtime, mtime))
    return path


def smiling(amount: float, seed: int = 31) -> Recipe:
    shift = AttributeShift(name="smile", vector=Array(np.ones(8)), amount=amount)
    return Recipe(model="a" * 32, latent=Seed(seed), attributes=(shift,) if amount else ())


def found(library: Library, text: str, by: str = "name") -> list[str]:
    numbers = library.search(parse(text), order(by)).ids
    entries = library.entries(numbers)
    return [entries[number].path.name for number in numbers]


def test_a_webp_that_moves_is_a_film_and_another_is_a_picture(workspace, library):
    frames = [Image.fromarray(np.full((8, 8, 3), value, np.uint8)) for value in (0, 255)]
    frames[0].save(workspace.portraits / "moves.webp", save_all=True, append_images=frames[1:], duration=40)
    frames[0].save(workspace.portraits / "stays.webp")
    library.follow()
    assert found(library, "is:film") == ["moves.webp"]
    assert found(library, "is:plain") == ["stays.webp"]


def test_every_folder_and_every_format_is_found(workspace, library):
    picture(workspace.portraits / "one.png", full_recipe())
    picture(workspace.favorites / "two.jpg", full_recipe())
    picture(workspace.versions / "three.webp", full_recipe())
    picture(workspace.portraits / "batch_0001" / "four.png", full_recipe())
    library.follow()
    assert found(library, "mouth_open>50 smile:1.2 psi:0.7") == ["four.png", "one.png", "three.webp", "two.jpg"]
    assert found(library, "in:batches") == ["four.png"]
    assert found(library, "in:favorites OR in:versions") == ["three.webp", "two.jpg"]
    assert found(library, "folder:batch_0001") == ["four.png"]


def test_a_picture_of_the_first_program_and_one_without_a_recipe_are_found(workspace, library):
    old = b"0.5:0.25:"
    content = picture(workspace.portraits / "plain.png", smiling(1)).read_bytes()
    Image.new("RGB", (9, 7)).save(workspace.portraits / "plain.png")
    plain = (workspace.portraits / "plain.png").read_bytes()
    trailer = old + b"\xab" * 16 + len(old).to_bytes(4, "little") + (0x61726164).to_bytes(4, "little")
    (workspace.portraits / "old.png").write_bytes(plain + trailer)
    (workspace.portraits / "cut.png").write_bytes(content[:40])
    library.follow()
    assert found(library, "is:plain") == ["cut.png", "plain.png"]
    assert found(library, "model:abab* width:9") == ["old.png"]


def test_what_changes_in_the_folders_is_followed(workspace, library):
    path = picture(workspace.portraits / "one.png", smiling(1))
    assert library.follow().read == 1
    assert not library.follow().is_change
    picture(path, smiling(2.5))
    assert library.follow().read == 1
    assert found(library, "smile:2.5") == ["one.png"]
    path.unlink()
    assert library.follow().gone == 1
    assert found(library, "") == []


def test_a_star_stands_beside_the_picture_and_survives_the_index(workspace, library):
    path = picture(workspace.portraits / "one.png", smiling(1))
    before = path.read_bytes()
    library.follow()
    library.mark([path], marks.rated(4))
    library.mark([path], marks.tagged(["For print"]))
    library.mark([path], marks.noted("the best one"))
    assert found(library, 'rating=4 tag:"for print" best') == ["one.png"]
    assert path.read_bytes() == before
    library.close()
    shutil.rmtree(library.index_path.parent)
    again = Library(workspace)
    again.follow()
    assert found(again, 'rating=4 tag:"for print" best') == ["one.png"]
    again.close()


@pytest.mark.parametrize(
    "damage", ["garbage", "truncated", "half", "gone", "another program's", "a table is gone", "no text"]
)
def test_a_damaged_index_is_made_again(workspace, library, damage):
    paths = [picture(workspace.portraits / f"{number}.png", smiling(number / 10)) for number in range(1, 30)]
    library.follow()
    library.mark(paths[:3], marks.rated(5))
    library.close()
    index = library.index_path
    content = index.read_bytes()
    index.unlink()
    match damage:
        case "garbage":
            index.write_bytes(b"no database at all " * 1000)
        case "truncated":
            index.write_bytes(b"")
        case "no text":
            index.write_bytes(content.replace(b"CREATE TABLE tags", b"CRE\xc2TE TABLE tags"))
        case "half":
            index.write_bytes(content[: len(content) // 2] + b"\xff" * (len(content) // 2))
        case "another program's":
            with sqlite3.connect(index) as other:
                other.execute("CREATE TABLE pictures (something)")
            other.close()
        case "a table is gone":
            index.write_bytes(content)
            with sqlite3.connect(index) as other:
                other.execute("DROP TABLE amounts")
            other.close()
    again = Library(workspace)
    again.follow(thorough=True)
    assert found(again, "rating:5 smile>0") == ["1.png", "2.png", "3.png"]
    assert len(found(again, "")) == 29
    again.close()


def test_an_index_that_breaks_while_it_is_open_is_made_again(workspace, library):
    picture(workspace.portraits / "one.png", smiling(1))
    library.follow()
    for ending in ("", "-wal", "-shm"):
        path = library.index_path.with_name(library.index_path.name + ending)
        path.unlink(missing_ok=True)
    library.index_path.write_bytes(b"garbage" * 10_000)
    library.follow()
    assert found(library, "smile=1") == ["one.png"]


def test_what_another_window_has_put_into_the_index_is_a_change_once(workspace, library):
    path = picture(workspace.portraits / "one.png", smiling(1.0))
    library.follow()
    other = Library(workspace)
    other.follow()
    library.follow()
    assert not library.follow().is_change
    other.mark([path], marks.rated(5))
    picture(workspace.portraits / "two.png", smiling(2.0))
    other.follow()
    assert library.follow().is_change
    assert not library.follow().is_change
    other.close()


def test_two_windows_lose_no_star(workspace, library):
    paths = [picture(workspace.portraits / f"{number}.png", smiling(1)) for number in range(4)]
    other = Library(workspace)
    library.follow()
    other.follow()
    library.mark(paths[:2], marks.rated(3))
    other.mark(paths[1:3], marks.tagged(["print"]))
    library.mark(paths[1:2], marks.tagged(["wall"]))
    known = marks.read_marks(workspace.portraits)
    assert known["1.png"] == marks.Mark(rating=3, tags=("print", "wall"))
    assert known["0.png"].rating == 3
    assert known["2.png"].tags == ("print",)
    other.follow()
    assert found(other, "tag:wall rating=3") == ["1.png"]
    other.close()


def test_marks_of_another_program_are_followed(workspace, library):
    path = picture(workspace.portraits / "one.png", smiling(1))
    library.follow()
    library.mark([path], marks.rated(2))
    marks.change_marks(workspace.portraits, ["one.png"], marks.rated(5))
    assert library.follow().marked == 1
    assert found(library, "rating:5") == ["one.png"]
    (workspace.portraits / marks.FILE_NAME).unlink()
    assert library.follow().marked == 1
    assert found(library, "is:rated") == []


def test_a_damaged_file_of_marks_is_told_and_left_alone(workspace, library):
    path = picture(workspace.portraits / "one.png", smiling(1))
    library.follow()
    library.mark([path], marks.rated(2))
    (workspace.portraits / marks.FILE_NAME).write_bytes(b'{"format": 1, "pictures": {"one.png": ')
    assert "library.json is damaged" in library.follow().problems[0]
    assert found(library, "rating:2") == ["one.png"], "what is known of it is still found"
    with pytest.raises(WorkspaceError, match="is damaged"):
        library.mark([path], marks.rated(3))
    assert (workspace.portraits / marks.FILE_NAME).read_bytes().startswith(b'{"format": 1')


def test_marks_that_are_held_or_cannot_be_written_are_refused(workspace, library):
    path = picture(workspace.portraits / "one.png", smiling(1))
    library.follow()
    held = held_by_another_process(workspace.portraits / marks.FILE_NAME)
    with held, waiting_at_most(0.05), pytest.raises(WorkspaceBusyError, match="in use by another GanStudio"):
        library.mark([path], marks.rated(3))
    (workspace.portraits / f".{marks.FILE_NAME}.lock").unlink(missing_ok=True)
    (workspace.portraits / f".{marks.FILE_NAME}.lock").mkdir()
    with pytest.raises(WorkspaceError, match="cannot be written"):
        library.mark([path], marks.rated(3))
    assert found(library, "is:rated") == []


def test_a_workspace_that_vanishes_takes_nothing_out(workspace, library, tmp_path):
    picture(workspace.portraits / "one.png", smiling(1))
    library.follow()
    workspace.root.rename(tmp_path / "away")
    with pytest.raises(WorkspaceError, match="not there any more"):
        library.follow()
    with pytest.raises(WorkspaceError, match="not there any more"):
        library.mark([workspace.portraits / "one.png"], marks.rated(1))
    assert not workspace.root.exists()
    assert found(library, "") == ["one.png"]
    (tmp_path / "away").rename(workspace.root)
    assert not library.follow().is_change


def test_without_a_place_for_the_index_one_is_made_for_the_moment(workspace, tmp_path):
    picture(workspace.portraits / "one.png", smiling(1))
    (tmp_path / "file").write_text("no folder")
    opened = Library(workspace, index=tmp_path / "file" / "index.sqlite3")
    opened.follow()
    assert found(opened, "") == ["one.png"]
    folder = opened.index_path.parent
    opened.close()
    assert not folder.exists()


def test_edits_of_one_face_are_a_stack(workspace, library):
    for number, amount in enumerate((0, 1, 2)):
        picture(workspace.portraits / f"a{number}.png", smiling(amount), mtime=100 + number)
    picture(workspace.portraits / "b.png", smiling(0, seed=4), mtime=200)
    picture(workspace.portraits / "w.png", Recipe(latent=LatentW(Array(np.ones(8)))), mtime=50)
    library.follow()
    result = library.search(parse(""), Order())
    rows = result.rows(stacked=True)
    names = {number: entry.path.name for number, entry in library.entries(result.ids).items()}
    assert [names[number] for number in rows.ids] == ["b.png", "a2.png", "w.png"]
    assert list(rows.counts) == [1, 3, 1]
    first = int(rows.ids[1])
    opened = result.rows(stacked=True, unfolded=[first])
    assert [names[number] for number in opened.ids] == ["b.png", "a2.png", "a1.png", "a0.png", "w.png"]
    assert {result.stack_of(number) for number in result.ids if names[number].startswith("a")} == {first}
    assert result.stack_of(int(rows.ids[0])) is None
    assert result.stack_of(99) is None
    assert len(result.rows(stacked=False).ids) == 5


def test_duplicates_are_of_one_recipe_and_a_favorite_is_none(workspace, library):
    old = picture(workspace.portraits / "old.png", smiling(1), mtime=100)
    picture(workspace.portraits / "new.jpg", smiling(1), mtime=200)
    picture(workspace.portraits / "batch_0001" / "made.png", smiling(1), mtime=300)
    picture(workspace.portraits / "other.png", smiling(1.1))
    workspace.mark_favorite(old)
    library.follow()
    assert found(library, "is:duplicate", "recipe") == ["old.png", "new.jpg", "made.png"]
    numbers = library.search(parse("is:duplicate"), order("recipe")).ids
    extra = {library.entries(numbers)[number].path.name for number in library.extra_copies(numbers)}
    assert extra == {"new.jpg", "made.png"}
    library.mark([workspace.portraits / "new.jpg"], marks.rated(5))
    extra = {library.entries(numbers)[number].path.name for number in library.extra_copies(numbers)}
    assert extra == {"old.png", "made.png"}, "the best rated one is no extra copy"


def test_an_unknown_name_is_told_with_what_was_meant(workspace, library):
    picture(workspace.portraits / "one.png", smiling(1))
    library.follow()
    with pytest.raises(QueryError, match=r"named 'smil'. Did you mean smile\?"):
        library.search(parse("smil>3"))
    with pytest.raises(QueryError, match="named 'nose'"):
        library.search(parse(""), order("nose"))


def test_models_are_found_by_the_name_under_which_they_were_opened(workspace, library, tmp_path):
    picture(workspace.portraits / "one.png", smiling(1))
    picture(workspace.portraits / "two.png", replace(smiling(1), model="b" * 32))
    workspace.remember_model(tmp_path / "Faces.pkl", "a" * 32, "My Faces")
    library.follow()
    assert found(library, "model:faces") == ["one.png"]
    assert found(library, "model:bbbb") == ["two.png"]


@pytest.mark.parametrize(
    ("by", "names"),
    [
        ("date", ["c.png", "b.png", "a.png"]),
        ("-date", ["a.png", "b.png", "c.png"]),
        ("rating", ["b.png", "c.png", "a.png"]),
        ("seed", ["c.png", "b.png", "a.png"]),
        ("-seed", ["a.png", "b.png", "c.png"]),
        ("smile", ["c.png", "a.png", "b.png"]),
        ("-smile", ["b.png", "a.png", "c.png"]),
    ],
)
def test_pictures_are_sorted(workspace, library, by, names):
    for number, (name, amount, seed) in enumerate((("a", 0, 9), ("b", -2, 5), ("c", 1.5, 2))):
        picture(workspace.portraits / f"{name}.png", smiling(amount, seed), mtime=100 + number)
    library.follow()
    library.mark([workspace.portraits / "b.png"], marks.rated(3))
    assert found(library, "", by) == names


def test_a_name_and_a_favorite_take_the_marks_along(workspace, library):
    path = workspace.save_version("first", Portrait(np.zeros((8, 8, 3), np.uint8), smiling(1)).png_bytes())
    library.follow()
    library.mark([path], marks.rated(4))
    renamed = workspace.rename_version(path, "second")
    favorite = workspace.mark_favorite(renamed)
    library.follow()
    assert found(library, "rating:4") == sorted([favorite.name, renamed.name])
    assert len(found(library, "rating:4")) == 2


def test_an_export_copies_and_overwrites_nothing(workspace, tmp_path):
    paths = [picture(workspace.portraits / "a.png", smiling(1)), picture(workspace.favorites / "a.png", smiling(2))]
    out = tmp_path / "out"
    steps: list[tuple[int, int]] = []
    assert [path.name for path in copies.export(paths, out, told=lambda *step: steps.append(step))] == [
        "a.png",
        "a_2.png",
    ]
    assert (out / "a_2.png").read_bytes() == paths[1].read_bytes()
    assert steps == [(1, 2), (2, 2)]
    assert copies.export(paths, out, is_stopped=lambda: True) == []
    with pytest.raises(WorkspaceError, match="not there any more"):
        copies.export(paths, tmp_path / "no" / "such")
    paths[0].unlink()
    with pytest.raises(WorkspaceError, match="not there any more, so it was not copied"):
        copies.export(paths, out)
    assert sorted(path.name for path in out.iterdir()) == ["a.png", "a_2.png"]


@pytest.mark.parametrize("tag", ["", " ", "a,b", 'a"b', "x" * 101])
def test_tags_that_could_not_be_searched_for_are_refused(tag):
    with pytest.raises(WorkspaceError, match="A tag cannot be"):
        marks.tagged([tag])


def test_a_tag_is_there_once_whatever_its_letters():
    change = marks.tagged(["Print", "print ", "wall  paper"])
    assert change(marks.Mark(tags=("PRINT",))).tags == ("PRINT", "wall paper")
    assert marks.tagged(remove=["print"])(marks.Mark(tags=("PRINT", "b"))).tags == ("b",)


def test_an_index_that_two_threads_make_at_once_is_one(workspace):
    picture(workspace.portraits / "one.png", smiling(1))

    def use(_: int) -> tuple[list[str], int]:
        opened = Library(workspace)
        opened.follow()
        names = found(opened, "")
        inode = opened.index_path.stat().st_ino
        opened.close()
        return names, inode

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(use, range(8)))
    assert [names for names, _ in results] == [["one.png"]] * 8
    assert len({inode for _, inode in results}) == 1
