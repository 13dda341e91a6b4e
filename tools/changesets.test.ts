import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const folder = fileURLToPath(new URL('../.changeset/', import.meta.url));
const notes = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');

/** Packages with the kind of change between two lines of dashes, then a sentence; a formatter may take the former for a heading. */
const NOTE = /^---\n\n?('@mma\/[a-z-]+': (patch|minor|major)\n)+---\n\n\S/;

test('notes of changes can be read for a release', () => {
  const unreadable = notes.filter((name) => !NOTE.test(readFileSync(`${folder}${name}`, 'utf8')));
  expect(unreadable).toEqual([]);
});
