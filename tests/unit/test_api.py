"""The public Python API: names that stay, and a studio from end to end."""

from __future__ import annotations

import errno
import multiprocessing
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import ganstudio
from ganstudio.errors import (
    CheckpointError,
    GanStudioError,
    LatentFileError,
    ModelMissingError,
    PortraitError,
    RecipeError,
    WorkspaceError,
)
from ganstudio.networks.checkpoint import load_safetensors, save_safetensors
from ganstudio.networks.model_info import convert
from ganstudio.recipe import codec
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, owned_by, replace
from ganstudio.recipe.edits import AttributeShift
from ganstudio.recipe.latent import LatentW, LatentWPlus, LatentZ, Seed, StyleMix, Truncation


def test_the_public_names_are_these():
    assert set(ganstudio.__all__) == {
        "AttributeShift",
        "ChannelWeight",
        "GanStudioError",
        "LatentW",
        "LatentWPlus",
        "LatentZ",
        "Noise",
        "Portrait",
        "Recipe",
        "Recording",
        "Seed",
        "SpatialEdit",
        "Studio",
        "StyleMix",
        "StyleShift",
        "Truncation",
        "load_generator",
        "read_recording",
    }
    assert all(getattr(ganstudio, name).__name__ == name for name in ganstudio.__all__)
    assert dir(ganstudio) == sorted(ganstudio.__all__)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="'studio'"):
        ganstudio.studio  # noqa: B018


def test_importing_the_package_imports_neither_torch_nor_qt():
    code = "import sys, ganstudio; ganstudio.Recipe; ganstudio.Portrait; print({'torch', 'PySide6'} & set(sys.modules))"
    root = Path(ganstudio.__file__).parents[1]
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=root)
    assert found.stdout.strip() == "set()"


def test_a_picture_is_rendered_saved_and_opened_again(studio):
    recipe = Recipe(latent=Seed(3), truncation=Truncation(psi=0.8))
    portrait = studio.render(recipe)
    assert portrait.recipe == replace(recipe, model=studio.model_id, weights_id=studio.identity.weights_id)
    path = studio.save(portrait)
    assert path == studio.workspace.portraits / "sample_000001.png"
    again = studio.open(path)
    assert again.recipe == portrait.recipe
    np.testing.assert_array_equal(again.image, portrait.image)
    np.testing.assert_array_equal(studio.render(again.recipe).image, portrait.image)


def test_saving_keeps_the_latent(studio):
    recipe = studio.new_recipe()
    studio.save(studio.render(recipe))
    ((name, latent),) = studio.folder.latents()
    assert name == "sample_000001.png"
    np.testing.assert_array_equal(latent.numpy(), studio.renderer.ws(recipe)[0])


def test_saving_under_another_name_keeps_the_latent_too(studio, tmp_path):
    portrait = studio.render(studio.new_recipe(4))
    assert studio.save_as(portrait, tmp_path / "face.png") == tmp_path / "face.png"
    ((name, latent),) = studio.folder.latents()
    assert name == "face.png"
    np.testing.assert_array_equal(latent.numpy(), studio.renderer.ws(portrait.recipe)[0])


def test_a_picture_that_could_not_be_saved_leaves_no_latent(studio, tmp_path):
    with pytest.raises(PortraitError):
        studio.save_as(studio.render(studio.new_recipe(4)), tmp_path / "missing" / "face.png")
    assert list(studio.folder.latents()) == []


def test_nothing_is_made_again_in_a_workspace_that_vanished(studio):
    shutil.rmtree(studio.workspace.root)
    with pytest.raises(WorkspaceError, match="not there any more"):
        studio.save(studio.render(studio.new_recipe()))
    assert not studio.workspace.root.exists()


def save_some(root: Path, model: Path) -> None:
    studio = ganstudio.Studio(root, model, "cpu", "fp32")
    for seed in range(8):
        studio.save(studio.render(studio.new_recipe(seed)))


def test_two_programs_on_one_workspace_lose_nothing(tmp_path, tiny_model):
    context = multiprocessing.get_context("spawn")
    programs = [context.Process(target=save_some, args=(tmp_path, tiny_model)) for _ in range(2)]
    for program in programs:
        program.start()
    for program in programs:
        program.join()
        assert program.exitcode == 0
    studio = ganstudio.Studio(tmp_path, tiny_model, "cpu", "fp32")
    pictures = {file.path.name for file in studio.workspace.list_portraits()}
    assert len(pictures) == 16
    assert {name for name, _ in studio.folder.latents()} == pictures
    assert studio.folder.problems == ()


def test_a_save_that_fails_leaves_no_empty_picture(studio, monkeypatch):
    portrait = studio.render(studio.new_recipe())

    def fail(*args):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(WorkspaceError, match="No space left"):
        studio.save(portrait)
    assert list(studio.workspace.portraits.glob("*.png")) == []


def test_a_second_studio_gives_the_same_bytes(studio, tiny_generator, tmp_path):
    other = ganstudio.Studio(workspace=tmp_path / "other", model=tiny_generator)
    other.render(Recipe(latent=Seed(9)))
    recipe = Recipe(latent=Seed(3))
    assert other.render(recipe).image.tobytes() == studio.render(recipe).image.tobytes()


def test_a_model_file_is_loaded_remembered_and_found(tiny_model, tmp_path):
    studio = ganstudio.Studio(workspace=str(tmp_path), model=tiny_model, device="cpu", precision="fp32")
    assert [known.path for known in studio.workspace.recent_models()] == [tiny_model]
    assert studio.find_model(studio.model_id) == tiny_model
    assert studio.find_model("0" * 32) is None
    assert studio.folder.path == tmp_path / "data" / studio.model_id


def converted(model: Path, tmp_path: Path) -> Path:
    path = tmp_path / "converted.safetensors"
    checkpoint = load_safetensors(model)
    save_safetensors(checkpoint, path, half=True)
    return path


def test_a_model_that_was_converted_keeps_its_pictures_and_its_folder(tiny_model, tmp_path):
    before = ganstudio.Studio(tmp_path / "workspace", tiny_model, "cpu", "fp32")
    portrait = before.render(before.new_recipe(3))
    before.folder.save_attribute_set("custom", {"smile": Array(np.ones(8, np.float32))})
    old = replace(portrait.recipe, weights_id="")  # as it was saved before there was such a hash

    after = ganstudio.Studio(tmp_path / "workspace", converted(tiny_model, tmp_path), "cpu", "fp32")

    assert after.model_id != before.model_id
    assert after.folder.path == before.folder.path
    assert list(after.folder.attribute_sets()["custom"]) == ["smile"]
    for recipe in (portrait.recipe, old):
        again = after.render(recipe)
        assert again.recipe == recipe
        assert np.abs(again.image.astype(int) - portrait.image).max() <= 2  # half precision rounds
    assert after.find_model("0" * 32, after.identity.weights_id).name == "converted.safetensors"


def test_a_picture_of_a_converted_model_is_known_in_a_workspace_that_never_saw_the_original(tiny_model, tmp_path):
    before = ganstudio.Studio(tmp_path / "one", tiny_model, "cpu", "fp32")
    recipe = before.render(before.new_recipe(3)).recipe

    after = ganstudio.Studio(tmp_path / "two", converted(tiny_model, tmp_path), "cpu", "fp32")

    assert after.render(recipe).recipe == recipe


def test_a_converted_built_in_model_has_what_the_built_in_one_comes_with(tmp_path):
    convert("builtin", tmp_path / "copy.safetensors")
    studio = ganstudio.Studio(tmp_path / "workspace", tmp_path / "copy.safetensors", "cpu", "fp32")

    assert "smile" in studio.folder.attribute_sets()["basic"]
    recipe = studio.render(studio.new_recipe(3)).recipe
    assert ganstudio.Studio(tmp_path / "other").find_model(recipe.model, recipe.weights_id) == "builtin"


def test_other_weights_stay_another_model(tiny_model, make_generator, tmp_path):
    before = ganstudio.Studio(tmp_path, tiny_model, "cpu", "fp32")
    other = ganstudio.Studio(tmp_path, make_generator(seed=7))

    assert other.folder.path != before.folder.path
    with pytest.raises(ModelMissingError, match=r"Its file is .*tiny\.safetensors"):
        other.render(before.new_recipe(3))


def test_loading_a_missing_model_keeps_the_present_one(studio, tmp_path):
    renderer = studio.renderer
    with pytest.raises(CheckpointError, match=r"nothing\.pkl"):
        studio.load_model(tmp_path / "nothing.pkl")
    assert studio.renderer is renderer


def test_without_a_model_it_says_so(tmp_path):
    studio = ganstudio.Studio(workspace=tmp_path)
    for use in (lambda: studio.spec, lambda: studio.folder, lambda: studio.render(Recipe())):
        with pytest.raises(ModelMissingError, match="No model is loaded"):
            use()


def test_a_recipe_of_another_model_is_refused(studio, tiny_model):
    with pytest.raises(ModelMissingError, match=r"Load that model's file first"):
        studio.render(Recipe(model="f" * 32))
    studio.workspace.remember_model(tiny_model, "f" * 32)
    with pytest.raises(ModelMissingError, match=r"Its file is .*tiny\.safetensors"):
        studio.render(Recipe(model="f" * 32))


def test_new_recipes_have_random_seeds(studio):
    assert studio.new_recipe() != studio.new_recipe()
    assert studio.new_recipe(seed=5) == owned_by(Recipe(latent=Seed(5)), studio.identity)


def test_a_model_without_an_average_gets_one_that_is_kept(make_generator, tmp_path):
    told = []
    first = ganstudio.Studio(
        workspace=tmp_path, model=make_generator(has_w_avg=False), progress=lambda *state: told.append(state)
    )
    assert told[-1] == (10_000, 10_000)
    second = ganstudio.Studio(
        workspace=tmp_path,
        model=make_generator(has_w_avg=False),
        progress=lambda *state: pytest.fail("estimated again"),
    )
    np.testing.assert_array_equal(first.generator.w_avg, second.generator.w_avg)
    assert first.generator.w_avg.any()


def test_a_damaged_average_is_estimated_anew(make_generator, tmp_path):
    studio = ganstudio.Studio(workspace=tmp_path, model=make_generator(has_w_avg=False))
    (studio.folder.path / "average_latent.csv").write_text("1:2")
    again = ganstudio.Studio(workspace=tmp_path, model=make_generator(has_w_avg=False))
    np.testing.assert_array_equal(again.folder.average_latent(), studio.generator.w_avg)


def test_latent_files_open_as_recipes(studio, tmp_path):
    values = np.random.RandomState(0).randn(1, 8, 8).astype(np.float32)
    np.savez(tmp_path / "projected_w.npz", w=values)
    np.save(tmp_path / "anything.txt.npy", values[0, 0])
    assert studio.open_recipe(tmp_path / "projected_w.npz").latent == LatentWPlus(Array(values[0]))
    assert studio.open_recipe(tmp_path / "anything.txt.npy").latent == LatentW(Array(values[0, 0]))
    np.save(tmp_path / "wrong.npy", values[0, 0, :5])
    with pytest.raises(LatentFileError):
        studio.open(tmp_path / "wrong.npy")


def test_recipe_files_open(studio, tmp_path):
    recipe = Recipe(latent=LatentZ(Array(range(8))))
    (tmp_path / "recipe.json").write_bytes(codec.encode(recipe))
    assert studio.open(tmp_path / "recipe.json") == recipe
    (tmp_path / "damaged.json").write_bytes(b'{"format": 1')
    with pytest.raises(RecipeError, match=r"damaged\.json"):
        studio.open(tmp_path / "damaged.json")


@pytest.mark.parametrize("name", ["gone.png", "."])
def test_what_is_not_there_cannot_be_opened(studio, tmp_path, name):
    with pytest.raises(PortraitError, match="could not be read"):
        studio.open(tmp_path / name)


def test_setting_the_base_keeps_the_picture_and_lets_variation_lead_away_from_it(studio):
    shift = AttributeShift(name="smile", vector=Array(np.arange(8)), amount=0.5, first=2)
    mix = StyleMix(first=0, last=1, source=Seed(5))
    recipe = Recipe(
        latent=Seed(1), truncation=Truncation(psi=0.6), variation=0.5, style_mix=(mix,), attributes=(shift,)
    )
    based = studio.set_as_base(recipe)
    np.testing.assert_array_equal(studio.renderer.ws(based), studio.renderer.ws(recipe))
    np.testing.assert_array_equal(studio.render(based).image, studio.render(recipe).image)
    assert (based.attributes, based.style_mix, based.variation) == ((), (), 0.0)
    assert (based.latent, based.truncation) == (recipe.latent, recipe.truncation)

    latent = studio.renderer.ws(replace(based, base=None, variation=1.0))
    halfway = studio.renderer.ws(replace(based, variation=0.5))
    np.testing.assert_allclose(halfway, (studio.renderer.ws(recipe) + latent) / 2, atol=1e-5)
    assert not np.array_equal(halfway, studio.renderer.ws(recipe))


def test_other_latents_are_seen_around_a_base_that_was_set(studio):
    based = studio.set_as_base(Recipe(latent=Seed(1), variation=0.5))
    one, other = (studio.renderer.ws(replace(based, latent=Seed(seed), variation=0.25)) for seed in (2, 3))
    assert not np.array_equal(one, other)
    far = np.linalg.norm(studio.renderer.ws(Recipe(latent=Seed(2))) - based.base.values.numpy())
    assert np.linalg.norm(one - based.base.values.numpy()) == pytest.approx(0.25 * far, rel=1e-4)


def test_a_base_of_one_w_is_kept_as_one(studio):
    recipe = Recipe(latent=Seed(1))
    assert studio.set_as_base(recipe).base == LatentW(Array(studio.renderer.ws(recipe)[0]))


def test_captured_maps_and_what_was_computed_are_told(studio):
    rendering = studio.render_detailed(Recipe(latent=Seed(1)), capture=("b8", "b16.conv0"))
    assert rendering.first_layer == "b4"
    assert rendering.feature_maps["b8"].shape == (8, 8, 8)
    assert rendering.seconds > 0


def test_a_batch_is_the_single_pictures(studio):
    recipes = [Recipe(latent=Seed(seed)) for seed in range(3)]
    for recipe, rendering in zip(recipes, studio.render_batch(recipes), strict=True):
        np.testing.assert_array_equal(rendering.portrait.image, studio.render(recipe).image)
        assert rendering.portrait.recipe.model == studio.model_id


def test_a_workspace_that_cannot_be_written_still_shows_pictures(tiny_model, tmp_path, monkeypatch):
    from ganstudio.workspace import models

    def fail(*args):
        raise WorkspaceError("read-only")

    monkeypatch.setattr(models, "write_atomically", fail)
    studio = ganstudio.Studio(workspace=tmp_path, model=tiny_model, device="cpu", precision="fp32")
    assert studio.render(Recipe()).image.shape == (32, 32, 3)


def test_every_refusal_is_one_of_ours():
    for error in (CheckpointError, LatentFileError, ModelMissingError, PortraitError, RecipeError, WorkspaceError):
        assert issubclass(error, GanStudioError)
