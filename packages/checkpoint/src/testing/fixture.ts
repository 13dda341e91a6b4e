import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Path of a file in the package's `fixtures` folder. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));
}

export async function fixtureJson<T>(name: string): Promise<T> {
  return JSON.parse(await readFile(fixture(name), 'utf8')) as T;
}

/** A tensor as PyTorch printed it into a fixture. */
export interface ExpectedTensor {
  readonly shape: number[];
  readonly dtype: string;
  readonly values: number[];
}
