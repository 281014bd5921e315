// The steps of a canary, one by one, and how long each takes when all goes well.
import type { Fields } from "../scenario/document.ts";
import { show } from "../scenario/show.ts";
import type { Seconds } from "../scenario/types.ts";
import { type ArgoCheck, waitedFor } from "./argoMetric.ts";
import { idText } from "./scenario.ts";
import { at, entries, items, list, oneOf, seconds, text, truth, whole, written } from "./spot.ts";
import type { Desk, Spot } from "./types.ts";
import { upTo } from "./upTo.ts";
import { durationText } from "./words.ts";

export interface ArgoSteps {
  readonly steps: readonly Fields[];
  /** Checks of all of them. */
  readonly checks: readonly ArgoCheck[];
  /** Segments they name. */
  readonly segments: readonly string[];
  readonly length: Seconds;
}

/** What steps need to know of the Rollout around them. */
export interface Around {
  readonly maxTrafficWeight: number;
  /** From asking for pods until they are available. */
  readonly podSeconds: Seconds;
  /** The checks of an analysis. */
  readonly checksOf: (
    references: readonly Spot[],
    args: Spot,
    dryRun: Spot,
  ) => readonly ArgoCheck[];
}

/** Every step but setWeight is a map: `pause: 5m` would be a pause without a duration, and end never. */
function isMap(desk: Desk, kind: string, spot: Spot): boolean {
  const { value } = spot;
  if (kind === "setWeight" || (typeof value === "object" && !Array.isArray(value))) return true;
  const like = kind === "pause" ? " like {duration: 5m}" : "";
  desk.problem(spot, `expected a map${like}, got ${show(value)}`);
  return false;
}

interface Step {
  readonly step: Fields | undefined;
  readonly checks?: readonly ArgoCheck[];
  readonly segments?: readonly string[];
  readonly length?: Seconds;
}

/** As many as a scenario takes. */
const MOST_STEPS = 1000;
const MOST_TEMPLATES = 20;

/** For something that never ends by itself, in how long a run should be. */
const ENDLESS: Seconds = 600;

export function stepsOf(desk: Desk, spot: Spot, around: Around): ArgoSteps {
  const spots = upTo(desk, spot, MOST_STEPS);
  const read = spots.map((step): Step => {
    for (const [kind, reader] of Object.entries(READERS)) {
      const spot = at(step, kind);
      if (written(spot) && isMap(desk, kind, spot)) return reader(desk, spot, around);
    }
    return { step: undefined };
  });
  refuseTogether(desk, spots, around.maxTrafficWeight);
  const sum = (total: Seconds, { length = 0 }: Step) => total + length;
  return {
    steps: read.flatMap(({ step }) => (step === undefined ? [] : [step])),
    checks: read.flatMap(({ checks = [] }) => checks),
    segments: read.flatMap(({ segments = [] }) => segments),
    length: read.reduce(sum, 0),
  };
}

/** What Argo takes and no simulation here does: each step is sound, but not beside the ones before it. */
function refuseTogether(desk: Desk, steps: readonly Spot[], maxTrafficWeight: number): void {
  const percentages = new Map<unknown, number>();
  let percent = 0;
  for (const step of steps) {
    const { value: weight } = at(step, "setWeight");
    if (typeof weight === "number") percent = (weight * 100) / maxTrafficWeight;
    const templates = at(step, "experiment", "templates");
    const asked = items(templates).reduce((sum, one) => sum + numberAt(one, "weight", 0), 0);
    if (asked > 0 && percent + asked > 100)
      desk.problem(
        templates,
        `expected weights of at most ${100 - percent} beside a setWeight of ${percent}%, got ${asked}`,
      );
    const route = at(step, "setMirrorRoute");
    if (!written(route)) continue;
    const { value: name } = at(route, "name");
    const percentage = numberAt(route, "percentage", 100);
    percentages.delete(name);
    if (items(at(route, "match")).length === 0) continue;
    const [other = percentage] = percentages.values();
    if (other !== percentage)
      desk.problem(
        at(route, "percentage"),
        `expected ${other}, as of the mirror route that is in force with it, got ${percentage}`,
      );
    percentages.set(name, percentage);
  }
}

function numberAt(spot: Spot, key: string, otherwise: number): number {
  const { value } = at(spot, key);
  return typeof value === "number" ? value : otherwise;
}

type Reader = (desk: Desk, spot: Spot, around: Around) => Step;

const setWeight: Reader = (desk, spot, { maxTrafficWeight, podSeconds }) => {
  const weight = whole(desk, spot, { most: maxTrafficWeight });
  if (weight === undefined) return { step: undefined };
  return { step: { setWeight: (weight * 100) / maxTrafficWeight }, length: podSeconds };
};

const pause: Reader = (desk, spot) => {
  const duration = at(spot, "duration");
  if (!written(duration)) {
    desk.note(
      "the rollout stands still here until a person promotes it: say strategies[0].operator.approvesAfter for one who comes",
      spot,
    );
    return { step: { pause: {} } };
  }
  const length = seconds(desk, duration, true);
  return length === undefined
    ? { step: undefined }
    : { step: { pause: durationText(length) }, length };
};

const setCanaryScale: Reader = (desk, spot, { maxTrafficWeight, podSeconds }) => {
  const pods = whole(desk, at(spot, "replicas"));
  const weight = whole(desk, at(spot, "weight"), { most: maxTrafficWeight });
  if (pods !== undefined) return { step: { setScale: { pods } }, length: podSeconds };
  if (weight !== undefined)
    return { step: { setScale: { share: weight / maxTrafficWeight } }, length: podSeconds };
  const match = truth(desk, at(spot, "matchTrafficWeight"));
  return { step: match === true ? { setScale: "matchWeight" } : undefined, length: podSeconds };
};

const analysis: Reader = (desk, spot, { checksOf }) => {
  const checks = checksOf(
    list(desk, at(spot, "templates")),
    at(spot, "args"),
    at(spot, "dryRun"),
  ).map(waitedFor);
  if (checks.length === 0) return { step: undefined };
  for (const { check, length } of checks)
    if (length === null)
      desk.note(
        `${String(check["name"])} has an interval and no count: this step never passes, it can only fail`,
        spot,
      );
  const length = longest(checks);
  return { step: { analysis: { checks: checks.map(({ check }) => check) } }, checks, length };
};

/** How long checks take together. */
export function longest(checks: readonly ArgoCheck[]): Seconds {
  return Math.max(0, ...checks.map(({ length }) => length ?? ENDLESS));
}

const experiment: Reader = (desk, spot, { checksOf, podSeconds }) => {
  const duration = seconds(desk, at(spot, "duration"), false);
  const analyses = list(desk, at(spot, "analyses"));
  const checks = analyses.flatMap((one) => checksOf([one], at(one, "args"), at(spot, "dryRun")));
  const required = analyses.some((one) => truth(desk, at(one, "requiredForCompletion")) === true);
  const templates = upTo(desk, at(spot, "templates"), MOST_TEMPLATES).flatMap((template) => {
    const name = text(desk, at(template, "name"));
    const version = oneOf(desk, at(template, "specRef"), ["stable", "canary"]);
    const pods = whole(desk, at(template, "replicas"), { least: 1 });
    const weight = whole(desk, at(template, "weight"), { most: 100 });
    if (name === undefined || version === undefined) {
      desk.problem(template, "expected name, and specRef: stable or canary");
      return [];
    }
    return {
      name,
      version: version === "canary" ? "candidate" : "stable",
      ...(pods !== undefined && { pods }),
      ...(weight !== undefined && { weight }),
    };
  });
  if (templates.length === 0) desk.problem(spot, "expected templates");
  if (duration === undefined && checks.length === 0)
    desk.problem(spot, "expected a duration, or analyses: it would never end");
  return {
    step: {
      experiment: {
        ...(duration !== undefined && { duration: durationText(duration) }),
        templates,
        ...(checks.length > 0 && { checks: checks.map(({ check }) => check) }),
        ...(required && { requiredForCompletion: true }),
      },
    },
    checks,
    length: podSeconds + (duration ?? longest(checks)),
  };
};

const setHeaderRoute: Reader = (desk, spot) => {
  const matches = list(desk, at(spot, "match"));
  const name = text(desk, at(spot, "name")) ?? "";
  if (matches.length === 0) return { step: { setHeaderRoute: { name } } };
  // All headers of the list are wanted at once: one segment.
  const words = matches.map(
    (match) =>
      `${text(desk, at(match, "headerName")) ?? ""}-${matchedText(at(match, "headerValue"))}`,
  );
  const segment = segmentId(words.join("-and-"));
  return { step: { setHeaderRoute: { name, match: [segment] } }, segments: [segment] };
};

const setMirrorRoute: Reader = (desk, spot) => {
  const matches = list(desk, at(spot, "match"));
  const name = text(desk, at(spot, "name")) ?? "";
  if (matches.length === 0) return { step: { setMirrorRoute: { name } } };
  const percentage = whole(desk, at(spot, "percentage"), { most: 100 });
  const segments = matches.map(segmentOf);
  const all = segments.includes(null);
  if (all) desk.mark(at(spot, "match"), "modelled", "matches every request");
  const ids = segments.filter((id) => id !== null);
  return {
    step: {
      setMirrorRoute: {
        name,
        match: all ? "all" : [...new Set(ids)],
        ...(percentage !== undefined && { percentage }),
      },
    },
    segments: all ? [] : ids,
  };
};

/** The segment whose requests a match picks; null when that is everybody's. */
function segmentOf(match: Spot): string | null {
  const parts = [
    ...["method", "path"].map((key): [string, Spot] => [key, at(match, key)]),
    ...entries(at(match, "headers")),
  ]
    .filter(([, spot]) => written(spot))
    .map(([key, spot]) => `${key}-${matchedText(spot)}`);
  const [only] = parts;
  if (only === undefined || (parts.length === 1 && EVERYBODY.has(only))) return null;
  return segmentId(parts.join("-and-"));
}

const EVERYBODY: ReadonlySet<string> = new Set(["path-/", "path-.*", "path-/.*", "method-.*"]);

function matchedText(match: Spot): string {
  for (const form of ["exact", "prefix", "regex"]) {
    const { value } = at(match, form);
    if (typeof value === "string") return value;
  }
  return "";
}

function segmentId(words: string): string {
  return idText(words, "matched")
    .slice(0, 60)
    .replace(/[-.]+$/, "");
}

const plugin: Reader = (desk, spot) => {
  desk.note(
    "a plugin's step is passed at once: what it waits for, and whether it fails, is left out",
    spot,
  );
  // It stays a step: `startingStep` counts it.
  return { step: { pause: "0s" } };
};

const READERS: Readonly<Record<string, Reader>> = {
  setWeight,
  pause,
  setCanaryScale,
  analysis,
  experiment,
  setHeaderRoute,
  setMirrorRoute,
  plugin,
};
