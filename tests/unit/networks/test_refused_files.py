"""A file that is no generator known here is refused in a sentence that says what it is and what is accepted."""

from __future__ import annotations

import gettext
import io
import json
import pickle
import tempfile
import zipfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from ganstudio import words
from ganstudio.errors import CheckpointError, DeviceError
from ganstudio.networks.checkpoint import checkpoint_of, save_safetensors
from ganstudio.networks.convert.reader import read_network
from ganstudio.networks.loading import load_generator
from writers import nvlabs, rosinality, stylegan3, tensorflow
from writers.hostile import safetensors_header, zip_of


def picture(kind: str) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (8, 8)).save(stream, kind)
    return stream.getvalue()


def npz() -> bytes:
    stream = io.BytesIO()
    np.savez(stream, w=np.zeros((1, 4, 8)))
    return stream.getvalue()


def stylegan1() -> bytes:
    layers = [("4x4/Const/const", np.zeros((1, 4, 4, 4), np.float32)), ("4x4/Const/StyleMod/weight", np.zeros((4, 8)))]
    generator = tensorflow.Network("Gs", [], components={"synthesis": tensorflow.Network("G_synthesis", layers)})
    return tensorflow.tensorflow_pickle((generator, generator, generator))


def progressive_gan() -> bytes:
    generator = tensorflow.Network(
        "Gs", [("4x4/Dense/weight", np.zeros((4, 4))), ("ToRGB_lod0/weight", np.zeros((4, 4)))]
    )
    return nvlabs.dump((generator, generator, generator), {"tfutil.Network": tensorflow.Network}, 2)


def discriminator(role: str) -> bytes:
    return nvlabs.nvlabs_pickle({role: nvlabs.Persistent("Discriminator", {"_modules": {}})})


def tiny() -> dict[str, torch.Tensor]:
    return {"layer.weight": torch.zeros(2, 2)}


KINDS = {
    "a StyleGAN1 pickle": stylegan1,
    "a Progressive GAN pickle": progressive_gan,
    "a discriminator only": lambda: discriminator("D"),
    "a discriminator where the generator should be": lambda: discriminator("G_ema"),
    "a pickle of the class 'Generator', which is no StyleGAN2": lambda: nvlabs.nvlabs_pickle(
        {"G": nvlabs.Persistent("Generator", {})}
    ),
    "a pickle that holds no generator": lambda: pickle.dumps({"G": None, "G_ema": None}),
    "'G_ema' is no network": lambda: pickle.dumps({"G_ema": 3}),
    "a pickle of the class 'Other', which is no StyleGAN2": lambda: nvlabs.nvlabs_pickle(
        {"G_ema": nvlabs.Persistent("Other", {})}
    ),
    "a pickle that holds no generator (it holds 'epoch')": lambda: pickle.dumps({"epoch": 3}),
    "a pickle of 3 objects that are no networks": lambda: pickle.dumps((1, 2, 3)),
    "TensorFlow-era pickle of 2 networks": lambda: tensorflow.tensorflow_pickle((tensorflow.Network("G", []),) * 2),
    "lucidrains' stylegan2-pytorch": lambda: rosinality.torch_file({"GAN": {"S.net.0.weight": torch.zeros(2)}}),
    "a SWAGAN checkpoint": lambda: rosinality.torch_file(
        {
            "g_ema": {
                "input.input": torch.zeros(1),
                "convs.0.conv.weight": torch.zeros(1),
                "to_rgbs.0.iwt.ll": torch.zeros(1),
            }
        }
    ),
    "a torch checkpoint that holds a discriminator only": lambda: rosinality.torch_file({"d": tiny()}),
    "a torch checkpoint of another network (it holds 'layer.weight')": lambda: rosinality.torch_file(tiny()),
    "a TorchScript program": lambda: zip_of({"m/data.pkl": b"", "m/code/net.py": b"", "m/constants.pkl": b""}),
    "a zip archive without a torch checkpoint (it has 'a.txt')": lambda: zip_of({"a.txt": b"x"}),
    "an archive of NumPy arrays (it has 'w.npy'). A latent is opened as a picture; save weights with torch.save": npz,
    "a text file": lambda: b"a note\nof two lines\n",
    "a text file ": "Grüße\n".encode,
    "an HTML page": lambda: b"\n<!DOCTYPE html>\n<html><head><title>404</title></head></html>",
    "a JSON file": lambda: json.dumps({"model": [1, 2]}).encode(),
    "a JSON file ": lambda: json.dumps([{"model": "x" * 50}] * 1000, indent=1).encode(),
    "an XML file": lambda: b"<?xml version='1.0'?><a/>",
    "a Git LFS pointer": lambda: b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n",
    "a PNG picture": lambda: picture("PNG"),
    "a JPEG picture": lambda: picture("JPEG"),
    "a WebP picture": lambda: picture("WEBP"),
    "a GIF picture": lambda: picture("GIF"),
    "a NumPy array": lambda: b"\x93NUMPY\x01\x00",
    "an ONNX model": lambda: b"\x08\x08\x12\x07pytorch\x1a\x052.1.0" + bytes(100),
    "an HDF5 file": lambda: b"\x89HDF\r\n\x1a\n" + bytes(50),
    "a gzip archive": lambda: b"\x1f\x8b\x08" + bytes(50),
    "of no kind known here": lambda: bytes(range(200, 250)) * 20,
    "empty": lambda: b"",
    "a safetensors file of another network (it holds 'a')": lambda: safetensors_header(
        b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', bytes(4)
    ),
    "a safetensors file of a diffusion model (it holds 'down_blocks.0.x')": lambda: safetensors_header(
        b'{"down_blocks.0.x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', bytes(4)
    ),
    "a GanStudio model of format 3": lambda: safetensors_header(b'{"__metadata__":{"ganstudio":"{\\"format\\":3}"}}'),
    "a GanStudio model whose header is damaged": lambda: safetensors_header(b'{"__metadata__":{"ganstudio":"{"}}'),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_file_is(tmp_path, kind):
    path = tmp_path / "thing.pkl"
    path.write_bytes(KINDS[kind]())

    with pytest.raises(CheckpointError) as refusal:
        read_network(path)

    text = str(refusal.value)
    assert kind.strip() in text
    assert text.startswith("'thing.pkl' ")
    assert "ccepted are StyleGAN2 and StyleGAN3 generators" in text
    assert "ganstudio convert" not in text  # no advice that ends in the same refusal
    assert "\n" not in text


FORMATS = ["nvlabs", "stylegan3", "state dict", "tensorflow", "rosinality zip", "rosinality stream", "safetensors"]


def contents() -> dict[str, bytes]:
    from ganstudio.networks.config import GeneratorConfig
    from ganstudio.networks.random_init import random_generator

    config = GeneratorConfig(z_dim=8, w_dim=8, block_resolutions=(4, 8), channels=(4, 4), mapping_widths=(8, 8))
    network = random_generator(config, torch.Generator().manual_seed(0)).requires_grad_(False)
    generator = tensorflow.generator_network(network)
    return {
        "nvlabs": nvlabs.nvlabs_pickle({"G_ema": nvlabs.generator_record(network)}),
        "stylegan3": nvlabs.nvlabs_pickle({"G_ema": stylegan3.generator_record(stylegan3.make_network())}),
        "state dict": rosinality.torch_file(nvlabs.state_dict(network)),
        "tensorflow": tensorflow.tensorflow_pickle((generator,) * 3),
        "rosinality zip": rosinality.torch_file({"g_ema": rosinality.state_dict(network)}),
        "rosinality stream": rosinality.torch_file({"g_ema": rosinality.state_dict(network)}, zipped=False),
        "safetensors": own_file(network),
    }


def own_file(network) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.safetensors"
        save_safetensors(checkpoint_of(network), path)
        return path.read_bytes()


@pytest.fixture(scope="module")
def whole_files():
    return contents()


@pytest.mark.parametrize("part", [0.02, 0.3, 0.7, 0.99])
@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_cut_short_is_refused(tmp_path, whole_files, kind, part):
    path = tmp_path / "model.pkl"
    path.write_bytes(whole_files[kind][: int(part * len(whole_files[kind]))])

    with pytest.raises(CheckpointError, match=r"cut short|damaged"):
        read_network(path)


@pytest.mark.parametrize("kind", FORMATS)
def test_damaged_bytes_are_refused_or_harmless(tmp_path, whole_files, kind):
    random = np.random.RandomState(0)
    path = tmp_path / "model.pkl"
    for _ in range(60):
        content = bytearray(whole_files[kind])
        for position in random.randint(len(content), size=4):
            content[position] = random.randint(256)
        path.write_bytes(content)

        with suppress(CheckpointError):  # any other exception fails the test
            read_network(path)


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (lambda t: t.pop("synthesis.b8.conv0.weight"), "lacks tensor 'synthesis.b8.conv0.weight'"),
        (lambda t: t.update({"synthesis.b8.torgb.bias": torch.zeros(7)}), "'synthesis.b8.torgb.bias' has shape [7]"),
        (
            lambda t: t["mapping.fc1.weight"].fill_(float("nan")),
            "'mapping.fc1.weight' contains values that are not finite",
        ),
        (lambda t: t.update({"synthesis.b8.extra": torch.zeros(1)}), "contains tensor 'synthesis.b8.extra'"),
        (
            lambda t: t.update({"mapping.fc0.bias": torch.zeros(14, dtype=torch.int32)}),
            "'mapping.fc0.bias' is torch.int32",
        ),
    ],
    ids=["missing", "shape", "nan", "unknown", "integers"],
)
def test_tensors_at_fault_are_named(tmp_path, network, damage, expected):
    import msgspec
    import safetensors.torch

    from ganstudio.networks.header import Header

    tensors = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    damage(tensors)
    config = msgspec.Raw(msgspec.json.encode(network.config))
    header = msgspec.json.encode(Header(format=1, source="a test", config=config)).decode()
    path = tmp_path / "model.safetensors"
    safetensors.torch.save_file(tensors, path, metadata={"ganstudio": header})

    with pytest.raises(CheckpointError) as refusal:
        read_network(path)

    assert expected in str(refusal.value)


def test_a_missing_tensor_of_a_pickle_is_named(tmp_path, network):
    path = tmp_path / "model.pkl"
    path.write_bytes(nvlabs.nvlabs_pickle({"G_ema": nvlabs.generator_record(network, drop=("noise_const",))}))

    with pytest.raises(CheckpointError, match=r"lacks tensors 'synthesis.b4.conv1.noise_const'"):
        read_network(path)


def test_a_missing_file_names_its_neighbours(tmp_path):
    (tmp_path / "faces.pkl").write_bytes(b"x")

    with pytest.raises(CheckpointError, match=r"There is no file '.*face\.pkl'\. Did you mean 'faces\.pkl'\?"):
        read_network(tmp_path / "face.pkl")


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(CheckpointError, match=r"The folder '.*nowhere' is not there either"):
        read_network(tmp_path / "nowhere" / "face.pkl")


@pytest.mark.parametrize(("name", "content"), [("picture.pkl", picture("PNG")), ("cut.pkl", b"\x80\x02}q")])
def test_a_refusal_in_another_language_names_the_file_once(tmp_path, monkeypatch, name, content):
    chinese = {
        "'{name}' is {kind}.": "“{name}”：{kind}。",
        "'{name}' cannot be used: {reason}": "“{name}”无法使用：{reason}",
        "The file is cut short; copy or download it again.": "文件不完整。",
        "{refusal}; {accepted}.": "{refusal}；{accepted}。",
        "a PNG picture": "PNG 图片",
    }
    spoken = gettext.NullTranslations()
    monkeypatch.setattr(spoken, "gettext", lambda text: chinese.get(text, text))
    monkeypatch.setattr(words, "_spoken", spoken)
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CheckpointError, match=r"；accepted are .*。$") as refusal:
        read_network(tmp_path / name)
    said = str(refusal.value).partition("；")[0]
    assert said in ("“picture.pkl”：PNG 图片", "“cut.pkl”无法使用：文件不完整")


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(CheckpointError, match="is a folder; choose the model file inside it"):
        read_network(tmp_path)


@pytest.mark.parametrize("part", ["", "unet"])
def test_a_folder_of_diffusers_is_named(tmp_path, part):
    (tmp_path / "model_index.json").write_text("{}")
    (tmp_path / "unet").mkdir()

    with pytest.raises(CheckpointError, match="folder of a diffusers pipeline; there is no StyleGAN model in it"):
        read_network(tmp_path / part)


def test_an_unreadable_file_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "model.pkl"
    path.write_bytes(b"x")
    monkeypatch.setattr("pathlib.Path.open", lambda *_: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))

    with pytest.raises(CheckpointError, match="may not be read by you"):
        read_network(path)


def test_an_impossible_name_is_refused(tmp_path):
    with pytest.raises(CheckpointError):
        read_network(tmp_path / "a\0b")


@pytest.mark.parametrize("device", ["gpu", "cuda:99", "cuda:x", ""])
def test_an_unknown_device_is_refused_before_the_file_is_read(tmp_path, device):
    with pytest.raises(DeviceError, match="Choose"):
        load_generator(tmp_path / "absent.pkl", device=device)


@pytest.mark.parametrize("precision", ["fp8", "FP32", "fp16"])
def test_an_unavailable_precision_is_refused(tmp_path, precision):
    with pytest.raises(DeviceError, match=r"[Cc]hoose"):
        load_generator(tmp_path / "absent.pkl", precision=precision)


def test_an_existing_file_is_not_overwritten(tmp_path, network):
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"mine")

    with pytest.raises(CheckpointError, match="exists already"):
        save_safetensors(checkpoint_of(network), path)

    assert path.read_bytes() == b"mine"


def test_an_unwritable_target_is_refused_and_leaves_nothing(tmp_path, network):
    with pytest.raises(CheckpointError, match="cannot be written"):
        save_safetensors(checkpoint_of(network), tmp_path / "nowhere" / "model.safetensors")


def test_zip_entries_with_wrong_offsets_are_refused(tmp_path, make):
    content = rosinality.torch_file(rosinality.state_dict(make(mapping_widths=(20,), z_dim=20)))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        offset = archive.start_dir
    path = tmp_path / "model.pt"
    path.write_bytes(content[: offset + 42] + b"\xff\xff\xff\x7f" + content[offset + 46 :])

    with pytest.raises(CheckpointError):
        read_network(path)


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("noises.noise_0", (0, 1, 8, 8)),  # a damaged file that was found by trying very many
        ("noises.noise_0", (2, 1, 4, 4)),
        ("noises.noise_0", ()),
        ("input.input", (4,)),
        ("input.input", ()),
    ],
)
def test_a_rosinality_tensor_of_another_shape_is_refused(tmp_path, make, name, shape):
    state = rosinality.state_dict(make(mapping_widths=(20,), z_dim=20))
    path = tmp_path / "model.pt"
    path.write_bytes(rosinality.torch_file({"g_ema": {**state, name: torch.zeros(shape)}}))
    with pytest.raises(CheckpointError, match="damaged"):
        read_network(path)
