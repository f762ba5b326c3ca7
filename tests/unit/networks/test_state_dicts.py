"""Files that hold NVlabs' tensors without the objects around them, and others that were refused for no reason."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
import safetensors.torch
import torch

from ganstudio.errors import CheckpointError
from ganstudio.networks.loading import load_generator
from ganstudio.networks.model_info import convert, describe
from writers import nvlabs, rosinality, stylegan3, tensorflow
from writers.stand_ins import stand_in


@pytest.fixture
def load(tmp_path):
    def loaded(content: bytes):
        path = tmp_path / "model.bin"
        path.write_bytes(content)
        return load_generator(path)

    return loaded


def assert_same_images(model, network):
    config = network.config
    z = np.random.RandomState(0).randn(2, config.z_dim).astype(np.float32)
    c = np.eye(config.c_dim, dtype=np.float32)[:2] if config.c_dim else None
    with torch.inference_mode():
        w = network.mapping(torch.from_numpy(z), None if c is None else torch.from_numpy(c))
        expected = network.synthesis(network.mapping.broadcast(w, psi=0.6)).numpy()
    images = model.synthesize(model.map(z, c, psi=0.6)).images
    assert np.abs(images - expected).max() <= 1e-5 * expected.std()


WRAPPERS = {
    "torch.save(G.state_dict())": rosinality.torch_file,
    "in the old stream": lambda state: rosinality.torch_file(state, zipped=False),
    "G_ema": lambda state: rosinality.torch_file({"G": None, "G_ema": state, "cur_nimg": 3}),
    "g_ema beside latent_avg": lambda state: rosinality.torch_file(
        {"g_ema": without(state, "mapping.w_avg"), "latent_avg": state["mapping.w_avg"]}
    ),
    "the averaged before the other": lambda state: rosinality.torch_file(
        {"G": {name: torch.zeros_like(tensor) for name, tensor in state.items()}, "G_ema": state}
    ),
    "module.": lambda state: rosinality.torch_file({f"module.{name}": tensor for name, tensor in state.items()}),
    "a whole training module": lambda state: rosinality.torch_file(
        {f"{role}.{name}": tensor * scale for name, tensor in state.items() for role, scale in (("G", 0), ("G_ema", 1))}
    ),
    "params_ema": lambda state: rosinality.torch_file({"params_ema": state, "iter": 3}),
    "netG": lambda state: rosinality.torch_file({"netG": state, "netD": {"b4.fc.weight": torch.zeros(1)}}),
    "G_ema_state_dict": lambda state: rosinality.torch_file({"G_ema_state_dict": state}),
    "deep down": lambda state: rosinality.torch_file({"networks": {"ema": {"shadow": state}}, "step": 1}),
    "the averaged before the other, deep down": lambda state: rosinality.torch_file(
        {"nets": {"G": {name: torch.zeros_like(tensor) for name, tensor in state.items()}, "G_ema": state}}
    ),
    "a plain pickle": pickle.dumps,
    "arrays": lambda state: pickle.dumps({"G_ema": {name: tensor.numpy() for name, tensor in state.items()}}),
    "safetensors": lambda state: safetensors.torch.save({name: tensor.clone() for name, tensor in state.items()}),
}


def without(state, name):
    return {key: tensor for key, tensor in state.items() if key != name}


@pytest.mark.parametrize("architecture", ["skip", "resnet", "orig"])
@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_a_state_dict_is_a_model(load, make, wrapper, architecture):
    network = make(architecture=architecture, conv_clamp=256.0)

    model = load(WRAPPERS[wrapper](nvlabs.state_dict(network)))

    assert model.network.config == network.config
    assert model.has_w_avg
    assert_same_images(model, network)


@pytest.mark.parametrize(
    "changes",
    [
        {"c_dim": 3, "embed_features": 7},
        {"const_height": 8, "const_width": 4},
        {"img_channels": 1, "use_noise": False},
        {"filter_height": 3, "filter_width": 3},
        {"block_resolutions": (4,), "channels": (6,)},
    ],
    ids=str,
)
def test_sizes_are_derived_from_the_shapes(load, make, changes):
    network = make(conv_clamp=256.0, **changes)

    model = load(rosinality.torch_file(nvlabs.state_dict(network)))

    assert model.network.config == network.config
    assert_same_images(model, network)


def test_what_was_taken_for_granted_is_said_and_kept(tmp_path, network):
    source, target = tmp_path / "model.pt", tmp_path / "model.safetensors"
    source.write_bytes(rosinality.torch_file(nvlabs.state_dict(network)))

    convert(source, target)

    (note,) = describe(source).notes
    assert all(part in note for part in ("NVlabs' defaults", "clamped at 256", "mean square", "0.01"))
    assert f"Note:           {note}" in describe(source).text()
    assert describe(target).notes == (note,)
    assert load_generator(target).notes == (note,)


ROSINALITY_WRAPPERS = {
    "g_ema": lambda state: rosinality.torch_file({"g_ema": state}),
    "generator": lambda state: rosinality.torch_file({"generator": state, "discriminator": {"final_conv": 0}}),
    "params_ema beside params": lambda state: rosinality.torch_file(
        {"params": {name: torch.zeros_like(tensor) for name, tensor in state.items()}, "params_ema": state}
    ),
    "pSp, which keeps an encoder beside its decoder": lambda state: rosinality.torch_file(
        {
            "state_dict": {
                "encoder.bn.num_batches_tracked": torch.tensor(3),
                **{f"decoder.{name}": tensor for name, tensor in state.items()},
            },
            "opts": {"stylegan_size": 32},
        }
    ),
    "G_ema in a plain pickle": lambda state: pickle.dumps({"G_ema": state}),
    "module. in safetensors": lambda state: safetensors.torch.save(
        {f"module.{name}": tensor for name, tensor in state.items()}
    ),
}


@pytest.mark.parametrize("wrapper", ROSINALITY_WRAPPERS)
def test_a_state_dict_of_rosinalitys_is_a_model_whatever_is_around_it(load, make, wrapper):
    network = make(z_dim=20, mapping_widths=(20, 20))

    model = load(ROSINALITY_WRAPPERS[wrapper](rosinality.state_dict(network)))

    assert model.notes == ()
    assert np.abs(model.synthesize(model.map(np.ones((1, 20), np.float32))).images - images(network)).max() <= 1e-5


def images(network):
    with torch.inference_mode():
        w = network.mapping(torch.ones(1, 20), None)
        return network.synthesis(network.mapping.broadcast(w, psi=1.0)).numpy()


def test_an_average_latent_may_be_repeated_for_each_style_layer(load, make):
    network = make(z_dim=20, mapping_widths=(20, 20), conv_clamp=256.0)
    average = network.mapping.w_avg.repeat(network.config.num_ws, 1)
    of_nvlabs = without(nvlabs.state_dict(network), "mapping.w_avg")

    for state in (of_nvlabs, rosinality.state_dict(network)):
        model = load(rosinality.torch_file({"state_dict": state, "latent_avg": average}))

        np.testing.assert_array_equal(model.w_avg, network.mapping.w_avg.numpy())


@pytest.mark.parametrize("average", [torch.tensor(1.0), torch.zeros(0), torch.zeros(0, 20), torch.zeros(3, 4)], ids=str)
def test_an_average_latent_of_another_shape_is_refused(load, network, average):
    with pytest.raises(CheckpointError, match=r"'mapping.w_avg' has shape"):
        load(rosinality.torch_file({"g_ema": nvlabs.state_dict(network), "latent_avg": average}))


def test_a_stylegan3_state_dict_whose_factors_cannot_be_told_is_refused(load):
    state = stylegan3.make_network().state_dict()
    filters = {name: stylegan3.lowpass(8, 0.25) for name in state if name.endswith("up_filter")}

    with pytest.raises(CheckpointError, match=r"filters of layer 'L\d_\d+_\d+' have 8 and .* taps"):
        load(rosinality.torch_file({**state, **filters}))


@pytest.mark.timeout(30)
@pytest.mark.parametrize("first", ["mapping.fc0.weight", "input.input"])
def test_a_file_of_very_many_generators_is_refused_without_a_look_at_each(load, first):
    one = torch.zeros(1)

    with pytest.raises(CheckpointError, match="more tensors than any generator has"):
        load(rosinality.torch_file({f"{number}.{first}": one for number in range(30_000)}))


def test_what_a_file_of_rosinalitys_lacks_is_said(load, make):
    network = make(z_dim=20, mapping_widths=(20, 20))
    state = rosinality.state_dict(network, noises=False)

    model = load(rosinality.torch_file({"g": {name: t for name, t in state.items() if "kernel" not in name}}))

    unaveraged, noise, kernel = model.notes
    assert "no averaged generator" in unaveraged
    assert "stores no noise" in noise
    assert "resampling filter; [1, 3, 3, 1]" in kernel


@pytest.mark.parametrize("rest", [{}, {"G_ema": None}], ids=str)
@pytest.mark.parametrize("name", ["G", "netG", "nets"])
def test_that_the_average_of_a_state_dict_is_missing_is_said(load, network, name, rest):
    state = nvlabs.state_dict(network)

    model = load(rosinality.torch_file({name: {"G": state} if name == "nets" else state, **rest}))

    assert any("no averaged generator (G_ema); its G is used" in note for note in model.notes)


def test_a_filter_that_is_not_stored_is_taken_and_said(load, network):
    state = {name: t for name, t in nvlabs.state_dict(network).items() if not name.endswith("resample_filter")}

    model = load(rosinality.torch_file(state))

    assert "resampling filter; [1, 3, 3, 1]" in model.notes[1]
    assert_same_images(model, network)


@pytest.mark.parametrize("architecture", ["skip", "resnet", "orig"])
@pytest.mark.parametrize("taps", [1, 2, 3, 5, 6, 8, 9])
def test_a_model_with_a_filter_of_any_length(load, make, taps, architecture):
    network = make(filter_height=taps, filter_width=taps, architecture=architecture)

    model = load(nvlabs.nvlabs_pickle({"G_ema": nvlabs.generator_record(network)}))

    assert model.network.config == network.config
    assert_same_images(model, network)


@pytest.mark.parametrize("taps", [3, 5])
def test_filters_of_other_lengths_in_the_other_formats(load, make, taps):
    network = make(filter_height=taps, filter_width=taps, mapping_widths=(20, 20), z_dim=20)
    row = [float(np.prod(range(taps - k, taps)) / max(1, np.prod(range(1, k + 1)))) for k in range(taps)]
    generator = tensorflow.generator_network(network, static_kwargs={"resample_kernel": row})

    of_torch = load(
        rosinality.torch_file({"g_ema": rosinality.state_dict(network), "latent_avg": network.mapping.w_avg})
    )
    assert_same_images(of_torch, network)
    assert_same_images(load(tensorflow.tensorflow_pickle((generator,) * 3)), network)


def test_a_conditional_model_without_z(load, make):
    network = make(z_dim=0, c_dim=3, embed_features=7)

    model = load(nvlabs.nvlabs_pickle({"G_ema": nvlabs.generator_record(network)}))

    assert model.spec.z_dim == 0
    assert_same_images(model, network)


class DataParallel:
    """Stands for torch's, which wraps a module to use several GPUs."""

    def __init__(self, module):
        self.__dict__.update(_parameters={}, _buffers={}, _modules={"module": module})


WHOLE = {
    "alone": lambda generator: generator,
    "G_ema": lambda generator: {"G": None, "G_ema": generator},
    "g_ema, deep down": lambda generator: {"model": {"g_ema": generator}, "step": 3},
    "in DataParallel": DataParallel,
    "G_ema in DataParallel": lambda generator: {"G_ema": DataParallel(generator)},
}


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("wrapper", WHOLE)
def test_a_generator_that_was_saved_as_a_whole_is_found(load, network, wrapper, zipped):
    content = WHOLE[wrapper](nvlabs.generator_record(network))
    with (
        stand_in(nvlabs.PERSISTENT, nvlabs.reconstruct),
        stand_in(nvlabs.EASY_DICT, nvlabs.EasyDict),
        stand_in("torch.nn.parallel.data_parallel.DataParallel", DataParallel),
    ):
        saved = rosinality.torch_file(content, zipped=zipped)

    model = load(saved)

    assert model.notes == ()
    assert_same_images(model, network)


@pytest.mark.parametrize("contents", [{"G_ema": None}, {}])
def test_without_an_averaged_generator_the_trained_one_is_used_and_said(load, network, contents):
    model = load(nvlabs.nvlabs_pickle({"G": nvlabs.generator_record(network), "D": None, **contents}))

    assert model.notes == (
        "The file has no averaged generator (G_ema); its G is used, as training left it. Its pictures vary more.",
    )
    assert_same_images(model, network)


def test_a_model_is_itself_in_every_file(tmp_path, network):
    contents = {
        "model.pkl": nvlabs.nvlabs_pickle({"G_ema": nvlabs.generator_record(network)}),
        "again.pkl": nvlabs.nvlabs_pickle({"G_ema": nvlabs.generator_record(network, drop=("w_avg",))}, 2),
        "state.pt": rosinality.torch_file(nvlabs.state_dict(network)),
        "legacy.pkl": tensorflow.tensorflow_pickle((tensorflow.generator_network(network),) * 3),
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    convert(tmp_path / "model.pkl", tmp_path / "own.safetensors")
    convert(tmp_path / "model.pkl", tmp_path / "half.safetensors", half=True)

    infos = [describe(path) for path in tmp_path.iterdir()]

    assert len(infos) == len({info.md5 for info in infos}) == 6
    assert {info.weights_id for info in infos} == {load_generator(tmp_path / "model.pkl").identity.weights_id}


def test_other_weights_are_another_model(tmp_path, make):
    for seed in range(2):
        (tmp_path / f"{seed}.pkl").write_bytes(nvlabs.nvlabs_pickle({"G_ema": nvlabs.generator_record(make(seed))}))
    changed = make(0)
    changed.synthesis.b8.conv0.weight[0, 0, 0, 0] += 0.01
    (tmp_path / "2.pkl").write_bytes(nvlabs.nvlabs_pickle({"G_ema": nvlabs.generator_record(changed)}))

    assert len({describe(path).weights_id for path in tmp_path.iterdir()}) == 3
