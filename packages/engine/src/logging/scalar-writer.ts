import type { VisBackend, VisPlace } from './vis-backend.js';

/** Hands scalars to every backend of a run. */
export class ScalarWriter {
  constructor(private readonly backends: readonly VisBackend[]) {}

  open(place: VisPlace): void {
    for (const backend of this.backends) backend.open(place);
  }

  writeConfig(text: string): void {
    for (const backend of this.backends) backend.addConfig(text);
  }

  write(scalars: Readonly<Record<string, number>>, step: number): void {
    for (const backend of this.backends) backend.addScalars(scalars, step);
  }

  async close(): Promise<void> {
    for (const backend of this.backends) await backend.close();
  }
}
