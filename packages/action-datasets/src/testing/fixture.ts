import { readFileSync } from 'node:fs';

/** A file of `fixtures/`, read as JSON. */
export function fixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), 'utf8')) as T;
}
