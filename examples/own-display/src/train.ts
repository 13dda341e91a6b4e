/** Trains what a config describes and draws it: `node src/train.ts CONFIG [work dir]`. */
import { Runner } from '@mma/engine';
import { drawRun } from './display.ts';

const [config, workDir] = process.argv.slice(2);
if (config === undefined) throw new Error('which config? node src/train.ts CONFIG [work dir]');

// `console: false`: the log goes to its file alone, and the terminal is ours.
const runner = await Runner.fromConfig(config, { console: false, ...(workDir === undefined ? {} : { workDir }) });
const end = drawRun(runner.events, (line) => console.log(line));
try {
  await runner.train();
} finally {
  end();
}
