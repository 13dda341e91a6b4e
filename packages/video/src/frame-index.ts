/** What the container says of one packet. Times are in stream units. */
export interface PacketRecord {
  readonly pts: number | undefined;
  readonly dts: number | undefined;
  readonly duration: number;
  readonly isKey: boolean;
  /** Decoded for the sake of others, never shown (cut away by an edit list). */
  readonly isHidden: boolean;
}

/**
 * Where each frame lies: frames are numbered in the order they are shown, packets in the order they are stored
 * (and decoded), which differ where there are B-frames.
 */
export interface FrameIndex {
  readonly packets: readonly PacketRecord[];
  readonly numFrames: number;
  /**
   * Whether frames can be told apart by their time. Where not (AVI with B-frames, broken timestamps), frames are numbered
   * as the decoder puts them out, always from the first packet on.
   */
  readonly isTimed: boolean;
  /** Frame → the packet it is in. */
  readonly packetOfFrame: Int32Array;
  /** Packet → its frame; -1 for a hidden one. */
  readonly frameOfPacket: Int32Array;
  /** Frame → the packet that decoding must start with. */
  readonly startOfFrame: Int32Array;
  /** pts → packet; empty if the frames are not timed. */
  readonly packetOfPts: ReadonlyMap<number, number>;
}

/** Builds the index from all packets of a stream, in stored order. */
export function buildFrameIndex(packets: readonly PacketRecord[]): FrameIndex {
  const packetOfPts = new Map<number, number>();
  for (const [number, packet] of packets.entries()) if (packet.pts !== undefined) packetOfPts.set(packet.pts, number);
  const isTimed = packetOfPts.size === packets.length;

  const shown = [...packets.keys()].filter((number) => !packets[number]!.isHidden);
  if (isTimed) shown.sort((a, b) => packets[a]!.pts! - packets[b]!.pts!);

  const packetOfFrame = Int32Array.from(shown);
  const frameOfPacket = new Int32Array(packets.length).fill(-1);
  for (const [frame, packet] of packetOfFrame.entries()) frameOfPacket[packet] = frame;
  return {
    packets,
    numFrames: shown.length,
    isTimed,
    packetOfFrame,
    frameOfPacket,
    startOfFrame: isTimed ? startPackets(packets, packetOfFrame) : new Int32Array(shown.length),
    packetOfPts: isTimed ? packetOfPts : new Map(),
  };
}

/**
 * The latest key packet that is stored before the frame's packet and shown no later than it. The second condition is for
 * open groups of pictures: frames stored after a key packet but shown before it also refer to the group before.
 */
function startPackets(packets: readonly PacketRecord[], packetOfFrame: Int32Array): Int32Array {
  const keys = [...packets.keys()].filter((number) => packets[number]!.isKey);
  return packetOfFrame.map((packet) => {
    let at = upperBound(keys, packet) - 1;
    while (at > 0 && packets[keys[at]!]!.pts! > packets[packet]!.pts!) at--;
    return at >= 0 ? keys[at]! : 0;
  });
}

/** How many of the ascending numbers are at most `value`. */
function upperBound(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
