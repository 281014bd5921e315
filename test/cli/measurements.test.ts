// Files of measurements: told apart by how they begin, packed or not.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { readMeasurements } from "../../src/cli/measurements.ts";
import { Refusal } from "../../src/cli/refusal.ts";
import { byCode } from "../fit/happened.ts";
import { temporaryFolder } from "./lab.ts";

const ANSWER = byCode(
  Array.from({ length: 300 }, (_, i) => ({ requests: 100 + i, errors: i % 7 })),
);
const LOG = `time,status\n${Array.from({ length: 30_000 }, (_, i) => `${i / 8},${i % 9 === 0 ? 500 : 200}`).join("\n")}`; // prettier-ignore

function read(bytes: string | Uint8Array) {
  const file = path.join(temporaryFolder(), "file");
  writeFileSync(file, bytes);
  return readMeasurements(file, { columns: new Map(), latencyUnit: undefined });
}

test("an answer is JSON, a log is anything else, and either may be packed", async () => {
  for (const [text, kind] of [
    [ANSWER, "answer"],
    [LOG, "log"],
  ] as const) {
    const plain = { ...(await read(text)), file: "" };
    expect(plain.kind).toBe(kind);
    const packed = { ...(await read(gzipSync(text))), file: "" };
    const named = ({ kind, ...rest }: typeof plain) =>
      JSON.stringify(rest).replaceAll(/"file":"[^"]*"/g, kind);
    expect(named(packed)).toBe(named(plain));
  }
});

test.each([
  ["cut off", gzipSync(LOG).subarray(0, 5000), "cannot be read: unexpected end of file"],
  ["cut off early", gzipSync(LOG).subarray(0, 20), "cannot be read: unexpected end of file"],
  ["cut off late", gzipSync(LOG).subarray(0, -4), "cannot be read: unexpected end of file"],
  ["no gzip after all", Buffer.from([0x1f, 0x8b, 1, 2, 3, 4]), "cannot be read: "],
  ["one byte", Buffer.from([0x1f]), "expected a column of times"],
  ["empty", "", "expected a log or the answer of a range query, got an empty text"],
  ["a program", Buffer.from("\x7fELF\x02\x01\x01\x00\x00"), "expected UTF-8 text, got other bytes"],
  ["UTF-16", Buffer.from("\ufefftime,status\n", "utf16le"), "expected UTF-8 text, got UTF-16"],
  ["a zip file", Buffer.from("PK\x03\x04\x14\x00"), "expected UTF-8 text, got a zip file"],
  ["odd bytes in JSON", Buffer.from('{"\xff"}', "latin1"), "expected UTF-8 text, got other bytes"],
  ["Latin-1", Buffer.from("temps,dur\xe9e,x\n1,2,3\n", "latin1"), "expected UTF-8 text"],
  ["other letters", "zeit,länge\n1,2\n", "expected a column of times"],
])("%s: it is told", async (_, bytes, message) => {
  const refused = await read(bytes).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Refusal);
  expect((refused as Refusal).lines.join()).toContain(message);
});
