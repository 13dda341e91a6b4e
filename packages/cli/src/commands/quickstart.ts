import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { makeStickActions } from '@mma/action-datasets';
import { ensureNative } from '@mma/backend';
import type { Config } from '@mma/config';
import { inject, injectable, Runner } from '@mma/engine';
import { writePredictionVideo } from '@mma/visualization';
import type { Command } from '../command.js';
import { readLabels } from '../inference/labels.js';
import { topScores } from '../inference/predictions.js';
import { Recognizer } from '../inference/recognizer.js';
import { createProgress } from '../output/progress.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import { stoppable } from '../run/interrupt.js';
import { COMPONENT_PACKAGES, readConfig } from '../run/read-config.js';
import { showRun } from '../run/run-progress.js';
import type { QuickstartOptions } from '../specs/quickstart.js';

const CONFIG = 'tsn_r18_1x1x3_stick-actions-rgb';
const DATA = 'data/stick_actions';
const LABELS = join(DATA, 'label_map_stick_actions.txt');
const WORK_DIR = join('work_dirs', CONFIG);
/** Not among the training or validation clips. */
const UNSEEN = join(DATA, 'test', 'clapping', '000.mp4');

/** `mma quickstart`: the main job from end to end. Whatever an earlier run left complete is used again. */
@injectable()
export class QuickstartCommand implements Command {
  private step = 0;

  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run(_args: readonly string[], { device, cfgOptions }: QuickstartOptions): Promise<undefined> {
    await this.installBackend(device);
    await this.drawDataset();
    const config = await readConfig(CONFIG, cfgOptions);
    await this.train(config, device);
    const best = await findBest();
    const metrics = await this.test(config, best, device);
    const video = await this.classify(config, best, device);
    this.sayWhatIsWhere({ best, video, accuracy: metrics['acc/top1'] });
    return undefined;
  }

  private async installBackend(device: QuickstartOptions['device']): Promise<void> {
    this.heading('The native library (TensorFlow)');
    const { reused, libraryDir } = await ensureNative({
      device,
      install: true,
      onMessage: (line) => this.terminal.error(line),
    });
    this.say(`${reused ? 'in place already' : 'installed'}: ${libraryDir}`);
  }

  private async drawDataset(): Promise<void> {
    this.heading('The dataset: five actions of a stick figure');
    const progress = createProgress('drawing clips', this.terminal);
    try {
      const { reused } = await makeStickActions(DATA, { keepAny: true, onProgress: progress.update });
      this.say(`${reused ? 'in place already' : 'drawn'}: ${DATA}`);
    } finally {
      progress.stop();
    }
  }

  private async train(config: Config, device: QuickstartOptions['device']): Promise<void> {
    this.heading(`Training TSN: ${CONFIG}`);
    const epochs = Number(config.get('train_cfg.max_epochs'));
    const latest = await latestCheckpoint();
    if (latest === `epoch_${epochs}.pth`) return this.say(`trained already: ${join(WORK_DIR, latest)}`);
    if (latest !== undefined) this.say(`going on from ${latest}`);
    const runner = await Runner.fromConfig(config, {
      workDir: WORK_DIR,
      resume: latest !== undefined,
      seed: 0,
      device,
      modules: COMPONENT_PACKAGES,
      console: false,
    });
    const hide = showRun(runner.events, this.terminal);
    try {
      await stoppable(runner, () => runner.train());
    } finally {
      hide();
    }
  }

  private async test(
    config: Config,
    checkpoint: string,
    device: QuickstartOptions['device'],
  ): Promise<Record<string, number>> {
    this.heading(`Testing the best checkpoint: ${basename(checkpoint)}`);
    const runner = await Runner.fromConfig(config, {
      workDir: WORK_DIR,
      loadFrom: checkpoint,
      resume: false,
      device,
      modules: COMPONENT_PACKAGES,
      console: false,
    });
    const metrics = await stoppable(runner, () => runner.test());
    this.say(
      Object.entries(metrics)
        .map(([name, value]) => `${name} ${value.toFixed(4)}`)
        .join('  '),
    );
    return metrics;
  }

  private async classify(config: Config, checkpoint: string, device: QuickstartOptions['device']): Promise<string> {
    this.heading(`What happens in ${UNSEEN}, which it has not seen?`);
    const recognizer = await Recognizer.open({ config, checkpoint, device, modules: COMPONENT_PACKAGES });
    const output = join(WORK_DIR, 'prediction.mp4');
    for await (const { scores } of recognizer.recognize([UNSEEN])) {
      const predictions = topScores(scores, scores.length, await readLabels(LABELS, scores.length));
      for (const { label, score } of predictions) this.say(`${label.padEnd(20)} ${score.toFixed(4)}`);
      await writePredictionVideo(UNSEEN, output, { predictions });
    }
    return output;
  }

  private sayWhatIsWhere({
    best,
    video,
    accuracy,
  }: {
    best: string;
    video: string;
    accuracy: number | undefined;
  }): void {
    this.heading(`Done: top-1 accuracy ${accuracy?.toFixed(2)} on the test clips (guessing gives 0.20)`);
    const rows = [
      ['dataset', DATA],
      ['logs, checkpoints', WORK_DIR],
      ['best checkpoint', best],
      ['prediction drawn on the clip', video],
    ];
    this.terminal.print(rows.map(([what, where]) => `${what!.padEnd(30)}${where}`).join('\n'));
    this.terminal.print(
      [
        '',
        'Try next:',
        `  pnpm mma infer ${DATA}/test --rec ${CONFIG} --checkpoint ${best} --label-file ${LABELS}`,
        `  pnpm mma train ${CONFIG} --work-dir work_dirs/mine --cfg-options train_cfg.max_epochs=30`,
        `  pnpm mma test ${CONFIG} ${best}`,
        '  docs/getting_started.md: your own videos, configs and models',
      ].join('\n'),
    );
  }

  private heading(text: string): void {
    this.step += 1;
    this.terminal.error(this.terminal.style('bold', `\n${this.step}. ${text}`));
  }

  private say(text: string): void {
    this.terminal.error(`   ${text}`);
  }
}

/** The file name of the newest checkpoint that an earlier run left. */
async function latestCheckpoint(): Promise<string | undefined> {
  const pointer = join(WORK_DIR, 'last_checkpoint');
  if (!existsSync(pointer)) return undefined;
  const file = (await readFile(pointer, 'utf8')).trim();
  return existsSync(file) ? basename(file) : undefined;
}

async function findBest(): Promise<string> {
  const file = (await readdir(WORK_DIR)).find((name) => /^best_.*\.pth$/.test(name));
  if (file === undefined) throw new Error(`training left no best checkpoint in ${WORK_DIR}`);
  return join(WORK_DIR, file);
}
