// A file appears whole or not at all: it is written beside its place under another name, then renamed. Both happen in one
// go, so no signal comes between them.
import {
  accessSync,
  constants,
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
    throw error instanceof Refusal ? error : refusal(file, option, error);
  }
}

/** @throws Refusal when the file cannot be written; nothing of it is left then */
export function writeWhole(file: string, text: string, option: string): void {
  try {
    const place = whereItIs(file);
    if (place.kind === "device") writeFileSync(place.path, text);
    else replace(place.path, text);
  } catch (error) {
    throw refusal(file, option, error);
  }
}

function replace(file: string, text: string): void {
  const beside = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`);
  try {
    writeFileSync(beside, text, { flag: "wx" });
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/** Where a name leads: through links, so that a link stays one; and /dev/null is written to, not replaced. */
function whereItIs(file: string): { kind: "file" | "folder" | "device"; path: string } {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return { kind: "file", path: path.resolve(file) };
  const kind = found.isDirectory() ? "folder" : found.isFile() ? "file" : "device";
  return { kind, path: kind === "device" ? file : realpathSync(file) };
}

function refusal(file: string, option: string, error: unknown): Refusal {
  return new Refusal([`${option} ${file}: cannot be written: ${systemReason(error)}`]);
}
