import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { removeLeftovers } from './leftovers.js';

it('deletes half-written files of dead processes, and nothing else', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'mma-leftovers-'));
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  const living = process.ppid;
  const keep = [
    'epoch_1.pth',
    '.hidden.tmp',
    `.epoch_3.pth.${living}.0123abcd.tmp`,
    `epoch_1.pth.${dead}.0123abcd.tmp`,
  ];
  const go = [
    `.epoch_2.pth.${dead}.0123abcd.tmp`,
    `.last_checkpoint.${process.pid}.ffffffff.tmp`,
    `.epoch_2.${dead}.0123abcd.pth`,
    `.epoch_1.pth.${living}.0123abcd.tmp`,
  ];
  for (const name of [...keep, ...go]) writeFileSync(join(dir, name), '');
  utimesSync(join(dir, go[3]!), 0, 0);
  await removeLeftovers(dir);
  expect(readdirSync(dir).sort()).toEqual(keep.sort());
});
