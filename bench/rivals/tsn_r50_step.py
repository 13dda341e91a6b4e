"""TSN-R50 training steps in PyTorch, one for every line read from standard input.

Usage: python tsn_r50_step.py [--channels-last] [--compile] [--amp]
Answers each line with the step's milliseconds and loss. The network, loss, clipping and optimizer are those of
MMAction2's TSN recipe: ResNet-50, 3 segments averaged, cross entropy, SGD with momentum and weight decay.
"""

import argparse
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

BATCH, SEGMENTS, SIZE, CLASSES = 4, 3, 224, 400


class Bottleneck(nn.Module):
    def __init__(self, inside, width, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inside, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, width * 4, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(width * 4)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = None
        if stride != 1 or inside != width * 4:
            self.downsample = nn.Sequential(nn.Conv2d(inside, width * 4, 1, stride, bias=False), nn.BatchNorm2d(width * 4))

    def forward(self, x):
        identity = x if self.downsample is None else self.downsample(x)
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        return self.relu(self.bn3(self.conv3(out)) + identity)


class Tsn(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)
        )
        stages, inside = [], 64
        for width, blocks, stride in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
            for block in range(blocks):
                stages.append(Bottleneck(inside, width, stride if block == 0 else 1))
                inside = width * 4
        self.stages = nn.Sequential(*stages)
        self.fc = nn.Linear(inside, CLASSES)

    def forward(self, clips):  # [B, N, 3, H, W]
        x = self.stages(self.stem(clips.flatten(0, 1)))
        x = F.dropout(x.mean((2, 3)).unflatten(0, clips.shape[:2]).mean(1), 0.4, self.training)
        return self.fc(x)


def main():
    parser = argparse.ArgumentParser()
    for flag in ("--channels-last", "--compile", "--amp"):
        parser.add_argument(flag, action="store_true")
    options = parser.parse_args()
    torch.manual_seed(0)
    model = Tsn().train()
    if options.channels_last:
        model = model.to(memory_format=torch.channels_last)
    forward = torch.compile(model) if options.compile else model
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4)
    clips = torch.randn(BATCH, SEGMENTS, 3, SIZE, SIZE)
    labels = torch.randint(0, CLASSES, (BATCH,))
    print(f"ready torch {torch.__version__} threads {torch.get_num_threads()}", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        with torch.autocast("cpu", torch.bfloat16, enabled=options.amp):
            loss = F.cross_entropy(forward(clips).float(), labels)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 40)
        optimizer.step()
        value = loss.item()
        print(f"{(time.perf_counter() - start) * 1000:.3f} {value:.6f}", flush=True)


if __name__ == "__main__":
    main()
