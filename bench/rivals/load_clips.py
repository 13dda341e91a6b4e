"""TSN's training samples through PyTorch's DataLoader, decoded by PyAV or OpenCV: a pass for every line read.

Usage: python load_clips.py --decoder av|cv2 --list LIST --root FOLDER [--workers N] [--batch N] [--all-frames CLIP]
Answers each line with the pass's milliseconds, its clips or frames, and its milliseconds of processor time (workers included). The pipeline is MMAction2's for TSN: 3 frames of a clip, Resize (-1, 256),
MultiScaleCrop, Resize 224 x 224, Flip, FormatShape NCHW. With --all-frames, a pass decodes every frame of one clip instead.
"""

import argparse
import os
import random
import resource
import sys
import time

import av
import cv2
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

cv2.setNumThreads(0)


def frames_av(path, wanted):
    """PyAV as MMAction2 uses it: every frame is decoded, the wanted ones become RGB."""
    with av.open(path) as container:
        container.streams.video[0].thread_type = "AUTO"
        total = container.streams.video[0].frames
        numbers = wanted(total)
        last, found = max(numbers), {}
        for at, frame in enumerate(container.decode(video=0)):
            if at in numbers:
                found[at] = frame.to_rgb().to_ndarray()
            if at >= last:
                break
        return [found[number] for number in numbers]


def frames_cv2(path, wanted):
    """OpenCV as MMAction2's OpenCVDecode uses it: a jump to each wanted frame."""
    capture = cv2.VideoCapture(path)
    numbers = wanted(int(capture.get(cv2.CAP_PROP_FRAME_COUNT)))
    frames = []
    for number in numbers:
        capture.set(cv2.CAP_PROP_POS_FRAMES, number)
        ok, frame = capture.read()
        frames.append(frame[:, :, ::-1] if ok else frames[-1])
    capture.release()
    return frames


def frames_cv2_grab(path, wanted):
    """OpenCV in one sweep: frames that are not wanted are grabbed, not converted."""
    capture = cv2.VideoCapture(path)
    numbers = wanted(int(capture.get(cv2.CAP_PROP_FRAME_COUNT)))
    found = {}
    for at in range(max(numbers) + 1):
        if not capture.grab():
            break
        if at in numbers:
            found[at] = capture.retrieve()[1][:, :, ::-1]
    capture.release()
    return [found[number] for number in numbers]


DECODERS = {"av": frames_av, "cv2": frames_cv2, "cv2-grab": frames_cv2_grab}


def sample(total):
    """SampleFrames(clip_len=1, frame_interval=1, num_clips=3) in training."""
    part = total / 3
    return [min(int(part * i + random.random() * part), total - 1) for i in range(3)]


def augment(frames):
    height, width = frames[0].shape[:2]
    factor = 256 / min(height, width)
    size = (int(width * factor + 0.5), int(height * factor + 0.5))
    if size != (width, height):
        frames = [cv2.resize(frame, size, interpolation=cv2.INTER_LINEAR) for frame in frames]
    width, height = size
    scales = [int(256 * scale) for scale in (1, 0.875, 0.75, 0.66)]
    pick = random.randrange(4)
    other = max(0, min(3, pick + random.randint(-1, 1)))
    crop_width, crop_height = scales[pick], scales[other]
    right, down = width - crop_width, height - crop_height
    left, top = random.choice([(0, 0), (right, 0), (0, down), (right, down), (right // 2, down // 2)])
    frames = [frame[top : top + crop_height, left : left + crop_width] for frame in frames]
    frames = [cv2.resize(frame, (224, 224), interpolation=cv2.INTER_LINEAR) for frame in frames]
    if random.random() < 0.5:
        frames = [np.ascontiguousarray(frame[:, ::-1]) for frame in frames]
    return np.stack(frames).transpose(0, 3, 1, 2)


class Clips(Dataset):
    def __init__(self, listed, root, decoder):
        with open(listed) as lines:
            self.rows = [line.split() for line in lines if line.strip()]
        self.root, self.decode = root, DECODERS[decoder]

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, index):
        name, label = self.rows[index]
        frames = augment(self.decode(os.path.join(self.root, name), sample))
        return torch.from_numpy(np.ascontiguousarray(frames)), int(label)


def cpu_seconds(loader):
    """Processor time of this process and the loader's living workers."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    total = own.ru_utime + own.ru_stime
    for worker in getattr(loader, "_iterator", None)._workers if getattr(loader, "_iterator", None) else []:
        with open(f"/proc/{worker.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--decoder", choices=list(DECODERS), default="av")
    parser.add_argument("--list")
    parser.add_argument("--root", default="")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--all-frames")
    options = parser.parse_args()
    torch.set_num_threads(1)
    loader = None

    if options.all_frames:
        decode = DECODERS["cv2-grab" if options.decoder == "cv2" else options.decoder]

        def one_pass():
            return len(decode(options.all_frames, lambda total: list(range(total))))
    else:
        loader = DataLoader(
            Clips(options.list, options.root, options.decoder),
            batch_size=options.batch,
            shuffle=True,
            num_workers=options.workers,
            persistent_workers=True,
            prefetch_factor=2,
        )

        def one_pass():
            return sum(len(labels) for _, labels in loader)

    print(f"ready av {av.__version__} cv2 {cv2.__version__} torch {torch.__version__}", flush=True)
    for _ in sys.stdin:
        start, busy = time.perf_counter(), cpu_seconds(loader)
        count = one_pass()
        busy = cpu_seconds(loader) - busy
        print(f"{(time.perf_counter() - start) * 1000:.3f} {count} {busy * 1000:.3f}", flush=True)


if __name__ == "__main__":
    main()
