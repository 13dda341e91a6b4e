"""The toy regression of examples/ under MMEngine's Runner with its default hooks: ITERATIONS WARM_UP WORK_DIR.

Prints two figures in milliseconds an iteration: of the whole run, and of the bare step (the model's own operations).
"""

import sys
import time

import torch
from mmengine.dataset import InfiniteSampler
from mmengine.hooks import Hook
from mmengine.model import BaseModel
from mmengine.optim import OptimWrapper
from mmengine.runner import Runner
from torch import nn
from torch.utils.data import DataLoader, Dataset

# The net is too small to share out: on several threads its operations only wait for each other.
torch.set_num_threads(1)
iterations, warm_up, work_dir = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]


class SineCurve(Dataset):
    metainfo = {}

    def __len__(self):
        return 256

    def __getitem__(self, index):
        x = (index + torch.rand(1)) / 256 * 2 * torch.pi - torch.pi
        return x, torch.sin(x)


class Regressor(BaseModel):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(1, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1))

    def forward(self, x, y, mode="tensor"):
        return {"loss_mse": nn.functional.mse_loss(self.layers(x), y)}


class Clock(Hook):
    priority = "LOWEST"

    def after_train_iter(self, runner, batch_idx, data_batch=None, outputs=None):
        if runner.iter + 1 == warm_up:
            self.start = time.perf_counter()
        if runner.iter + 1 == iterations + warm_up:
            self.end = time.perf_counter()


def sgd(model):
    return OptimWrapper(torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9))


clock = Clock()
data = SineCurve()
# Without it MMEngine sleeps for two seconds after each pass.
loader = DataLoader(data, batch_size=4, sampler=InfiniteSampler(data, shuffle=True))
model = Regressor()
Runner(
    model=model,
    work_dir=work_dir,
    train_dataloader=loader,
    train_cfg=dict(type="IterBasedTrainLoop", max_iters=iterations + warm_up),
    optim_wrapper=sgd(model),
    custom_hooks=[clock],
    log_level="ERROR",
).train()

model = Regressor()
wrapper = sgd(model)
batches = [batch for batch, _ in zip(loader, range(64))]
for step in range(iterations + warm_up):
    if step == warm_up:
        start = time.perf_counter()
    model.train_step(list(batches[step % len(batches)]), wrapper)
bare = time.perf_counter() - start
print(1000 * (clock.end - clock.start) / iterations, 1000 * bare / iterations)
