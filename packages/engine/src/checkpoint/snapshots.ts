import { TensorSnapshot } from '@mma/nn';

/** All snapshots in a tree of Maps, arrays and plain objects. */
export function snapshotsIn(tree: unknown): TensorSnapshot[] {
  if (tree instanceof TensorSnapshot) return [tree];
  return childrenOf(tree).flatMap(snapshotsIn);
}

/** A copy of such a tree with snapshots read, one after the other, and disposed of. */
export async function readTree(tree: unknown): Promise<unknown> {
  try {
    return await copy(tree);
  } finally {
    for (const snapshot of snapshotsIn(tree)) snapshot.dispose();
  }
}

async function copy(tree: unknown): Promise<unknown> {
  if (tree instanceof TensorSnapshot) return tree.read();
  if (snapshotsIn(tree).length === 0) return tree;
  const copies: unknown[] = [];
  for (const child of childrenOf(tree)) copies.push(await copy(child));
  if (Array.isArray(tree)) return copies;
  if (tree instanceof Map) return new Map([...tree.keys()].map((key, index) => [key, copies[index]]));
  return Object.fromEntries(Object.keys(tree as object).map((key, index) => [key, copies[index]]));
}

function childrenOf(tree: unknown): unknown[] {
  if (typeof tree !== 'object' || tree === null || ArrayBuffer.isView(tree)) return [];
  return tree instanceof Map ? [...tree.values()] : Object.values(tree);
}
