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

/**
 * A plan's batches from `startBatch` on, in order, at most `ahead` of them begun and not taken. The first are begun at the call, before one
 * is asked for.
 *
 * @param options.onWait called when a batch is taken that is not ready yet
 */
export function fillAhead(
  plan: BatchPlan,
  startBatch: number,
  { ahead, fillSlot, onWait }: { ahead: number; fillSlot: FillSlot; onWait: () => void },
): AsyncGenerator<Filled[]> {
  const filling: { places: Promise<Filled[]>; isReady: boolean }[] = [];
  let next = startBatch;
  const begin = (): void => {
    while (filling.length < ahead && next < plan.length) {
      const batch = { places: Promise.all(plan.slots(next++).map(fillSlot)), isReady: false };
      // A failure counts when its turn comes, not before; until then nobody awaits it.
      batch.places.then(
        () => {
          batch.isReady = true;
        },
        () => undefined,
      );
      filling.push(batch);
    }
  };
  const take = async function* (): AsyncGenerator<Filled[]> {
    for (; filling.length > 0; begin()) {
      const { places, isReady } = filling.shift()!;
      if (!isReady) onWait();
      yield await places;
    }
  };
  begin();
  return take();
}
