// What all files given to `fit` say together.
import { type Answer, type FileProblem, measured, type Measured } from "../../sim/fit/answers.ts";
import { type FileLog, joinedLogs } from "../../sim/fit/logs.ts";
import { latencyOfRequests } from "../../sim/fit/latency.ts";
import { normalTimes } from "../../sim/fit/periods.ts";
import { readStretch } from "../../sim/fit/stretch.ts";
import type { Apart, OtherVersion, Stretch } from "../../sim/fit/types.ts";
import type { Seconds } from "../../sim/scenario/types.ts";
import { durationText, pluralText } from "../../sim/results/words.ts";
import { usageRefusal } from "./command.ts";
import { type Asked, filesOf } from "./fitWords.ts";
import { type Measurements, readMeasurements } from "./measurements.ts";
import { allOrRefusals, problemLines, Refusal } from "./refusal.ts";

/** What was measured. */
export interface Sources {
  readonly stable: Measured;
  readonly others: readonly OtherVersion[];
  readonly notes: readonly string[];
}

/** @throws Refusal with the problems of every file; or when files do not go together, or what they say is not clear */
export async function readSources(asked: Asked): Promise<Sources> {
  const read = await readAll(asked);
  const stable = measuredIn(read, asked, asked, (begin) => apartFrom(asked, begin));
  const others = [...asked.of].map(([id, files]) => {
    const own = { files, errors: [], latency: [] };
    return { id, ...measuredIn(read, own, asked, () => stable.apart) };
  });
  const more = others.flatMap(({ id, notes }) =>
    notes.filter((note) => !stable.notes.includes(note)).map((note) => `${id}: ${note}`),
  );
  return { stable, others, notes: [...stable.notes, ...more] };
}

/** @throws Refusal with the problems of every file */
async function readAll(asked: Asked): Promise<ReadonlyMap<string, Measurements>> {
  const options = { columns: asked.columns, latencyUnit: asked.units.latency };
  const files = filesOf(asked);
  const read = await allOrRefusals(files.map((file) => readMeasurements(file, options)));
  return new Map(files.map((file, i) => [file, read[i]!]));
}

/** Files of one version. */
type VersionFiles = Pick<Asked, "files" | "errors" | "latency">;

/**
 * @param apartOf  what is not normal, of measurements that begin then
 * @throws Refusal when the files do not go together, or what they say is not clear
 */
function measuredIn(
  read: ReadonlyMap<string, Measurements>,
  { files, errors, latency }: VersionFiles,
  { units, window }: Asked,
  apartOf: (begin: Seconds) => Apart,
): Measured {
  const all = [...files, ...errors, ...latency.map(({ file }) => file)];
  const own = all.map((file) => read.get(file)!);
  const logs = own.filter((one) => one.kind === "log");
  const [log] = logs;
  if (log !== undefined) {
    if (logs.length < all.length || files.length < all.length)
      throw new Refusal([
        `${log.file}: expected logs alone, which say everything, or the answers of range queries alone`,
      ]);
    return ofLogs(logs, apartOf);
  }
  const answerOf = (file: string): Answer => {
    const one = read.get(file)!;
    if (one.kind !== "answer") throw new Error("a log was taken for an answer");
    return one.answer;
  };
  const what = measured(
    {
      requests: files.map(answerOf),
      errors: errors.map(answerOf),
      latency: latency.map(({ q, file }) => ({ q, answer: answerOf(file) })),
    },
    units,
    window,
    apartOf,
  );
  if (!("counted" in what)) throw refusalOf(what);
  const leftOut = own.reduce((count, one) => count + (one.kind === "answer" ? one.leftOut : 0), 0);
  const notes = leftOut > 0 ? [`${pluralText(leftOut, "value")} NaN or infinite, left out`] : [];
  return { ...what, notes: [...notes, ...what.notes] };
}

function refusalOf(problems: readonly FileProblem[]): Refusal {
  return new Refusal(problems.flatMap((problem) => problemLines(problem.file, [problem])));
}

/** @throws Refusal when the logs do not go together */
function ofLogs(logs: readonly FileLog[], apartOf: (begin: Seconds) => Apart): Measured {
  const joined = joinedLogs(logs);
  if (!("counted" in joined)) throw refusalOf(joined);
  const { counted, latencies, overlap } = joined;
  const apart = apartOf(counted.periods[0]!.at);
  const notes = logs.flatMap(({ file, log: { rows, rowsApart, noLatency, columns } }) => [
    `${logs.length > 1 ? `${file}: ` : ""}${pluralText(rows, "row")}: ${columns.join(", ")}`,
    ...(noLatency > 0 ? [`${pluralText(noLatency, "row")} without a latency`] : []),
    ...(rowsApart === null
      ? []
      : [
          `rows are ${durationText(rowsApart)} apart, each taken for a request: where a row is a period, --column requests=NAME says which column counts`, // prettier-ignore
        ]),
  ]);
  if (overlap > 0)
    notes.push(
      `${durationText(Math.round(overlap))} are in more than one log: their requests are added up, as those of several servers`,
    );
  const latency = latencyOfRequests(latencies, normalTimes(counted, apart));
  return { counted, latency, apart, notes };
}

/**
 * What is not normal, of measurements that begin at `begin`.
 * @throws Refusal with every mistake
 */
function apartFrom({ incident, without }: Asked, begin: Seconds): Apart {
  const mistakes: string[] = [];
  const read = (option: string, text: string): Stretch => {
    const stretch = readStretch(text, begin);
    if ("from" in stretch) return stretch;
    const expected = stretch.isBackward
      ? "FROM before TO"
      : "FROM..TO, each a time like 2026-03-02T14:10, a duration from the first sample like 2h, or nothing";
    mistakes.push(`--${option}: expected ${expected}, got "${stretch.odd}"`);
    return { from: null, to: null };
  };
  const apart = {
    incident: incident === undefined ? null : read("incident", incident),
    without: without.map((text) => read("without", text)),
  };
  if (mistakes.length > 0) throw usageRefusal("fit", mistakes);
  return apart;
}
