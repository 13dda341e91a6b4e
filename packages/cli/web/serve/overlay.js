import { viridis } from './viridis.js';

/** How much of the picture the colours cover. */
const COVER = 0.55;

/**
 * Draws where a class is seen over a video that plays, as long as it is told to.
 *
 * @param {HTMLVideoElement} video
 * @param {HTMLCanvasElement} canvas lies over the video and is as large
 */
export function overlay(video, canvas) {
  const cells = document.createElement('canvas');
  let shown;
  let isPlanned = false;

  const draw = () => {
    isPlanned = false;
    const { clientWidth, clientHeight } = video;
    // Setting the size also clears it.
    canvas.width = clientWidth * devicePixelRatio;
    canvas.height = clientHeight * devicePixelRatio;
    if (!shown || !video.videoWidth) return;
    paint(cells, shown.grid, heatAt(shown.timeline, video.currentTime));
    const scale = Math.min(canvas.width / video.videoWidth, canvas.height / video.videoHeight);
    const [width, height] = [scale * video.videoWidth, scale * video.videoHeight];
    const context = canvas.getContext('2d');
    context.imageSmoothingQuality = 'high';
    context.drawImage(cells, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
    if (!video.paused) plan();
  };
  const plan = () => {
    if (!isPlanned) requestAnimationFrame(draw);
    isPlanned = true;
  };
  for (const event of ['play', 'seeked', 'timeupdate', 'loadeddata']) video.addEventListener(event, plan);
  new ResizeObserver(plan).observe(video);

  /** @param {object | undefined} localization the server's answer; nothing is drawn without */
  return (localization) => {
    shown = localization;
    plan();
  };
}

/** The heat at a moment: between the middles of two windows a mixture of both. */
export function heatAt(timeline, time) {
  const middle = ({ start, end }) => (start + end) / 2;
  const after = timeline.findIndex((window) => middle(window) > time);
  if (after === 0 || timeline.length === 1) return timeline[0].heat;
  if (after === -1) return timeline.at(-1).heat;
  const [one, two] = [timeline[after - 1], timeline[after]];
  const share = (time - middle(one)) / (middle(two) - middle(one));
  return one.heat.map((value, cell) => (value === null ? null : value + (two.heat[cell] - value) * share));
}

function paint(canvas, { columns, rows }, heat) {
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext('2d');
  const image = context.createImageData(columns, rows);
  for (const [cell, value] of heat.entries()) {
    if (value !== null) image.data.set([...viridis(value), 255 * COVER], 4 * cell);
  }
  context.putImageData(image, 0, 0);
}
