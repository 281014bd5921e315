// A file appears whole or not at all: it is written beside its place under another name, then renamed. Both happen in one
// go, so no signal comes between them.
import {
  accessSync,
  closeSync,
  constants,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { Refusal, systemReason } from "./refusal.ts";

/** Checks, before the work is done, that `file` can be written. @throws Refusal, with `option` first */
export function assertWritable(file: string, option: string): void {
  try {
    const place = whereItIs(file);
    if (place.kind === "folder") throw new Refusal([`${option} ${file}: it is a folder`]);
    accessSync(place.kind === "device" ? place.path : path.dirname(place.path), constants.W_OK);
  } catch (error) {
    throw refusal(file, option, error);
  }
}

/**
 * Checks, before anything is written, that nothing is lost by it: each file is another one, by whatever name or link, and none that
 * is read.
 * @param written  by option; what is not asked for, or goes to standard output ("-"), is left out
 * @param read     what the command is given, as it is called there
 * @throws Refusal with every pair
 */
export function assertApart(
  written: Readonly<Record<string, string | undefined>>,
  read: readonly string[],
): void {
  const taken = new Map<string, string>();
  for (const source of read) {
    const place = source === "-" ? null : placeRead(source);
    if (place !== null) taken.set(place, `${source}, which is read`);
  }
  const lines: string[] = [];
  for (const [option, file = "-"] of Object.entries(written)) {
    const place = file === "-" ? null : placeWritten(file, option);
    if (place === null) continue;
    const other = taken.get(place);
    if (other !== undefined) lines.push(`${option} ${file}: expected another file than ${other}`);
    taken.set(place, `that of ${option}`);
  }
  if (lines.length > 0) throw new Refusal(lines);
}

/** null where there is none. */
function placeRead(file: string): string | null {
  try {
    return realpathSync(file);
  } catch {
    return null;
  }
}

/** null for a device: /dev/null may be written to any number of times. */
function placeWritten(file: string, option: string): string | null {
  try {
    const place = whereItIs(file);
    return place.kind === "device" ? null : place.path;
  } catch (error) {
    throw refusal(file, option, error);
  }
}

/** @throws Refusal when the file cannot be written; nothing of it is left then */
export function writeWhole(file: string, text: string, option: string): void {
  writePieces(file, option, (append) => append(text));
}

/** Adds to a file that is being written. */
export type Append = (piece: string | Uint8Array) => void;

/**
 * A file longer than a text may be.
 * @param write  appends every piece of it
 * @throws as `writeWhole` does
 */
export function writePieces(file: string, option: string, write: (append: Append) => void): void {
  try {
    const place = whereItIs(file);
    if (place.kind === "device") appendTo(place.path, "w", write);
    else replace(place.path, write);
  } catch (error) {
    throw refusal(file, option, error);
  }
}

function replace(file: string, write: (append: Append) => void): void {
  const beside = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`);
  try {
    appendTo(beside, "wx", write);
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

function appendTo(file: string, flag: "w" | "wx", write: (append: Append) => void): void {
  const open = openSync(file, flag);
  try {
    write((piece) => writeFileSync(open, piece));
  } finally {
    closeSync(open);
  }
}

/** Where a name leads: through links, so that a link stays one; and /dev/null is written to, not replaced. */
function whereItIs(file: string): { kind: "file" | "folder" | "device"; path: string } {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined)
    return {
      kind: "file",
      path: path.join(realpathSync(path.dirname(file)), path.basename(file)),
    };
  const kind = found.isDirectory() ? "folder" : found.isFile() ? "file" : "device";
  return { kind, path: kind === "device" ? file : realpathSync(file) };
}

/** What the system says, in our words; any other error is a mistake of ours, and stays what it is. */
function refusal(file: string, option: string, error: unknown): unknown {
  if (!(error instanceof Error && "syscall" in error)) return error;
  return new Refusal([`${option} ${file}: cannot be written: ${systemReason(error)}`]);
}
