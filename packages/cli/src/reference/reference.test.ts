import { describeAll } from '@mma/engine';
import { beforeAll, expect, test } from 'vitest';
import { commands } from '../commands.js';
import { registerComponents } from '../run/read-config.js';
import { commandPage } from './command-page.js';
import { componentPage, UPDATE } from './component-page.js';
import { PAGES, planPages } from './page-plan.js';

const FOLDER = '../../../../docs/reference';

beforeAll(registerComponents);

test(`docs/reference/cli.md is up to date (else: ${UPDATE})`, async () => {
  await expect(commandPage(commands)).toMatchFileSnapshot(`${FOLDER}/cli.md`);
});

test.each(PAGES)(`docs/reference/$file is up to date (else: ${UPDATE})`, async ({ file }) => {
  const page = planPages(describeAll()).find(({ plan }) => plan.file === file);
  if (page === undefined) return;
  await expect(componentPage(page.plan, page.components)).toMatchFileSnapshot(`${FOLDER}/${file}`);
});

test('an option that is not built says what to do instead', () => {
  const text = commandPage(commands.filter(({ name }) => name === 'infer'));
  expect(text).toContain('| `--show` | show the video in a window. Not built yet: --vid-out-dir writes it to a file |');
  expect(text).toContain('mma infer ');
});

test('a component’s page tells types, defaults and what is required', () => {
  const plan = { file: 'cats.md', title: 'Cats', about: 'They purr.', kinds: ['cat'] };
  const page = componentPage(plan, [
    {
      kind: 'cat',
      type: 'House',
      aliases: ['Felix'],
      description: 'lives indoors',
      options: [
        { name: 'num_legs', type: 'integer ≥ 3', required: true, description: 'legs < 5' },
        { name: 'colour', type: '"red" | "black"', required: false, default: 'red' },
      ],
    },
  ]);
  expect(page).toContain('## House\n\nLives indoors.\n\nAlso named `Felix`.\n\n');
  expect(page).toContain('| `num_legs` | `integer ≥ 3` | required | legs \\< 5 |');
  expect(page).toContain('| `colour` | `"red" \\| "black"` | `"red"` | |');
});

test('every component is on a page', () => {
  const all = describeAll();
  expect(planPages(all).flatMap(({ components }) => components)).toHaveLength(all.length);
});

test('every component says in a line what it is (the last call on its options: `.describe(…)`)', () => {
  expect(
    describeAll().flatMap(({ kind, type, description }) => (description === undefined ? [`${kind} ${type}`] : [])),
  ).toEqual([]);
});
