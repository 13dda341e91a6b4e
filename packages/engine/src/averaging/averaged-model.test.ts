import { readFileSync } from 'node:fs';
import { loadBackend, tf } from '@mma/backend';
import { BatchNorm2d, Linear, Module } from '@mma/nn';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { AVERAGED_MODELS } from '../registry/roots.js';
import './exponential-moving-average.js';
import './momentum-annealing-ema.js';
import './stochastic-weight-average.js';

interface Case {
  type: string;
  options: Record<string, unknown>;
  /** State dicts of the average after updates 1, 2, 5 and 12. */
  rows: Record<string, number[]>[];
}

const { cases } = JSON.parse(readFileSync(new URL('./fixtures/averages.json', import.meta.url), 'utf8')) as {
  cases: Case[];
};

class Net extends Module {
  readonly fc = new Linear(2, 1);
  readonly norm = new BatchNorm2d(1);
}

/** The fixture's values at update `time`. */
function put(net: Net, time: number): void {
  const floats = ['fc.weight', 'fc.bias', 'norm.weight', 'norm.bias', 'norm.running_mean', 'norm.running_var'];
  const shapes = new Map([...net.namedParameters(), ...net.namedBuffers()].map(([name, { shape }]) => [name, shape]));
  const state = new Map(
    floats.map((name, place) => {
      const shape = shapes.get(name)!;
      const size = shape.reduce((product, side) => product * side, 1);
      const data = Float32Array.from({ length: size }, (_, i) => ((i * 7 + time * 13 + place * 5) % 23) / 11.5 - 1);
      return [name, { dtype: 'float32' as const, shape, data }] as const;
    }),
  );
  const counter = { dtype: 'int64' as const, shape: [], data: BigInt64Array.of(BigInt(time)) };
  net.loadStateDict(new Map<string, never>([...state, ['norm.num_batches_tracked', counter]] as never));
}

const numbersOf = async (net: Net): Promise<Record<string, number[]>> =>
  Object.fromEntries([...(await net.stateDict())].map(([name, { data }]) => [name, Array.from(data, Number)]));

beforeAll(async () => {
  await loadBackend();
});

describe('averages of weights', () => {
  it.each(cases.map((each) => [`${each.type} ${JSON.stringify(each.options)}`, each] as const))(
    "are MMEngine's: %s",
    async (_, { type, options, rows }) => {
      const net = new Net();
      put(net, 0);
      const average = AVERAGED_MODELS.build({ type, ...options });
      for (let time = 1; time <= 12; time += 1) {
        put(net, time);
        average.update(net);
        const at = [1, 2, 5, 12].indexOf(time);
        if (at === -1) continue;
        const own = await numbersOf(net);
        average.swap();
        for (const [name, values] of Object.entries(rows[at]!)) {
          const found = (await numbersOf(net))[name]!;
          for (const [i, value] of values.entries()) expect(found[i], `${name} at ${time}`).toBeCloseTo(value, 5);
        }
        average.swap();
        expect(await numbersOf(net)).toEqual(own);
      }
      average.dispose();
      net.dispose();
    },
  );

  it('own as many tensors as there are parameters, and free them', () => {
    const net = new Net();
    put(net, 0);
    const before = tf.memory().numTensors;
    const average = AVERAGED_MODELS.build({ type: 'ExponentialMovingAverage', momentum: 0.5 });
    for (let time = 0; time < 5; time += 1) average.update(net);
    average.swap();
    expect(tf.memory().numTensors - before).toBe(4);
    average.dispose();
    expect(tf.memory().numTensors).toBe(before);
    net.dispose();
  });

  it('continue from a state, and leave the model as it is', async () => {
    const net = new Net();
    put(net, 3);
    const state = await net.stateDict();
    put(net, 1);
    const own = await numbersOf(net);
    const average = AVERAGED_MODELS.build({ type: 'ExponentialMovingAverage', momentum: 0.5 });
    average.load(net, state, { steps: 9, strict: true });
    expect(await numbersOf(net)).toEqual(own);
    average.swap();
    expect([...(await net.stateDict()).get('fc.weight')!.data]).toEqual([...state.get('fc.weight')!.data]);
    expect(() => average.load(net, new Map(), { steps: 9, strict: true })).toThrow(/fc\.weight/);
  });

  it('take the place of the former ones, unless somebody holds those', async () => {
    const net = new Net();
    const average = AVERAGED_MODELS.build({ type: 'ExponentialMovingAverage', momentum: 0.1 });
    const advance = (time: number): void => {
      put(net, time);
      average.update(net);
    };
    advance(1);
    advance(2);
    const counts: number[] = [];
    const { binding } = tf.backend() as unknown as {
      binding: { endDonation(): void; overwrittenTensors(): number };
    };
    const end = binding.endDonation;
    vi.spyOn(binding, 'endDonation').mockImplementation(() => {
      counts.push(binding.overwrittenTensors());
      end();
    });
    advance(3);
    average.swap();
    const held = net.fc.weight.value.clone();
    average.swap();
    const before = [...held.dataSync()];
    advance(4);
    expect([...held.dataSync()]).toEqual(before);
    held.dispose();
    advance(5);
    vi.restoreAllMocks();
    expect(counts).toEqual([4, 3, 4]);
    average.dispose();
  });
});
