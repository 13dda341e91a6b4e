"""torch.load and load_state_dict of one checkpoint, once for every line read from standard input.

Usage: python load_checkpoint.py FILE
Answers each line with the milliseconds of reading the file's state_dict and copying it into a module that has the same
names and shapes.
"""

import sys
import time

import torch
from torch import nn


def module_like(state):
    root = nn.Module()
    for name, tensor in state.items():
        *path, leaf = name.split(".")
        module = root
        for part in path:
            if part not in module._modules:
                module.add_module(part, nn.Module())
            module = module._modules[part]
        if tensor.is_floating_point():
            module.register_parameter(leaf, nn.Parameter(torch.zeros_like(tensor)))
        else:
            module.register_buffer(leaf, torch.zeros_like(tensor))
    return root


def main():
    file = sys.argv[1]
    model = module_like(torch.load(file, weights_only=True)["state_dict"])
    print(f"ready torch {torch.__version__}", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        model.load_state_dict(torch.load(file, weights_only=True)["state_dict"])
        print(f"{(time.perf_counter() - start) * 1000:.3f}", flush=True)


if __name__ == "__main__":
    main()
