"""Check with PyTorch itself that what this package writes is what it read. Needs torch and safetensors; build first.

    python packages/checkpoint/scripts/check-with-torch.py

Makes checkpoints with torch (zip, legacy, every pickle protocol), copies them with this package, and loads the copies
with torch.load(weights_only=True): values, types, order, shapes, dtypes and shared storages must be equal. Then prints
how long both sides take to read and write a state dict the size of ResNet-50's.
"""

import math
import subprocess
import sys
import tempfile
import time
from collections import OrderedDict
from pathlib import Path

import torch
from safetensors.torch import load_file

here = Path(__file__).parent


def node(script, *args):
    return subprocess.run(["node", here / script, *args], check=True, stdout=subprocess.PIPE, text=True).stdout


def training_checkpoint():
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4), torch.nn.Flatten(), torch.nn.LazyLinear(2))
    model(torch.rand(2, 3, 8, 8))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for _ in range(2):
        optimizer.zero_grad()
        model(torch.rand(2, 3, 8, 8)).sum().backward()
        optimizer.step()
    numbers = {
        str(dtype): torch.arange(-3, 5).abs().to(dtype)
        for dtype in (
            torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16,
            torch.int8, torch.uint8, torch.uint16, torch.uint32, torch.uint64, torch.bool, torch.complex64,
            torch.complex128, torch.float8_e4m3fn, torch.float8_e4m3fnuz, torch.float8_e5m2, torch.float8_e5m2fnuz,
            torch.float8_e8m0fnu,
        )
    }
    base = torch.rand(4, 6)
    content = {
        "meta": {
            "epoch": 2, "iter": 2**40, "huge": 2**100, "negative": -(2**100), "lr": 0.1, "whole": 3.0, "nan": math.nan,
            "cfg": "é😀\n" * 1000, "classes": ["a", "b"], "pair": (1, (2,)), "none": None, "flag": True,
            "bytes": bytes(range(256)), "set": {1, 2, 3}, 5: {6: {}}, "long list": list(range(5000)),
        },
        "state_dict": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "numbers": OrderedDict(reversed(numbers.items())),
        "views": {"transposed": base.T, "sliced": base[::2, 1:4], "base": base, "scalar": torch.tensor(7), "empty": torch.empty(0, 3)},
        "tied": [base, base],
    }
    return model, optimizer, content


def check(a, b, where="checkpoint"):
    number = isinstance(a, (int, float)) and isinstance(b, (int, float)) and not isinstance(a, bool)
    assert type(a) is type(b) or number, f"{where}: {type(a)} became {type(b)}"
    if isinstance(a, torch.Tensor):
        assert a.dtype == b.dtype and a.shape == b.shape, where
        assert bytes(a.contiguous().untyped_storage()) == bytes(b.untyped_storage()) or torch.equal(a, b), where
    elif isinstance(a, dict):
        assert list(a) == list(b), where
        for key in a:
            check(a[key], b[key], f"{where}[{key!r}]")
        assert getattr(a, "_metadata", None) == getattr(b, "_metadata", None), where
    elif isinstance(a, (list, tuple)):
        assert len(a) == len(b), where
        for i, (x, y) in enumerate(zip(a, b)):
            check(x, y, f"{where}[{i}]")
    else:
        assert a == b or a != a and b != b, f"{where}: {a!r} became {b!r}"


def check_copies(folder):
    model, optimizer, content = training_checkpoint()
    variants = {f"protocol {p}": dict(pickle_protocol=p) for p in (2, 3, 4, 5)}
    variants["legacy"] = dict(_use_new_zipfile_serialization=False)
    for name, options in variants.items():
        torch.save(content, folder / "in.pth", **options)
        node("copy.mjs", folder / "in.pth", folder / "out.pth")
        for mmap in (False, True):
            copy = torch.load(folder / "out.pth", weights_only=True, mmap=mmap)
            check(content, copy)
            assert copy["tied"][0].data_ptr() == copy["tied"][1].data_ptr()
        model.load_state_dict(copy["state_dict"], strict=True)
        optimizer.load_state_dict(copy["optimizer"])
        print(f"equal: {name}")
    torch.save(model.state_dict(), folder / "in.pth")
    node("copy.mjs", folder / "in.pth", folder / "out.safetensors")
    check(dict(model.state_dict()), load_file(folder / "out.safetensors"))
    print("equal: safetensors")


def compare_speed(folder):
    state = OrderedDict((f"layer{i}.weight", torch.rand(24_000_000 // 320)) for i in range(320))
    torch.save(state, folder / "in.pth")
    model = OrderedDict((name, torch.empty_like(tensor)) for name, tensor in state.items())

    def load():
        for name, tensor in torch.load(folder / "in.pth", weights_only=True).items():
            model[name].copy_(tensor)

    for what, work in (("load and copy into a model", load), ("save", lambda: torch.save(state, folder / "out.pth"))):
        times = []
        for _ in range(5):
            start = time.perf_counter()
            work()
            times.append(time.perf_counter() - start)
        print(f"torch: {what}: {min(times) * 1000:.0f} ms")
    print(node("time.mjs", folder / "in.pth", folder / "out.pth"), end="")


with tempfile.TemporaryDirectory() as name:
    check_copies(Path(name))
    compare_speed(Path(name))
