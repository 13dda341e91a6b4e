"""Make the fixtures that hold every kind of value PyTorch can save. Needs torch, numpy and safetensors.

    python packages/checkpoint/scripts/make-fixtures.py packages/checkpoint/fixtures
"""

import collections
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

folder = Path(sys.argv[1])
tensor_with_attribute = torch.ones(2)
tensor_with_attribute.note = 1
values = {
    "float8": torch.tensor([1.0, -2.0]).to(torch.float8_e4m3fn),
    "uint32": torch.tensor([1, 2**32 - 1], dtype=torch.uint32),
    "complex": torch.tensor([1 + 2j]),
    "conjugate": torch.tensor([1 + 2j]).conj(),
    "broadcast": torch.ones(1).expand(3, 4),
    "attribute": tensor_with_attribute,
    "module": torch.nn.BatchNorm1d(2).state_dict(),
    "numpy_column_major": np.arange(6.0).reshape(2, 3).T,
    "numpy_big_endian": np.arange(3, dtype=">i4"),
    "numpy_objects": np.array([1, "a"], dtype=object),
    "numpy_float64": np.float64(1.5),
    "numpy_float16": np.float16(0.5),
    "numpy_int64": np.int64(7),
    "numpy_bool": np.bool_(True),
    "set": {1, 2},
    "frozenset": frozenset([1]),
    "defaultdict": collections.defaultdict(int, {1: 2}),
    "counter": collections.Counter("aab"),
    "bytes": b"\x00\xff",
    "bytearray": bytearray(b"ab"),
    "tuple": (1, (2,), ()),
    "size": torch.Size([1, 2]),
    "dtype": torch.float16,
    "negative": -(2**70),
    "large": 2**40,
    "text": "é😀",
    "none": None,
}
for protocol in (2, 4, 5):
    torch.save(values, folder / f"values_protocol{protocol}.pth", pickle_protocol=protocol)
torch.save(values, folder / "values_legacy.pth", _use_new_zipfile_serialization=False)

save_file(
    {"b.weight": torch.arange(6.0).reshape(2, 3), "a.half": torch.tensor([1.0, -2.0]).half(), "count": torch.tensor(7)},
    folder / "small.safetensors",
    metadata={"format": "pt"},
)

torch.serialization.set_crc32_options(False)
torch.save({"a": torch.arange(4.0)}, folder / "no_checksums.pth")
