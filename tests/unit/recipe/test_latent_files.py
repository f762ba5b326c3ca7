import io
import zipfile

import numpy as np
import pytest

from ganstudio.errors import LatentFileError
from ganstudio.recipe.array import Array
from ganstudio.recipe.latent import LatentW, LatentWPlus, LatentZ
from ganstudio.recipe.latent_files import read_latent
from ganstudio.spec import LatentSizes
from recipes import small_spec

W_PLUS = np.random.RandomState(0).randn(6, 8).astype(np.float32)


def test_the_projectors_file_opens_as_w_plus(tmp_path):
    np.savez(tmp_path / "projected_w.npz", w=W_PLUS[None])

    assert read_latent(tmp_path / "projected_w.npz", small_spec()) == LatentWPlus(Array(W_PLUS))


def test_equal_layers_open_as_one_w(tmp_path):
    np.savez(tmp_path / "projected_w.npz", w=np.repeat(W_PLUS[:1], 6, axis=0)[None])

    assert read_latent(tmp_path / "projected_w.npz", small_spec()) == LatentW(Array(W_PLUS[0]))


@pytest.mark.parametrize("shape", [(8,), (1, 8), (1, 1, 8)])
def test_a_plain_vector_opens_as_w(tmp_path, shape):
    np.save(tmp_path / "w.npy", W_PLUS[0].reshape(shape))

    assert read_latent(tmp_path / "w.npy", small_spec()) == LatentW(Array(W_PLUS[0]))


def test_a_vector_named_z_opens_as_z(tmp_path):
    np.savez(tmp_path / "l.npz", z=W_PLUS[0].astype(np.float64))

    assert read_latent(tmp_path / "l.npz", small_spec()) == LatentZ(Array(W_PLUS[0]))


@pytest.mark.parametrize("name", ["z.npy", "seed_3_z.npy", "z0001.npy", "my-z.npz", "w.npy", "lutz.npy", "zebra.npy"])
def test_a_vector_without_a_name_is_a_z_where_its_file_is_called_so(tmp_path, name):
    spec = LatentSizes(z_dim=8, w_dim=8, num_ws=4)
    save = np.savez if name.endswith(".npz") else np.save
    save(tmp_path / name, W_PLUS[0])

    kind = LatentW if name in ("w.npy", "lutz.npy", "zebra.npy") else LatentZ

    assert read_latent(tmp_path / name, spec) == kind(Array(W_PLUS[0]))


def test_the_latent_asked_for_is_taken_from_several(tmp_path):
    np.save(tmp_path / "w.npy", np.stack([W_PLUS, W_PLUS + 1]))

    assert read_latent(tmp_path / "w.npy", small_spec(), index=1) == LatentWPlus(Array(W_PLUS + 1))
    with pytest.raises(LatentFileError, match="holds 2"):
        read_latent(tmp_path / "w.npy", small_spec(), index=2)


def test_a_latent_of_another_model_is_refused_with_both_shapes(tmp_path):
    np.save(tmp_path / "w.npy", np.zeros(512))

    with pytest.raises(LatentFileError, match=r"\[512\].*w of \[8\]"):
        read_latent(tmp_path / "w.npy", small_spec())


@pytest.mark.parametrize("content", [b"", b"hello", b"\x93NUMPY\x01\x00", b"PK\x03\x04"])
def test_what_is_no_numpy_file_is_refused(tmp_path, content):
    (tmp_path / "w.npy").write_bytes(content)

    with pytest.raises(LatentFileError):
        read_latent(tmp_path / "w.npy", small_spec())


def test_objects_and_nan_are_refused(tmp_path):
    np.save(tmp_path / "o.npy", np.array([{}], dtype=object), allow_pickle=True)
    np.savez(tmp_path / "o.npz", w=np.array([{}], dtype=object))
    np.save(tmp_path / "n.npy", np.full(8, np.nan))

    for name in ("o.npy", "o.npz"):
        with pytest.raises(LatentFileError, match="plain numbers"):
            read_latent(tmp_path / name, small_spec())
    with pytest.raises(LatentFileError, match="NaN"):
        read_latent(tmp_path / "n.npy", small_spec())


@pytest.mark.parametrize("packed", [False, True])
def test_a_header_that_claims_a_terabyte_costs_no_memory(tmp_path, packed):
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(stream, {"descr": "<f4", "fortran_order": False, "shape": (1 << 38, 8)})
    path = tmp_path / "w.npy"
    path.write_bytes(stream.getvalue() + bytes(64))
    if packed:
        path = tmp_path / "w.npz"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("w.npy", stream.getvalue() + bytes(64))

    with pytest.raises(LatentFileError):
        read_latent(path, small_spec())


def test_an_array_that_is_alone_in_its_file_needs_no_name_and_one_of_several_does(tmp_path):
    np.savez(tmp_path / "alone.npz", anything=W_PLUS)
    np.savez(tmp_path / "several.npz", first=W_PLUS, second=W_PLUS)

    assert read_latent(tmp_path / "alone.npz", small_spec()) == LatentWPlus(Array(W_PLUS))
    with pytest.raises(LatentFileError, match="holds first, second; a latent is named w or z"):
        read_latent(tmp_path / "several.npz", small_spec())
