// Copy a checkpoint by reading and writing it: node copy.mjs IN OUT. For check-with-torch.py.
import { readCheckpoint, readStateDict, writeCheckpoint, writeSafetensors } from '../dist/index.js';

const [from, to] = process.argv.slice(2);
if (to.endsWith('.safetensors')) await writeSafetensors(to, await readStateDict(from));
else {
  const checkpoint = await readCheckpoint(from);
  await writeCheckpoint(to, checkpoint.content);
  await checkpoint.close();
}
