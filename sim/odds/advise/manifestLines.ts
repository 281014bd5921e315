// A plan that was imported -> the lines of its manifest that change, as YAML to put in the place of what stands there. What the
// manifest has no field for is a comment.
import { type Fields, fields, items } from "../../scenario/document.ts";
import { printPath, readPath, valueAt } from "../../scenario/path.ts";
import { setInDocument } from "../../scenario/set.ts";
import { duration, share } from "../../scenario/units.ts";
import type { PlanChange } from "./types.ts";

/**
 * @param document  the scenario as written, with its `source`
 * @returns         empty when nothing changes, or the scenario was not imported from a Canary or a Rollout
 */
export function manifestLines(document: Fields, changes: readonly PlanChange[]): string[] {
  const { source } = document;
  if (typeof source !== "string" || changes.length === 0) return [];
  const own = changes.map(({ path }) => readPath(path)).filter(([list]) => list === "strategies");
  const after = changes.reduce<unknown>(
    (changed, { path, to }) => setInDocument(changed, path, to),
    document,
  );
  const strategy = fields(valueAt(after, ["strategies", own[0]?.[1] ?? 0]));
  const paths = own.map((path) => path.slice(2));
  const write = writers[plain(strategy["type"])];
  return write?.(strategy, paths.map(printPath), source) ?? [];
}

type Write = (strategy: Fields, paths: readonly string[], source: string) => string[];

const writers: Readonly<Record<string, Write>> = {
  flagger: (strategy, paths, source) =>
    source.includes(": Canary ") ? canaryLines(strategy, paths) : [],
  canary: (strategy, paths, source) =>
    source.includes(": Rollout ") ? rolloutLines(strategy, paths) : [],
  blueGreen: (strategy, paths, source) =>
    source.includes(": Rollout ") ? rolloutLines(strategy, paths) : [],
};

const ANALYSIS = ["interval", "threshold", "stepWeight", "maxWeight", "iterations"] as const;

/** Flagger's Canary. */
function canaryLines(strategy: Fields, paths: readonly string[]): string[] {
  const changed = (field: string) => paths.some((path) => isWithin(path, field));
  const weights = items(strategy["stepWeights"]);
  const metrics = items(strategy["metrics"]).flatMap((metric, i) =>
    changed(`metrics[${i}]`) ? metricLines(fields(metric)) : [],
  );
  return [
    "spec:",
    "  analysis:",
    ...ANALYSIS.filter(changed).map((field) => `    ${field}: ${plain(strategy[field])}`),
    ...(changed("stepWeights") ? [`    stepWeights: [${weights.join(", ")}]`] : []),
    ...(metrics.length > 0 ? ["    metrics:", ...metrics] : []),
  ];
}

/** Units of Flagger's own metrics; another's is whatever its query answers in. */
const FLAGGER_UNITS: Readonly<Record<string, (limit: unknown) => string>> = {
  "request-success-rate": (limit) => numberText(share.parse(limit) * 100),
  "request-duration": (limit) => numberText(duration.parse(limit) * 1000),
};

function metricLines(metric: Fields): string[] {
  const name = plain(metric["name"] ?? metric["metric"]);
  const limits = (["min", "max"] as const).filter((side) => metric[side] !== undefined);
  const inUnit = FLAGGER_UNITS[name];
  const limit = (side: "min" | "max") =>
    inUnit === undefined
      ? `          # ${side}: ${plain(metric[side])}, in the unit its query answers in`
      : `          ${side}: ${inUnit(metric[side])}`;
  return [
    `      - name: ${name}`,
    ...(limits.length > 0 ? ["        thresholdRange:", ...limits.map(limit)] : []),
    ...(metric["window"] === undefined ? [] : [`        interval: ${plain(metric["window"])}`]),
    ...lacking(metric, ["minimumRequests"]).map((line) => `        ${line}`),
  ];
}

/** Argo's Rollout, and the AnalysisTemplates it refers to. */
function rolloutLines(strategy: Fields, paths: readonly string[]): string[] {
  const steps = paths.some((path) => isWithin(path, "steps") && !path.includes("analysis"));
  const starts = paths.includes("startingStep");
  const lists = ["checks", "steps", "analysis"].flatMap((list) => checksIn(strategy, list));
  const checks = lists.filter(({ path }) => paths.some((one) => isWithin(one, path)));
  const analysis = ["      analysis:", `        startingStep: ${plain(strategy["startingStep"])}`];
  return [
    ...(steps || starts ? ["spec:", "  strategy:", "    canary:"] : []),
    ...(starts ? analysis : []),
    ...(steps ? ["      steps:", ...items(strategy["steps"]).flatMap(stepLines)] : []),
    ...(checks.length > 0
      ? ["# of its AnalysisTemplate", "spec:", "  metrics:", ...checks.flatMap(templateLines)]
      : []),
  ];
}

function stepLines(step: unknown): string[] {
  const { setWeight, pause } = fields(step);
  if (setWeight !== undefined) return [`        - setWeight: ${plain(setWeight)}`];
  if (pause !== undefined) {
    const length = fields(pause)["duration"] ?? pause;
    const words = typeof length === "string" || typeof length === "number";
    return [`        - pause: {${words ? `duration: ${length}` : ""}}`];
  }
  return [`        - # ${Object.keys(fields(step)).join(", ")}, as it stands there`];
}

interface Placed {
  readonly path: string;
  readonly check: Fields;
}

/** Checks of one list, or of what is in it. */
function checksIn(strategy: Fields, list: string): Placed[] {
  const direct = (path: string, checks: unknown): Placed[] =>
    items(checks).map((check, i) => ({ path: `${path}[${i}]`, check: fields(check) }));
  if (list === "checks") return direct(list, strategy[list]);
  return items(strategy[list]).flatMap((item, i) =>
    list === "steps"
      ? direct(`steps[${i}].analysis.checks`, fields(fields(item)["analysis"])["checks"])
      : direct(`analysis[${i}].checks`, fields(item)["checks"]),
  );
}

function templateLines({ check }: Placed): string[] {
  const name = plain(check["name"] ?? check["metric"]);
  const said = (["count", "failureLimit"] as const).filter((key) => check[key] !== undefined);
  const limits = (["max", "min"] as const).filter((side) => check[side] !== undefined);
  const conditions = limits.map((side) => {
    const limit = share.safeParse(check[side]);
    const value = limit.success ? numberText(limit.data) : plain(check[side]);
    return `result[0] ${side === "max" ? "<=" : ">="} ${value}`;
  });
  return [
    `    - name: ${name}`,
    ...(check["every"] === undefined ? [] : [`      interval: ${plain(check["every"])}`]),
    ...said.map((key) => `      ${key}: ${plain(check[key])}`),
    ...(conditions.length === 0 ? [] : [`      successCondition: ${conditions.join(" && ")}`]),
    ...(check["window"] === undefined
      ? []
      : [`      # its query looks back [${plain(check["window"])}]`]),
    ...lacking(check, ["minimumRequests", "judge"]).map((line) => `      ${line}`),
  ];
}

function lacking(check: Fields, names: readonly string[]): string[] {
  return names
    .filter((name) => check[name] !== undefined)
    .map((name) => `# the manifest has no field for ${name}: ${JSON.stringify(check[name])}`);
}

function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}

function plain(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function numberText(value: number): string {
  return String(Number(value.toPrecision(6)));
}
