// What was found, as the fields of a scenario: a new one that runs as it is, or put into one there is. Whatever was not found stays
// as it was, or is assumed and listed.
import { durationText } from "../manifests/words.ts";
import { type Fields, fields, items } from "../scenario/document.ts";
import { valueAt } from "../scenario/path.ts";
import { type Problem, ScenarioError } from "../scenario/problem.ts";
import { setInDocument, type Setting } from "../scenario/set.ts";
import { show } from "../scenario/show.ts";
import type { Latency, Seconds, Share } from "../scenario/types.ts";
import { duration as durationSchema } from "../scenario/units.ts";
import { isNoisy, remembers } from "./errorRate.ts";
import type { Found, FoundIncident } from "./fit.ts";
import type { FoundTraffic } from "./traffic.ts";

const RATE = "50/s";
const ERROR_RATE = "0.5%";
const LATENCY = { p50: "50ms", p99: "250ms" } as const;
/** A candidate that should be caught: whether it is, is the question. */
const CANDIDATE = { least: 0.03, times: 3 } as const;
/** A check lets pass what is no worse than this many times stable's rate, or this rate. */
const CHECK = { least: 0.01, times: 2 } as const;
const CANARY_STEPS = [
  { setWeight: 5 },
  { pause: "10m" },
  { setWeight: 25 },
  { pause: "10m" },
  { setWeight: 50 },
  { pause: "10m" },
];
const LENGTH = { least: 2400, most: 86_400, requests: 5e6 } as const;

/**
 * A whole scenario around what was found.
 * @throws ScenarioError when another version was measured than its candidate
 */
export function newScenario(found: Found, source: string): Fields {
  const stableRate = found.errors?.rate.value ?? 0.005;
  const candidate =
    found.incident === null
      ? {
          errorRate: shareText(
            Math.min(1, Math.max(CANDIDATE.least, CANDIDATE.times * stableRate)),
          ),
        }
      : {};
  const document = {
    name: found.incident === null ? "As measured" : "The incident, replayed",
    source,
    assumed: [
      "duration",
      ...(found.traffic === null ? ["traffic.rate"] : []),
      ...(found.errors === null ? ["versions[0].errorRate"] : []),
      ...(found.latency === null ? ["versions[0].latency"] : []),
      ...(found.incident === null ? ["versions[1].errorRate"] : []),
      "strategies[0]",
    ],
    duration: durationText(lengthOf(found)),
    traffic: { rate: RATE },
    versions: [
      { id: "stable", errorRate: ERROR_RATE, latency: LATENCY },
      { id: "candidate", like: "stable", ...candidate },
    ],
    strategies: [
      {
        type: "canary",
        steps: CANARY_STEPS,
        checks: [
          {
            metric: "errorRate",
            max: assumedShare(CHECK, stableRate),
            window: "5m",
            minimumRequests: 100,
            failureLimit: 1,
          },
        ],
      },
      { type: "stay" },
    ],
  };
  const problems = strangers(found, document);
  if (problems.length > 0) throw new ScenarioError(problems);
  return settled(document, fitted(found, document, "candidate"));
}

/** So many times a rate, and no less than that: to two figures, for nobody measured it. */
function assumedShare(
  { least, times }: { readonly least: Share; readonly times: number },
  rate: Share,
): string {
  return shareText(Math.min(1, Math.max(least, round(times * rate, 2))));
}

/** As long as what was measured, within what runs in moments; long enough for the plan, and in whole minutes. */
function lengthOf({ traffic, incident, begin }: Found): Seconds {
  const span = (traffic?.span ?? 0) - (incident === null ? 0 : incident.from - begin);
  const most = Math.min(LENGTH.most, LENGTH.requests / (traffic?.rate.value ?? 50));
  return Math.max(LENGTH.least, Math.floor(Math.min(span, most) / 60) * 60);
}

/**
 * A document with what was found in it, and the rest as it was.
 * @param version  whom the incident happens to; null: the candidate
 * @throws ScenarioError when it cannot be put in
 */
export function intoScenario(found: Found, document: unknown, version: string | null): Fields {
  const ids = versionIds(document);
  const problems: Problem[] = [];
  if (ids.length === 0)
    problems.push({
      path: "versions",
      message: `expected at least one version, got ${show(fields(document)["versions"])}`,
    });
  const who = version ?? fields(document)["candidate"] ?? ids[1] ?? ids[0];
  if (found.incident !== null && !ids.includes(who))
    problems.push({
      path: "--version",
      message: `expected one of the versions ${ids.map(show).join(", ")}, got ${show(who)}`,
    });
  problems.push(...strangers(found, document));
  if (problems.length > 0) throw new ScenarioError(problems);
  return settled(document, fitted(found, document, String(who)));
}

/** Versions that were measured, and have no place there. */
function strangers({ others }: Found, document: unknown): Problem[] {
  const ids = versionIds(document).slice(1);
  return others
    .filter(({ id }) => !ids.includes(id))
    .map(({ id }) => ({
      path: "--of",
      message: `expected one of the versions beside stable, ${ids.map(show).join(", ") || "of which there are none"}, got ${show(id)}`,
    }));
}

function versionIds(document: unknown): unknown[] {
  return items(fields(document)["versions"]).map((one) => fields(one)["id"]);
}

function settled(document: unknown, settings: readonly Setting[]): Fields {
  let set = document;
  for (const { path, value } of settings) set = setInDocument(set, path, value);
  const assumed = items(fields(set)["assumed"]).filter(
    (path) => !settings.some((setting) => setting.value !== undefined && setting.path === path),
  );
  // Only JSON: what was taken out is not there.
  const kept = JSON.parse(JSON.stringify(set)) as Fields;
  return Object.hasOwn(kept, "assumed") ? { ...kept, assumed } : kept;
}

/** Every field that was found, with its value as a person would write it; undefined takes a field out. */
function fitted(found: Found, document: unknown, version: string): Setting[] {
  const { traffic, errors, latency, others, incident } = found;
  const settings: Setting[] = [];
  const set = (path: string, value: unknown): void => void settings.push({ path, value });
  // Scenario time 0 is the beginning of what was measured; of a replay, as long before the incident as rollouts take to begin.
  const lead = incident === null ? 0 : rolloutsBegin(document);
  const zero = incident === null ? 0 : incident.from - found.begin - lead;
  if (traffic !== null) {
    set("traffic.rate", rateText(traffic.rate.value));
    set("traffic.shape", traffic.shape === null ? undefined : shapeFrom(traffic, zero));
    set("traffic.trace", undefined);
    if (valueAt(document, ["traffic", "arrivals"]) === "trace") set("traffic.arrivals", undefined);
  }
  if (errors !== null) {
    set("versions[0].errorRate", shareText(errors.rate.value));
    if (errors.noise !== null) set("noise", noiseOf(found, document));
  }
  if (latency !== null) set("versions[0].latency", latencyFields(latency.latency));
  for (const other of others) {
    const place = `versions[${versionIds(document).indexOf(other.id)}]`;
    if (other.errors !== null) set(`${place}.errorRate`, shareText(other.errors.rate.value));
    if (other.latency !== null) set(`${place}.latency`, latencyFields(other.latency.latency));
  }
  if (incident !== null)
    set("changes", [...items(fields(document)["changes"]), ...changesOf(incident, version, lead)]);
  return settings;
}

/** What is written of noise beside the error rate's stays; the error rate's is what was found, or none. */
function noiseOf({ errors, every }: Found, document: unknown): Fields | undefined {
  const noise = errors!.noise!;
  const {
    errorRate: _errorRate,
    memory: _memory,
    every: _every,
    ...others
  } = fields(fields(document)["noise"]);
  const wanders = isNoisy(noise);
  const has = (key: string) => others[key] !== undefined;
  if (!wanders)
    return has("latency") || has("reward")
      ? { ...fields(fields(document)["noise"]), errorRate: 0 }
      : undefined;
  const { variation, memory } = noise;
  return {
    every: durationText(every),
    errorRate: round(Math.min(10, variation.value), 3),
    ...(remembers(noise) && { memory: round(memory.value, 3) }),
    ...others,
  };
}

/** The earliest `at` of the strategies: when the first rollout begins. */
function rolloutsBegin(document: unknown): Seconds {
  const starts = items(fields(document)["strategies"])
    .filter((one) => !["stay", "oracle"].includes(String(fields(one)["type"])))
    .map((one) => {
      const at = durationSchema.safeParse(fields(one)["at"] ?? 0);
      return at.success ? at.data : 0;
    });
  return starts.length === 0 ? 0 : Math.min(...starts);
}

/** The shape from a moment on: what came before is left out, its value at that moment kept. */
function shapeFrom({ shape }: FoundTraffic, zero: Seconds): [string | Seconds, number][] {
  const points = shape!.map(([at, factor]): [Seconds, number] => [at - zero, factor]);
  const after = points.findIndex(([at]) => at >= 0);
  const kept = after < 0 ? [points[points.length - 1]!] : points.slice(after);
  if (after > 0) {
    const [[t0, f0], [t1, f1]] = [points[after - 1]!, points[after]!];
    kept.unshift([0, f0 + ((f1 - f0) * -t0) / (t1 - t0)]);
  }
  return kept.map(([at, factor]) => [durationText(Math.round(Math.max(0, at))), round(factor, 3)]);
}

function changesOf({ from, steps }: FoundIncident, version: string, lead: Seconds): Fields[] {
  return steps.map(({ at, rate }) => ({
    at: durationText(Math.round(at - from + lead)),
    version,
    set: { errorRate: shareText(rate) },
  }));
}

function latencyFields(latency: Latency): Fields {
  const text = (seconds: Seconds) => `${decimal(seconds * 1000, 3)}ms`;
  if ("p50" in latency) return { p50: text(latency.p50), p99: text(latency.p99) };
  if ("quantiles" in latency)
    return { quantiles: latency.quantiles.map(([q, value]) => [round(q, 6), text(value)]) };
  return "constant" in latency
    ? { constant: text(latency.constant) }
    : { mean: text(latency.mean) };
}

/** To so many figures. */
function round(value: number, figures: number): number {
  return Number(value.toPrecision(figures));
}

/** Digits and a point, without an exponent. Nothing is written to more than nine places. */
function decimal(value: number, figures: number): string {
  const rounded = round(value, figures);
  return String(rounded).includes("e") ? rounded.toFixed(9).replace(/\.?0+$/, "") : String(rounded);
}

function rateText(perSecond: number): string {
  return `${decimal(perSecond, 4)}/s`;
}

function shareText(share: Share): string {
  return `${decimal(share * 100, 4)}%`;
}
