/**
 * NumPy's `RandomState`, as far as test clips of MMAction2 depend on it: a sampler there seeds it anew for each video, and the
 * figures of skeleton models were measured on the frames that it gives. For anything else use the sample's own `Random`.
 *
 * MT19937 (Matsumoto & Nishimura 1998); whole numbers are drawn by masking 32 bits and trying again, as NumPy's do.
 */
export class NumpyRandomState {
  readonly #state = new Uint32Array(624);
  #next = 624;

  /** @param seed in [0, 2³²) */
  constructor(seed: number) {
    const state = this.#state;
    state[0] = seed;
    for (let i = 1; i < state.length; i++) {
      const before = state[i - 1]! ^ (state[i - 1]! >>> 30);
      state[i] = Math.imul(1812433253, before) + i;
    }
  }

  /** A whole number in [0, high), as an element of `randint(0, high)`; a range of one number draws nothing. */
  int(high: number): number {
    if (high <= 1) return 0;
    const mask = 2 ** (32 - Math.clz32(high - 1)) - 1;
    for (;;) {
      const value = (this.#draw() & mask) >>> 0;
      if (value < high) return value;
    }
  }

  /** `count` different numbers of 0 … n − 1, as `choice(n, count, replace=False)`. */
  choice(n: number, count: number): number[] {
    const order = Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.int(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    return order.slice(0, count);
  }

  #draw(): number {
    if (this.#next === 624) this.#refill();
    let y = this.#state[this.#next++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  #refill(): void {
    const state = this.#state;
    for (let i = 0; i < 624; i++) {
      const y = (state[i]! & 0x80000000) | (state[(i + 1) % 624]! & 0x7fffffff);
      state[i] = state[(i + 397) % 624]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#next = 0;
  }
}
