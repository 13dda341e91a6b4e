"""The training run of MMAction2's getting-started guide in MMAction2 itself.

Usage: python mmaction_train.py FOLDER WORK_DIR EPOCHS
FOLDER holds kinetics_tiny_{train,val}_video.txt, train/ and val/. TSN-R50 from random weights, batches of 4 clips, two data
workers, validated and saved after each epoch; videos are decoded by OpenCV, for Decord has no wheels for current Pythons.
"""

import os
import sys

import mmaction
from mmengine.config import Config
from mmengine.runner import Runner

NAME = "recognition/tsn/tsn_imagenet-pretrained-r50_8xb32-1x1x3-100e_kinetics400-rgb.py"


def config_file():
    package = os.path.dirname(mmaction.__file__)
    # A checkout of the sources, or what pip installs.
    for folder in (os.path.join(package, "..", "configs"), os.path.join(package, ".mim", "configs")):
        if os.path.exists(os.path.join(folder, NAME)):
            return os.path.join(folder, NAME)
    raise FileNotFoundError(NAME)


def main():
    folder, work_dir, epochs = sys.argv[1:]
    cfg = Config.fromfile(config_file())
    cfg.work_dir = work_dir
    cfg.load_from = None
    cfg.model.backbone.pretrained = None
    cfg.model.cls_head.num_classes = 2
    for part, size in (("train", 4), ("val", 32)):
        loader = cfg[f"{part}_dataloader"]
        loader.batch_size, loader.num_workers = size, 2
        loader.dataset.ann_file = f"{folder}/kinetics_tiny_{part}_video.txt"
        loader.dataset.data_prefix = dict(video=f"{folder}/{part}")
        for step in loader.dataset.pipeline:
            step.type = step.type.replace("Decord", "OpenCV")
    cfg.test_dataloader = cfg.test_cfg = cfg.test_evaluator = None
    cfg.default_hooks.checkpoint = dict(type="CheckpointHook", interval=1, max_keep_ckpts=1, save_best="auto")
    cfg.train_cfg = dict(type="EpochBasedTrainLoop", max_epochs=int(epochs), val_interval=1)
    cfg.optim_wrapper.optimizer.lr = 0.01
    Runner.from_cfg(cfg).train()


if __name__ == "__main__":
    main()
