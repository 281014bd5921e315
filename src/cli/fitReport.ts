// What was found in measurements, as a person reads it: each figure with its standard error and what it is from, then what was taken
// for granted and left out.
import { type ErrorRate, isNoisy, mostErrorRate } from "../../sim/fit/errorRate.ts";
import type { Found, FoundIncident, FoundVersion } from "../../sim/fit/fit.ts";
import type { FoundTraffic } from "../../sim/fit/traffic.ts";
import type { FoundLatency } from "../../sim/fit/types.ts";
import type { Unusual } from "../../sim/fit/unusual.ts";
import {
  countText,
  durationText,
  figuresText,
  latencyText,
  percentText,
  pluralText,
  wrap,
} from "../../sim/results/words.ts";
import { fields, items } from "../../sim/scenario/document.ts";
import { readPath, valueAt } from "../../sim/scenario/path.ts";
import { show } from "../../sim/scenario/show.ts";
import { type Column, table, WIDTH } from "./layout.ts";
import { type Paint, printable } from "./terminal.ts";

const HEADS: readonly Column[] = [
  { title: "what", align: "left" },
  { title: "found", align: "right" },
  { title: "standard error", align: "right" },
  { title: "from", align: "left" },
];
/** More steps than a screen has room for are told by their number. */
const STEPS_TOLD = 12;
/** Means that scatter more hide whatever shape there is. */
const MOST_SCATTER = 0.25;
/** Counts whose variance is so many times that of chance are no Poisson process. */
const BURSTY = 4;
/** Counts that vary so much less than chance were smoothed. */
const SMOOTH = 1e-4;

/** Measurements of two versions seldom begin and end in the same second. */
const EDGES = 0.01;

/** Text in the columns of `HEADS`. */
type Row = readonly [what: string, found: string, se: string, from: string];

export function fitReport(
  found: Found,
  document: unknown,
  notes: readonly string[],
  paint: Paint,
): string[] {
  const { traffic, errors, latency, others, incident, unusual } = found;
  const rows = [
    ...(traffic === null ? [] : trafficRows(traffic)),
    ...(errors === null ? [] : errorRows(errors, found.every, incident)),
    ...(latency === null ? [] : latencyRows(latency, 0)),
    ...others.flatMap((other) => versionRows(other, document)),
  ];
  return [
    paint("title", spanLine(found)),
    "",
    ...table(HEADS, rows, (row, _column, cell) => (row < 0 ? paint("faint", cell) : cell)),
    ...(incident === null ? [] : incidentLines(incident, paint)),
    ...(unusual === null ? [] : unusualLines(unusual, errors, paint)),
    ...noteLines([...notes, ...leftOut(found)], paint),
    ...assumedLines(document, paint),
  ];
}

/** "2026-03-02 08:00:00 to 2026-03-02 20:00:00 UTC (12h)" */
function spanLine({ begin, traffic }: Found): string {
  const span = traffic?.span ?? 0;
  return `${stampText(begin)} to ${stampText(begin + span)} UTC (${durationText(Math.round(span))})`;
}

function stampText(seconds: number): string {
  return new Date(Math.round(seconds) * 1000).toISOString().slice(0, 19).replace("T", " ");
}

function trafficRows(traffic: FoundTraffic): Row[] {
  const { rate, shape, shapeSe, bin, scatter, requests, periods } = traffic;
  const means = `${durationText(Math.round(bin))} means`;
  const tells = shape !== null || scatter < MOST_SCATTER;
  const from = tells
    ? `${means} scatter by ${percentText(scatter)}`
    : `${means} scatter too much to say`;
  return [
    [
      "traffic.rate",
      `${figuresText(rate.value)}/s`,
      `${figuresText(rate.se)}/s`,
      `${pluralText(Math.round(requests), "request")} in ${pluralText(periods, "period")}`,
    ],
    shape === null
      ? ["traffic.shape", tells ? "stands still" : "not told", "", from]
      : ["traffic.shape", pluralText(shape.length, "point"), percentText(shapeSe), from],
  ];
}

function errorRows(
  { rate, requests, errors, periods, noise }: ErrorRate,
  every: number,
  incident: FoundIncident | null,
): Row[] {
  const where = incident === null ? "" : incident.isAll ? ", the first step" : ", incident apart";
  const rows = [rateRow({ rate, requests, errors }, 0, where)];
  if (noise === null) return rows;
  const p = noise.pValue < 0.0001 ? "p < 0.0001" : `p = ${figuresText(noise.pValue)}`;
  const beyond = isNoisy(noise) ? `beyond chance, ${p}` : `no more than chance, ${p}`;
  rows.push([
    "noise.errorRate",
    figuresText(noise.variation.value),
    figuresText(noise.variation.se),
    `${beyond}; ${pluralText(periods, "period")} of ${durationText(every)}`,
  ]);
  if (isNoisy(noise))
    rows.push([
      "noise.memory",
      figuresText(noise.memory.value),
      figuresText(noise.memory.se),
      "neighbouring periods",
    ]);
  return rows;
}

function rateRow(
  { rate, requests, errors }: Pick<ErrorRate, "rate" | "requests" | "errors">,
  version: number,
  where: string,
): Row {
  return [
    `versions[${version}].errorRate`,
    percentText(rate.value),
    // Where no request failed, or all did, chance shows in nothing that was seen.
    rate.se === 0 ? "-" : percentText(rate.se),
    `${countText(errors)} errors of ${countText(requests)}${where}`,
  ];
}

/** Of a version beside stable. */
function versionRows({ id, errors, latency }: FoundVersion, document: unknown): Row[] {
  const version = items(fields(document)["versions"]).findIndex((one) => fields(one)["id"] === id);
  return [
    ...(errors === null ? [] : [rateRow(errors, version, ` to ${id}`)]),
    ...(latency === null ? [] : latencyRows(latency, version)),
  ];
}

function latencyRows({ told, from }: FoundLatency, version: number): Row[] {
  return told.map(({ q, value, se }) => [
    `versions[${version}].latency p${figuresText(100 * q)}`,
    latencyText(value),
    se === null ? "" : latencyText(se),
    from,
  ]);
}

function incidentLines({ from, steps }: FoundIncident, paint: Paint): string[] {
  const told = steps.slice(0, STEPS_TOLD).map(({ at, rate, requests, errors }) => {
    const when = durationText(Math.round(at - from)).padStart(10);
    return `  ${when}  ${percentText(rate).padStart(8)}  ${countText(errors)} of ${countText(requests)}`;
  });
  const more = steps.length - told.length;
  return [
    "",
    paint(
      "title",
      `The incident, from ${stampText(from)} UTC: ${pluralText(steps.length, "step")}`,
    ),
    ...told,
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...hanging(
      "the last step lasts to the end of the scenario, whatever came after: a bad version does not mend itself",
    ),
  ];
}

/** What is taken for noise, and may be none. */
function unusualLines(
  { stretches, rest }: Unusual,
  errors: ErrorRate | null,
  paint: Paint,
): string[] {
  const told = stretches.slice(0, STEPS_TOLD);
  const more = stretches.length - told.length;
  const noise = (of: ErrorRate | null) =>
    of?.noise && isNoisy(of.noise) ? figuresText(of.noise.variation.value) : "0";
  const words = told.map(({ at, until }) => `${isoText(at)}..${isoText(until)}`);
  return [
    "",
    paint("title", "Was this an incident? No noise like the rest's goes so far"),
    ...told.map(
      ({ at, until, rate, requests, errors }) =>
        `  ${stampText(at)} to ${stampText(until)} UTC  ${percentText(rate)}  ${countText(errors)} of ${countText(requests)}`,
    ),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...hanging(
      `without it the error rate is ${percentText(rest.rate.value)}, and its noise ${noise(rest)}; with it ${percentText(errors!.rate.value)}, and ${noise(errors)}, as is written`,
    ),
    ...words.slice(0, 1).map((word) => `  to have it happen again:  --incident ${word}`),
    ...words.map(
      (word, i) => `  ${(i === 0 ? "to leave it out:" : "").padEnd(25)} --without ${word}`,
    ),
  ];
}

/** "2026-03-02T14:10:00", as options take it. */
function isoText(seconds: number): string {
  return stampText(seconds).replace(" ", "T");
}

/** What was not written, and why. */
function leftOut({ traffic, errors, latency, incident, others }: Found): string[] {
  const notes: string[] = [];
  if (traffic !== null && traffic.bursts > BURSTY)
    notes.push(
      `requests come in bursts, which are not written: periods vary ${figuresText(Math.sqrt(traffic.bursts))} times as far as by chance (traffic.trace has every request come when it came)`,
    );
  for (const { id, alone } of others)
    if (alone > EDGES)
      notes.push(
        `${percentText(alone)} of the requests to ${id} came while stable was not measured: traffic is without them`,
      );
  if (latency === null) notes.push("latency was not measured");
  if (errors === null) notes.push("errors were not measured");
  else if (incident?.isAll === true)
    notes.push(
      "all there is is the incident: stable keeps the rate of its first step, and no noise",
    );
  else if (errors.noise === null)
    notes.push("too few errors or periods to tell noise from chance: none is written");
  else if (!isNoisy(errors.noise))
    notes.push("the error rate varies no more than chance lets it: no noise is written");
  if (errors?.errors === 0)
    notes.push(
      `no error was seen: with 95% confidence the error rate is below ${percentText(mostErrorRate(errors.requests, 0.95))}`,
    );
  if (errors !== null && errors.noise !== null && errors.noise.smoothPValue < SMOOTH)
    notes.push(
      "errors vary less than chance would have them: is the window of rate() longer than the step? --window says so",
    );
  return notes;
}

function noteLines(notes: readonly string[], paint: Paint): string[] {
  if (notes.length === 0) return [];
  return ["", paint("title", "Notes"), ...notes.flatMap((note) => hanging(printable(note)))];
}

function assumedLines(document: unknown, paint: Paint): string[] {
  const assumed = items(fields(document)["assumed"]).filter((path) => typeof path === "string");
  if (assumed.length === 0) return [];
  const width = Math.max(...assumed.map((path) => path.length));
  return [
    "",
    paint("title", "Assumed, for no measurement says it"),
    ...assumed.map((path) => `  ${path.padEnd(width)}  ${show(valueAt(document, readPath(path)))}`),
  ];
}

/** A paragraph whose further lines stand in a little. */
function hanging(text: string): string[] {
  const [first = "", ...rest] = wrap(text, WIDTH - 4);
  return [`  ${first}`, ...rest.map((line) => `    ${line}`)];
}
