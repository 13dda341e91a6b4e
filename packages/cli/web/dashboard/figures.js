import { at, element, swatch } from './dom.js';
import { figure, moment } from './format.js';
import { sortableTable } from './sortable-table.js';

/** The chosen runs side by side. */
export function showFigures(runs, colourOf) {
  const metrics = [...new Set(runs.flatMap((run) => Object.keys(run.metrics)))];
  const columns = [
    {
      title: 'run',
      of: (run) => run.label,
      cell: (run) => element('span', {}, swatch(colourOf(run.id)), ` ${run.label}`),
    },
    { title: 'status', of: (run) => run.status },
    { title: 'started', of: (run) => run.started ?? 0, cell: (run) => moment(run.started) },
    { title: 'epoch', of: (run) => run.epoch },
    { title: 'iteration', of: (run) => run.iteration },
    ...metrics.flatMap((key) => [
      {
        title: `best ${key}`,
        of: (run) => run.metrics[key]?.best ?? null,
        cell: (run) => {
          const metric = run.metrics[key];
          if (metric === undefined) return '–';
          return metric.step === 0 ? figure(metric.best) : `${figure(metric.best)} (step ${metric.step})`;
        },
      },
      { title: `last ${key}`, of: (run) => run.metrics[key]?.last ?? null },
    ]),
    { title: 's for an iteration', of: (run) => run.secondsPerIteration },
    { title: 'MiB', of: (run) => run.memory },
    { title: 'left', of: (run) => (run.status === 'running' ? run.eta : null) },
  ];
  const place = at('figures');
  if (runs.length === 0) place.replaceChildren(element('p', { class: 'note' }, 'Choose runs to compare them.'));
  else sortableTable(place, { caption: 'The chosen runs', columns, rows: runs });
}
