import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { prettyText } from './pretty-text.js';
import type { ConfigDict } from './values.js';

const fixture = (name: string): string => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');

test("a training config is laid out line by line as in MMEngine's log", () => {
  const values = JSON.parse(fixture('pretty-text.json')) as ConfigDict;
  // Python distinguishes tuples, which configs here do not; their brackets differ, nothing else may.
  const asLists = fixture('pretty-text.txt')
    .replace(/=\($/gm, '=[')
    .replace(/dict\((\w+=)\($/gm, 'dict($1[');
  const open: string[] = [];
  const expected = asLists
    .split('\n')
    .map((line) => {
      const closed = /^\s*[)\]]/.test(line) ? open.pop() : undefined;
      if (/[[(]$/.test(line)) open.push(line.at(-1)!);
      return closed === '[' ? line.replace(/[)\]]/, ']') : line;
    })
    .join('\n');
  expect(prettyText(values)).toBe(expected);
});

test('scalars are Python literals', () => {
  expect(prettyText({ a: null, b: true, c: 1e-5, d: "it's", e: 'x\ny', f: [], g: {}, h: 1e-7, i: 0.0001 })).toBe(
    "a = None\nb = True\nc = 1e-05\nd = \"it's\"\ne = 'x\\ny'\nf = []\ng = dict()\nh = 1e-07\ni = 0.0001\n",
  );
});

test('keys that are no Python names make a mapping display', () => {
  expect(prettyText({ custom_keys: { 'backbone.layer1': { lr_mult: 0.1 }, class: 1 } })).toBe(
    "custom_keys = dict({'backbone.layer1': dict(lr_mult=0.1), 'class': 1})\n",
  );
});

test('a mapping display that does not fit takes one line a key', () => {
  const flips = { '86': 87, '87': 86, '93': 94, '94': 93, '166': 167, '167': 166, '200': 201, '201': 200, '300': 301 };
  const lines = Object.entries(flips)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([from, to]) => `    '${from}': ${to}`);
  expect(prettyText({ flip_label_map: flips })).toBe(`flip_label_map = dict({\n${lines.join(',\n')}\n})\n`);
});

test('a string too long for its line moves below its name', () => {
  const url = `https://example.org/${'x'.repeat(60)}.pth`;
  expect(prettyText({ init_cfg: { type: 'Pretrained', checkpoint: url } })).toBe(
    `init_cfg = dict(\n    checkpoint=\n    '${url}',\n    type='Pretrained')\n`,
  );
});

test('a call whose only argument is a list is not opened up', () => {
  expect(prettyText({ visualizer: { vis_backends: [{ type: 'LocalVisBackend' }] } })).toBe(
    "visualizer = dict(vis_backends=[\n    dict(type='LocalVisBackend'),\n])\n",
  );
});
