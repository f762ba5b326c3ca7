import json

import numpy as np
import pytest

from ganstudio.errors import JobError
from ganstudio.jobs import catalogue
from ganstudio.jobs.manifest import Job, decode_job, encode_job
from ganstudio.jobs.planned import PlannedPicture, SkippedPictures
from ganstudio.jobs.sources import folder, latent_file, latent_table
from ganstudio.recipe.codec import encode
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.latent import LatentW, LatentWPlus, Noise, Seed
from ganstudio.recipe.portrait import Portrait
from recipes import full_recipe, small_spec
from unit.jobs.plan_parts import attribute


def save(directory, name, seed):
    Portrait(np.zeros((16, 16, 3), np.uint8), Recipe(latent=Seed(seed))).save(directory / name)


def test_a_folder_is_read_in_natural_order_without_hidden_files(tmp_path):
    for name in ("sample_10.png", "sample_9.png", ".sample_8.part", "job.json"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "inner").mkdir()
    assert folder(tmp_path).files == ("sample_9.png", "sample_10.png")


def test_foreign_and_damaged_files_are_counted_and_named_and_the_rest_is_made(tmp_path):
    save(tmp_path, "a.png", 1)
    (tmp_path / "b.png").write_bytes((tmp_path / "a.png").read_bytes()[:60])
    (tmp_path / "c.txt").write_text("notes")
    save(tmp_path, "d.png", 4)
    settings = Recipe(attributes=(attribute("smile", 1.0),))
    plan = catalogue.combinatoric(folder(tmp_path), catalogue.attribute_axes(settings, 2))
    planned = list(plan.pictures())
    made = [picture for picture in planned if isinstance(picture, PlannedPicture)]
    skipped = [picture for picture in planned if isinstance(picture, SkippedPictures)]
    assert [(picture.name, picture.number) for picture in made] == [
        ("a_smile-0__sample_1.png", 1),
        ("a_smile-1__sample_2.png", 2),
        ("d_smile-0__sample_7.png", 7),
        ("d_smile-1__sample_8.png", 8),
    ]
    assert [(one.name, one.count) for one in skipped] == [("b.png", 2), ("c.txt", 2)]
    assert "truncated" in skipped[0].reason


def test_a_file_that_vanishes_after_planning_is_skipped(tmp_path):
    save(tmp_path, "a.png", 1)
    source = folder(tmp_path)
    (tmp_path / "a.png").unlink()
    (only,) = catalogue.regenerate(source).pictures()
    assert isinstance(only, SkippedPictures)


@pytest.mark.parametrize(("own_noise", "seeds"), [(True, [7, 8]), (False, [3, 3])])
def test_each_new_face_has_its_own_seeded_noise_unless_all_are_to_share_it(own_noise, seeds):
    template = Recipe(noise=Noise(mode="seeded", seed=3, strengths=((8, 0.5),)))
    plan = catalogue.new_latents(template, (7, 8), own_noise=own_noise)
    noises = [picture.recipe.noise for picture in plan.pictures()]
    assert noises == [Noise(mode="seeded", seed=seed, strengths=((8, 0.5),)) for seed in seeds]


def test_noise_that_is_not_seeded_stays_as_it_is():
    plan = catalogue.new_latents(Recipe(noise=Noise(mode="none", seed=3)), (7,))
    assert [picture.recipe.noise for picture in plan.pictures()] == [Noise(mode="none", seed=3)]


def test_a_job_written_before_faces_had_noise_of_their_own_goes_on_as_it_began():
    template = Recipe(noise=Noise(mode="seeded", seed=3))
    old = json.loads(encode_job(Job(title="old", plan=catalogue.new_latents(template, (7, 8)))))
    del old["plan"]["source"]["own_noise"]
    plan = decode_job(json.dumps(old).encode(), "job.json").plan
    assert [picture.recipe.noise.seed for picture in plan.pictures()] == [3, 3]


def test_an_empty_or_missing_folder_is_refused(tmp_path):
    with pytest.raises(JobError, match="no pictures"):
        folder(tmp_path)
    with pytest.raises(JobError, match="cannot be read"):
        folder(tmp_path / "none")


def test_a_table_of_latents_gives_w_and_w_plus_and_skips_damaged_rows(tmp_path):
    table = tmp_path / "latents.csv"
    w = ":".join(str(number / 4) for number in range(8))
    plus = ":".join(["0.5"] * 48)
    table.write_text(f"sample_1.png,abc,{w}\nbroken row\nsample_2.png,abc,{plus}\nsample_3.png,abc,1:x:2\n")
    planned = list(catalogue.regenerate(latent_table(table, Recipe(), small_spec())).pictures())
    assert isinstance(planned[0].recipe.latent, LatentW)
    assert planned[0].name == "sample_1__sample_1.png"
    assert planned[0].recipe.latent.values.numpy()[3] == 0.75
    assert isinstance(planned[2].recipe.latent, LatentWPlus)
    assert [one.name for one in planned if isinstance(one, SkippedPictures)] == [
        "latents.csv, line 2",
        "latents.csv, line 4",
    ]


def test_a_tables_w_is_not_changed_again_by_the_recipe_on_screen(tmp_path):
    table = tmp_path / "latents.csv"
    table.write_text("a,b,1:2:3:4:5:6:7:8\n")
    on_screen = full_recipe()

    (planned,) = catalogue.regenerate(latent_table(table, on_screen, small_spec())).pictures()

    assert planned.recipe == Recipe(
        model=on_screen.model, latent=planned.recipe.latent, noise=on_screen.noise, edits=on_screen.edits
    )


def test_rows_added_after_planning_are_left_out(tmp_path):
    table = tmp_path / "latents.csv"
    table.write_text("a,b,1:2:3:4:5:6:7:8\n")
    plan = catalogue.regenerate(latent_table(table, Recipe(), small_spec()))
    with table.open("a") as stream:
        stream.write("c,d,1:2:3:4:5:6:7:8\n")
    assert len(list(plan.pictures())) == 1


def test_a_folders_recipes_and_latents_are_its_pictures_too_each_latent_of_a_file_its_own(tmp_path):
    spec = small_spec()
    random = np.random.RandomState(0)
    save(tmp_path, "a.png", 1)
    (tmp_path / "b.json").write_bytes(encode(Recipe(latent=Seed(2))))
    many = random.randn(3, spec.z_dim).astype(np.float32)
    np.savez(tmp_path / "c.npz", z=many)
    projected = random.randn(1, spec.num_ws, spec.w_dim).astype(np.float32)
    np.savez(tmp_path / "projected_w.npz", w=projected)
    np.save(tmp_path / "strange.npy", np.zeros((5, 7), np.float32))
    source = decode_job(
        encode_job(Job(title="latents", plan=catalogue.regenerate(folder(tmp_path, spec)))), "job.json"
    ).plan
    planned = list(source.pictures())
    made = [one for one in planned if isinstance(one, PlannedPicture)]
    skipped = [one for one in planned if isinstance(one, SkippedPictures)]
    assert len(planned) == source.total == 7
    assert [type(one.recipe.latent).__name__ for one in made] == ["Seed", "Seed", *["LatentZ"] * 3, "LatentWPlus"]
    assert np.array_equal(made[3].recipe.latent.values.numpy(), many[1])
    assert np.array_equal(made[5].recipe.latent.values.numpy(), projected[0])
    assert len({one.name for one in made}) == 6
    assert [one.name for one in skipped] == ["strange.npy"]
    assert "[5, 7]" in skipped[0].reason


def test_a_file_of_latents_is_a_table(tmp_path):
    spec = small_spec()
    np.save(tmp_path / "faces.npy", np.zeros((4, spec.num_ws, spec.w_dim), np.float32))
    made = list(catalogue.regenerate(latent_file(tmp_path / "faces.npy", spec)).pictures())
    assert [type(one.recipe.latent).__name__ for one in made] == ["LatentW"] * 4


def test_a_folder_that_was_planned_before_latents_were_read_reads_as_it_did(tmp_path):
    save(tmp_path, "a.png", 1)
    np.save(tmp_path / "z.npy", np.zeros((2, small_spec().z_dim), np.float32))
    before = json.loads(encode_job(Job(title="a", plan=catalogue.regenerate(folder(tmp_path)))))
    del before["plan"]["source"]["sizes"], before["plan"]["source"]["several"]
    planned = list(decode_job(json.dumps(before).encode(), "job.json").plan.pictures())
    assert [type(one).__name__ for one in planned] == ["PlannedPicture", "SkippedPictures"]
