// Repacking a PNG loses no pixel, whatever filter its rows were written with.
import "../seeded.ts";
import { crc32, deflateSync, inflateSync } from "node:zlib";
import fc from "fast-check";
import { expect, it } from "vitest";
import { repacked } from "../../tools/png.ts";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const RGB = [8, 2, 0, 0, 0];

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** A PNG of these rows (each a filter's number and bytes as they are), in two pieces as an encoder may write it. */
function written(width: number, rows: readonly Uint8Array[], form = RGB): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(rows.length, 4);
  header.set(form, 8);
  const data = deflateSync(Buffer.concat(rows));
  return Buffer.concat([
    Uint8Array.from(SIGNATURE),
    chunk("IHDR", header),
    chunk("IDAT", data.subarray(0, 3)),
    chunk("IDAT", data.subarray(3)),
    chunk("IEND", new Uint8Array()),
  ]);
}

/** What a filter writes in place of a byte, by the bytes left (a), above (b) and above left (c). */
const predictions: readonly ((a: number, b: number, c: number) => number)[] = [
  () => 0,
  (a) => a,
  (_a, b) => b,
  (a, b) => Math.floor((a + b) / 2),
  (a, b, c) => {
    const p = a + b - c;
    const nearest = Math.min(...[a, b, c].map((x) => Math.abs(p - x)));
    return [a, b, c].find((x) => Math.abs(p - x) === nearest)!;
  },
];

function filtered(pixels: readonly Uint8Array[], filters: readonly number[]): Uint8Array[] {
  return pixels.map((row, y) => {
    const above = pixels[y - 1];
    const bytes = row.map((byte, x) => {
      const guess = predictions[filters[y]!]!(
        row[x - 3] ?? 0,
        above?.[x] ?? 0,
        above?.[x - 3] ?? 0,
      );
      return byte - guess;
    });
    return Uint8Array.of(filters[y]!, ...bytes);
  });
}

const picture = fc.integer({ min: 1, max: 6 }).chain((width) =>
  fc.record({
    width: fc.constant(width),
    rows: fc.array(
      fc.record({
        filter: fc.integer({ min: 0, max: 4 }),
        bytes: fc.uint8Array({ minLength: 3 * width, maxLength: 3 * width }),
      }),
      { minLength: 1, maxLength: 6 },
    ),
  }),
);

it("gives the same pixels, unfiltered, in one piece", () => {
  fc.assert(
    fc.property(picture, ({ width, rows }) => {
      const pixels = rows.map(({ bytes }) => bytes);
      const filters = rows.map(({ filter }) => filter);
      const png = repacked(written(width, filtered(pixels, filters)));
      const plain = Buffer.concat(pixels.map((row) => Uint8Array.of(0, ...row)));
      const from = png.indexOf("IDAT") + 4;
      expect(inflateSync(png.subarray(from, -16))).toEqual(plain);
      expect(png.subarray(0, 33)).toEqual(written(width, [...pixels]).subarray(0, 33));
      expect(png.readUInt32BE(png.length - 16)).toBe(crc32(png.subarray(from - 4, -16)));
    }),
  );
});

it("refuses what it would break", () => {
  const withAlpha = [8, 6, 0, 0, 0];
  expect(() => repacked(written(1, [Uint8Array.of(0, 1, 2, 3, 4)], withAlpha))).toThrow(
    "8-bit red, green and blue",
  );
});
