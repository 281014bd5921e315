// Rows as bytes and back, bit for bit: little-endian on every machine.
import { endianness } from "node:os";

const IS_LITTLE = endianness() === "LE";

/** A copy of the rows. */
export function bytesOfRows(rows: Float64Array): Buffer {
  return turned(rows.slice());
}

/** @throws RangeError when the bytes are no whole numbers of 8 */
export function rowsOfBytes(bytes: Uint8Array): Float64Array {
  const rows = new Float64Array(Uint8Array.from(bytes).buffer);
  turned(rows);
  return rows;
}

/** The bytes of `rows` themselves, turned round in place where a machine has them the other way. */
function turned(rows: Float64Array): Buffer {
  const bytes = Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength);
  return IS_LITTLE ? bytes : bytes.swap64();
}
