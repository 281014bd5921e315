// What became of the fields of manifests, as a person reads it: document by document, then what was noticed, then what was assumed.
import type { Import } from "../../sim/manifests/index.ts";
import type { ManifestProblem, Note, ReportLine, Status } from "../../sim/manifests/types.ts";
import { pluralText, wrap } from "../../sim/results/words.ts";
import { readPath, valueAt } from "../../sim/scenario/path.ts";
import { fields, items } from "../../sim/scenario/document.ts";
import { show } from "../../sim/scenario/show.ts";
import { type Paint, printable, type Tone } from "./terminal.ts";

/** Characters of a line. */
const WIDTH = 100;
/** Where sentences begin, beside paths that are shorter than this, and below longer ones. */
const SENTENCES = 60;

const TONES: Readonly<Record<Status, Tone>> = {
  modelled: "good",
  ignored: "faint",
  unsupported: "waiting",
};
const STATUSES = Object.keys(TONES) as readonly Status[];

export function importReport(imported: Import, paint: Paint): string[] {
  const { report, notes } = imported;
  return [
    ...[...byDocument(report)].flatMap(([name, lines]) => documentLines(name, lines, paint)),
    ...summary(report),
    ...noteLines(notes, paint),
    ...assumedLines(imported, paint),
  ];
}

function byDocument(report: readonly ReportLine[]): ReadonlyMap<string, readonly ReportLine[]> {
  const documents = new Map<string, ReportLine[]>();
  for (const line of report) {
    const name = `${line.file}: ${line.document}`;
    const lines = documents.get(name);
    if (lines === undefined) documents.set(name, [line]);
    else lines.push(line);
  }
  return documents;
}

function documentLines(name: string, lines: readonly ReportLine[], paint: Paint): string[] {
  const digits = String(Math.max(...lines.map(({ line }) => line))).length;
  return [
    paint("title", printable(name)),
    ...lines.flatMap(({ line, path, status, says }) => {
      const where = `${String(line).padStart(digits + 1)}  `;
      const word = status.padEnd("unsupported".length);
      const left = `${path === "" ? "(all of it)" : printable(path)}  `;
      const indent = where.length + word.length + 2;
      const beside = indent + left.length <= SENTENCES;
      const [first = "", ...rest] = wrap(printable(says), WIDTH - SENTENCES);
      const below = (text: string) => " ".repeat(SENTENCES) + text;
      const head = `${where}${paint(TONES[status], word)}  ${left}`;
      if (!beside) return [head.trimEnd(), below(first), ...rest.map(below)];
      return [`${head}${" ".repeat(SENTENCES - indent - left.length)}${first}`, ...rest.map(below)];
    }),
    "",
  ];
}

/** "41 fields: 28 modelled, 13 ignored, 0 unsupported" */
function summary(report: readonly ReportLine[]): string[] {
  if (report.length === 0) return [];
  const counts = STATUSES.map(
    (status) => `${report.filter((line) => line.status === status).length} ${status}`,
  );
  return [`${pluralText(report.length, "field")}: ${counts.join(", ")}`];
}

function noteLines(notes: readonly Note[], paint: Paint): string[] {
  if (notes.length === 0) return [];
  const lines = notes.map(({ file, line, text }) =>
    file === null ? text : `${file}${line === null ? "" : `:${line}`}: ${text}`,
  );
  return ["", paint("title", "Notes"), ...lines.flatMap((line) => hanging(printable(line)))];
}

/** "rollout.yaml:12:7: Rollout demo: spec.replicas: expected ..." */
export function manifestProblemLine(problem: ManifestProblem): string {
  const { file, line, column, document, path, message } = problem;
  return [`${file}:${line}:${column}`, document, path, message]
    .filter((part) => part !== "")
    .join(": ");
}

/** What no manifest says. */
export function assumedPaths({ document }: Import): string[] {
  return items(fields(document)["assumed"]).filter((path) => typeof path === "string");
}

/** Places a person should look at, with what stands there now. */
function assumedLines(imported: Import, paint: Paint): string[] {
  const { document } = imported;
  const assumed = assumedPaths(imported);
  if (assumed.length === 0) return [];
  const width = Math.max(...assumed.map((path) => path.length));
  return [
    "",
    paint("title", "Assumed, for no manifest says it (--set PATH=VALUE says otherwise)"),
    ...assumed.map((path) => `  ${path.padEnd(width)}  ${show(valueAt(document, readPath(path)))}`),
  ];
}

/** A paragraph whose further lines stand in a little. */
function hanging(text: string): string[] {
  const [first = "", ...rest] = wrap(text, WIDTH - 4);
  return [`  ${first}`, ...rest.map((line) => `    ${line}`)];
}
