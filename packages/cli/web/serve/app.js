import { colouring } from './colours.js';
import { localizing } from './localize.js';
import { ask } from './upload.js';

const at = (id) => document.getElementById(id);
const video = at('video');

const showLocalization = localizing(at);

let running = new AbortController();
let shown;
let hasCam = false;
let maxUpload = Number.POSITIVE_INFINITY;

at('file').addEventListener('change', ({ target }) => {
  if (target.files[0]) open(target.files[0]);
  // Choosing the same file again is a change too.
  target.value = '';
});

for (const [event, isOver] of [
  ['dragenter', true],
  ['dragover', true],
  ['dragleave', false],
  ['drop', false],
]) {
  document.addEventListener(event, (happening) => {
    happening.preventDefault();
    at('drop').classList.toggle('over', isOver);
  });
}
document.addEventListener('drop', ({ dataTransfer }) => {
  if (dataTransfer.files[0]) open(dataTransfer.files[0]);
});

for (const event of ['timeupdate', 'seeked', 'loadedmetadata']) video.addEventListener(event, showMoment);
video.addEventListener('error', () => {
  at('stage').hidden = true;
  at('cam').hidden = true;
  at('unplayable').hidden = false;
});

describeServer();

async function describeServer() {
  const served = await (await fetch('health')).json();
  const { config, device } = served;
  hasCam = served.cam;
  maxUpload = served.maxUpload;
  at('about').textContent = `${config}; ${device}`;
  at('limit').textContent = `up to ${megabytes(maxUpload)}`;
}

async function open(file) {
  running.abort(new Error('another file was chosen'));
  running = new AbortController();
  const { signal } = running;
  at('error').textContent = '';
  at('result').hidden = true;
  const say = (text) => {
    at('status').textContent = text;
  };
  try {
    if (file.size > maxUpload)
      throw new Error(`The file has ${Math.ceil(file.size / 2 ** 20)} MB; up to ${megabytes(maxUpload)} are taken.`);
    const analysis = await ask(file, { path: 'api/predict?top_k=5', signal, onStatus: say });
    if (signal.aborted) return;
    say('');
    show(file, analysis, signal);
  } catch (error) {
    if (signal.aborted) return;
    say('');
    at('error').textContent = error.message;
  }
}

function show(file, analysis, signal) {
  shown = { analysis, colour: colouring(analysis), moment: 0 };
  const { width, height, fps, duration, codec } = analysis.video;
  at('name').textContent = file.name;
  at('facts').textContent =
    `${width} × ${height}, ${fps.toFixed(2)} frames a second, ${duration.toFixed(1)} s, ${codec}; ` +
    `decoded in ${analysis.time.decode.toFixed(2)} s, recognized in ${analysis.time.model.toFixed(2)} s`;
  URL.revokeObjectURL(video.src);
  at('stage').hidden = false;
  at('unplayable').hidden = true;
  video.src = URL.createObjectURL(file);
  at('whole').replaceChildren(...analysis.predictions.map(bar));
  at('timeline').replaceChildren(...analysis.timeline.map(windowButton));
  at('result').hidden = false;
  if (hasCam) showLocalization(file, analysis, signal);
  showMoment();
}

/** What is seen where the video stands: in the window whose middle is nearest. */
function showMoment() {
  if (!shown) return;
  const { timeline } = shown.analysis;
  const time = at('stage').hidden ? shown.moment : video.currentTime;
  const distance = ({ start, end }) => Math.abs((start + end) / 2 - time);
  const nearest = timeline.reduce((best, window) => (distance(window) < distance(best) ? window : best));
  at('now-time').textContent = span(nearest);
  at('now').replaceChildren(...nearest.predictions.map(bar));
  for (const [index, item] of [...at('timeline').children].entries()) {
    item.firstChild.setAttribute('aria-current', String(timeline[index] === nearest));
  }
}

function windowButton(window) {
  const [best] = window.predictions;
  const button = document.createElement('button');
  button.type = 'button';
  button.title = `${span(window)}: ${best.label} ${percent(best.score)}`;
  button.setAttribute('aria-label', button.title);
  button.style.setProperty('--colour', shown.colour(best.index));
  button.addEventListener('click', () => {
    shown.moment = (window.start + window.end) / 2;
    video.currentTime = shown.moment;
    showMoment();
  });
  const item = document.createElement('li');
  item.append(button);
  return item;
}

function bar({ label, index, score }) {
  const item = document.createElement('li');
  const track = element('div', 'track');
  track.append(element('div', ''));
  item.style.setProperty('--share', `${100 * score}%`);
  item.style.setProperty('--colour', shown.colour(index));
  item.append(element('span', 'label', label), element('span', 'score', percent(score)), track);
  return item;
}

function element(name, className, text = '') {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

const span = ({ start, end }) => `${start.toFixed(1)}–${end.toFixed(1)} s`;
const percent = (share) => `${(100 * share).toFixed(1)} %`;
const megabytes = (bytes) => `${Math.floor(bytes / 2 ** 20)} MB`;
