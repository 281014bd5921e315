// `fit`: what happened, as a monitor or a log tells it, as a scenario; and an incident that happens again to a candidate.
import { readScenario } from "../../sim/parse.ts";
import type { Fields } from "../../sim/scenario/document.ts";
import { editText } from "../../sim/scenario/editText.ts";
import { didYouMean } from "../../sim/scenario/nearest.ts";
import { printJson } from "../../sim/scenario/printJson.ts";
import { ScenarioError } from "../../sim/scenario/problem.ts";
import { show } from "../../sim/scenario/show.ts";
import { readText } from "../../sim/scenario/text.ts";
import { duration as durationSchema } from "../../sim/scenario/units.ts";
import {
  type Answer,
  COUNT_UNITS,
  ERROR_UNITS,
  type FileProblem,
  measured,
  type Measured,
  type Units,
} from "../../sim/fit/answers.ts";
import { intoScenario, newScenario } from "../../sim/fit/document.ts";
import { fit, type Found } from "../../sim/fit/fit.ts";
import { TIME_UNITS, type Role, ROLES } from "../../sim/fit/logColumns.ts";
import { type FileLog, joinedLogs } from "../../sim/fit/logs.ts";
import { latencyOfRequests } from "../../sim/fit/latency.ts";
import { joined, normalTimes, spanOf, usualPeriod } from "../../sim/fit/periods.ts";
import { readStretch } from "../../sim/fit/stretch.ts";
import type { Apart, Counted, Stretch } from "../../sim/fit/types.ts";
import { durationText, pluralText } from "../../sim/results/words.ts";
import { type Command, usageRefusal, type Words } from "./command.ts";
import { fitReport } from "./fitReport.ts";
import { isManifest, sourceName, textOf } from "./load.ts";
import { type Measurements, readMeasurements } from "./measurements.ts";
import { problemLines, Refusal } from "./refusal.ts";
import { colours, complain, plain, print } from "./terminal.ts";
import { assertApart, assertWritable, writeWhole } from "./wholeFile.ts";

export const fitCommand: Command = {
  name: "fit",
  summary: "read what happened (Prometheus, an access log) as a scenario; replay an incident",
  operands: "FILE...",
  options: {
    errors: {
      value: "FILE",
      many: true,
      help: "a range query's answer: which share of requests failed, or how many",
    },
    latency: {
      value: "[QUANTILE=]FILE",
      many: true,
      help: "a range query's answer: quantiles of latency, or its buckets; p99=FILE where no label says which quantile",
    },
    incident: {
      value: "FROM..TO",
      help: "what happened in between happens again to the candidate, from when its rollout begins; times, or durations from the first sample; an end may be left out",
    },
    without: {
      value: "FROM..TO",
      many: true,
      help: "leave out what was measured in between, as if nobody had looked",
    },
    into: {
      value: "SCENARIO",
      help: "put what was found into this scenario, a JSON file (default: a new one)",
    },
    version: { value: "ID", help: "whom the incident happens to (default: the candidate)" },
    as: {
      value: "WHAT=UNIT",
      many: true,
      help: "what values are: requests=rate, increase or counter; errors=share, percent, rate, increase or counter; latency=s, ms, us or ns",
    },
    column: {
      value: "WHAT=NAME",
      many: true,
      help: "which column of a log holds the time, status, latency, or, a row a period, the requests and errors",
    },
    window: {
      value: "DURATION",
      help: "how far back rate() or increase() looked in the query (default: as far as its step)",
    },
    every: {
      value: "DURATION",
      help: "length of the periods in which the error rate is looked at (default: about 1m)",
    },
    out: {
      value: "FILE",
      help: "write the scenario there, whole or not at all, and print the report (default: print the scenario; the report goes to standard error)",
    },
  },
  details: [
    "FILE is the answer of a range query to Prometheus (query_range, or promtool query range -o json) for",
    "requests, by status code or in all; or an access log as CSV, which says everything at once. - is",
    "standard input. Failures are answers of status 5xx. Several files are slices of time, or what several servers",
    "say: their requests are added up.",
    "",
    "The scenario gets traffic.rate and traffic.shape, the stable version's errorRate and latency, and noise:",
    "how far the error rate wanders from period to period beyond chance, and how long it remembers.",
  ],
  examples: [
    ["fit access.csv --out measured.json", "then: odds measured.json"],
    [
      "fit requests.json --latency p50=p50.json --latency p99=p99.json --into rollout.json --out measured.json",
      "the same plan, on the traffic there was",
    ],
    [
      "fit requests.json --incident 2026-03-02T14:10..2026-03-02T15:00 --into rollout.json --out incident.json",
      "then: odds incident.json, would this plan have caught it?",
    ],
  ],
  async run(words) {
    const asked = readAsked(words);
    const { out } = asked;
    const toFile = out !== undefined && out !== "-";
    // A scenario may be written back to where it was; what was measured is nowhere else.
    assertApart({ "--out": out }, filesOf(asked));
    if (toFile) assertWritable(out, "--out");
    const into = asked.into === undefined ? null : await scenarioIn(asked.into);
    const read = await readAll(asked);
    const what = measuredIn(read, asked);
    const found = fit(what.counted, what.latency, asked.every, what.apart);
    refuseNothing(found, what.counted, asked);
    const document = documentOf(found, into, asked);
    const text = into === null ? `${printJson(document)}\n` : editText(into.text, document);
    if (toFile) {
      writeWhole(out, text, "--out");
      await print(`${fitReport(found, document, what.notes, colours).join("\n")}\n`);
    } else {
      complain(fitReport(found, document, what.notes, plain));
      await print(text);
    }
    return 0;
  },
};

interface Asked {
  readonly files: readonly string[];
  readonly errors: readonly string[];
  readonly latency: readonly { readonly q: number | null; readonly file: string }[];
  readonly incident: string | undefined;
  readonly without: readonly string[];
  readonly into: string | undefined;
  readonly version: string | undefined;
  readonly units: Units;
  readonly columns: ReadonlyMap<Role, string>;
  readonly window: number | null;
  readonly every: number | null;
  readonly out: string | undefined;
}

/** @throws Refusal with every mistake in the words */
function readAsked(words: Words): Asked {
  const mistakes: string[] = [];
  const files = words.operands;
  if (files.length === 0) mistakes.push("expected a FILE of measurements, or - for standard input");
  const latency = words.all("latency").map(latencyFile);
  const errors = words.all("errors");
  const all = filesOf({ files, errors, latency });
  for (const file of new Set(all.filter((file, i) => all.indexOf(file) !== i)))
    mistakes.push(`expected ${sourceName(file)} once`);
  const version = words.last("version");
  if (
    version !== undefined &&
    (words.last("incident") === undefined || words.last("into") === undefined)
  )
    mistakes.push("--version: expected --incident and --into beside it");
  const asked = {
    files,
    errors,
    latency,
    incident: words.last("incident"),
    without: words.all("without"),
    into: words.last("into"),
    version,
    units: unitsIn(words.all("as"), mistakes),
    columns: columnsIn(words.all("column"), mistakes),
    window: durationIn("window", words, mistakes),
    every: durationIn("every", words, mistakes),
    out: words.last("out"),
  };
  if (mistakes.length > 0) throw usageRefusal("fit", mistakes);
  return asked;
}

/** Every file of measurements. */
function filesOf({ files, errors, latency }: Pick<Asked, "files" | "errors" | "latency">) {
  return [...files, ...errors, ...latency.map(({ file }) => file)];
}

/** "p99=FILE", "0.99=FILE" or "FILE". */
function latencyFile(text: string): { q: number | null; file: string } {
  const [, percent, share, file = text] =
    /^(?:p(\d{1,2}(?:\.\d+)?)|(0?\.\d+))=(.+)$/.exec(text) ?? [];
  if (percent !== undefined) return { q: Number((Number(percent) / 100).toPrecision(12)), file };
  return { q: share === undefined ? null : Number(share), file };
}

const UNITS: Readonly<Record<keyof Units, readonly string[]>> = {
  requests: COUNT_UNITS,
  errors: ERROR_UNITS,
  latency: [...TIME_UNITS.keys()],
};

function unitsIn(texts: readonly string[], mistakes: string[]): Units {
  const units: Record<string, string> = {};
  for (const [what, unit] of pairs("as", "WHAT=UNIT like latency=ms", texts, mistakes)) {
    const known = Object.hasOwn(UNITS, what) ? UNITS[what as keyof Units] : undefined;
    if (known === undefined)
      mistakes.push(
        `--as: expected one of ${Object.keys(UNITS).join(", ")}, got "${what}"${didYouMean(what, Object.keys(UNITS))}`,
      );
    else if (!known.includes(unit))
      mistakes.push(
        `--as ${what}: expected one of ${known.join(", ")}, got "${unit}"${didYouMean(unit, known)}`,
      );
    else units[what] = unit;
  }
  return units as Units;
}

function columnsIn(texts: readonly string[], mistakes: string[]): ReadonlyMap<Role, string> {
  const columns = new Map<Role, string>();
  for (const [what, name] of pairs("column", "WHAT=NAME like time=ts", texts, mistakes)) {
    const role = ROLES.find((one) => one === what);
    if (role === undefined)
      mistakes.push(
        `--column: expected one of ${ROLES.join(", ")}, got "${what}"${didYouMean(what, ROLES)}`,
      );
    else columns.set(role, name);
  }
  return columns;
}

function pairs(
  option: string,
  form: string,
  texts: readonly string[],
  mistakes: string[],
): [string, string][] {
  const read = new Map<string, string>();
  for (const text of texts) {
    const split = text.indexOf("=");
    const what = text.slice(0, Math.max(0, split));
    if (split < 1 || split === text.length - 1)
      mistakes.push(`--${option}: expected ${form}, got "${text}"`);
    else if (read.has(what)) mistakes.push(`--${option} ${what}: expected once, got twice`);
    else read.set(what, text.slice(split + 1));
  }
  return [...read];
}

function durationIn(option: string, words: Words, mistakes: string[]): number | null {
  const text = words.last(option);
  if (text === undefined) return null;
  const read = durationSchema.safeParse(text);
  if (read.success && read.data > 0) return read.data;
  mistakes.push(`--${option}: expected a duration above zero, like 5m, got "${text}"`);
  return null;
}

/** A scenario as it is written, and what it says. */
interface Written {
  readonly text: string;
  readonly document: unknown;
}

/** @throws Refusal when it is no scenario's text */
async function scenarioIn(source: string): Promise<Written> {
  const text = await textOf(source);
  const name = sourceName(source);
  if (isManifest(text))
    throw new Refusal([`${name}: expected a scenario, got a manifest: import it first`]);
  // JSON's own mistakes would say nothing of what is none.
  const [begin = ""] = text.trim().split("\n", 1);
  if (!/^[{/]|^$/.test(begin))
    throw new Refusal([`${name}: expected a scenario, which is JSON, got ${show(begin)}`]);
  const { document, problems } = readText(text);
  if (document === undefined || problems.length > 0)
    throw new Refusal(problemLines(name, problems));
  return { text, document };
}

/** @throws Refusal with the problems of every file */
async function readAll({ files, errors, latency, columns, units }: Asked) {
  const refused: string[] = [];
  const read = new Map<string, Measurements>();
  for (const file of [...files, ...errors, ...latency.map(({ file }) => file)])
    try {
      read.set(file, await readMeasurements(file, { columns, latencyUnit: units.latency }));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused.push(...error.lines);
    }
  if (refused.length > 0) throw new Refusal(refused);
  return read;
}

/** @throws Refusal when the files do not go together, or what they say is not clear */
function measuredIn(read: ReadonlyMap<string, Measurements>, asked: Asked): Measured {
  const logs = [...read.values()].filter((one) => one.kind === "log");
  const [log] = logs;
  if (log !== undefined) {
    if (logs.length < read.size || asked.files.length < read.size)
      throw new Refusal([
        `${log.file}: expected logs alone, which say everything, or the answers of range queries alone`,
      ]);
    return ofLogs(logs, asked);
  }
  const answerOf = (file: string): Answer => {
    const one = read.get(file)!;
    if (one.kind !== "answer") throw new Error("a log was taken for an answer");
    return one.answer;
  };
  const what = measured(
    {
      requests: asked.files.map(answerOf),
      errors: asked.errors.map(answerOf),
      latency: asked.latency.map(({ q, file }) => ({ q, answer: answerOf(file) })),
    },
    asked.units,
    asked.window,
    (begin) => apartFrom(asked, begin),
  );
  if (!("counted" in what)) throw refusalOf(what);
  const leftOut = [...read.values()].reduce(
    (count, one) => count + (one.kind === "answer" ? one.leftOut : 0),
    0,
  );
  const notes = leftOut > 0 ? [`${pluralText(leftOut, "value")} NaN or infinite, left out`] : [];
  return { ...what, notes: [...notes, ...what.notes] };
}

function refusalOf(problems: readonly FileProblem[]): Refusal {
  return new Refusal(problems.flatMap((problem) => problemLines(problem.file, [problem])));
}

/** @throws Refusal when the logs do not go together */
function ofLogs(logs: readonly FileLog[], asked: Asked): Measured {
  const joined = joinedLogs(logs);
  if (!("counted" in joined)) throw refusalOf(joined);
  const { counted, latencies, overlap } = joined;
  const apart = apartFrom(asked, counted.periods[0]!.at);
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
function apartFrom({ incident, without }: Asked, begin: number): Apart {
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

/** @throws Refusal when there is nothing to write */
function refuseNothing(
  { traffic, errors, incident }: Found,
  counted: Counted,
  { files, incident: asked, every, without }: Asked,
): void {
  const names = files.map(sourceName).join(", ");
  const length = every ?? usualPeriod(counted);
  if (joined(counted, length).periods.length === 0)
    throw new Refusal([
      `${names}: expected a period of ${durationText(length)} without a gap (--every), got ${durationText(Math.round(spanOf(counted)))} in all`,
    ]);
  if (traffic === null) {
    const where = without.length > 0 ? ` outside of --without ${without.join(" and ")}` : "";
    throw new Refusal([`${names}: expected requests${where}, got none`]);
  }
  if (incident !== null && incident.steps.length === 0)
    throw new Refusal([
      `--incident ${asked}: expected requests and errors of that time in ${names}, got none`,
    ]);
  if (incident !== null && errors === null)
    throw new Refusal([`${names}: expected errors outside of the incident, got none`]);
}

/** @throws Refusal when it is no sound scenario */
function documentOf(
  found: Found,
  into: Written | null,
  { into: source, version, files }: Asked,
): Fields {
  const name = source === undefined ? files.map(sourceName).join(", ") : sourceName(source);
  try {
    const document =
      into === null
        ? newScenario(found, name)
        : intoScenario(found, into.document, version ?? null);
    const read = readScenario(document);
    if (!read.ok) throw new ScenarioError(read.problems);
    return document;
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    throw new Refusal(problemLines(name, error.problems));
  }
}
