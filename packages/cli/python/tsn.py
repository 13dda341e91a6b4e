"""Training steps or inference of TSN with a ResNet in plain PyTorch, one for every line read from standard input.

Usage: python tsn.py SETTINGS, JSON with depth, classes, channels, batch, frames, height, width, dropout, infer and amp.
The first line printed names PyTorch's version; then each line is answered when the work is done. The network, loss, clipping and
optimizer are those of MMAction2's TSN recipe, laid out NCHW as there.
"""

import json
import sys

import torch
from torch import nn
from torch.nn import functional as F

BLOCKS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}


def conv(inside, outside, kernel, stride=1):
    return [nn.Conv2d(inside, outside, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(outside)]


class Block(nn.Module):
    def __init__(self, inside, width, stride, bottleneck):
        super().__init__()
        outside = width * 4 if bottleneck else width
        if bottleneck:
            layers = [*conv(inside, width, 1), nn.ReLU(True), *conv(width, width, 3, stride), nn.ReLU(True)]
            layers += conv(width, outside, 1)
        else:
            layers = [*conv(inside, width, 3, stride), nn.ReLU(True), *conv(width, width, 3)]
        self.residual = nn.Sequential(*layers)
        same = stride == 1 and inside == outside
        self.shortcut = nn.Identity() if same else nn.Sequential(*conv(inside, outside, 1, stride))

    def forward(self, x):
        return F.relu(self.residual(x) + self.shortcut(x), inplace=True)


class Tsn(nn.Module):
    def __init__(self, depth, classes, channels, dropout):
        super().__init__()
        layers = [*conv(channels, 64, 7, 2), nn.ReLU(True), nn.MaxPool2d(3, 2, 1)]
        inside = 64
        for stage, blocks in enumerate(BLOCKS[depth]):
            width = 64 * 2**stage
            for block in range(blocks):
                layers.append(Block(inside, width, 2 if stage > 0 and block == 0 else 1, depth >= 50))
                inside = width * 4 if depth >= 50 else width
        self.backbone = nn.Sequential(*layers)
        self.classifier = nn.Linear(inside, classes)
        self.dropout = dropout

    def forward(self, clips):  # [B, N, C, H, W]
        x = self.backbone(clips.flatten(0, 1)).mean((2, 3))
        x = x.unflatten(0, clips.shape[:2]).mean(1)
        return self.classifier(F.dropout(x, self.dropout, self.training))


def main():
    given = json.loads(sys.argv[1])
    torch.manual_seed(0)
    model = Tsn(given["depth"], given["classes"], given["channels"], given["dropout"])
    clips = torch.randn(given["batch"], given["frames"], given["channels"], given["height"], given["width"])
    labels = torch.arange(given["batch"]) % given["classes"]
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4)
    autocast = torch.autocast("cpu", torch.bfloat16, enabled=given["amp"])

    def train():
        with autocast:
            loss = F.cross_entropy(model(clips).float(), labels)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 40)
        optimizer.step()
        loss.item()

    @torch.inference_mode()
    def infer():
        with autocast:
            model(clips).softmax(1).float().numpy()

    model.train(not given["infer"])
    work = infer if given["infer"] else train
    print(torch.__version__, flush=True)
    for _ in sys.stdin:
        work()
        print("done", flush=True)


if __name__ == "__main__":
    main()
