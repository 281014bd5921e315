// Which columns of a log hold what is wanted: by the names logs use, or as a person says.
import { didYouMean } from "../scenario/nearest.ts";
import type { Problem } from "../scenario/problem.ts";
import { show } from "../scenario/show.ts";

/** What a row says: when, and of one request how it ended and how long it took; or of a period how many came and failed. */
export const ROLES = ["time", "status", "latency", "requests", "errors"] as const;
export type Role = (typeof ROLES)[number];

/** Units of time, and how many of them are a second. */
export const TIME_UNITS: ReadonlyMap<string, number> = new Map([
  ["s", 1],
  ["ms", 1e3],
  ["us", 1e6],
  ["ns", 1e9],
]);

const UNIT_WORDS: ReadonlyMap<string, string> = new Map([
  ["s", "s"],
  ["sec", "s"],
  ["secs", "s"],
  ["seconds", "s"],
  ["ms", "ms"],
  ["msec", "ms"],
  ["millis", "ms"],
  ["milliseconds", "ms"],
  ["us", "us"],
  ["micros", "us"],
  ["microseconds", "us"],
  ["ns", "ns"],
  ["nanos", "ns"],
  ["nanoseconds", "ns"],
]);

/** Names in lower case, words joined by "_"; a time's and a latency's with or without its unit. */
const NAMES: Readonly<Record<Role, readonly string[]>> = {
  time: [
    ..."time timestamp ts date datetime date_time time_local time_iso8601 start_time".split(" "),
    ..."request_time_received received_at created_at at event_time".split(" "),
  ],
  status: [
    ..."status status_code code http_status http_status_code response_code sc_status".split(" "),
    ..."http_response_status_code elb_status_code response_status".split(" "),
  ],
  latency: [
    ..."latency duration response_time elapsed took time_taken total_time request_time".split(" "),
    ..."upstream_response_time target_processing_time request_duration response_duration".split(
      " ",
    ),
  ],
  requests: "requests request_count requestcount count hits total".split(" "),
  errors: "errors error_count failures failed".split(" "),
};

/** What servers write in a unit of their own, whatever the name says: nginx and load balancers of AWS write seconds. */
const IN_SECONDS = new Set(["request_time", "upstream_response_time", "target_processing_time"]);

export interface LogColumns {
  readonly positions: ReadonlyMap<Role, number>;
  /** The header's own words. */
  readonly names: ReadonlyMap<Role, string>;
  /** How many of their unit are a second, where a name says so. */
  readonly perSecond: { readonly time: number | undefined; readonly latency: number | undefined };
  readonly problems: readonly Problem[];
}

/** "durationMs" and "Duration (ms)" are duration_ms. */
function plainName(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
}

/** A name without its unit, and the unit. */
function unitOf(plain: string): { stem: string; unit: string | undefined } {
  const [, stem = plain, word = ""] = /^(.+)_([a-z]+)$/.exec(plain) ?? [];
  const unit = UNIT_WORDS.get(word);
  if (unit !== undefined) return { stem, unit };
  return { stem: plain, unit: IN_SECONDS.has(plain) ? "s" : undefined };
}

/** The first column whose name is one that `role` goes by, in the order of those names. */
function known(role: Role, plain: readonly string[]): number {
  const hasUnit = role === "latency" || role === "time";
  const stems = hasUnit ? plain.map((name) => unitOf(name).stem) : plain;
  for (const name of NAMES[role]) {
    const position = stems.indexOf(name);
    if (position >= 0) return position;
  }
  return -1;
}

/** @param said  columns as a person names them, by role; the others go by their usual names */
export function findColumns(
  header: readonly string[],
  said: ReadonlyMap<Role, string>,
): LogColumns {
  const problems: Problem[] = [];
  const names = header.map((name) => name.trim());
  const plain = names.map(plainName);
  const positions = new Map<Role, number>();
  for (const role of ROLES) {
    const name = said.get(role);
    const position = name === undefined ? known(role, plain) : names.indexOf(name);
    if (position >= 0) positions.set(role, position);
    else if (name !== undefined)
      problems.push({
        path: `--column ${role}`,
        message: `expected one of the columns ${list(names)}, got ${show(name)}${didYouMean(name, names)}`,
      });
  }
  if (!positions.has("time") && !said.has("time"))
    problems.push({
      path: "row 1",
      message: `expected a column of times, got ${list(names)}: ${hint(header)}`,
    });
  const perSecond = (role: Role): number | undefined => {
    const position = positions.get(role);
    const unit = position === undefined ? undefined : unitOf(plain[position]!).unit;
    return unit === undefined ? undefined : TIME_UNITS.get(unit);
  };
  return {
    positions,
    names: new Map([...positions].map(([role, position]) => [role, names[position]!])),
    perSecond: { time: perSecond("time"), latency: perSecond("latency") },
    problems,
  };
}

/** What a first row is that is none of CSV. */
const OTHERS: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [/^[^,]*;[^,]*$/, "columns are told apart by commas, not by semicolons"],
  [/^[^,]*\t[^,]*$/, "columns are told apart by commas, not by tabs"],
  [/\[\d\d\/[A-Z][a-z]{2}\/\d{4}:/, "a server's own log is no CSV: write time, status and latency of each line with commas, below a row of their names"], // prettier-ignore
  [/^["\d.:TZ -]+(,|$)/, "the first row has the names of columns, and no values"],
];

function hint(header: readonly string[]): string {
  const row = header.join(",");
  return OTHERS.find(([pattern]) => pattern.test(row))?.[1] ?? "--column time=NAME says which";
}

const MOST_LISTED = 20;

function list(names: readonly string[]): string {
  if (names.length === 0) return "nothing";
  const more = names.length - MOST_LISTED;
  const shown = names.slice(0, MOST_LISTED).map(show).join(", ");
  return more > 0 ? `${shown} and ${more} more` : shown;
}
