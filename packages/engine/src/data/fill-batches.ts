import type { Filled } from './broken/substitute.js';
import type { BatchPlan, Slot } from './plan-batches.js';

type FillSlot = (slot: Slot) => Promise<Filled>;

/** A plan's batches from `startBatch` on, each place filled when it is asked for. */
export async function* fillInTurn(plan: BatchPlan, startBatch: number, fillSlot: FillSlot): AsyncGenerator<Filled[]> {
  for (let at = startBatch; at < plan.length; at++) {
    const places: Filled[] = [];
    for (const slot of plan.slots(at)) places.push(await fillSlot(slot));
    yield places;
  }
}

/** A plan's batches from `startBatch` on, in order, at most `ahead` of them begun and not taken. */
export async function* fillAhead(
  plan: BatchPlan,
  startBatch: number,
  { ahead, fillSlot }: { ahead: number; fillSlot: FillSlot },
): AsyncGenerator<Filled[]> {
  const filling: Promise<Filled[]>[] = [];
  for (let next = startBatch; filling.length > 0 || next < plan.length; ) {
    while (filling.length < ahead && next < plan.length) {
      const places = Promise.all(plan.slots(next++).map(fillSlot));
      // A failure counts when its turn comes, not before; until then nobody awaits it.
      places.catch(() => undefined);
      filling.push(places);
    }
    yield await filling.shift()!;
  }
}
