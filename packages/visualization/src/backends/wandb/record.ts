import { PbfWriter } from 'pbf';
import type { HistoryRow, WandbRun } from './wandb-run.js';

/** Numbers of the fields of a record that say what it holds (wandb/proto/wandb_internal.proto). */
const HISTORY = 2;
const CONFIG = 5;
const RUN = 17;
const EXIT = 18;
const HEADER = 21;

type Body = (writer: PbfWriter) => void;

export function headerRecord(): Uint8Array {
  return encode(0, HEADER, (header) => {
    message(header, 1, (version) => {
      version.writeStringField(1, 'mma');
      version.writeStringField(2, '0.12.0');
    });
  });
}

export function runRecord(number: number, run: WandbRun): Uint8Array {
  return encode(number, RUN, (writer) => {
    const texts = [run.id, run.entity, run.project, undefined, undefined, run.group, run.jobType, run.name, run.notes];
    for (const [index, text] of texts.entries()) if (text !== undefined) writer.writeStringField(index + 1, text);
    for (const tag of run.tags) writer.writeStringField(10, tag);
    message(writer, 17, (time) => time.writeVarintField(1, Math.trunc(run.startTime)));
  });
}

export function configRecord(number: number, config: Readonly<Record<string, unknown>>): Uint8Array {
  return encode(number, CONFIG, (writer) => writeItems(writer, config));
}

export function historyRecord(number: number, row: HistoryRow): Uint8Array {
  return encode(number, HISTORY, (writer) => {
    writeItems(writer, row);
    message(writer, 2, (step) => step.writeVarintField(1, row['_step'] ?? 0));
  });
}

export function exitRecord(number: number, seconds: number): Uint8Array {
  return encode(number, EXIT, (writer) => writer.writeVarintField(2, Math.trunc(seconds)));
}

function writeItems(writer: PbfWriter, values: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(values)) {
    message(writer, 1, (item) => {
      item.writeStringField(1, key);
      item.writeStringField(16, JSON.stringify(value));
    });
  }
}

function encode(number: number, field: number, body: Body): Uint8Array {
  const writer = new PbfWriter();
  writer.writeVarintField(1, number);
  message(writer, field, body);
  return writer.finish();
}

function message(writer: PbfWriter, field: number, body: Body): void {
  writer.writeMessage(field, (_: undefined, inner: PbfWriter) => body(inner), undefined);
}
