import { hashKeys } from '@mma/nn';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/**
 * A stream of random numbers that is a function of its keys alone: `Random.of(seed, epoch, index)` gives the same draws on
 * every thread, machine and run. Xoroshiro128+ (Blackman & Vigna 2018) seeded by a hash of the keys.
 */
export class Random {
  readonly #generator: RandomGenerator;

  private constructor(generator: RandomGenerator) {
    this.#generator = generator;
  }

  /** The stream that belongs to these keys. `1` and `'1'` are different keys. */
  static of(...keys: (number | string)[]): Random {
    const words = [...hashKeys(...keys, 'low'), ...hashKeys(...keys, 'high')];
    return new Random(xoroshiro128plusFromState(words.map((word) => word | 0)));
  }

  /** Uniform in [0, 1), with 53 random bits. */
  float(): number {
    return uniformFloat64(this.#generator);
  }

  /** A uniform integer in [low, high). */
  int(low: number, high: number): number {
    if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || high <= low) {
      throw new RangeError(`Random.int needs integers low < high, found ${low} and ${high}`);
    }
    return uniformInt(this.#generator, low, high - 1);
  }

  /** A draw from the standard normal distribution (Box & Muller 1958). */
  normal(): number {
    // 1 - float() is never 0, whose logarithm is not finite.
    const radius = Math.sqrt(-2 * Math.log(1 - this.float()));
    return radius * Math.cos(2 * Math.PI * this.float());
  }

  /** A shuffled copy (Fisher & Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = this.int(0, i + 1);
      [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
    }
    return shuffled;
  }

  /** The integers 0 … n − 1 in random order. */
  permutation(n: number): number[] {
    return this.shuffle(Array.from({ length: n }, (_, i) => i));
  }

  /** One of the items, each equally likely. */
  choice<T>(items: readonly T[]): T {
    return items[this.int(0, items.length)]!;
  }
}
