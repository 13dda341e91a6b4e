"""Check with PyTorch itself that training can change sides in the middle. Needs torch and node; build first.

    python packages/engine/scripts/check-with-torch.py

Trains TSN-R50 here for three iterations, loads the checkpoints with torch.load(weights_only=True), compares names, shapes
and order of the state dict with those of MMAction2's own model, hands the state after two iterations to torch.optim.SGD,
and lets it do the third step with the same gradients: weights and momentum must be equal. Then the reverse: torch.optim.SGD
takes the state after the third step, PyTorch saves it, and training here, resumed from that file, does the fourth step to
the bit as it does from its own checkpoint.
"""

import json
import subprocess
import tempfile
from pathlib import Path

import torch

here = Path(__file__).parent
golden = json.loads((here / "../../action-models/fixtures/tsn_r50_96.json").read_text())
BUFFERS = ("running_mean", "running_var", "num_batches_tracked")


def train(folder, iterations, resume=None):
    more = [] if resume is None else [resume]
    subprocess.run(["node", here / "train-for-torch.mjs", folder, str(iterations), *more], check=True)


def load(file):
    return torch.load(file, map_location="cpu", weights_only=True)


def difference(one, other):
    """The largest difference of any two values, as a share of the largest value."""
    assert list(one) == list(other)
    worst = 0.0
    for name in one:
        assert one[name].dtype == other[name].dtype and one[name].shape == other[name].shape, name
        scale = one[name].abs().max().item() or 1
        worst = max(worst, (one[name].double() - other[name].double()).abs().max().item() / scale)
    return worst


def momenta(optimizer):
    return {index: entry["momentum_buffer"] for index, entry in optimizer["state"].items()}


with tempfile.TemporaryDirectory() as temporary:
    folder = Path(temporary)
    train(folder, 3)
    two, three = (load(folder / f"work/epoch_{n}.pth") for n in (2, 3))
    assert {name: list(tensor.shape) for name, tensor in two["state_dict"].items()} == golden["state_dict"]
    assert list(two["state_dict"]) == list(golden["state_dict"])
    print(f"torch.load(weights_only=True): {len(two['state_dict'])} tensors, names, shapes and order are MMAction2's")

    params = {name: torch.nn.Parameter(t) for name, t in two["state_dict"].items() if not name.endswith(BUFFERS)}
    optimizer = torch.optim.SGD(params.values(), lr=123, momentum=0.5, weight_decay=0.5)
    optimizer.load_state_dict(two["optimizer"])
    gradients = load(folder / "gradients.pth")["state_dict"]
    for name, parameter in params.items():
        parameter.grad = gradients[name]
    group = optimizer.param_groups[0]
    assert (group["lr"], group["momentum"], group["weight_decay"]) == (0.001, 0.9, 1e-4), group
    optimizer.step()
    weights = {name: parameter.detach() for name, parameter in params.items()}
    ours = {name: three["state_dict"][name] for name in params}
    print(f"torch.optim.SGD does the third step: weights differ by {difference(ours, weights):.1e}, "
          f"momentum by {difference(momenta(three['optimizer']), momenta(optimizer.state_dict())):.1e}")
    assert difference(ours, weights) < 1e-6

    # The same values, through PyTorch's own objects: its rounding in a step would be amplified by the next.
    params = [torch.nn.Parameter(three["state_dict"][name]) for name in params]
    optimizer = torch.optim.SGD(params, lr=123, momentum=0.5)
    optimizer.load_state_dict(three["optimizer"])
    three["optimizer"] = optimizer.state_dict()
    torch.save(three, folder / "torch.pth")
    from_ours, from_torch = folder / "ours", folder / "theirs"
    train(from_ours, 4, folder / "work/epoch_3.pth")
    train(from_torch, 4, folder / "torch.pth")
    one, other = (load(each / "work/epoch_4.pth") for each in (from_ours, from_torch))
    apart = max(difference(one["state_dict"], other["state_dict"]),
                difference(momenta(one["optimizer"]), momenta(other["optimizer"])))
    print(f"training here resumes from PyTorch's file: after the fourth step weights and momentum differ by {apart:.1e}")
    assert apart == 0
