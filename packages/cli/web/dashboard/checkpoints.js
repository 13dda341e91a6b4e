import { ask, at, element, swatch } from './dom.js';
import { bytes, moment } from './format.js';
import { sortableTable } from './sortable-table.js';

let asked = '';

/** The checkpoints of the chosen runs. Asked for anew whenever a run has written something. */
export async function showCheckpoints(runs, colourOf) {
  const key = runs.map(({ id, updated, status }) => `${id} ${updated} ${status}`).join();
  if (key === asked) return;
  asked = key;
  const lists = await Promise.all(
    runs.map(async (run) => {
      const files = await ask(`api/runs/${run.id}/checkpoints`).catch(() => []);
      return files.map((file) => ({ ...file, run }));
    }),
  );
  // Something else may have been chosen meanwhile.
  if (key !== asked) return;
  const rows = lists.flat();
  const columns = [
    {
      title: 'run',
      of: ({ run }) => run.label,
      cell: ({ run }) => element('span', {}, swatch(colourOf(run.id)), ` ${run.label}`),
    },
    {
      title: 'file',
      of: ({ name }) => name,
      cell: ({ name, file, isLast }) =>
        element('span', { title: file }, element('code', {}, name), isLast ? ' (last)' : ''),
    },
    { title: 'metric', of: ({ metric }) => metric },
    { title: 'score', of: ({ score }) => score },
    {
      title: 'at',
      of: ({ step }) => step,
      cell: ({ unit, step }) => (step === null ? '–' : `${unit === 'iter' ? 'iteration' : 'epoch'} ${step}`),
    },
    { title: 'size', of: ({ size }) => size, cell: ({ size }) => bytes(size) },
    { title: 'written', of: ({ modified }) => modified, cell: ({ modified }) => moment(modified) },
    {
      title: 'folder',
      of: ({ file }) => file,
      cell: ({ file, name }) => element('code', {}, file.slice(0, -name.length - 1)),
    },
  ];
  const place = at('checkpoints');
  if (rows.length === 0) {
    place.replaceChildren(
      element(
        'p',
        { class: 'note' },
        runs.length === 0 ? 'Choose runs to see their checkpoints.' : 'The chosen runs have no checkpoints.',
      ),
    );
  } else {
    sortableTable(place, { caption: 'Checkpoints of the chosen runs', columns, rows });
  }
}
