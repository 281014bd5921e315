// Files of what happened, told apart by how they begin: JSON is the answer of a range query, anything else a log as CSV, and either
// may be packed by gzip.
import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { accessLog, type LogOptions, type ReadLog } from "../../sim/fit/accessLog.ts";
import type { Answer } from "../../sim/fit/answers.ts";
import { readPrometheus } from "../../sim/fit/prometheus.ts";
import { MAX_TEXT } from "../../sim/scenario/limits.ts";
import { ScenarioError } from "../../sim/scenario/problem.ts";
import { CsvError, csvReader } from "../trace/csv.ts";
import { problemLines, Refusal, systemReason } from "./refusal.ts";
import { notText, sourceName, textIn } from "./source.ts";

export type Measurements =
  | { readonly kind: "answer"; readonly answer: Answer; readonly leftOut: number }
  | { readonly kind: "log"; readonly file: string; readonly log: ReadLog };

/**
 * @param source  a file, or "-" for standard input
 * @throws Refusal with every problem, the file's name first
 */
export async function readMeasurements(source: string, options: LogOptions): Promise<Measurements> {
  const file = sourceName(source);
  const log = accessLog(options);
  try {
    const stream = source === "-" ? process.stdin : createReadStream(source);
    const text = await jsonOrRows(unpacked(stream), csvReader(log), file);
    return text === null ? { kind: "log", file, log: log.result() } : answerIn(file, text);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if (error instanceof ScenarioError) throw new Refusal(problemLines(file, error.problems));
    if (error instanceof CsvError)
      throw new Refusal([
        ...problemLines(file, log.problems()),
        `${file}: expected a CSV file: ${error.message}`,
      ]);
    throw new Refusal([`${file}: cannot be read: ${systemReason(error)}`]);
  }
}

/** A stream's bytes, out of the gzip file that they may be. */
async function* unpacked(stream: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  const chunks = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done === true) return;
  async function* all() {
    yield first.value as Buffer;
    yield* { [Symbol.asyncIterator]: () => chunks };
  }
  const isPacked = first.value[0] === 0x1f && first.value[1] === 0x8b;
  // What goes wrong is thrown where the last stream is read: nobody else need hear of it.
  yield* isPacked ? (pipeline(all, createGunzip(), () => {}) as AsyncIterable<Buffer>) : all();
}

/** The whole text when it is JSON; null when it is rows, which have gone to `rows` as they came. */
async function jsonOrRows(
  stream: AsyncIterable<Buffer>,
  rows: ReturnType<typeof csvReader>,
  file: string,
): Promise<string | null> {
  let isJson: boolean | undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    if (isJson === undefined && !isText(chunk)) throw notText(chunk, file);
    isJson ??= /^\uFEFF?\s*[{[]/.test(chunk.toString("utf8", 0, 1000));
    if (!isJson) {
      rows.push(chunk);
      continue;
    }
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_TEXT)
      throw new Refusal([`${file}: expected at most ${MAX_TEXT / 1024 / 1024} MiB, got more`]);
  }
  if (isJson) return textIn(Buffer.concat(chunks), file);
  rows.end();
  return null;
}

/** Whether a file that begins so may be a log. Beyond its first row, a log's odd bytes are told with their rows. */
function isText(begin: Buffer): boolean {
  const length = begin.indexOf("\n");
  const row = length < 0 ? begin : begin.subarray(0, length);
  // Cut inside of a character it is text all the same: what is missing only shows at its end.
  const whole = row.subarray(0, row.findLastIndex((byte) => byte < 0x80) + 1);
  return !begin.includes(0) && isUtf8(whole);
}

function answerIn(file: string, text: string): Measurements {
  const { series, leftOut, problems } = readPrometheus(text);
  if (problems.length > 0) throw new Refusal(problemLines(file, problems));
  return { kind: "answer", answer: { file, series }, leftOut };
}
