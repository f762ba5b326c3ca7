"""Plain values come out of the pickle machine as Python's own unpickler gives them, whatever the protocol."""

from __future__ import annotations

import collections
import pickle

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from ganstudio.errors import CheckpointError
from ganstudio.networks.convert.allowed import Budget
from ganstudio.networks.convert.pickle_machine import PickleMachine, TruncatedPickleError
from ganstudio.networks.convert.records import ArrayRecord, TensorRecord
from ganstudio.networks.convert.torch_stream import load_torch
from writers.rosinality import torch_file

KEYS = st.one_of(st.text(max_size=8), st.integers(-(2**40), 2**40), st.none(), st.tuples(st.text(max_size=3)))
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**300), 2**300),
    st.floats(allow_nan=False),
    st.text(),
    st.binary(max_size=400),
    st.frozensets(st.integers(-9, 9)),
    st.sets(st.text(max_size=3)),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.lists(inner, max_size=5).map(tuple),
        st.dictionaries(KEYS, inner, max_size=5),
        st.dictionaries(KEYS, inner, max_size=5).map(collections.OrderedDict),
    ),
    max_leaves=20,
)


def read(content: bytes) -> object:
    return PickleMachine(memoryview(content), budget=Budget(opcodes=100_000, copied_bytes=1 << 20)).load()


def plain(value: object) -> object:
    """The same value with views of the file's bytes as bytes."""
    if isinstance(value, memoryview | bytearray):
        return bytes(value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(plain(item) for item in value)
    return value


@given(value=VALUES, protocol=st.integers(0, 5))
@settings(max_examples=300, deadline=None)
def test_plain_values_come_out_as_they_went_in(value, protocol):
    assert plain(read(pickle.dumps(value, protocol))) == plain(value)


@given(value=VALUES, protocol=st.integers(0, 5), cut=st.floats(0, 1, exclude_max=True))
@settings(max_examples=100, deadline=None)
def test_a_pickle_cut_short_is_refused(value, protocol, cut):
    content = pickle.dumps(value, protocol)

    with pytest.raises(CheckpointError):
        read(content[: int(cut * len(content))])


@given(content=st.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused(content):
    try:
        read(content)
    except CheckpointError as refusal:
        assert "\n" not in str(refusal)  # noqa: PT017  # bytes that do form a pickle are no fault


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("dtype", ["<f4", ">f4", "<f8", "<f2", "<i8", "|u1"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_numpy_arrays_of_any_protocol(protocol, dtype, order):
    array = np.asarray(np.arange(12).reshape(3, 4), dtype=dtype, order=order)

    record = read(pickle.dumps(array, protocol))

    assert isinstance(record, ArrayRecord)
    assert np.array_equal(record.numpy(), array)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.float16, torch.bfloat16])
@pytest.mark.parametrize("zipped", [True, False])
def test_tensors_of_any_floating_dtype(dtype, zipped):
    tensor = torch.randn(3, 4, generator=torch.Generator().manual_seed(0)).to(dtype)
    content = torch_file({"a": tensor, "b": tensor.t()[1:], "c": tensor.sum()}, zipped=zipped)

    records = load_torch(memoryview(content), Budget(opcodes=10_000, copied_bytes=0))

    assert all(isinstance(record, TensorRecord) for record in records.values())
    assert torch.equal(records["a"].torch(), tensor.float())
    assert torch.equal(records["b"].torch(), tensor.t()[1:].float())
    assert torch.equal(records["c"].torch(), tensor.sum().float())


def test_python_2_texts_are_read_as_latin_1():
    assert read(b"(dp0\nS'caf\\xe9'\np1\nU\x02\xff\x00s.") == {"caf\xe9": "\xff\x00"}


def test_what_is_missing_is_said():
    with pytest.raises(TruncatedPickleError, match="cut short"):
        read(b"\x80\x04}")


@pytest.mark.parametrize(
    "content", [b"\x80\x04\x82\x01.", b"\x80\x04\x97.", b"\x80\x02K\x01Q."], ids=["ext", "buffer", "id"]
)
def test_references_out_of_the_file_are_refused(content):
    with pytest.raises(CheckpointError):
        read(content)
