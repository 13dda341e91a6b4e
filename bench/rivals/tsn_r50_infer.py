"""TSN-R50 inference in onnxruntime, once for every line read from standard input.

Usage: python tsn_r50_infer.py CHECKPOINT PICTURES COUNT SIZE SCORES
CHECKPOINT is a .pth of MMAction2's TSN-R50, PICTURES COUNT x SIZE x SIZE x 3 bytes. The network goes through
PyTorch's exporter, which folds batch norm into convolutions; the scores are written to SCORES, as float32, once.
Answers each line with the milliseconds of one run on normalised pictures. Needs torch, onnx and onnxruntime.
"""

import os
import sys
import tempfile
import time
import warnings

import numpy as np
import onnxruntime
import torch
from tsn_r50_step import Tsn

MEAN, STD = (123.675, 116.28, 103.53), (58.395, 57.12, 57.375)


def load(file):
    state = torch.load(file, weights_only=True)["state_dict"]
    model = Tsn().eval()
    ours = model.state_dict()
    # The same order of layers under other names.
    renamed = dict(zip(ours, state.values(), strict=True))
    model.load_state_dict(renamed)
    return model


def export(model, example):
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        file = os.path.join(folder, "model.onnx")
        # Traced with few pictures: with 250 that would take more memory than all that follows.
        axes = {"clips": {1: "pictures"}}
        torch.onnx.export(model, (example,), file, dynamo=False, input_names=["clips"], dynamic_axes=axes)
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])


def main():
    checkpoint, pictures, count, size, scores = sys.argv[1:]
    count, size = int(count), int(size)
    bytes_ = np.fromfile(pictures, np.uint8).reshape(1, count, size, size, 3)
    clips = ((bytes_ - np.float32(MEAN)) / np.float32(STD)).transpose(0, 1, 4, 2, 3)
    clips = np.ascontiguousarray(clips, np.float32)
    session = export(load(checkpoint), torch.zeros(1, 2, 3, size, size))
    session.run(None, {"clips": clips})[0].tofile(scores)
    print(f"ready onnxruntime {onnxruntime.__version__}", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        session.run(None, {"clips": clips})
        print(f"{(time.perf_counter() - start) * 1000:.3f}", flush=True)


if __name__ == "__main__":
    main()
