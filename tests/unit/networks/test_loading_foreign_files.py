"""Files that other programs write give the network that they were written from."""

from __future__ import annotations

import io
import pickle
import zipfile

import numpy as np
import pytest
import torch

from ganstudio.networks.convert.reader import read_network
from ganstudio.networks.header import file_md5
from ganstudio.networks.loading import load_generator
from writers import nvlabs, rosinality, tensorflow


def load(tmp_path, content: bytes):
    path = tmp_path / "model.bin"
    path.write_bytes(content)
    return load_generator(path)


def assert_same_images(model, network, atol=1e-5):
    z = np.random.RandomState(0).randn(2, network.config.z_dim).astype(np.float32)
    c = np.eye(network.config.c_dim, dtype=np.float32)[:2] if network.config.c_dim else None
    with torch.inference_mode():
        w = network.mapping(torch.from_numpy(z), None if c is None else torch.from_numpy(c))
        expected = network.synthesis(network.mapping.broadcast(w, psi=0.6)).numpy()
    images = model.synthesize(model.map(z, c, psi=0.6)).images
    assert np.abs(images - expected).max() <= atol * expected.std()


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("architecture", ["skip", "resnet", "orig"])
def test_nvlabs_pickle_of_any_protocol(tmp_path, make, architecture, protocol):
    network = make(architecture=architecture, conv_clamp=1.5)

    content = nvlabs.nvlabs_pickle({"G_ema": nvlabs.generator_record(network)}, protocol)

    model = load(tmp_path, content)
    assert model.network.config == network.config
    assert_same_images(model, network)


@pytest.mark.parametrize(
    "changes",
    [
        {"img_channels": 1},
        {"img_channels": 4},
        {"c_dim": 3, "embed_features": 7},
        {"const_height": 8, "const_width": 4},
        {"const_height": 4, "const_width": 2},
        {"activation": "relu", "mapping_activation": "swish"},
        {"use_noise": False},
        {"mapping_widths": (20,), "mapping_lr_multiplier": 0.1},
        {"kernel_size": 1},
        {"block_resolutions": (4,), "channels": (6,)},
    ],
    ids=str,
)
def test_nvlabs_pickle_of_other_shapes(tmp_path, make, changes):
    network = make(**changes)

    model = load(tmp_path, nvlabs.nvlabs_pickle({"G_ema": nvlabs.generator_record(network)}))

    assert model.network.config == network.config
    assert_same_images(model, network)


@pytest.mark.parametrize(
    "kwargs",
    [
        {
            "mapping_kwargs": nvlabs.EasyDict(num_layers=2, lr_multiplier=0.1, activation="relu"),
            "synthesis_kwargs": nvlabs.EasyDict(channel_base=64, num_fp16_res=2, conv_clamp=1.5, activation="relu"),
        },
        {
            "mapping_kwargs": nvlabs.EasyDict(num_layers=2, lr_multiplier=0.1, activation="relu"),
            "channel_base": 64,
            "channel_max": 12,
            "num_fp16_res": 0,
            "conv_clamp": 1.5,
            "activation": "relu",
        },
    ],
    ids=["stylegan2-ada-pytorch", "stylegan3 repository"],
)
def test_settings_come_from_the_init_arguments_where_modules_lack_them(tmp_path, make, kwargs):
    network = make(mapping_lr_multiplier=0.1, conv_clamp=1.5, activation="relu", mapping_activation="relu")
    record = nvlabs.generator_record(network, attributes=False, kwargs=kwargs)

    model = load(tmp_path, nvlabs.nvlabs_pickle({"G_ema": record}))

    assert model.network.config == network.config


def test_settings_that_nobody_recorded_are_the_programs_defaults(tmp_path, make):
    network = make()
    record = nvlabs.generator_record(network, attributes=False)

    assert load(tmp_path, nvlabs.nvlabs_pickle({"G_ema": record})).network.config == network.config


def test_the_averaged_generator_is_used(tmp_path, make):
    contents = {name: nvlabs.generator_record(make(seed)) for seed, name in enumerate(["G", "D", "G_ema"])}

    assert_same_images(load(tmp_path, nvlabs.nvlabs_pickle(contents)), make(2))


def test_a_bare_generator_pickle_is_read(tmp_path, network):
    content = nvlabs.dump(
        nvlabs.generator_record(network),
        {nvlabs.PERSISTENT: nvlabs.reconstruct, nvlabs.EASY_DICT: nvlabs.EasyDict},
        4,
    )

    assert_same_images(load(tmp_path, content), network)


def test_an_unnormalised_or_separable_filter_is_read(tmp_path, network):
    record = nvlabs.generator_record(network)
    for block in record.meta["state"]["_modules"]["synthesis"].meta["state"]["_modules"].values():
        layers = [block, *block.meta["state"]["_modules"].values()]
        for layer in layers:
            if "resample_filter" in layer.meta["state"]["_buffers"]:
                layer.meta["state"]["_buffers"]["resample_filter"] = torch.tensor([1.0, 3.0, 3.0, 1.0]) / 8

    assert_same_images(load(tmp_path, nvlabs.nvlabs_pickle({"G_ema": record})), network)


def test_a_model_without_average_latent_says_so_and_estimates_it(tmp_path, network):
    content = nvlabs.nvlabs_pickle({"G_ema": nvlabs.generator_record(network, drop=("w_avg",))})

    model = load(tmp_path, content)

    z = np.random.RandomState(5).randn(20000, network.config.z_dim).astype(np.float32)
    assert not model.has_w_avg
    assert np.abs(model.w_avg - model.map(z)[:, 0].mean(0)).max() < 0.05 * model.map(z)[:, 0].std()
    assert model.map(z[:1], psi=0.0)[0, 0] == pytest.approx(model.w_avg)


def test_memory_saved_as_a_zip_inside_the_pickle_is_read(tmp_path, network, monkeypatch):
    def reduce(storage):
        stream = io.BytesIO()
        torch.save(storage, stream, _use_new_zipfile_serialization=True)
        return torch.storage._load_from_bytes, (stream.getvalue(),)

    monkeypatch.setattr(torch.storage.TypedStorage, "__reduce__", reduce)

    content = nvlabs.nvlabs_pickle({"G_ema": nvlabs.generator_record(network)})

    assert b"PK\x03\x04" in content
    assert_same_images(load(tmp_path, content), network)


def test_half_precision_weights_are_widened(tmp_path, make):
    network = make()

    model = load(tmp_path, nvlabs.nvlabs_pickle({"G_ema": nvlabs.generator_record(make().bfloat16())}))

    assert next(model.network.parameters()).dtype == torch.float32
    assert_same_images(model, network, atol=0.1)


def test_an_nvlabs_snapshot_saved_by_torch_is_read(tmp_path, network):
    with nvlabs_names():
        content = rosinality.torch_file({"G_ema": nvlabs.generator_record(network)})

    assert_same_images(load(tmp_path, content), network)


def nvlabs_names():
    from contextlib import ExitStack

    from writers.stand_ins import stand_in

    stack = ExitStack()
    stack.enter_context(stand_in(nvlabs.PERSISTENT, nvlabs.reconstruct))
    stack.enter_context(stand_in(nvlabs.EASY_DICT, nvlabs.EasyDict))
    return stack


@pytest.mark.parametrize("protocol", range(6))
def test_tensorflow_pickle_of_any_protocol(tmp_path, network, protocol):
    networks = (tensorflow.Network("G", []), tensorflow.discriminator_network(), tensorflow.generator_network(network))

    model = load(tmp_path, tensorflow.tensorflow_pickle(networks, protocol))

    assert model.network.config == network.config
    assert_same_images(model, network)


@pytest.mark.parametrize("module", ["numpy.core.multiarray", "numpy._core.multiarray"])
def test_both_names_of_numpys_array_module_are_read(tmp_path, network, module):
    networks = (tensorflow.Network("G", []), tensorflow.discriminator_network(), tensorflow.generator_network(network))

    content = tensorflow.tensorflow_pickle(networks, protocol=2)
    content = content.replace(b"cnumpy._core.multiarray\n", b"c" + module.encode() + b"\n")

    assert_same_images(load(tmp_path, content), network)


@pytest.mark.parametrize(
    ("changes", "static_kwargs"),
    [
        ({"architecture": "resnet"}, {"architecture": "resnet"}),
        ({"architecture": "orig"}, {"architecture": "orig"}),
        ({"use_noise": False}, {}),
        ({"c_dim": 3, "embed_features": 16, "latent_normalization": "joint"}, {"label_size": 3}),
        ({"c_dim": 3, "embed_features": 7}, {"label_size": 3, "label_fmaps": 7}),
        ({"latent_normalization": "none"}, {"normalize_latents": False}),
        ({"mapping_lr_multiplier": 0.1}, {"mapping_lrmul": 0.1}),
        ({"activation": "relu", "conv_clamp": 1.5}, {"nonlinearity": "relu", "conv_clamp": 1.5, "num_fp16_res": 2}),
        ({"img_channels": 1}, {"num_channels": 1}),
        ({"const_height": 8}, {"resample_kernel": [1, 3, 3, 1]}),
    ],
    ids=str,
)
def test_tensorflow_pickle_of_other_shapes(tmp_path, make, changes, static_kwargs):
    network = make(**changes)
    if network.config.latent_normalization == "joint":
        network.mapping.embed.bias.zero_()
    generator = tensorflow.generator_network(network, static_kwargs=static_kwargs)

    model = load(tmp_path, tensorflow.tensorflow_pickle((generator, tensorflow.discriminator_network(), generator)))

    assert model.network.config == network.config
    assert_same_images(model, network)


def test_arguments_of_the_parts_are_used_too(tmp_path, make):
    network = make(mapping_lr_multiplier=0.1)
    generator = tensorflow.generator_network(network)
    generator.components["mapping"].static_kwargs = {"mapping_lrmul": 0.1}

    model = load(tmp_path, tensorflow.tensorflow_pickle((generator, generator, generator)))

    assert_same_images(model, network)


def test_a_tensorflow_generator_without_average_is_read(tmp_path, network):
    generator = tensorflow.generator_network(network, w_avg=False)

    assert not load(tmp_path, tensorflow.tensorflow_pickle((generator, generator, generator))).has_w_avg


@pytest.mark.parametrize("zipped", [True, False], ids=["zip", "stream"])
def test_rosinality_checkpoint(tmp_path, make, zipped):
    network = make(mapping_widths=(20, 20), z_dim=20)
    content = {
        "g_ema": rosinality.state_dict(network),
        "g": rosinality.state_dict(make(1, mapping_widths=(20, 20), z_dim=20)),
        "latent_avg": network.mapping.w_avg,
        "args": __import__("argparse").Namespace(size=16),
        "g_optim": {"state": {0: {"step": 3}}, "param_groups": [{"lr": 0.1, "params": [0]}]},
    }

    model = load(tmp_path, rosinality.torch_file(content, zipped=zipped))

    assert model.network.config == network.config
    assert model.has_w_avg
    assert_same_images(model, network)


@pytest.mark.parametrize("wrap", [lambda s: s, lambda s: {"g": s}, lambda s: {f"module.{k}": v for k, v in s.items()}])
def test_rosinality_state_dicts_without_the_rest(tmp_path, make, wrap):
    network = make(mapping_widths=(20,), z_dim=20, channels=(8, 6, 4))

    model = load(tmp_path, rosinality.torch_file(wrap(rosinality.state_dict(network))))
    model.set_w_avg(network.mapping.w_avg.numpy())

    assert_same_images(model, network)


def test_rosinality_checkpoint_of_before_stored_noise(tmp_path, make):
    network = make(mapping_widths=(20,), z_dim=20)
    path = tmp_path / "old.pt"
    path.write_bytes(rosinality.torch_file({"g_ema": rosinality.state_dict(network, noises=False)}))

    first, second = (read_network(path)[0].tensors["synthesis.b8.conv0.noise_const"] for _ in range(2))

    assert torch.equal(first, second)
    assert first.std() > 0.5


def test_a_view_of_a_larger_storage_is_read(tmp_path, make):
    network = make(mapping_widths=(20,), z_dim=20)
    state = rosinality.state_dict(network)
    padded = torch.zeros(20, 41)
    padded[:, 1::2] = state["style.1.weight"]
    state["style.1.weight"] = padded[:, 1::2]
    state["conv1.conv.weight"] = state["conv1.conv.weight"].transpose(3, 4).contiguous().transpose(3, 4)

    model = load(tmp_path, rosinality.torch_file({"g_ema": state, "latent_avg": network.mapping.w_avg}))

    assert_same_images(model, network)


def test_the_name_of_a_file_plays_no_part(tmp_path, make):
    network = make(mapping_widths=(20,), z_dim=20)
    path = tmp_path / "picture.png"
    path.write_bytes(rosinality.torch_file(rosinality.state_dict(network)))

    assert load_generator(path).spec.img_resolution == 16


def test_the_model_id_is_the_files_md5(tmp_path, make):
    import hashlib

    path = tmp_path / "model.pt"
    path.write_bytes(rosinality.torch_file(rosinality.state_dict(make(mapping_widths=(20,), z_dim=20))))

    assert load_generator(path).model_id == hashlib.md5(path.read_bytes()).hexdigest() == file_md5(path)


def test_pickles_are_not_what_python_makes_of_them(tmp_path, network):
    content = nvlabs.nvlabs_pickle({"G_ema": nvlabs.generator_record(network)})

    with pytest.raises(ModuleNotFoundError):
        pickle.loads(content)  # noqa: TID251  # the writer's bytes do name foreign classes
    assert not zipfile.is_zipfile(io.BytesIO(content))
