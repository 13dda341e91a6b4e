"""Check with MMAction2's model and MMEngine's Runner that training can change sides. Needs both, and node; build first.

    python packages/engine/scripts/check-with-mmengine.py

Trains TSN-R50 here for five iterations. MMAction2's own model takes the weights of the third with strict=True, and its state
dict goes back. MMEngine's Runner resumes from the third checkpoint with its optimizer, schedule and message hub, does two
iterations and saves; training here resumes from the first of its checkpoints. Losses and learning rates of the steps that both
sides do must agree.
"""

import json
import subprocess
import tempfile
from pathlib import Path

import numpy
import torch
from mmaction.registry import MODELS
from mmaction.structures import ActionDataSample
from mmaction.utils import register_all_modules
from mmengine.hooks import Hook
from mmengine.runner import Runner, load_checkpoint, save_checkpoint

here = Path(__file__).parent
BUFFERS = ("running_mean", "running_var", "num_batches_tracked")
config = json.loads((here / "../../action-models/fixtures/tsn_r50_96.json").read_text())["model"]


def train_here(folder, iterations, resume=None):
    folder.mkdir()
    more = [] if resume is None else [resume]
    subprocess.run(["node", here / "train-for-torch.mjs", folder, str(iterations), *more], check=True)
    return {int(n): loss for n, loss in json.loads((folder / "losses.json").read_text()).items()}


class Pixels(torch.utils.data.Dataset):
    """The two videos of train-for-torch.mjs."""

    metainfo = {}

    def __len__(self):
        return 2

    def __getitem__(self, index):
        numbers = (numpy.arange(3 * 96 * 96 * 3, dtype=numpy.uint64) + 7919 * index) * 2654435761 % 2**32 // 2**24
        frames = numbers.astype(numpy.uint8).reshape(3, 96, 96, 3).transpose(0, 3, 1, 2)
        return dict(inputs=torch.from_numpy(frames.copy()), data_samples=ActionDataSample().set_gt_label(index))


class Watch(Hook):
    def __init__(self):
        self.losses, self.rates = {}, {}

    def before_train_iter(self, runner, batch_idx, data_batch=None):
        self.rates[runner.iter + 1] = runner.optim_wrapper.get_lr()["lr"][0]

    def after_train_iter(self, runner, batch_idx, data_batch=None, outputs=None):
        self.losses[runner.iter + 1] = outputs["loss"].item()


def train_there(folder, resume, iterations):
    watch = Watch()
    runner = Runner(
        model=config,
        work_dir=str(folder),
        train_dataloader=dict(
            dataset=Pixels(), batch_size=2, num_workers=0, sampler=dict(type="DefaultSampler", shuffle=False),
            collate_fn=dict(type="pseudo_collate"),
        ),
        train_cfg=dict(by_epoch=True, max_epochs=iterations),
        optim_wrapper=dict(
            optimizer=dict(type="SGD", lr=0.01, momentum=0.9, weight_decay=1e-4), clip_grad=dict(max_norm=40)
        ),
        param_scheduler=dict(type="MultiStepLR", by_epoch=True, milestones=[1], end=9),
        default_hooks=dict(checkpoint=dict(type="CheckpointHook", interval=1), logger=dict(type="LoggerHook", interval=1)),
        custom_hooks=[watch],
        default_scope="mmaction",
        load_from=str(resume),
        resume=True,
        log_level="ERROR",
        experiment_name=folder.name,
    )
    runner.train()
    return watch


def agree(what, ours, theirs, tolerance=1e-4):
    apart = abs(ours - theirs) / abs(theirs)
    print(f"{what}: {ours:.6f} here, {theirs:.6f} there, {apart:.1e} apart")
    assert apart < tolerance, what


def step_apart(before, one, other):
    """How far two checkpoints after the same step are apart: their weights as a share of what the step changed, their momenta."""
    def norm(tensors):
        return sum(tensor.double().square().sum() for tensor in tensors).sqrt()

    names = [name for name in before["state_dict"] if not name.endswith(BUFFERS)]
    start, ours, theirs = ([each["state_dict"][name] for name in names] for each in (before, one, other))
    weights = norm(a - b for a, b in zip(ours, theirs)) / norm(b - c for b, c in zip(theirs, start))
    ours, theirs = ([each["optimizer"]["state"][i]["momentum_buffer"] for i in each["optimizer"]["state"]] for each in (one, other))
    assert len(ours) == len(theirs) > 100
    return weights.item(), (norm(a - b for a, b in zip(ours, theirs)) / norm(theirs)).item()


register_all_modules()
with tempfile.TemporaryDirectory() as temporary:
    folder = Path(temporary)
    whole = train_here(folder / "whole", 5)
    third = folder / "whole/work/epoch_3.pth"

    model = MODELS.build(config)
    load_checkpoint(model, str(third), map_location="cpu", strict=True)
    saved = torch.load(third, map_location="cpu", weights_only=True)["state_dict"]
    own = model.state_dict()
    assert list(saved) == list(own) and all(torch.equal(saved[name], own[name]) for name in own)
    print(f"MMAction2's model takes our checkpoint with strict=True: {len(own)} tensors, equal, in its own order")

    there = train_there(folder / "there", third, 5)
    for n in (4, 5):
        agree(f"loss of iteration {n}, MMEngine resumed from our third", whole[n], there.losses[n], 1e-4 if n == 4 else 2e-2)
    print(f"learning rates there: {there.rates}")
    assert all(abs(rate - 0.001) < 1e-9 for rate in there.rates.values())

    back = train_here(folder / "back", 5, folder / "there/epoch_4.pth")
    assert list(back) == [5], back
    agree("loss of iteration 5, resumed here from MMEngine's fourth", back[5], there.losses[5])
    steps = {
        "the fourth, MMEngine resumed from our third": (third, folder / "whole/work/epoch_4.pth", folder / "there/epoch_4.pth"),
        "the fifth, resumed here from MMEngine's fourth": (
            folder / "there/epoch_4.pth", folder / "back/work/epoch_5.pth", folder / "there/epoch_5.pth",
        ),
    }
    for what, files in steps.items():
        weights, momenta = step_apart(*(torch.load(file, weights_only=False) for file in files))
        print(f"{what}: weights are {weights:.1e} of the step apart, momenta {momenta:.1e}")
        # Batch norm over two videos amplifies float32's rounding; momentum that began anew would be 0.9 of its norm apart.
        assert max(weights, momenta) < 5e-2
    model.load_state_dict(torch.load(folder / "back/work/epoch_5.pth", weights_only=True)["state_dict"], strict=True)
