import json
from contextlib import nullcontext

import numpy as np
import pytest

from ganstudio.errors import JobError
from ganstudio.jobs import catalogue
from ganstudio.jobs.axes import AttributeAxis
from ganstudio.jobs.channels import EachMap, RandomMaps
from ganstudio.jobs.manifest import Job, decode_job, encode_job
from ganstudio.jobs.map_units import layers_to_learn, style_layer_to_learn, with_deviations
from ganstudio.jobs.plans import Product
from ganstudio.jobs.sources import NamedRecipe, Recipes, Seeds, one
from ganstudio.recipe.document import Recipe, check
from ganstudio.recipe.edits import ChannelWeight, StyleShift
from ganstudio.recipe.latent import Seed
from recipes import small_spec
from unit.jobs.plan_parts import amounts, attribute, mouth_and_hair, multipliers, smile_and_age, tab


def pictures(plan):
    found = list(plan.pictures())
    assert len(found) == plan.total
    assert len({picture.name.casefold() for picture in found}) == plan.total
    assert [picture.number for picture in found] == list(range(1, plan.total + 1))
    return found


def test_new_latents_keep_the_sliders_and_change_the_seed():
    made = pictures(catalogue.new_latents(smile_and_age(), [5, 70]))
    assert [picture.recipe.latent for picture in made] == [Seed(5), Seed(70)]
    assert [picture.name for picture in made] == ["seed-05__sample_1.png", "seed-70__sample_2.png"]
    assert amounts(made[0].recipe) == {"smile": 2.0, "age": -1.0}


def test_random_seeds_are_different_and_come_again_from_the_same_generator():
    seeds = catalogue.random_seeds(100, np.random.default_rng(1))
    assert len(set(seeds)) == 100
    assert seeds == catalogue.random_seeds(100, np.random.default_rng(1))
    assert all(0 <= seed < 2**32 for seed in seeds)


def test_a_spectrum_moves_all_sliders_together_to_zero():
    recipe = smile_and_age()
    made = pictures(catalogue.spectrum(recipe, catalogue.attribute_axes(recipe, 3)))
    assert [amounts(picture.recipe) for picture in made] == [
        {"smile": 2.0, "age": -1.0},
        {"smile": 1.0, "age": -0.5},
        {},
    ]
    assert made[1].name == "smile-1_age-1__sample_2.png"


def test_a_spectrum_slides_past_zero():
    recipe = smile_and_age()
    made = pictures(catalogue.spectrum(recipe, catalogue.attribute_axes(recipe, 3, past_zero=True)))
    assert [amounts(picture.recipe) for picture in made] == [
        {"smile": 2.0, "age": -1.0},
        {},
        {"smile": -2.0, "age": 1.0},
    ]


def test_a_spectrum_of_one_is_the_picture_as_it_stands():
    recipe = smile_and_age()
    (only,) = pictures(catalogue.spectrum(recipe, catalogue.attribute_axes(recipe, 1, past_zero=True)))
    assert only.recipe == recipe


def test_sequential_moves_one_attribute_after_another_without_a_jump():
    recipe = smile_and_age()
    made = pictures(catalogue.sequential(recipe, catalogue.attribute_axes(recipe, 3)))
    assert [amounts(picture.recipe) for picture in made] == [
        {"smile": 2.0, "age": -1.0},
        {"smile": 1.0, "age": -1.0},
        {"age": -1.0},
        {"age": -1.0},
        {"age": -0.5},
        {},
    ]
    assert made[4].name == "1_age-1__sample_5.png"
    assert [picture.name for picture in made] == sorted(picture.name for picture in made)


def test_combinatoric_makes_every_combination_with_a_count_for_each_attribute():
    recipe = smile_and_age()
    axes = catalogue.attribute_axes(recipe, 2, counts={"age": 3})
    made = pictures(catalogue.combinatoric(recipe, axes))
    assert len(made) == 6
    assert [(amounts(p.recipe).get("smile", 0.0), amounts(p.recipe).get("age", 0.0)) for p in made] == [
        (smile, age) for smile in (2.0, 0.0) for age in (-1.0, -0.5, 0.0)
    ]
    assert made[2].name == "smile-0_age-2__sample_3.png"
    assert made[2].values == (("smile", 2.0), ("age", 0.0))


def test_a_count_for_an_attribute_that_is_not_set_is_refused():
    with pytest.raises(JobError, match=r"no attribute 'frown'.*smile, age"):
        catalogue.attribute_axes(smile_and_age(), 2, counts={"frown": 3})


def test_a_job_in_which_nothing_varies_says_what_to_move():
    with pytest.raises(JobError, match="Move one away from 0"):
        catalogue.spectrum(Recipe(), catalogue.attribute_axes(Recipe(), 3))


def test_combinatoric_of_tabs_runs_from_minus_the_multiplier_and_leaves_idle_tabs_alone():
    recipe = mouth_and_hair()
    made = pictures(catalogue.combinatoric(recipe, catalogue.edit_axes(recipe, 3, counts={"hair": 1})))
    assert [multipliers(picture.recipe)["mouth_open"] for picture in made] == [-10.0, 0.0, 10.0]
    assert {multipliers(picture.recipe)["hair"] for picture in made} == {-4.0}
    assert made[2].name == "mouth_open-2_hair-0__sample_3.png"


def test_combinatoric_of_tabs_takes_a_start_point():
    recipe = mouth_and_hair()
    axes = catalogue.edit_axes(recipe, 2, starts={"mouth_open": 0.0})
    assert [axis.values for axis in axes] == [(0.0, 10.0), (4.0, -4.0)]


def test_new_latent_combinatoric_makes_all_combinations_for_each_new_face():
    recipe = mouth_and_hair()
    source = Seeds(recipe=recipe, seeds=(1, 2, 3))
    made = pictures(catalogue.combinatoric(source, catalogue.edit_axes(recipe, 2)))
    assert len(made) == 12
    assert [picture.recipe.latent for picture in made] == [Seed(seed) for seed in (1, 2, 3) for _ in range(4)]
    assert made[0].name == "seed-1_mouth_open-0_hair-0__sample_01.png"
    assert made[-1].cell == (2, 3)


def test_axis_aligned_gives_each_map_alone_with_both_signs():
    made = pictures(
        catalogue.selections(mouth_and_hair(), "b8", [(channel, 1.0) for channel in range(11)], tab("mouth_open", 10.0))
    )
    assert len(made) == 22
    assert [picture.name for picture in made[:3]] == [
        "00_p_b8__sample_01.png",
        "00_n_b8__sample_02.png",
        "01_p_b8__sample_03.png",
    ]
    edit = made[3].recipe.edits[0]
    assert edit.weights == (ChannelWeight("b8", 1, -1.0),)
    assert (edit.name, edit.multiplier) == ("mouth_open", 10.0)
    assert multipliers(made[3].recipe) == {"mouth_open": 10.0, "hair": -4.0, "blush": 0.0}


def test_selections_use_the_weights_of_the_list():
    made = pictures(catalogue.selections(Recipe(), "b16", [(5, 1.0), (2, 0.5)], tab("mouth_open", 10.0)))
    assert [picture.recipe.edits[0].weights[0] for picture in made] == [
        ChannelWeight("b16", 5, 1.0),
        ChannelWeight("b16", 5, -1.0),
        ChannelWeight("b16", 2, 0.5),
        ChannelWeight("b16", 2, -0.5),
    ]


def test_strengths_in_deviations_make_loud_and_quiet_maps_move_alike_and_captions_say_so():
    plan = catalogue.selections(Recipe(), "b8", [(1, 1.0), (3, 2.0)], tab("x", 6.0), unit="deviation")
    assert layers_to_learn(plan) == ("b8",)
    with pytest.raises(JobError, match="deviations of that layer"):
        next(plan.pictures())
    told = with_deviations(plan, {"b8": np.float32([0.0, 0.5, 0.0, 4.0])})
    assert layers_to_learn(told) == ()
    made = pictures(told)
    assert [(weight.channel, weight.weight) for picture in made for weight in picture.recipe.edits[0].weights] == [
        (1, 0.5),
        (1, -0.5),
        (3, 8.0),
        (3, -8.0),
    ]
    assert [picture.column for picture in made[:3]] == [
        "8×8 map 1 +6\u00a0sd",
        "8×8 map 1 −6\u00a0sd",
        "8×8 map 3 +12\u00a0sd",
    ]
    with pytest.raises(JobError, match="of 4 maps or more"):
        with_deviations(plan, {"b8": [1.0, 1.0, 1.0]})


def test_style_channels_are_shifted_alone_to_both_sides_from_where_they_are():
    face = Recipe(styles=(StyleShift("b8.torgb", 3, 2.0, 0.5), StyleShift("b4.conv1", 1, 1.0, 1.0)))
    plan = catalogue.style_channels(face, "b8.torgb", [(1, 1.0), (3, 2.0)], 6.0)
    assert style_layer_to_learn(plan) == "b8.torgb"
    assert layers_to_learn(plan) == ()
    with pytest.raises(JobError, match="deviations of that layer"):
        next(plan.pictures())
    told = with_deviations(plan, {"b8.torgb": np.float32([0.0, 0.25, 0.0, 4.0])})
    assert style_layer_to_learn(told) == ""
    assert decode_job(encode_job(Job(title="styles", plan=told)), "job.json").plan == told
    made = pictures(told)
    expected = [("b8.torgb", 1, 6.0, 0.25), ("b8.torgb", 1, -6.0, 0.25)]
    expected += [("b8.torgb", 3, 2.0 + 96.0, 0.5), ("b8.torgb", 3, 2.0 - 96.0, 0.5)]  # 12 deviations of 4, told in 0.5
    for picture, (layer, channel, amount, deviation) in zip(made, expected, strict=True):
        shifts = {shift.place: shift for shift in picture.recipe.style_shifts}
        assert shifts[layer, channel] == picture.shown == StyleShift(layer, channel, amount, deviation)
        assert shifts["b4.conv1", 1] == face.styles[1]
    assert [picture.column for picture in made] == [
        "8×8 colors · 1 +6\u00a0sd",
        "8×8 colors · 1 −6\u00a0sd",
        "8×8 colors · 3 +12\u00a0sd",
        "8×8 colors · 3 −12\u00a0sd",
    ]
    assert made[2].name == "3_p_b8.torgb__sample_3.png"
    with pytest.raises(JobError, match="of 4 maps or more"):
        with_deviations(plan, {"b8.torgb": [1.0, 1.0, 1.0]})


def test_random_maps_draw_the_same_numbers_whatever_their_unit():
    def made(unit):
        plan = catalogue.random_maps(Recipe(), "b8", 8, tab("x", 2.0), count=2, maps_per_picture=3, seed=1, unit=unit)
        return pictures(with_deviations(plan, {"b8": np.arange(1, 9)}))

    for raw, told in zip(made("raw"), made("deviation"), strict=True):
        weights = [picture.recipe.edits[0].weights for picture in (raw, told)]
        assert [weight.weight * (weight.channel + 1) for weight in weights[0]] == [w.weight for w in weights[1]]
        assert raw.column.replace("raw", "sd") == told.column
        assert told.values[0][1] == 2.0 * weights[0][0].weight


def test_maps_of_several_layers_are_shown_layer_by_layer_each_in_its_own_deviations():
    parts = [
        EachMap(layer="b8", maps=((1, 1.0),), edit=tab("x", 6.0), unit="deviation"),
        EachMap(layer="b16", maps=((3, 2.0), (0, 1.0)), edit=tab("x", 6.0), unit="deviation"),
    ]
    plan = catalogue.selections_of_layers(Recipe(), parts)
    assert plan.total == 6
    assert layers_to_learn(plan) == ("b8", "b16")
    half = with_deviations(plan, {"b16": [1.0, 0.0, 0.0, 10.0]})
    assert layers_to_learn(half) == ("b8",)
    told = with_deviations(half, {"b8": [0.0, 0.5]})
    assert layers_to_learn(told) == ()
    assert decode_job(encode_job(Job(title="maps", plan=told)), "job.json").plan == told
    made = pictures(told)
    assert [picture.column for picture in made[::2]] == [
        "8×8 map 1 +6\u00a0sd",
        "16×16 map 3 +12\u00a0sd",
        "16×16 map 0 +6\u00a0sd",
    ]
    assert [picture.recipe.edits[0].weights[0].weight for picture in made] == [0.5, -0.5, 20.0, -20.0, 1.0, -1.0]
    assert [picture.shown.layer for picture in made[::2]] == ["b8", "b16", "b16"]


def test_random_maps_of_a_list_are_drawn_from_it_alone_times_its_weights():
    among = (ChannelWeight("b8", 1, 1.0), ChannelWeight("b16", 3, 100.0), ChannelWeight("b8", 7, 1.0))

    def plan(unit, among):
        return catalogue.random_maps(
            Recipe(), "b8", 8, tab("x", 1.0), count=30, maps_per_picture=2, seed=1, unit=unit, among=among
        )

    listed = plan("deviation", among)
    assert layers_to_learn(listed) == ("b8", "b16")
    sizes = {"b8": np.full(8, 0.5), "b16": np.full(4, 3.0)}
    told = with_deviations(listed, sizes)
    assert layers_to_learn(told) == ()
    assert decode_job(encode_job(Job(title="maps", plan=told)), "job.json").plan == told
    plain = plan("raw", tuple(ChannelWeight(entry.layer, entry.channel, 1.0) for entry in among))
    factors = {("b8", 1): 0.5, ("b16", 3): 300.0, ("b8", 7): 0.5}
    seen = set()
    for drawn, alone in zip(pictures(told), pictures(plain), strict=True):
        for weight, raw in zip(drawn.recipe.edits[0].weights, alone.recipe.edits[0].weights, strict=True):
            place = (weight.layer, weight.channel)
            seen.add(place)
            assert weight.weight == pytest.approx(factors[place] * raw.weight)
    assert seen == set(factors)
    assert "16×16 map 3" in "".join(picture.column for picture in pictures(told))


def test_a_job_written_before_there_were_units_means_raw_numbers():
    plan = catalogue.selections(Recipe(), "b8", [(1, 3.0)], tab("x", 6.0))
    written = json.loads(encode_job(Job(title="maps", plan=plan)))
    del written["plan"]["variation"]["unit"], written["plan"]["variation"]["deviations"]
    assert decode_job(json.dumps(written).encode(), "job.json").plan == plan
    assert next(plan.pictures()).recipe.edits[0].weights == (ChannelWeight("b8", 1, 3.0),)


def test_maps_without_a_selection_are_refused():
    with pytest.raises(JobError, match="Paint a selection"):
        catalogue.selections(Recipe(), "b8", [(channel, 1.0) for channel in range(4)], tab("mouth_open", 0.0))


def test_random_maps_differ_from_each_other_and_come_again_from_their_seed():
    def plan(seed):
        return catalogue.random_maps(Recipe(), "b8", 8, tab("x", 1.0), count=5, maps_per_picture=3, seed=seed)

    made = pictures(plan(1))
    weights = [picture.recipe.edits[0].weights for picture in made]
    assert len(set(weights)) == 5
    assert all(len({weight.channel for weight in one}) == 3 for one in weights)
    assert [p.recipe for p in pictures(plan(1))] == [p.recipe for p in made] != [p.recipe for p in pictures(plan(2))]


@pytest.mark.parametrize(("maps", "fits"), [(0, False), (1, True), (8, True), (9, False)])
def test_a_picture_has_as_many_random_maps_as_the_layer_has_at_most(maps, fits):
    with nullcontext() if fits else pytest.raises(JobError, match=f"{maps} maps"):
        RandomMaps(layer="b8", channels=8, count=1, maps_per_picture=maps, edit=tab("x", 1.0), seed=0)


def test_applied_sliders_replace_those_of_the_same_name_and_keep_the_others():
    face = Recipe(latent=Seed(9), attributes=(attribute("smile", 0.5), attribute("glasses", 1.0)))
    settings = Recipe(attributes=(attribute("smile", 2.0),), edits=(tab("mouth_open", 3.0), tab("hair", 0.0)))
    (made,) = pictures(catalogue.apply_sliders(one(face), settings))
    assert amounts(made.recipe) == {"smile": 2.0, "glasses": 1.0}
    assert multipliers(made.recipe) == {"mouth_open": 3.0}
    assert made.recipe.latent == Seed(9)


def test_a_seed_grid_has_a_row_for_each_seed_and_a_column_for_each_psi():
    plan = catalogue.seed_grid(Recipe(), [3, 4], [0.0, 0.5, 1.0])
    made = pictures(plan)
    assert plan.grid == (2, 3)
    assert [(p.cell, p.recipe.latent, p.recipe.truncation.psi) for p in made[2:4]] == [
        ((0, 2), Seed(3), 1.0),
        ((1, 0), Seed(4), 0.0),
    ]
    assert (made[1].row, made[1].column) == ("seed 3", "psi 0.5")


def test_a_mixing_matrix_has_the_faces_at_its_edges_and_an_empty_corner():
    plan = catalogue.mix_matrix(Recipe(), [1, 2], [7, 8, 9], first=2, last=3)
    made = pictures(plan)
    assert plan.grid == (3, 4)
    assert [p.cell for p in made] == [(row, column) for row in range(3) for column in range(4)][1:]
    cells = {p.cell: p.recipe for p in made}
    assert (cells[0, 2].latent, cells[0, 2].style_mix) == (Seed(8), ())
    assert (cells[2, 0].latent, cells[2, 0].style_mix) == (Seed(2), ())
    (mix,) = cells[2, 3].style_mix
    assert (cells[2, 3].latent, mix.first, mix.last, mix.source) == (Seed(2), 2, 3, Seed(9))
    check(cells[2, 3], small_spec())
    assert {p.cell: p.values for p in made if p.cell[0] == 1} == {
        (1, 0): (),
        (1, 1): (("layers 2-3", 7.0),),
        (1, 2): (("layers 2-3", 8.0),),
        (1, 3): (("layers 2-3", 9.0),),
    }


def test_a_contact_sheet_of_strengths_names_faces_and_strengths():
    axis = AttributeAxis(shift=attribute("smile", 1.0), values=(-1.0, 0.0, 1.0))
    faces = Recipes(
        entries=tuple(NamedRecipe(name=name, recipe=Recipe(latent=Seed(n))) for n, name in enumerate(("Ann", "Bo")))
    )
    made = pictures(catalogue.strengths(faces, axis))
    assert [(p.row, p.column) for p in made] == [
        (face, f"smile {amount}") for face in ("Ann", "Bo") for amount in ("−1", "0", "1")
    ]


def test_the_rows_of_a_plan_are_plans_of_one_face_each():
    plan = catalogue.seed_grid(Recipe(), [3, 4], [0.0, 1.0])
    rows = [list(row.pictures()) for row in plan.rows()]
    assert [[p.recipe for p in row] for row in rows] == [
        [p.recipe for p in plan.pictures() if p.cell[0] == number] for number in range(2)
    ]


def test_every_planned_recipe_fits_the_model():
    recipe = Recipe(attributes=smile_and_age().attributes, edits=mouth_and_hair().edits)
    axes = (*catalogue.attribute_axes(recipe, 2), *catalogue.edit_axes(recipe, 2))
    for picture in Product(source=one(recipe), variation=catalogue.EveryCombination(axes=axes)).pictures():
        check(picture.recipe, small_spec())


def test_a_combination_of_a_million_is_counted_without_being_made():
    recipe = smile_and_age()
    assert catalogue.combinatoric(recipe, catalogue.attribute_axes(recipe, 1000)).total == 1_000_000


def test_a_job_that_would_never_end_is_refused():
    recipe = Recipe(attributes=tuple(attribute(f"slider {number}", 1.0) for number in range(30)))
    with pytest.raises(JobError, match=r"at most 10,000,000 .* Lower the counts"):
        catalogue.combinatoric(recipe, catalogue.attribute_axes(recipe, 1000))
    two = smile_and_age()
    with pytest.raises(JobError, match="Lower the counts"):
        catalogue.combinatoric(Seeds(recipe=two, seeds=tuple(range(20))), catalogue.attribute_axes(two, 1000))
