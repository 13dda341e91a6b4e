import { Charts } from './charts.js';
import { showCheckpoints } from './checkpoints.js';
import { ConfigPanel } from './config.js';
import { at, element } from './dom.js';
import { follow } from './events.js';
import { showFigures } from './figures.js';
import { LogPanel } from './log.js';
import { RunList } from './run-list.js';
import { SeriesStore } from './series.js';
import { State } from './state.js';
import { Tabs } from './tabs.js';

const state = new State();
const runs = new RunList(state, () => show());
const series = new SeriesStore(() => showSoon());
const charts = new Charts(state);
const config = new ConfigPanel();
const log = new LogPanel();
const tabs = new Tabs(state, () => show());
let isDrawing = false;

follow(
  {
    runs({ runs: all, notices, roots }) {
      at('roots').textContent = roots.join(', ');
      tell(notices);
      runs.reset(all);
      showSoon();
    },
    run(run) {
      runs.set(run);
      showSoon();
    },
    gone(id) {
      series.forget(id);
      runs.remove(id);
      showSoon();
    },
    notices: tell,
  },
  (isConnected) => {
    at('connection').textContent = isConnected ? 'live' : 'The server does not answer; trying again';
    at('connection').classList.toggle('lost', !isConnected);
  },
);
// A page that nobody sees does not draw.
document.addEventListener('visibilitychange', () => showSoon());

/** Many changes at once are one drawing. */
function showSoon() {
  if (isDrawing || document.hidden) return;
  isDrawing = true;
  requestAnimationFrame(() => {
    isDrawing = false;
    show();
  });
}

function show() {
  const { all, chosen } = runs;
  at('layout').hidden = all.length === 0;
  at('nothing').hidden = all.length > 0;
  const colourOf = (id) => runs.colourOf(id);
  const training = chosen.filter(({ kind }) => kind === 'train');
  for (const run of training) series.want(run);
  const tab = tabs.current;
  if (tab === 'charts') {
    const known = training.filter(({ id }) => series.get(id) !== undefined);
    charts.show(known.map((run) => ({ run, series: series.get(run.id), colour: colourOf(run.id) })));
  } else if (tab === 'figures') showFigures(chosen, colourOf);
  else if (tab === 'checkpoints') showCheckpoints(chosen, colourOf);
  else if (tab === 'config') config.show(all, chosen);
  else log.show(all, chosen);
}

function tell(notices) {
  at('notices').replaceChildren(...notices.map((text) => element('p', {}, text)));
}
