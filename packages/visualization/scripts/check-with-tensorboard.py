"""Reads back with TensorBoard what TensorboardVisBackend writes.

    pip install tensorboard
    python packages/visualization/scripts/check-with-tensorboard.py
"""
import io
import math
import pathlib
import subprocess
import tempfile

import numpy as np
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.util import tensor_util

script = pathlib.Path(__file__).with_name('write-events.mjs')
with tempfile.TemporaryDirectory() as folder:
    subprocess.run(['node', str(script), folder], check=True)
    events = EventAccumulator(folder, size_guidance={'scalars': 0, 'images': 0, 'histograms': 0, 'tensors': 0})
    events.Reload()
    tags = events.Tags()
    assert sorted(tags['scalars']) == ['acc/top1', 'loss'], tags
    losses = events.Scalars('loss')
    assert [entry.step for entry in losses] == list(range(1, 101))
    assert all(math.isclose(entry.value, 1 / entry.step, rel_tol=1e-6) for entry in losses)

    (image,) = events.Images('frame')
    assert (image.width, image.height, image.step) == (48, 32, 3)
    assert image.encoded_image_string.startswith(b'\x89PNG')
    try:
        from PIL import Image
    except ImportError:
        print('the pixels of the picture are not compared: Pillow is not installed')
    else:
        pixels = np.asarray(Image.open(io.BytesIO(image.encoded_image_string)).convert('RGB'))
        assert (pixels.ravel() == np.arange(pixels.size) % 256).all()

    (histogram,) = events.Histograms('weights')
    value = histogram.histogram_value
    sines = np.sin(np.arange(1000)).astype(np.float32)
    assert value.num == 1000 and math.isclose(value.min, sines.min()) and math.isclose(value.max, sines.max())
    edges = [-np.inf, *value.bucket_limit]
    assert [int(count) for count in value.bucket] == [
        int(((sines >= low) & (sines < high)).sum()) for low, high in zip(edges, edges[1:])
    ]

    texts = {tag: tensor_util.make_ndarray(events.Tensors(tag)[0].tensor_proto)[0].decode() for tag in tags['tensors']}
    assert texts == {
        'config/text_summary': "```\nmodel = dict(type='TSN')\n```",
        'note/text_summary': 'grüße',
    }, texts
    plugins = {tag: events.SummaryMetadata(tag).plugin_data.plugin_name for tag in tags['tensors']}
    assert set(plugins.values()) == {'text'}, plugins
    print('TensorBoard reads 2 × 100 scalars, a picture, a histogram and 2 texts as they were written')
