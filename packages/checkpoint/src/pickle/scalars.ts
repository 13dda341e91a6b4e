import { beyondLimit } from '../errors.js';
import type { Cursor } from './cursor.js';
import { op } from './opcodes.js';
import type { CheckpointValue } from './values.js';

const maxIntegerBytes = 1024;

/** The value of an opcode that stands for a number, text or the like; undefined for any other opcode. */
export function readScalar(code: number, cursor: Cursor): CheckpointValue {
  switch (code) {
    case op.none:
      return null;
    case op.newTrue:
      return true;
    case op.newFalse:
      return false;
    case op.binInt:
      return cursor.i32();
    case op.binInt1:
      return cursor.u8();
    case op.binInt2:
      return cursor.u16();
    case op.long1:
      return cursor.long(cursor.u8());
    case op.long4:
      return readLong(cursor);
    case op.binFloat:
      return cursor.f64();
    case op.shortBinUnicode:
    case op.shortBinString: // Python 2's str: names, which are ASCII
      return cursor.text(cursor.u8());
    case op.binUnicode:
    case op.binString:
      return cursor.text(cursor.u32());
    case op.binUnicode8:
      return cursor.text(cursor.u64());
    case op.shortBinBytes:
      return cursor.bytes(cursor.u8());
    case op.binBytes:
      return cursor.bytes(cursor.u32());
    case op.binBytes8:
    case op.byteArray8:
      return cursor.bytes(cursor.u64());
    default:
      return undefined;
  }
}

function readLong(cursor: Cursor): number | bigint {
  const count = cursor.u32();
  if (count > maxIntegerBytes) throw beyondLimit(`an integer of ${count} bytes`);
  return cursor.long(count);
}
