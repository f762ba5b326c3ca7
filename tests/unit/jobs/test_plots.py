import dataclasses

import msgspec
import numpy as np
import pytest
from PIL import Image

from ganstudio.errors import JobError, RecipeError
from ganstudio.jobs import runner
from ganstudio.jobs.axes import NumberAxis
from ganstudio.jobs.differences import amplified
from ganstudio.jobs.fields import Ground, first_answer
from ganstudio.jobs.manifest import Job, decode_job, encode_job
from ganstudio.jobs.offers import OFFERS
from ganstudio.jobs.outputs import FilmOptions, Outputs, SheetOptions
from ganstudio.jobs.planned import PlannedPicture
from ganstudio.jobs.plot_fields import axis_of, plot_fields
from ganstudio.jobs.sheet_plans import read_planned_sheet
from ganstudio.jobs.tracks import tracks_of
from ganstudio.recipe.document import Recipe, check, replace
from ganstudio.recipe.edits import StyleShift
from ganstudio.recipe.latent import Noise, Seed, Truncation
from ganstudio.recipe.portrait import Portrait
from ganstudio.render.renderer import Renderer
from recipes import small_spec
from unit.jobs.plan_parts import amounts, attribute, multipliers, smile_and_age, tab

XYZ = next(offer for offer in OFFERS if offer.name == "xyz")
FACE = replace(smile_and_age(), latent=Seed(9), edits=(tab("mouth_open", 10.0),))


def ground(recipe=FACE, **spec):
    return Ground(recipe=recipe, spec=msgspec.structs.replace(small_spec(), **spec))


def plot(at=None, **answers):
    at = at or ground()
    asked = {field.name: first_answer(field, at, {}) for field in XYZ.fields}
    return XYZ.plan(at, asked | answers)


def values(text, at=None):
    return axis_of(text, at or ground()).values


def at(plan):
    return [picture for picture in plan.pictures() if isinstance(picture, PlannedPicture)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("psi=0.3, 0.5,0.7", (0.3, 0.5, 0.7)),
        ("tab:mouth_open=-100..100 in 5", (-100, -50, 0, 50, 100)),
        ("seed=1..4", (1, 2, 3, 4)),
        ("seed=4..1", (4, 3, 2, 1)),
        ("psi=0..1 by 0.25", (0, 0.25, 0.5, 0.75, 1)),
        ("psi=0, 0.5..1 in 3; 1.2", (0, 0.5, 0.75, 1, 1.2)),
        ("psi=-1..-.5 in 2", (-1, -0.5)),
    ],
)
def test_values_are_typed_as_lists_and_ranges(text, expected):
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("psi", "'psi' is no axis"),
        ("psi=", "psi: '' cannot be read"),
        ("psi=0.3,x", "psi: 'x' cannot be read"),
        ("psi=nan", "cannot be read"),
        ("psi=11", "psi: 11 is out of range; -10 to 10"),
        ("seed=1.5", "seed: 1.5 is no whole number"),
        ("seed=-1", "seed: -1 is out of range"),
        ("seed=0..4294967296 in 2", "out of range"),
        ("psi=0..1 in 0", "asks for 0 values"),
        ("psi=0..1 by 0", "makes too many values"),
        ("psi=0..1 in 101", "asks for 101 values"),
        ("seed=0..1e9", "makes too many values"),
        ("psi=0..1 in 60, 0..1 in 60", "more than 100 values"),
        ("class=0", "This model has no class to vary"),
        ("rotate=0", "This model has no rotate to vary"),
        ("smle=1", "Did you mean smile"),
        ("feather:blush=1", "nothing that a plot can vary here"),
        ("style:b8.conv1:3=1", "not shifted in this picture"),
    ],
)
def test_what_cannot_vary_is_said_before_anything_runs(text, said):
    with pytest.raises(JobError) as refused:
        axis_of(text, ground(replace(FACE, edits=(tab("mouth_open", 10.0), tab("blush", 0.0)))))
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_each_field_changes_what_it_is_called_after():
    shifted = replace(FACE, styles=(StyleShift("b8.conv1", 3, 1.0, 0.5),))
    here = ground(shifted, c_dim=3)
    made = {text: axis_of(text, here).at(shifted, 0) for text in (
        "psi=0.4", "cutoff=2", "variation=0.5", "seed=7", "class=2", "noise=5", "noise_strength=0.5", "smile=1.5",
        "mouth_open=-20", "feather:mouth_open=2", "mouth_open:b8:3=4", "b8.conv1:3=-2",
    )}  # fmt: skip
    assert made["psi=0.4"] == replace(shifted, truncation=Truncation(psi=0.4))
    assert made["cutoff=2"] == replace(shifted, truncation=Truncation(cutoff=2))
    assert made["variation=0.5"] == replace(shifted, variation=0.5)
    assert made["seed=7"] == replace(shifted, latent=Seed(7))
    assert made["class=2"] == replace(shifted, classes=(0.0, 0.0, 1.0))
    assert made["noise=5"] == replace(shifted, noise=Noise(mode="seeded", seed=5))
    assert made["noise_strength=0.5"].noise.strengths == ((4, 0.5), (8, 0.5), (16, 0.5))
    assert amounts(made["smile=1.5"]) == {"age": -1.0, "smile": 1.5}
    assert multipliers(made["mouth_open=-20"]) == {"mouth_open": -20.0}
    assert made["feather:mouth_open=2"].edits[0].feather == 2.0
    assert {(one.layer, one.channel): one.weight for one in made["mouth_open:b8:3=4"].edits[0].weights} == {
        ("b8", 3): 4.0,
        ("b16", 1): 0.5,
    }
    assert made["b8.conv1:3=-2"].style_shifts == (StyleShift("b8.conv1", 3, -2.0, 0.5),)


def test_a_stylegan3_model_moves_and_turns_and_takes_no_noise():
    here = ground(architecture="stylegan3-t")
    assert axis_of("translate_x=0.2", here).at(FACE, 0).translate == (0.2, 0.0)
    assert axis_of("translate_y=0.2", here).at(FACE, 0).translate == (0.0, 0.2)
    assert axis_of("rotate=-30", here).at(FACE, 0).rotate == -30.0
    with pytest.raises(JobError, match="no noise to vary"):
        axis_of("noise=1", here)


def test_attributes_and_tabs_that_the_picture_does_not_use_come_from_the_model():
    here = dataclasses.replace(ground(Recipe()), library=lambda: ((attribute("calm", 0.0),), (tab("hair", 0.0),)))
    assert amounts(axis_of("calm=2", here).at(Recipe(), 0)) == {"calm": 2.0}
    assert multipliers(axis_of("hair=5", here).at(Recipe(), 0)) == {"hair": 5.0}
    assert {"attribute:calm", "tab:hair"} <= {field.name for field in plot_fields(here)}


def test_all_suggestions_are_values_that_their_field_takes():
    here = ground(c_dim=5)
    for field in plot_fields(here):
        assert len(axis_of(f"{field.name}={field.suggestion}", here).values) > 1


def test_a_plot_has_every_combination_at_its_row_and_column():
    plan = plot(x="psi=0.3,0.7", y="seed=1..3", z="smile=0,2")
    assert (plan.total, plan.grid, plan.sizes) == (12, (6, 2), (2, 3, 2))
    made = at(plan)
    assert [picture.number for picture in made] == list(range(1, 13))
    for picture in made:
        row, column = picture.cell
        assert picture.recipe.truncation.psi == (0.3, 0.7)[column]
        assert picture.recipe.latent == Seed(1 + row % 3)
        assert amounts(picture.recipe).get("smile", 0.0) == (0.0, 2.0)[row // 3]
        assert plan.at(row, column) == picture
        check(picture.recipe, small_spec())
    assert (made[3].row, made[3].column) == ("smile 0  seed 2", "psi 0.7")
    assert made[3].name == "smile-0_seed-2_psi-1__sample_04.png"


def test_the_head_of_a_large_seed_has_all_its_digits():
    assert at(plot(x="seed=3000000001"))[0].column == "seed 3000000001"


def test_a_tab_set_upon_new_faces_is_not_held_back_by_them():
    runs = msgspec.structs.replace(tab("mouth_open", 10.0), detector="mouth", detector_mode="run")
    (picture,) = at(plot(ground(Recipe(edits=(runs,))), x="mouth_open=50", y="seed=4"))
    assert not picture.recipe.edits[0].held
    assert picture.detect == ("mouth_open",)


def test_what_cannot_be_one_plot_is_refused():
    for answers, said in (
        ({"y": "psi=1"}, "'psi' is on two axes"),
        ({"time": "z"}, "A film cannot run along z"),
        ({"x": ""}, "Choose what varies from column to column"),
        ({"difference": "cell", "cell": "6,1"}, "There is no cell 6,1,1"),
        ({"difference": "cell", "cell": "a"}, "'a' is no cell"),
    ):
        with pytest.raises(JobError) as refused:
            plot(**answers)
        assert said in str(refused.value)


def test_a_film_runs_along_the_axis_that_was_chosen():
    axes = {"x": "psi=0.1,0.2,0.3", "y": "seed=1,2", "z": "smile=0..3"}
    for time, frame, steps in (("x", (4, 2), 3), ("y", (4, 3), 2), ("z", (2, 3), 4)):
        plan = plot(time=time, **axes)
        assert (plan.frame, plan.steps) == (frame, steps)
        places = {plan.place_in_film(picture.cell) for picture in at(plan)}
        assert places == {(step, place) for step in range(steps) for place in range(frame[0] * frame[1])}


def test_a_plot_comes_back_from_a_jobs_document():
    plan = plot(x="psi=0,1", y="noise=1,2", difference="cell", cell="2,1", pages=True)
    job = Job(title="plot", plan=plan)
    assert decode_job(encode_job(job), "job.json") == job


def test_a_number_that_recipes_do_not_have_is_refused_in_a_document():
    with pytest.raises(JobError, match="has no number 'speed'"):
        NumberAxis(field="speed", values=(1.0,))


def test_differences_are_absolute_and_amplified():
    reference = np.full((2, 2, 3), 100, np.uint8)
    image = reference.copy()
    image[0, 0] = (90, 103, 255)
    assert amplified(image, reference, 4.0)[0, 0].tolist() == [40, 12, 255]
    assert not amplified(image, reference, 4.0)[1].any()


@pytest.fixture(scope="module")
def renderer(tiny_generator):
    return Renderer(tiny_generator)


def made_in(folder, renderer, plan, **outputs):
    runner.begin(folder, Job(title="plot", plan=plan, outputs=Outputs(**outputs)), renderer)
    list(runner.run(folder, renderer))


def tiny_plot(renderer, **answers):
    return plot(Ground(recipe=Recipe(latent=Seed(2)), spec=renderer.generator.spec), **answers)


def test_a_click_on_a_sheet_finds_the_recipe_of_its_picture(tmp_path, renderer):
    plan = tiny_plot(renderer, x="psi=0.3,0.7", y="seed=1..3")
    made_in(tmp_path / "job", renderer, plan, sheet=SheetOptions(tile=32))
    sheet = read_planned_sheet(tmp_path / "job" / "sheet.png")
    assert sheet.model == renderer.generator.model_id
    assert len(sheet.cells) == 6
    for cell in sheet.cells:
        planned = sheet.planned[cell.number]
        kept = Portrait.open(tmp_path / "job" / planned.name)
        assert replace(kept.recipe, model="", weights_id="") == planned.recipe
        box = (cell.left, cell.top, cell.left + cell.width, cell.top + cell.height)
        assert (np.asarray(sheet.picture.crop(box)) == kept.image).all()


def test_a_picture_that_is_no_sheet_says_so(tmp_path):
    Image.new("RGB", (4, 4)).save(tmp_path / "a.png")
    with pytest.raises(RecipeError, match="does not say how its pictures were made"):
        read_planned_sheet(tmp_path / "a.png")


def test_each_value_of_z_has_a_sheet_of_its_own_where_that_is_asked_for(tmp_path, renderer):
    plan = tiny_plot(renderer, x="psi=0.3,0.7", y="seed=1..3", z="noise=1,2", pages=True)
    made_in(tmp_path / "job", renderer, plan, pictures=False, sheet=SheetOptions())
    first, second = (read_planned_sheet(tmp_path / "job" / name) for name in ("sheet.png", "sheet_2.png"))
    assert [cell.number for cell in first.cells] == [1, 2, 3, 4, 5, 6]
    assert [cell.number for cell in second.cells] == [7, 8, 9, 10, 11, 12]
    assert {one.page for one in second.planned.values()} == {"noise seed 2"}


def test_sheets_show_differences_and_pictures_stay_what_they_are(tmp_path, renderer):
    plan = tiny_plot(renderer, x="psi=0.3,0.7,1", y="seed=1,2", difference="cell", cell="3,1", gain=2.0)
    made_in(tmp_path / "job", renderer, plan, sheet=SheetOptions(tile=32))
    sheet = read_planned_sheet(tmp_path / "job" / "sheet.png")
    reference = Portrait.open(tmp_path / "job" / sheet.planned[3].name).image.astype(float)
    for cell in sheet.cells:
        kept = Portrait.open(tmp_path / "job" / sheet.planned[cell.number].name)
        assert (renderer.render(kept.recipe).portrait.image == kept.image).all()
        box = (cell.left, cell.top, cell.left + cell.width, cell.top + cell.height)
        expected = np.minimum(np.abs(kept.image - reference) * 2.0, 255)
        assert (np.asarray(sheet.picture.crop(box)) == expected).all()


def test_a_films_frames_show_the_other_axes_side_by_side(tmp_path, renderer):
    plan = tiny_plot(renderer, x="psi=0.3,0.5,0.7,1", y="seed=1,2", z="noise=1..3", time="x")
    made_in(tmp_path / "job", renderer, plan, films=(FilmOptions(format="gif", order="forward"),))
    side = renderer.generator.spec.img_height
    with Image.open(tmp_path / "job" / "film.gif") as film:
        assert film.n_frames == 4
        assert film.size == (2 * (side + 4) - 4, 3 * (side + 4) - 4)
    tracks = tracks_of(tmp_path / "job")
    assert [len(track) for track in tracks] == [4] * 6
    assert all("seed-1" in path.name for path in tracks[0])
    assert all("seed-2" in path.name for path in tracks[1])
