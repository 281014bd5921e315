// An analysis of a Rollout -> the metrics of its templates, with every argument put in. As Argo Rollouts does it: templates are
// flattened into one, what the Rollout gives goes before what a template defaults to, and an argument without a value is an error.
import { type Fields, fields } from "../scenario/document.ts";
import { didYouMean } from "../scenario/nearest.ts";
import { show } from "../scenario/show.ts";
import { decodeBase64 } from "./secret.ts";
import {
  at,
  documentName,
  items,
  list,
  oneOf,
  root,
  text,
  truth,
  wordOf,
  written,
} from "./spot.ts";
import type { Desk, Manifest, Spot } from "./types.ts";

/** What the hashes of pod templates are called here, in queries that name them. */
export const HASHES = { Latest: "canaryhash", Stable: "stablehash" } as const;

/** A metric of a template, its arguments put in. */
export interface TemplateMetric {
  readonly template: Manifest;
  readonly metric: Spot;
  /** Patterns of names that are only measured. */
  readonly dryRun: readonly Spot[];
}

/** Templates that refer to templates: more levels are a circle. */
const MOST_TEMPLATES = 100;
/** Where a template's metrics are: its own, or those of others. */
const METRICS = ["metrics", "templates"] as const;
/** Metrics of one analysis: as many checks as a scenario takes. */
const MOST_METRICS = 100;
/** Characters all values may add to one text. */
const LONGEST = 20_000;

const GROUP = "argoproj.io";

/**
 * The metrics an analysis refers to.
 * @param references  its list of templates, each with `templateName` and `clusterScope`
 * @param args        its list of arguments
 * @param dryRun      its list of metrics that never decide
 */
export function metricsOf(
  desk: Desk,
  rollout: Manifest,
  { references, args, dryRun }: { references: readonly Spot[]; args: Spot; dryRun: Spot },
): TemplateMetric[] {
  const templates = templatesOf(desk, references);
  const values = valuesOf(desk, rollout, templates, args);
  const used = new Set<string>();
  const dry = [
    dryRun,
    ...templates.map((template) => at(root(template), "spec", "dryRun")),
  ].flatMap((one) => list(desk, one).map((each) => at(each, "metricName")));
  for (const template of templates)
    if (METRICS.every((key) => items(at(root(template), "spec", key)).length === 0))
      desk.problem(at(root(template), "spec"), "expected metrics");
  const metrics = templates.flatMap((template) =>
    list(desk, at(root(template), "spec", "metrics")).flatMap((metric) => {
      const whole = filled(desk, metric, values, used);
      return whole === undefined ? [] : [{ template, metric: whole, dryRun: dry }];
    }),
  );
  const [first] = references;
  if (metrics.length > MOST_METRICS && first !== undefined)
    desk.problem(first, `expected at most ${MOST_METRICS} metrics in all, got ${metrics.length}`);
  tellUnused(desk, values, used);
  refuseTwins(desk, metrics);
  return metrics;
}

/** Every template referred to, and those they refer to, once each. */
function templatesOf(desk: Desk, references: readonly Spot[]): Manifest[] {
  const found = new Set<Manifest>();
  const follow = (reference: Spot): void => {
    const nameSpot = at(reference, "templateName");
    const name = text(desk, nameSpot);
    if (name === undefined) {
      if (!written(nameSpot)) desk.problem(reference, "expected templateName, a template's name");
      return;
    }
    const kind =
      truth(desk, at(reference, "clusterScope")) === true
        ? "ClusterAnalysisTemplate"
        : "AnalysisTemplate";
    const known = desk.manifests.filter((one) => one.group === GROUP && one.kind === kind);
    const template = known.find((one) => one.name === name);
    if (template === undefined) {
      const hint = didYouMean(
        name,
        known.map((one) => one.name),
      );
      desk.problem(
        nameSpot,
        `expected one ${kind} named ${show(name)} among the files given, got none${hint}`,
      );
    } else if (!found.has(template) && found.size < MOST_TEMPLATES) {
      found.add(template);
      for (const nested of list(desk, at(root(template), "spec", "templates"))) follow(nested);
    }
  };
  references.forEach(follow);
  return [...found];
}

/** An argument's value, and where a person wrote it. */
interface Value {
  /** null: there is none, which has been told. */
  readonly value: string | null;
  readonly spots: readonly Spot[];
}

function valuesOf(
  desk: Desk,
  rollout: Manifest,
  templates: readonly Manifest[],
  args: Spot,
): Map<string, Value> {
  const values = new Map<string, Value>();
  const wanted = new Map<string, Spot>();
  for (const template of templates)
    for (const arg of list(desk, at(root(template), "spec", "args"))) {
      const name = text(desk, at(arg, "name"));
      if (name === undefined) continue;
      if (!wanted.has(name)) wanted.set(name, arg);
      const value = valueOf(desk, rollout, arg);
      if (value === undefined) continue;
      const before = values.get(name);
      if (before !== undefined && before.value !== value)
        desk.problem(
          arg,
          `expected one default of argument ${name}, got ${show(before.value)} and ${show(value)}`,
        );
      values.set(name, { value, spots: [...(before?.spots ?? []), arg] });
    }
  for (const arg of list(desk, args)) {
    const name = text(desk, at(arg, "name"));
    if (name === undefined) continue;
    const value = valueOf(desk, rollout, arg);
    if (!wanted.has(name)) {
      desk.mark(
        arg,
        "ignored",
        `none of its templates has an argument ${name}${didYouMean(name, wanted.keys())}`,
      );
      continue;
    }
    if (value !== undefined)
      values.set(name, { value, spots: [...(values.get(name)?.spots ?? []), arg] });
  }
  for (const [name, arg] of wanted)
    if (!values.has(name)) {
      values.set(name, { value: null, spots: [arg] });
      desk.problem(
        arg,
        `expected a value: argument ${name} has no default, and the analysis gives none`,
      );
    }
  return values;
}

/** The value an argument is written with; undefined when it has none, null when it has none that can be read. */
function valueOf(desk: Desk, rollout: Manifest, arg: Spot): string | null | undefined {
  const plain = at(arg, "value");
  const from = at(arg, "valueFrom");
  if (written(plain)) return text(desk, plain) ?? null;
  if (!written(from)) return undefined;
  const secret = at(from, "secretKeyRef");
  const field = at(from, "fieldRef", "fieldPath");
  if (written(secret)) return secretValue(desk, secret);
  if (written(field)) return fieldValue(desk, rollout, field);
  const whose = oneOf(desk, at(from, "podTemplateHashValue"), ["Latest", "Stable"]);
  if (whose !== undefined) return HASHES[whose];
  if (!written(at(from, "podTemplateHashValue")))
    desk.problem(from, "expected secretKeyRef, fieldRef or podTemplateHashValue");
  return null;
}

function secretValue(desk: Desk, reference: Spot): string | null {
  const [name, key] = [text(desk, at(reference, "name")), text(desk, at(reference, "key"))];
  if (name === undefined || key === undefined) {
    desk.problem(reference, "expected name and key of a Secret");
    return null;
  }
  const secret = desk.manifests.find(
    (one) => one.group === "" && one.kind === "Secret" && one.name === name,
  );
  const unknown = `(${key} of Secret ${name})`;
  if (secret === undefined) {
    desk.note(`Secret ${name} is not among the files: its ${key} is left open`, reference);
    return unknown;
  }
  const stringData = at(root(secret), "stringData", key);
  if (typeof stringData.value === "string") return stringData.value;
  const data = at(root(secret), "data", key);
  const decoded = typeof data.value === "string" ? decodeBase64(data.value) : undefined;
  if (decoded !== undefined) return decoded;
  const message = written(data)
    ? "expected base64 of a text"
    : `expected a key of Secret ${name}, got ${show(key)}${didYouMean(key, Object.keys(fields(secret.value["data"])))}`;
  desk.problem(written(data) ? data : at(reference, "key"), message);
  return null;
}

/** `metadata.labels['region']`, of the Rollout; "" when it has none, as Kubernetes has it. */
function fieldValue(desk: Desk, rollout: Manifest, spot: Spot): string | null {
  const path = text(desk, spot) ?? "";
  const quoted = /^metadata\.(labels|annotations)\['([^']+)'\]$/.exec(path);
  const steps = quoted === null ? path.split(".") : ["metadata", quoted[1]!, quoted[2]!];
  if (!/^(metadata|spec|status)\b/.test(path) || path.length > 300) {
    desk.problem(
      spot,
      `expected a field of the Rollout like metadata.labels['region'], got ${show(path)}`,
    );
    return null;
  }
  const { value } = at(root(rollout), ...steps);
  return wordOf(value);
}

const PLACEHOLDER = /\{\{\s*args\.([\w.-]+)\s*\}\}/g;

/** A place with every argument in every text of it put in; undefined when one of them has no value, which has been told. */
function filled(
  desk: Desk,
  spot: Spot,
  values: ReadonlyMap<string, Value>,
  used: Set<string>,
): Spot | undefined {
  let missing = false;
  const valueOfArgument = (name: string, here: Spot): string => {
    const known = values.get(name);
    if (known === undefined)
      desk.problem(
        here,
        `expected an argument of the template, got {{args.${name}}}${didYouMean(name, values.keys())}`,
      );
    else used.add(name);
    missing ||= known?.value == null;
    return known?.value ?? "";
  };
  const fill = (here: Spot): unknown => {
    const { value } = here;
    if (typeof value === "string") return fillText(value, here);
    if (Array.isArray(value)) return items(here).map(fill);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.keys(value as Fields).map((key) => [key, fill(at(here, key))]),
    );
  };
  /** Counted before it is made: a long value in many places is longer than any machine has room for. */
  const fillText = (text: string, here: Spot): string => {
    let length = text.length;
    for (const [all, name] of text.matchAll(PLACEHOLDER))
      length += valueOfArgument(name!, here).length - all.length;
    if (length <= Math.max(LONGEST, text.length))
      return text.replace(PLACEHOLDER, (_all, name: string) => values.get(name)?.value ?? "");
    desk.problem(here, `expected at most ${LONGEST} characters with its arguments, got ${length}`);
    missing = true;
    return text;
  };
  const value = fill(spot);
  return missing ? undefined : { ...spot, value };
}

function tellUnused(
  desk: Desk,
  values: ReadonlyMap<string, Value>,
  used: ReadonlySet<string>,
): void {
  for (const [name, { spots }] of values)
    if (!used.has(name)) {
      for (const spot of spots) desk.mark(spot, "ignored", `nothing refers to {{args.${name}}}`);
      desk.note(
        `argument ${name} is given, and nothing refers to it: whatever it was meant to set keeps its default`,
        spots.at(-1)!,
      );
    }
}

/** Upstream refuses two metrics of one name in one analysis. */
function refuseTwins(desk: Desk, metrics: readonly TemplateMetric[]): void {
  const first = new Map<unknown, Manifest>();
  for (const { template, metric } of metrics) {
    const name = at(metric, "name");
    const before = first.get(name.value);
    if (before === undefined) first.set(name.value, template);
    else
      desk.problem(
        name,
        `expected a name of its own: ${documentName(before)} has a metric ${show(name.value)} too`,
      );
  }
}
