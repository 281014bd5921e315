// Packs a screenshot tighter than a browser in a hurry does, without losing a pixel: rows of flat colour deflate best unfiltered.
// Source: W3C, Portable Network Graphics (third edition), 5 (chunks) and 9 (filters).
import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE_BYTES = 8;
const PIXEL_BYTES = 3;
const TRUECOLOUR_8_BITS = "8,2,0,0,0";

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

/** @throws Error unless it is of 8-bit red, green and blue, rows in order: what a browser makes */
export function repacked(png: Buffer): Buffer {
  const all = chunks(png);
  const header = all[0]!.data;
  if (header.subarray(8).join() !== TRUECOLOUR_8_BITS)
    throw new Error("expected a picture of 8-bit red, green and blue");
  const stride = header.readUInt32BE(0) * PIXEL_BYTES;
  const rows = inflateSync(
    Buffer.concat(all.filter(({ type }) => type === "IDAT").map(({ data }) => data)),
  );
  unfilter(rows, stride);
  const packed = deflateSync(rows, { level: 9, memLevel: 9 });
  return Buffer.concat([
    png.subarray(0, SIGNATURE_BYTES),
    written({ type: "IHDR", data: header }),
    written({ type: "IDAT", data: packed }),
    written({ type: "IEND", data: Buffer.alloc(0) }),
  ]);
}

/** In place. A row is its filter's number and then bytes, each told from the ones left (a), above (b) and above left (c). */
function unfilter(rows: Buffer, stride: number): void {
  for (let row = 0; row < rows.length; row += stride + 1) {
    const filter = rows[row]!;
    rows[row] = 0;
    for (let x = 1; x <= stride; x++) {
      const left = x > PIXEL_BYTES;
      const above = row > 0;
      const a = left ? rows[row + x - PIXEL_BYTES]! : 0;
      const b = above ? rows[row + x - stride - 1]! : 0;
      const c = left && above ? rows[row + x - stride - 1 - PIXEL_BYTES]! : 0;
      rows[row + x]! += [0, a, b, (a + b) >> 1, paeth(a, b, c)][filter]!;
    }
  }
}

/** Of the three, the one nearest to a + b - c; ties to the first. */
function paeth(a: number, b: number, c: number): number {
  const toA = Math.abs(b - c);
  const toB = Math.abs(a - c);
  const toC = Math.abs(a + b - 2 * c);
  if (toA <= toB && toA <= toC) return a;
  return toB <= toC ? b : c;
}

function chunks(png: Buffer): Chunk[] {
  const found: Chunk[] = [];
  for (let at = SIGNATURE_BYTES; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString("latin1", at + 4, at + 8);
    found.push({ type, data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return found;
}

function written({ type, data }: Chunk): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
