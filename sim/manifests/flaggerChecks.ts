// The metrics of a Canary as checks: the two built-in ones, queries, and templates with their variables written in. In the order
// they are asked: built-in metrics and queries first, templates after them.
import { metrics as METRICS, type MetricName } from "../judges/metrics.ts";
import { duration, plain } from "../judges/wording.ts";
import { fields, type Fields } from "../scenario/document.ts";
import { MAX_DURATION, MAX_METRICS } from "../scenario/limits.ts";
import { show } from "../scenario/show.ts";
import { answerTo } from "./answers.ts";
import type { Seconds } from "../scenario/types.ts";
import type { Name } from "./coverage.ts";
import { measure, type Measurement } from "./measure.ts";
import { at, entries, oneOf, root, seconds, text, wordOf, written } from "./spot.ts";
import type { Desk, Manifest, Measured, Spot } from "./types.ts";
import { upTo } from "./upTo.ts";
import { durationText, shareText } from "./words.ts";

/** What queries may ask for by a placeholder: `{{ target }}`. */
export interface Canary {
  readonly manifest: Manifest;
  readonly provider: string | undefined;
  readonly names: readonly Name[];
  readonly words: Readonly<Record<string, string>>;
}

export interface Checks {
  readonly checks: readonly Fields[];
  /** Entries of `monitor.metrics`. */
  readonly metrics: readonly Fields[];
  /** What never passes, as entries of `webhooks`. */
  readonly hooks: readonly Fields[];
}

/** From one scrape to the next, until a scenario says otherwise. */
const SCRAPE = 15;
/** A metric's `interval` when none is given. */
const WINDOW = 60;

export function readChecks(desk: Desk, spot: Spot, canary: Canary): Checks {
  const listed = upTo(desk, spot, MAX_METRICS);
  const templated = (metric: Spot) => written(at(metric, "templateRef"));
  const ordered = [
    ...listed.filter((metric) => !templated(metric)),
    ...listed.filter((metric) => templated(metric)),
  ];
  const checks: Fields[] = [];
  const metrics: Fields[] = [];
  const hooks: Fields[] = [];
  const named = new Set<string>();
  for (const metric of ordered) {
    const found = what(desk, metric, canary);
    if (found === undefined) continue;
    if (found === "passes") {
      const name = wordOf(at(metric, "name").value).slice(0, 100);
      checks.push({ name, judge: { type: "given", verdict: "pass" } });
      continue;
    }
    if (found === "fails") {
      const name = wordOf(at(metric, "name").value).slice(0, 100);
      hooks.push({
        type: "test",
        on: "rollout",
        passes: 0,
        ...(name !== "" && { name }),
      });
      continue;
    }
    const { measured, empty } = found;
    const check = limited(desk, metric, measured, empty);
    if (check === undefined) continue;
    checks.push({ ...nameOf(metric, measured, named), ...check });
    if (measured.custom !== null) metrics.push(measured.custom);
  }
  return { checks, metrics, hooks };
}

/** Every template that nobody refers to: what is wrong with its query is told all the same. */
export function lookAtTemplates(desk: Desk, referred: ReadonlySet<string>): void {
  for (const template of templates(desk)) {
    if (referred.has(template.name)) continue;
    const query = at(root(template), "spec", "query");
    const written = typeof query.value === "string" ? query.value : "";
    const words = {
      interval: "1m",
      namespace: "",
      target: "target",
      name: "name",
      service: "service",
      ingress: "ingress",
    };
    const read = measure(filled(written, words), template.name, { names: [], scrape: SCRAPE });
    const why = [slipIn(written), read.ok ? undefined : read.reason].filter(
      (one) => one !== undefined,
    );
    const slip = why.length === 0 ? "" : `; its query would not be understood: ${why.join("; ")}`;
    desk.mark(at(root(template), "spec"), "ignored", "no Canary refers to it");
    desk.note(`no Canary refers to MetricTemplate ${template.name}${slip}`, query);
  }
}

/** A label compared with a duration is a placeholder in the wrong place. */
function slipIn(query: string): string | undefined {
  const slip = /([A-Za-z_]\w*)\s*(=~|!~|!=|=)\s*"[^"]*\{\{-?\s*interval\s*-?\}\}[^"]*"/.exec(query);
  return slip === null
    ? undefined
    : `it compares the label ${slip[1]!} with {{ interval }}, a duration`;
}

const BUILT_IN: Readonly<Record<string, { metric: MetricName; scale: number; words: string }>> = {
  "request-success-rate": { metric: "successRate", scale: 0.01, words: "success rate" },
  "request-duration": { metric: "latencyP99", scale: 0.001, words: "99th percentile of latency" },
};

interface Found {
  readonly measured: Measured;
  /** What the query answers when there is nothing to count, in its own numbers; null: nothing. */
  readonly empty: number | null;
}

/** What a metric measures; "passes" or "fails" when a person says it always does, undefined when it decides nothing or that is told as a problem. */
function what(desk: Desk, metric: Spot, canary: Canary): Found | "passes" | "fails" | undefined {
  const spot = at(metric, "name");
  const name = text(desk, spot);
  if (name === undefined || name === "") {
    if (name === "" || !written(spot)) desk.problem(spot, "expected a name, got nothing");
    return undefined;
  }
  const window = seconds(desk, at(metric, "interval"), false) ?? WINDOW;
  if (!(window > 0 && window <= MAX_DURATION)) {
    desk.problem(at(metric, "interval"), "expected a duration above 0, of at most 10 years");
    return undefined;
  }
  const says = (words: string) => desk.mark(spot, "modelled", words);
  if (desk.answer([name]) !== undefined) {
    const answer = answerTo(desk, spot, [name]);
    if (answer?.kind !== "verdict") return answer && told(answer.measured, window, says);
    says(`${answer.says}, as --metric says`);
    return answer.says === "passes" ? "passes" : "fails";
  }
  const template = at(metric, "templateRef");
  const inline = at(metric, "query");
  if (Object.hasOwn(BUILT_IN, name) && !written(template)) {
    if (name === "request-duration" && canary.provider === "nginx")
      desk.note(
        "Flagger's request-duration is a mean behind NGINX; here it is the 99th percentile",
        metric,
      );
    const { metric: measures, scale, words } = BUILT_IN[name]!;
    const measured = {
      metric: measures,
      of: "candidate" as const,
      scale,
      custom: null,
      says: `${words} of the candidate, over ${duration(window)}`,
    };
    return told({ ...measured, window }, window, says);
  }
  if (!written(template) && !written(inline)) {
    desk.problem(
      metric,
      `expected templateRef or query beside ${show(name)}, which is none of ${Object.keys(BUILT_IN).join(", ")}: Flagger fails its check each time`,
    );
    return undefined;
  }
  const query = written(template)
    ? templateQuery(desk, template, metric, canary, window)
    : wordOf(inline.value);
  if (query === undefined) return undefined;
  const read =
    typeof query === "string"
      ? measure(query, name, { names: canary.names, scrape: SCRAPE })
      : query;
  if (!read.ok) {
    desk.ask(spot, name, read.reason);
    return undefined;
  }
  for (const note of read.notes) desk.note(`${name}: ${note}`, metric);
  return { ...told(read.measured, window, says), empty: read.empty };
}

function told(measured: Measured, window: Seconds, says: (words: string) => void): Found {
  says(measured.says);
  return { measured: { ...measured, window: measured.window ?? window }, empty: null };
}

type Unread = Extract<Measurement, { ok: false }>;

/** The query of the template a metric refers to, with everything written in; undefined when what is wrong is told. */
function templateQuery(
  desk: Desk,
  reference: Spot,
  metric: Spot,
  canary: Canary,
  window: Seconds,
): string | Unread | undefined {
  const name = text(desk, at(reference, "name"));
  if (name === undefined) {
    desk.problem(at(reference, "name"), "expected the name of a MetricTemplate, got nothing");
    return undefined;
  }
  const template = templates(desk).find((one) => one.name === name);
  if (template === undefined)
    return { ok: false, reason: `MetricTemplate ${name} is in none of the files` };
  const spec = at(root(template), "spec");
  const provider = oneOf(desk, at(spec, "provider", "type"), PROVIDERS);
  if (provider !== "prometheus")
    return { ok: false, reason: `queries of ${provider ?? "its provider"} are not read` };
  const variables = Object.fromEntries(
    entries(at(metric, "templateVariables")).map(([key, { value }]) => [
      `variables.${key}`,
      wordOf(value),
    ]),
  );
  const interval = durationText(window);
  const words = { ...canary.words, ...variables, interval: String(interval) };
  const query = text(desk, at(spec, "query")) ?? "";
  const slip = slipIn(query);
  if (slip !== undefined) desk.note(`MetricTemplate ${name}: ${slip}`, at(spec, "query"));
  return filled(query, words);
}

const PROVIDERS = [
  "prometheus",
  "influxdb",
  "datadog",
  "externalmetrics",
  "stackdriver",
  "cloudwatch",
  "newrelic",
  "graphite",
  "dynatrace",
  "keptn",
  "splunk",
] as const;

const templates = (desk: Desk): readonly Manifest[] =>
  desk.manifests.filter(({ kind, group }) => kind === "MetricTemplate" && group === "flagger.app");

/** Go's placeholders, those that are known written in. */
function filled(query: string, words: Readonly<Record<string, string>>): string {
  return query.replace(/\{\{-?\s*([\w.]{1,100})\s*-?\}\}/g, (whole, key: string) =>
    Object.hasOwn(words, key) ? words[key]! : whole,
  );
}

/** The metric's limits in the scenario's words; undefined when they cannot be said, which is a problem. */
function limited(
  desk: Desk,
  metric: Spot,
  measured: Measured,
  empty: number | null,
): Fields | undefined {
  const range = rangeOf(desk, metric);
  if (range === undefined) return undefined;
  const unit = unitOf(measured);
  const said: Record<string, string | number> = {};
  for (const side of ["min", "max"] as const) {
    const raw = range[side];
    if (raw === undefined) continue;
    const limit = Number((raw * measured.scale).toPrecision(12));
    const where = at(metric, ...range.path, ...(range.path[0] === "threshold" ? [] : [side]));
    if (unit === "duration") {
      // Flagger cuts a built-in limit to whole milliseconds.
      said[side] = latencyText(Math.min(Math.max(0, limit), MAX_DURATION));
      continue;
    }
    if (limit >= 0 && limit <= 1) said[side] = shareText(limit);
    else if (side === "max" && limit > 1)
      desk.note(`no share is above ${plain(raw)}: the limit never fails a check`, where);
    else if (side === "min" && limit < 0)
      desk.note(`no share is below ${plain(raw)}: the limit never fails a check`, where);
    else {
      desk.problem(
        where,
        `expected a limit that a share may reach (the query answers ${measured.scale === 1 ? "0 to 1, not percent" : "0 to 100"}), got ${plain(raw)}: it fails every check`,
      );
      return undefined;
    }
  }
  // Flagger fails a check without data whatever its limits are.
  if (Object.keys(said).length === 0) said["min"] = unit === "duration" ? "0ms" : "0%";
  return {
    metric: measured.metric,
    ...(measured.of !== "candidate" && { of: measured.of }),
    ...said,
    ...(measured.window !== null && { window: durationText(measured.window) }),
    ...(empty !== null && within(empty, range) && { noData: "pass" }),
  };
}

const within = (value: number, { min = -Infinity, max = Infinity }: Limits): boolean =>
  value >= min && value <= max;

interface Limits {
  readonly min?: number;
  readonly max?: number;
}

/** "2500ms", as manifests have it; otherwise as any duration. */
function latencyText(seconds: Seconds): string | number {
  const milliseconds = seconds * 1000;
  return Number.isInteger(milliseconds) && milliseconds < 1e6
    ? `${milliseconds}ms`
    : durationText(seconds);
}

/** thresholdRange; or the older threshold, which is 0 when neither is written. In the manifest's own numbers. */
function rangeOf(desk: Desk, metric: Spot): (Limits & { path: readonly string[] }) | undefined {
  const range = at(metric, "thresholdRange");
  if (written(range)) {
    const min = number(desk, at(range, "min"));
    const max = number(desk, at(range, "max"));
    if (min !== undefined && max !== undefined && min > max) {
      desk.problem(range, `expected min to be at most max, got ${min} and ${max}`);
      return undefined;
    }
    return {
      path: ["thresholdRange"],
      ...(min !== undefined && { min }),
      ...(max !== undefined && { max }),
    };
  }
  const name = at(metric, "name").value;
  const threshold = number(desk, at(metric, "threshold")) ?? 0;
  const least = name === "request-success-rate";
  if (!written(at(metric, "threshold")))
    desk.note(
      `${wordOf(name)} has no threshold: ${least ? "only a window without requests fails it" : "Flagger takes it as at most 0, which whatever is measured is above"}`,
      metric,
    );
  return { path: ["threshold"], ...(least ? { min: threshold } : { max: threshold }) };
}

function number(desk: Desk, spot: Spot): number | undefined {
  if (!written(spot)) return undefined;
  if (typeof spot.value === "number" && Number.isFinite(spot.value)) return spot.value;
  desk.problem(spot, `expected a number, got ${show(spot.value)}`);
  return undefined;
}

function unitOf({ metric, custom }: Measured): "share" | "duration" | "count" {
  if (custom !== null) return fields(custom)["quantile"] === undefined ? "share" : "duration";
  return METRICS[metric as MetricName].unit;
}

/** A name, unless it is the metric's own or another check has it. */
function nameOf(metric: Spot, { metric: measures }: Measured, named: Set<string>): Fields {
  const name = wordOf(at(metric, "name").value).slice(0, 100);
  if (name === "" || name === measures || named.has(name)) return {};
  named.add(name);
  return { name };
}
