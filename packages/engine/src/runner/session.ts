import { join } from 'node:path';
import type { DeviceInfo } from '@mma/backend';
import { writeAtomically } from '../checkpoint/write-atomically.js';
import { type Dist, isMain } from '../distributed/dist.js';
import type { RunEvent } from '../events/run-event.js';
import type { RunInfo } from '../hooks/hook-context.js';
import { colouredLine } from '../logging/coloured-line.js';
import { environmentText } from '../logging/environment.js';
import { Logger, type LogRecord } from '../logging/logger.js';
import { MessageHub } from '../logging/message-hub.js';
import { Visualizer } from '../logging/visualizer.js';
import type { RunFolders } from './run-folders.js';
import type { RunnerParts } from './runner-parts.js';

/** One run's log and memory. */
export interface Session {
  readonly run: RunInfo;
  readonly logger: Logger;
  readonly messageHub: MessageHub;
  readonly visualizer: Visualizer;
  readonly dist: Dist;
}

/** Opens a run's log in its folder: each process has its own, the main one's is printed, and it alone keeps scalars. */
export function openSession(
  parts: RunnerParts,
  { folders, seed, dist, emit }: { folders: RunFolders; seed: number; dist: Dist; emit: (event: RunEvent) => void },
): Session {
  const { config } = parts;
  const { timestamp, logDir } = folders;
  const experimentName = config === undefined ? timestamp : `${config.name}_${timestamp}`;
  const logger = new Logger({
    ...(parts.logLevel === undefined ? {} : { level: parts.logLevel }),
    file: join(logDir, isMain(dist) ? `${timestamp}.log` : `${timestamp}_rank${dist.rank}.log`),
    sinks: [(record) => emit(logEvent(record)), ...(parts.console !== false && isMain(dist) ? [printRecord] : [])],
  });
  return {
    run: { ...folders, experimentName, seed, configText: config?.text ?? '' },
    logger,
    messageHub: new MessageHub(),
    visualizer: (isMain(dist) ? parts.visualizer : undefined) ?? new Visualizer(),
    dist,
  };
}

/** Writes the head of the log, what the run stands on and its config, and keeps the config beside the results. */
export async function writeHead(
  { run, logger, visualizer, dist }: Session,
  parts: RunnerParts,
  device: DeviceInfo,
): Promise<void> {
  logger.info(environmentText(device, { ...parts.runtime, seed: run.seed }));
  await visualizer.open({
    dir: join(run.logDir, 'vis_data'),
    workDir: run.workDir,
    timestamp: run.timestamp,
    experimentName: run.experimentName,
    warn: (message) => logger.warning(message),
  });
  if (parts.config === undefined) return;
  logger.info(`Config:\n${parts.config.text}`);
  if (isMain(dist)) await writeAtomically(join(run.workDir, `${parts.config.name}.py`), parts.config.text);
  await visualizer.addConfig(parts.config);
}

function printRecord(record: LogRecord): void {
  process.stdout.write(`${colouredLine(record, process.stdout)}\n`);
}

function logEvent({ level, message, line }: LogRecord): RunEvent {
  return { type: 'log', level: level.toLowerCase() as Lowercase<typeof level>, message, line };
}
