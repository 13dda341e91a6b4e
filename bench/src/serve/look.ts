/**
 * Asks for an address every 20 ms until its input ends, then prints the times as JSON, in milliseconds. A process of its own: what else a
 * measurement does must not be in its times.
 *
 *   node look.ts URL
 */
import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let isOver = false;
process.stdin.resume().once('end', () => {
  isOver = true;
});

function ask(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const answered = (): void => resolve(performance.now() - began);
    get(url, { agent }, (response) => response.resume().once('end', answered)).once('error', reject);
  });
}

const times: number[] = [];
while (!isOver) {
  times.push(await ask(process.argv[2]!));
  await pause(20);
}
console.log(JSON.stringify(times));
process.exit();
