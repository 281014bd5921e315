// A view of the page as the fragment of its address, and back: every state is a link, and a link is a reproduction.
// `#canary-catches-a-bad-model?strategies=canary,thompson&seed=7&versions[1].errorRate=0.02&at=380`
// `#own?seed=7&metric=errors=errorRate&plan=tVVNb9s4EL37Vwxy6SW2ky6yC…`
import type { Problem } from "../sim/scenario/problem.ts";
import { MAX_PACKED, packed, unpacked, type Plan } from "./plan.ts";

/** The scenario's name in a link that carries a plan of its own. */
export const OWN = "own";

/** What the page shows, and nothing of how it got there. */
export interface View {
  /** Name of the scenario's file, without its ending. */
  readonly scenario: string;
  /** What `own` stands for: only that has a plan. null when it is not known, and for every other scenario. */
  readonly plan: Plan | null;
  /** Numbers set in the scenario, by path: as `--set PATH=VALUE` at the command line. */
  readonly edits: Readonly<Record<string, number>>;
  /** Ids of the strategies to compare; null is all of the scenario. */
  readonly strategies: readonly string[] | null;
  /** null is the scenario's own. */
  readonly seed: number | null;
  /** Where the time cursor stands, in seconds; null is the end. */
  readonly at: number | null;
  /** The part of the run's time that is shown, in seconds; null is all of it. */
  readonly zoom: readonly [number, number] | null;
  /** One run, or what comes of many. */
  readonly look: "run" | "odds";
  /** Whose errors the second chart counts. */
  readonly errors: "all" | "candidate";
  /** Whether cumulative regret is drawn by differences or by ratios. */
  readonly regret: "linear" | "log";
  /** The column of the outcome that its rows are ranked by, the lowest first; null is the scenario's order. */
  readonly rank: Rank | null;
  /** Id of the strategy whose evidence is shown; null is the first that has any. */
  readonly evidence: string | null;
}

export const ranks = ["harm", "regret", "errors", "latency", "cost"] as const;
export type Rank = (typeof ranks)[number];

export const MAX_EDITS = 64;
const MAX_METRICS = 100;
/** Of everything but the plan. */
const MAX_LENGTH = 8000;

export function blankView(scenario: string, plan: Plan | null = null): View {
  return {
    scenario,
    plan,
    edits: {},
    strategies: null,
    seed: null,
    at: null,
    zoom: null,
    look: "run",
    errors: "all",
    regret: "linear",
    rank: null,
    evidence: null,
  };
}

/** The fragment of a view, with its `#`. A plan that is too long for it is left out: see `packed`. */
export function linkTo(view: View): string {
  const fields: [string, string][] = [];
  if (view.strategies !== null) fields.push(["strategies", view.strategies.join(",")]);
  if (view.seed !== null) fields.push(["seed", String(view.seed)]);
  for (const [key, value] of Object.entries(view.edits)) fields.push([key, String(value)]);
  if (view.look !== "run") fields.push(["look", view.look]);
  if (view.errors !== "all") fields.push(["errors", view.errors]);
  if (view.regret !== "linear") fields.push(["regret", view.regret]);
  if (view.rank !== null) fields.push(["rank", view.rank]);
  if (view.evidence !== null) fields.push(["evidence", view.evidence]);
  if (view.zoom !== null) fields.push(["zoom", view.zoom.join(",")]);
  if (view.at !== null) fields.push(["at", String(view.at)]);
  for (const [name, measures] of Object.entries(view.plan?.metrics ?? {}))
    fields.push(["metric", `${name}=${measures}`]);
  const plan = view.plan === null ? null : packed(view.plan);
  if (plan !== null) fields.push(["plan", plan]);
  const query = fields
    .map(([key, value]) => `${escaped(key)}=${escaped(value).replaceAll("%3D", "=")}`)
    .join("&");
  return `#${escaped(view.scenario)}${query === "" ? "" : `?${query}`}`;
}

/**
 * The view a fragment asks for. What cannot be read is left out and reported: never silently another view.
 * @param fallback the scenario of an empty fragment
 */
export function readLink(hash: string, fallback: string): { view: View; problems: Problem[] } {
  const problems: Problem[] = [];
  const text = hash.replace(/^#/, "");
  const [name, query] = split(text, "?");
  const most = MAX_LENGTH + (name === OWN ? MAX_PACKED : 0);
  if (text.length > most) {
    problems.push(wrong("link", `at most ${most} characters`, `${text.length}`));
    return { view: blankView(fallback), problems };
  }
  const view: { -readonly [K in keyof View]: View[K] } = blankView(unescaped(name) || fallback);
  const edits: Record<string, number> = {};
  const metrics: [string, string][] = [];
  let plan: string | null = null;
  for (const field of query.split("&")) {
    if (field === "") continue;
    const [key, value] = split(field, "=").map(unescaped) as [string, string];
    if (key === "strategies") view.strategies = value === "" ? [] : [...new Set(value.split(","))];
    else if (key === "seed") view.seed = whole(key, value, problems);
    else if (key === "at") view.at = number(key, value, problems);
    else if (key === "zoom") view.zoom = range(key, value, problems);
    else if (key === "look") view.look = value === "odds" ? "odds" : "run";
    else if (key === "errors") view.errors = value === "candidate" ? "candidate" : "all";
    else if (key === "regret") view.regret = value === "log" ? "log" : "linear";
    else if (key === "rank") view.rank = ranks.find((rank) => rank === value) ?? null;
    else if (key === "evidence") view.evidence = value === "" ? null : value;
    else if (key === "metric" && name === OWN) metrics.push(answer(value));
    else if (key === "plan" && name === OWN) plan = readPlan(value, problems);
    else {
      const edit = number(key, value, problems);
      if (edit !== null) edits[key] = edit;
    }
  }
  if (Object.keys(edits).length > MAX_EDITS)
    problems.push(wrong("link", `at most ${MAX_EDITS} edits`, `${Object.keys(edits).length}`));
  else view.edits = edits;
  if (metrics.length > MAX_METRICS)
    problems.push(wrong("metric", `at most ${MAX_METRICS} answers`, `${metrics.length}`));
  else if (plan !== null) view.plan = { text: plan, metrics: Object.fromEntries(metrics) };
  return { view, problems };
}

/** `NAME=errorRate`: a name may have any character, what it measures is one word. */
function answer(value: string): [string, string] {
  const at = value.lastIndexOf("=");
  return at < 0 ? [value, ""] : [value.slice(0, at), value.slice(at + 1)];
}

function readPlan(value: string, problems: Problem[]): string | null {
  const text = unpacked(value);
  if (text === null)
    problems.push(
      wrong("plan", "a whole packed plan", `${value.length} characters of another thing`),
    );
  return text;
}

function number(key: string, value: string, problems: Problem[]): number | null {
  const n = value.trim() === "" ? NaN : Number(value);
  if (Number.isFinite(n)) return n;
  problems.push(wrong(key, "a number", JSON.stringify(value)));
  return null;
}

function range(key: string, value: string, problems: Problem[]): [number, number] | null {
  const [from = NaN, to = NaN, ...more] = value.split(",").map(Number);
  if (from >= 0 && from < to && Number.isFinite(to) && more.length === 0) return [from, to];
  problems.push(wrong(key, "two times in seconds, the earlier first", JSON.stringify(value)));
  return null;
}

function whole(key: string, value: string, problems: Problem[]): number | null {
  const n = value.trim() === "" ? NaN : Number(value);
  if (Number.isSafeInteger(n) && n >= 0) return n;
  problems.push(wrong(key, "a whole number of at least 0", JSON.stringify(value)));
  return null;
}

function wrong(at: string, expected: string, got: string): Problem {
  return { path: at, message: `expected ${expected}, got ${got}` };
}

/** Before and after the first `mark`. */
function split(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** Percent-encoded, but for what reads better bare and needs no encoding in a fragment. */
function escaped(text: string): string {
  return encodeURIComponent(text).replace(/%(5B|5D|2C)/g, (code) => decodeURIComponent(code));
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
