import type { Random } from '@mma/engine';
import { z } from 'zod';
import type { Frames } from '../../image/frames.js';

/** Changes the pictures of one sample, all alike. */
export type Augmentation = (frames: Frames, random: Random) => Frames;

/** One augmentation that configs name, with options of its own. */
export interface Operation {
  readonly name: string;
  /** Its options, with its name under the key that tells operations apart. */
  readonly schema: z.ZodObject;
  /** @param options what the schema gives */
  make(options: unknown): Augmentation;
}

/** An operation that configs name by `{ op: name, … }`, or by another key. */
export function operation<S extends z.core.$ZodLooseShape>(
  name: string,
  shape: S,
  make: (options: z.output<z.ZodObject<S>>) => Augmentation,
): (key: string) => Operation {
  return (key) => ({
    name,
    schema: z.strictObject({ [key]: z.literal(name), ...shape }) as z.ZodObject,
    make: (options) => make(options as z.output<z.ZodObject<S>>),
  });
}

/** Options of one of several operations; a name that is none of theirs is answered with the closest. */
export function anyOf(operations: readonly Operation[], key: string): z.ZodType<Augmentation, NamedOperation> {
  const names = operations.map(({ name }) => name);
  const schemas = operations.map(({ schema }) => schema) as [z.ZodObject, ...z.ZodObject[]];
  return z
    .preprocess(
      (given, context) => {
        const name = (given as Record<string, unknown> | null)?.[key];
        if (names.includes(name as string)) return given;
        context.issues.push({ code: 'invalid_value', values: names, input: name, path: [key] });
        return z.NEVER;
      },
      z.discriminatedUnion(key, schemas),
    )
    .transform((options) => {
      const found = operations.find(({ name }) => name === (options as Record<string, unknown>)[key])!;
      return found.make(options);
    }) as unknown as z.ZodType<Augmentation, NamedOperation>;
}

/** An operation as a config writes it. */
export type NamedOperation = { readonly [option: string]: unknown };

/** With probability `p` the augmentation, else the pictures as they are. */
export function sometimes(p: number, augmentation: Augmentation): Augmentation {
  return (frames, random) => (random.float() < p ? augmentation(frames, random) : frames);
}

export function uniform(random: Random, [low, high]: readonly [number, number]): number {
  return low + (high - low) * random.float();
}

export const probability = z.number().min(0).max(1);
