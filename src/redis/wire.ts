// What is written to Redis, and what is read from there: by anybody who reaches it, so nothing is believed before it is checked.
import { z } from "zod";
import { assertRows, type RowLayout } from "../../sim/odds/rows.ts";
import { surveyOf } from "../../sim/odds/survey.ts";
import type { Batch, Survey } from "../../sim/odds/types.ts";
import { MAX_AXES, MAX_VALUES } from "../../sim/odds/vary.ts";
import { MAX_PROBLEMS, MAX_STRATEGIES } from "../../sim/scenario/limits.ts";
import { fields } from "../../sim/scenario/document.ts";
import { ScenarioError } from "../../sim/scenario/problem.ts";
import { contentHash } from "../contentHash.ts";
import type { Failure } from "../failure.ts";
import { bytesOfRows, rowsOfBytes } from "../rowBits.ts";

/** What stands in Redis is not what was asked for, or nothing that was ever written there. */
export class WireError extends Error {}

/** Bytes of a survey's text: a trace of 10,000,000 arrivals, and a scenario. */
export const MAX_SURVEY = 180_000_000;
/** Bytes of an answer: more than any shard's rows. */
const MAX_ANSWER = 64_000_000;

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const place = z.int().min(0);

/** A job: a pure function of what it names. */
const jobSchema = z.strictObject({
  engine: z.string().max(200),
  survey: hash,
  point: place,
  from: place,
  count: z.int().min(1),
});
export type Job = Readonly<z.infer<typeof jobSchema>>;

/** @throws WireError */
export function readJob(data: unknown): Job {
  return checked(jobSchema, data, "a job");
}

export function jobOf(engine: string, survey: string, { point, from, count }: Batch): Job {
  return { engine, survey, point, from, count };
}

/** The same for the same work: asked for twice, it is done once. */
export function jobId(job: Job): string {
  return contentHash(job);
}

const surveySchema = z.strictObject({
  document: z.record(z.string(), z.unknown()),
  points: z
    .array(
      z.strictObject({ set: z.record(z.string(), z.unknown()), label: z.string().max(10_000) }),
    )
    .min(1)
    .max(MAX_VALUES ** MAX_AXES),
  strategies: z.array(z.string().max(10_000)).min(1).max(MAX_STRATEGIES),
  runs: z.number(),
  seed: z.number(),
  until: z.number().nullable(),
  exact: z.boolean(),
});

/** JSON; the times of a trace as their bits. */
export function writeSurvey(survey: Survey): string {
  return JSON.stringify(survey, (_key, value: unknown) =>
    value instanceof Float64Array ? bytesOfRows(value).toString("base64") : value,
  );
}

/** @throws WireError unless it is the survey of that hash */
export function readSurvey(text: string, expected: string): Survey {
  const { until, document, ...rest } = checked(surveySchema, parsed(text), "a survey");
  const asked = { ...rest, ...(until !== null && { until }) };
  const survey = inBounds(() => surveyOf(withTimes(document), asked));
  if (contentHash(survey) !== expected)
    throw new WireError(`expected the survey ${expected}, got another`);
  return survey;
}

/** Nobody can have asked for a survey that is out of bounds. */
function inBounds(read: () => Survey): Survey {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    throw new WireError(`expected a survey: ${error.message}`);
  }
}

function withTimes(document: Record<string, unknown>): unknown {
  const traffic = fields(document["traffic"]);
  const { times, ...rest } = fields(traffic["trace"]);
  if (typeof times !== "string") return document;
  const trace = { ...rest, times: bitsOf(Buffer.from(times, "base64")) };
  return { ...document, traffic: { ...traffic, trace } };
}

function bitsOf(bytes: Uint8Array): Float64Array {
  if (bytes.length % 8 !== 0)
    throw new WireError(`expected numbers of 8 bytes, got ${bytes.length} bytes`);
  return rowsOfBytes(bytes);
}

const message = z.string().max(1_000_000);
const headSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("rows") }),
  z.strictObject({
    kind: z.literal("scenario"),
    problems: z.array(z.strictObject({ path: message, message })).max(MAX_PROBLEMS),
  }),
  z.strictObject({ kind: z.literal("limit"), message }),
  z.strictObject({ kind: z.literal("bug"), message, stack: message }),
]);

export type Answer = Failure | { readonly kind: "rows"; readonly rows: Float64Array };

/** A line of JSON that says what it is; rows follow it. */
export function writeAnswer(answer: Answer): Buffer {
  if (answer.kind !== "rows") return Buffer.from(`${JSON.stringify(answer)}\n`);
  return Buffer.concat([Buffer.from('{"kind":"rows"}\n'), bytesOfRows(answer.rows)]);
}

/** @throws WireError unless it is an answer of `count` runs in that layout */
export function readAnswer(bytes: Buffer, layout: RowLayout, count: number): Answer {
  if (bytes.length > MAX_ANSWER)
    throw new WireError(`expected at most ${MAX_ANSWER} bytes, got ${bytes.length}`);
  const end = bytes.indexOf("\n");
  const head = checked(headSchema, parsed(bytes.toString("utf8", 0, end)), "an answer");
  if (head.kind !== "rows") return head;
  const rows = bitsOf(bytes.subarray(end + 1));
  try {
    assertRows(layout, rows, count);
  } catch (error) {
    throw new WireError((error as RangeError).message);
  }
  return { kind: "rows", rows };
}

const workerSchema = z.strictObject({
  id: z.uuid(),
  name: z.string().min(1).max(100),
  engine: z.string().max(200),
  threads: z.int().min(1),
});
export type WorkerCard = Readonly<z.infer<typeof workerSchema>>;

/** null for what is no card of a worker. */
export function readCard(text: string): WorkerCard | null {
  const { success, data } = workerSchema.safeParse(parsed(text));
  return success ? data : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function checked<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const { path, message: why } = error.issues[0]!;
  throw new WireError(`expected ${what}: ${[path.join("."), why].filter(Boolean).join(": ")}`);
}
