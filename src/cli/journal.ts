// The work of a survey on disk, a line a batch as it comes back: whatever ends the program, what stands there need not be done again.
// Rows are written by their bits, so a survey that went on from a journal ends as one that was never stopped.
import {
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from "node:fs";
import type { Batch, Survey } from "../../sim/odds/types.ts";
import { show } from "../../sim/scenario/show.ts";
import { engineVersion } from "../engineVersion.ts";
import { contentHash } from "../contentHash.ts";
import { bytesOfRows, rowsOfBytes } from "../rowBits.ts";
import { Refusal, systemReason } from "./refusal.ts";

export interface Journal {
  append(batch: Batch, rows: Float64Array): void;
  close(): void;
}

const KIND = "rollout-lab odds";
const NO_JOURNAL = "expected a journal of odds, got another file: left as it is";

/** The first line: what the batches are of, a value for each thing that a refusal can name. */
type Header = Readonly<Record<string, unknown>>;

interface Line extends Batch {
  readonly rows: string;
}

/**
 * Opens a journal to go on from, or begins one.
 * @param option  what it is called in a refusal: "--resume"
 * @param accept  is given every batch that stands there; throws RangeError for one that is none of the survey's
 * @throws Refusal when it is of another survey or engine, is no journal, or cannot be read and written
 */
export function openJournal(
  file: string,
  survey: Survey,
  option: string,
  accept: (batch: Batch, rows: Float64Array) => void,
): Journal {
  const refuse = (message: string) => new Refusal([`${option} ${file}: ${message}`]);
  const told = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw error instanceof Error && "code" in error ? refuse(systemReason(error)) : error;
    }
  };
  const own = headerOf(survey);
  const head = `${JSON.stringify(own)}\n`;
  const begun = existsSync(file);
  // What is no file cannot be cut where its last whole line ends.
  if (begun && told(() => !isFileOrFolder(file))) throw refuse("expected a file, got a device");
  const descriptor = told(() => openSync(file, begun ? "r+" : "wx+"));
  const put = (text: string, at: number) => told(() => written(descriptor, text, at));
  let end = 0;
  try {
    for (const { line, number, endsAt } of linesOf(descriptor)) {
      if (number === 1) assertSame(parsed(line), own, refuse);
      else readBatch(line, number, accept, refuse);
      end = endsAt;
    }
    // What follows the last whole line was cut off in the middle; without any, only the beginning of this very journal was.
    if (end === 0 && !told(() => isCutFrom(descriptor, head))) throw refuse(NO_JOURNAL);
    told(() => ftruncateSync(descriptor, end));
    if (end === 0) end = put(head, 0);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  return {
    append({ point, from, count }, rows) {
      const line: Line = { point, from, count, rows: bytesOfRows(rows).toString("base64") };
      end = put(`${JSON.stringify(line)}\n`, end);
    },
    close: () => closeSync(descriptor),
  };
}

function headerOf({ document, points, until, ...rest }: Survey): Header {
  return {
    journal: KIND,
    engine: engineVersion(),
    scenario: contentHash(document),
    vary: contentHash(points),
    until,
    ...rest,
  };
}

/** What each thing in a header is to a person, and whether its value says anything. */
const things: Readonly<Record<string, { readonly name: string; readonly says: boolean }>> = {
  engine: { name: "engine version", says: true },
  scenario: { name: "scenario", says: false },
  vary: { name: "what varies", says: false },
  strategies: { name: "strategies", says: true },
  runs: { name: "runs", says: true },
  seed: { name: "seed", says: true },
  until: { name: "width to stop at", says: true },
  exact: { name: "exact", says: true },
};

function assertSame(found: unknown, own: Header, refuse: (message: string) => Refusal): void {
  if (
    typeof found !== "object" ||
    found === null ||
    !("journal" in found) ||
    found.journal !== KIND
  )
    throw refuse(NO_JOURNAL);
  const header = found as Header;
  const differing = Object.entries(things).flatMap(([key, { name, says }]) => {
    const [expected, got] = [JSON.stringify(own[key]), JSON.stringify(header[key])];
    if (expected === got) return [];
    return says ? [`${name} ${got} there, ${expected} here`] : [`another ${name}`];
  });
  if (differing.length > 0)
    throw refuse(`expected a journal of the same work: ${differing.join("; ")}`);
}

function readBatch(
  line: string,
  number: number,
  accept: (batch: Batch, rows: Float64Array) => void,
  refuse: (message: string) => Refusal,
): void {
  const found = parsed(line);
  try {
    const { point, from, count, rows } = found as Line;
    accept({ point, from, count }, rowsOfBytes(Buffer.from(rows, "base64")));
  } catch {
    // None that was ever appended: not an object, no base64, or no batch of this survey.
    throw refuse(`line ${number}: expected a batch of runs, got ${show(line.slice(0, 60))}`);
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isFileOrFolder(file: string): boolean {
  const found = statSync(file);
  return found.isFile() || found.isDirectory();
}

/** Whether a file is nothing but the beginning of `text`. */
function isCutFrom(descriptor: number, text: string): boolean {
  const bytes = Buffer.from(text);
  const found = Buffer.alloc(bytes.length + 1);
  const length = readSync(descriptor, found, 0, found.length, 0);
  return bytes.subarray(0, length).equals(found.subarray(0, length));
}

/** All of `text`, though a system may take it in parts. @returns the place behind it */
function written(descriptor: number, text: string, at: number): number {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length;)
    done += writeSync(descriptor, bytes, done, bytes.length - done, at + done);
  return at + bytes.length;
}

const CHUNK = 1 << 20;
const NEWLINE = 0x0a;

/** The whole lines of a file; one that does not end is left out. `endsAt` is the place behind it. */
function* linesOf(descriptor: number): Iterable<{ line: string; number: number; endsAt: number }> {
  let number = 0;
  let endsAt = 0;
  let begun: Buffer[] = [];
  for (let at = 0; ;) {
    const chunk = Buffer.allocUnsafe(CHUNK);
    const length = readSync(descriptor, chunk, 0, CHUNK, at);
    if (length === 0) return;
    at += length;
    let from = 0;
    for (
      let to = chunk.indexOf(NEWLINE);
      to >= 0 && to < length;
      to = chunk.indexOf(NEWLINE, from)
    ) {
      const line = Buffer.concat([...begun, chunk.subarray(from, to)]);
      begun = [];
      from = to + 1;
      endsAt = at - length + from;
      yield { line: line.toString("utf8"), number: ++number, endsAt };
    }
    begun.push(chunk.subarray(from, length));
  }
}
