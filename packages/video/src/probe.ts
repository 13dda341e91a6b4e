import { AV_NOPTS_VALUE, AV_PKT_FLAG_CORRUPT, AV_PKT_FLAG_DISCARD } from 'node-av/constants';
import { avGetCodecName, type Packet, type Stream } from 'node-av/lib';
import { Demuxer } from './demuxer.js';
import { VideoError } from './errors.js';
import { buildFrameIndex, type FrameIndex, type PacketRecord } from './frame-index.js';
import { breathe } from './pace.js';
import { type Rotation, readRotation } from './rotation.js';

export interface VideoInfo {
  readonly path: string;
  /** In pixels, of the upright picture. */
  readonly width: number;
  /** In pixels, of the upright picture. */
  readonly height: number;
  /** Counted, whatever the file's header says. */
  readonly numFrames: number;
  /** Frames a second, on average. */
  readonly fps: number;
  /** In seconds, from the beginning of the first frame to the end of the last. */
  readonly duration: number;
  /** FFmpeg's name of the codec: `h264`, `hevc`, `mpeg4`, … */
  readonly codec: string;
  /** How the stored picture is turned, in degrees clockwise, before it is handed out. */
  readonly rotation: Rotation;
}

/**
 * Size, rate and exact number of frames of a video, without decoding it.
 *
 * @throws VideoError `MMA_VIDEO_NOT_FOUND`, `MMA_VIDEO_CORRUPT` or `MMA_VIDEO_NO_STREAM`
 */
export async function probe(path: string): Promise<VideoInfo> {
  const demuxer = await Demuxer.open(path);
  try {
    return (await survey(demuxer)).info;
  } finally {
    demuxer.close();
  }
}

/** Reads all packets of a freshly opened file, and draws up the frame index and what there is to say of the video. */
export async function survey(demuxer: Demuxer): Promise<{ info: VideoInfo; index: FrameIndex }> {
  const packets: PacketRecord[] = [];
  let endsCorrupt = false;
  while (demuxer.next()) {
    packets.push(record(demuxer.packet));
    endsCorrupt = (demuxer.packet.flags & AV_PKT_FLAG_CORRUPT) !== 0;
    await breathe();
  }
  // A file that was cut off ends in part of a frame.
  if (endsCorrupt) packets.pop();
  const index = buildFrameIndex(packets);
  if (index.numFrames === 0) {
    throw new VideoError('MMA_VIDEO_CORRUPT', `The video stream of ${demuxer.path} holds no frames.`, {
      hint: 'The file is cut off or was never finished; copy or download it again.',
    });
  }
  return { info: describe(demuxer.path, demuxer.stream, index), index };
}

function record(packet: Packet): PacketRecord {
  return {
    pts: timestamp(packet.pts),
    dts: timestamp(packet.dts),
    duration: Number(packet.duration),
    isKey: packet.isKeyframe,
    isHidden: (packet.flags & AV_PKT_FLAG_DISCARD) !== 0,
  };
}

function timestamp(value: bigint): number | undefined {
  return value === AV_NOPTS_VALUE ? undefined : Number(value);
}

function describe(path: string, stream: Stream, index: FrameIndex): VideoInfo {
  const { width, height, codecId } = stream.codecpar;
  const rotation = readRotation(stream.codecpar);
  const isOnSide = rotation === 90 || rotation === 270;
  const fps = frameRate(stream, index);
  return {
    path,
    width: isOnSide ? height : width,
    height: isOnSide ? width : height,
    numFrames: index.numFrames,
    fps,
    duration: shownTime(stream, index) ?? index.numFrames / fps,
    codec: avGetCodecName(codecId) ?? 'unknown',
    rotation,
  };
}

const FALLBACK_FPS = 25;

function frameRate(stream: Stream, index: FrameIndex): number {
  for (const rate of [stream.avgFrameRate, stream.rFrameRate]) if (rate.num > 0 && rate.den > 0) return rate.toDouble();
  const seconds = shownTime(stream, index);
  return seconds ? index.numFrames / seconds : FALLBACK_FPS;
}

/** In seconds, by the frames' own times; undefined where they have none. */
function shownTime(stream: Stream, index: FrameIndex): number | undefined {
  if (!index.isTimed) return undefined;
  const first = index.packets[index.packetOfFrame[0]!]!;
  const last = index.packets[index.packetOfFrame[index.numFrames - 1]!]!;
  const units = last.pts! + last.duration - first.pts!;
  return units > 0 ? units * stream.timeBase.toDouble() : undefined;
}
