import { PbfWriter } from 'pbf';
import type { Histogram } from './histogram.js';

/** What an event shows under a tag. */
export type SummaryValue =
  | { kind: 'scalar'; tag: string; value: number }
  | { kind: 'image'; tag: string; width: number; height: number; png: Uint8Array }
  | { kind: 'histogram'; tag: string; histogram: Histogram }
  | { kind: 'text'; tag: string; text: string };

export interface TensorBoardEvent {
  /** Seconds since 1970. */
  wallTime: number;
  step: number;
  values: readonly SummaryValue[];
}

const RGB = 3;
const DT_STRING = 7;

/** The first event of every file: the version of its format. */
export function encodeVersion(wallTime: number): Uint8Array {
  const writer = new PbfWriter();
  writer.writeDoubleField(1, wallTime);
  writer.writeStringField(3, 'brain.Event:2');
  return writer.finish();
}

/** Serializes a `tensorflow.Event`; field numbers: tensorflow/core/util/event.proto, tensorflow/core/framework/summary.proto. */
export function encodeEvent({ wallTime, step, values }: TensorBoardEvent): Uint8Array {
  const writer = new PbfWriter();
  writer.writeDoubleField(1, wallTime);
  writer.writeVarintField(2, step);
  writer.writeMessage(5, writeSummary, values);
  return writer.finish();
}

function writeSummary(values: readonly SummaryValue[], writer: PbfWriter): void {
  for (const value of values) writer.writeMessage(1, writeValue, value);
}

function writeValue(value: SummaryValue, writer: PbfWriter): void {
  writer.writeStringField(1, value.tag);
  if (value.kind === 'scalar') writer.writeFloatField(2, value.value);
  else if (value.kind === 'image') writer.writeMessage(4, writeImage, value);
  else if (value.kind === 'histogram') writer.writeMessage(5, writeHistogram, value.histogram);
  else {
    writer.writeMessage(9, writeTextPlugin, undefined);
    writer.writeMessage(8, writeStringTensor, value.text);
  }
}

function writeImage({ width, height, png }: SummaryValue & { kind: 'image' }, writer: PbfWriter): void {
  writer.writeVarintField(1, height);
  writer.writeVarintField(2, width);
  writer.writeVarintField(3, RGB);
  writer.writeBytesField(4, png);
}

function writeHistogram(histogram: Histogram, writer: PbfWriter): void {
  const { min, max, num, sum, sumSquares, limits, counts } = histogram;
  for (const [index, value] of [min, max, num, sum, sumSquares].entries()) writer.writeDoubleField(index + 1, value);
  writer.writePackedDouble(6, limits);
  writer.writePackedDouble(7, counts);
}

/** Which of TensorBoard's plugins shows the value. */
function writeTextPlugin(_: undefined, writer: PbfWriter): void {
  writer.writeMessage(1, (name: string, plugin: PbfWriter) => plugin.writeStringField(1, name), 'text');
}

function writeStringTensor(text: string, writer: PbfWriter): void {
  writer.writeVarintField(1, DT_STRING);
  writer.writeMessage(2, writeShapeOfOne, undefined);
  writer.writeStringField(8, text);
}

function writeShapeOfOne(_: undefined, writer: PbfWriter): void {
  writer.writeMessage(2, (size: number, dimension: PbfWriter) => dimension.writeVarintField(1, size), 1);
}
