import { ensureNative } from '@mma/backend';

/** Before any test: the native library is in place, installed if need be. Tests never fall back to a slower backend unnoticed. */
export async function setup(): Promise<void> {
  await ensureNative({ onMessage: (line) => console.error(line) });
}
