/** Trains what a config describes: `node src/from-config.ts [work dir]`. */
import { fileURLToPath } from 'node:url';
import { Runner } from '@mma/engine';

const config = fileURLToPath(new URL('../sine.ts', import.meta.url));
const [workDir] = process.argv.slice(2);
const runner = await Runner.fromConfig(config, workDir === undefined ? {} : { workDir });
await runner.train();
console.log(JSON.stringify(await runner.val()));
