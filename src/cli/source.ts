// What a command is given to read: a file, or standard input.
import { createReadStream, readdirSync } from "node:fs";
import path from "node:path";
import { MAX_TEXT } from "../../sim/scenario/limits.ts";
import { didYouMean } from "../../sim/scenario/nearest.ts";
import { Refusal, systemReason } from "./refusal.ts";

/** How it is called in messages: a file as given. */
export function sourceName(source: string): string {
  return source === "-" ? "standard input" : source;
}

/**
 * The text of a file, or of standard input ("-").
 * @param most  bytes
 * @throws Refusal when it cannot be read, is no text or is longer
 */
export async function textOf(source: string, most = MAX_TEXT): Promise<string> {
  const name = sourceName(source);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    const stream = source === "-" ? process.stdin : createReadStream(source);
    for await (const chunk of stream) {
      chunks.push(chunk as Buffer);
      bytes += (chunk as Buffer).length;
      if (bytes > most)
        throw new Refusal([`${name}: expected at most ${most / 1024 / 1024} MiB, got more`]);
    }
    return textIn(Buffer.concat(chunks), name);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal([`${name}: cannot be read: ${systemReason(error)}${similarFile(source)}`]);
  }
}

/** @throws Refusal when a file's bytes are no UTF-8 */
export function textIn(bytes: Buffer, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw notText(bytes, name);
  }
}

/** Of a file that begins so. */
export function notText(begin: Buffer, name: string): Refusal {
  return new Refusal([`${name}: expected UTF-8 text, got ${bytesName(begin)}`]);
}

/** How files begin that are taken for text by mistake. */
const BEGINNINGS: readonly (readonly [name: string, ...bytes: number[]])[] = [
  ["UTF-16", 0xff, 0xfe],
  ["UTF-16", 0xfe, 0xff],
  ["a gzip file", 0x1f, 0x8b],
  ["a zip file", 0x50, 0x4b, 0x03, 0x04],
];

function bytesName(begin: Buffer): string {
  const known = BEGINNINGS.find(([, ...bytes]) => bytes.every((byte, i) => begin[i] === byte));
  return known?.[0] ?? "other bytes";
}

/** A file of that folder whose name is close to the one that is not there. */
function similarFile(source: string): string {
  try {
    const names = readdirSync(path.dirname(source));
    const name = path.basename(source);
    return names.includes(name) ? "" : didYouMean(name, names);
  } catch {
    return "";
  }
}
