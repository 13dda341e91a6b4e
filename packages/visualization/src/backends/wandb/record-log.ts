import { closeSync, openSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';

const BLOCK = 32_768;
const HEADER = 7;
const FULL = 1;
const FIRST = 2;
const MIDDLE = 3;
const LAST = 4;

/** Records in a file as LevelDB's log has them, with W&B's first bytes: what `wandb sync` reads. */
export class RecordLog {
  readonly #file: number;
  #position = 0;

  constructor(path: string) {
    this.#file = openSync(path, 'wx');
    const head = Buffer.alloc(HEADER);
    head.write(':W&B', 0, 'latin1');
    head.writeUInt16LE(0xbee1, 4);
    this.#write(head);
  }

  /** Adds a record, in pieces where it does not fit into what is left of a block. */
  add(record: Uint8Array): void {
    let rest = record;
    for (let isFirst = true; isFirst || rest.length > 0; isFirst = false) {
      let room = BLOCK - (this.#position % BLOCK);
      if (room < HEADER) {
        this.#write(Buffer.alloc(room));
        room = BLOCK;
      }
      const piece = rest.subarray(0, room - HEADER);
      rest = rest.subarray(piece.length);
      const type = rest.length === 0 ? (isFirst ? FULL : LAST) : isFirst ? FIRST : MIDDLE;
      const head = Buffer.alloc(HEADER);
      head.writeUInt32LE(crc32(piece, crc32(Uint8Array.of(type))), 0);
      head.writeUInt16LE(piece.length, 4);
      head.writeUInt8(type, 6);
      this.#write(head);
      this.#write(piece);
    }
  }

  close(): void {
    closeSync(this.#file);
  }

  #write(bytes: Uint8Array): void {
    writeSync(this.#file, bytes);
    this.#position += bytes.length;
  }
}
