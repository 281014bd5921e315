// Rollouts that were read -> a scenario to run. What no manifest says (who comes, how good the versions truly are) gets a sensible
// default, and every such place is listed in `assumed`.
import { type Fields, fields, items } from "../scenario/document.ts";
import { MAX_DURATION } from "../scenario/limits.ts";
import { type Path, printPath, readPath, valueAt } from "../scenario/path.ts";
import { setInDocument, type Setting } from "../scenario/set.ts";
import type { Seconds } from "../scenario/types.ts";
import { documentName } from "./spot.ts";
import type { Rollout } from "./types.ts";
import { durationText } from "./words.ts";

/** Traffic enough for checks over a minute to see something, and little enough to run in a moment. */
const RATE = "50/s";
const STABLE = { errorRate: "0.5%", latency: { p50: "50ms", p99: "250ms" } } as const;
/** A candidate that should be caught: whether it is, is the question. */
const CANDIDATE_ERROR_RATE = "3%";
/** Roomy pods: a plan is not judged by a shortage nobody knows of. */
const PODS = { concurrency: 100, startup: "10s" } as const;
/** Of the users, whose requests match a header. */
const MATCHED = 0.05;

/** A run is longer than its plan by this part of it, and by no less than this: failed checks take longer than passed ones. */
const SLACK = { share: 0.25, least: 600 } as const;
const SHORTEST: Seconds = 1800;
const ROUND: Seconds = 300;

/**
 * A scenario document, the given settings made in it. A place that was set is no longer assumed.
 * @param rollouts  at least one; with several, each is a strategy of one service
 * @throws ScenarioError when a setting does not fit
 */
export function scenarioOf(rollouts: readonly Rollout[], settings: readonly Setting[]): Fields {
  const ids = idsOf(rollouts);
  const pods = rollouts.find(({ pods }) => pods !== null)?.pods ?? null;
  const segments = [...new Set(rollouts.flatMap(({ segments }) => segments))];
  const metrics = distinct(rollouts.flatMap(({ metrics }) => metrics));
  const timeout = rollouts.find(({ timeout }) => timeout !== undefined)?.timeout;
  const retries = rollouts.find(({ retries }) => retries !== null)?.retries ?? null;
  const document = {
    name: rollouts
      .map(({ manifest, strategy }) => `${manifest.name || manifest.kind} (${strategy.type})`)
      .join(", "),
    source: rollouts
      .map(({ manifest }) => `${manifest.file}: ${documentName(manifest)}`)
      .join(", "),
    assumed: [] as readonly string[],
    duration: `${runLength(rollouts) / 60}m`,
    traffic: {
      rate: RATE,
      ...(segments.length > 0 && { segments: segmentsOf(segments) }),
      ...(retries !== null && { retries }),
      ...(timeout !== undefined && { timeout: durationText(timeout) }),
    },
    versions: [
      {
        id: "stable",
        ...STABLE,
        ...(pods !== null && { pods: { ...PODS, ...pods } }),
      },
      { id: "candidate", like: "stable", errorRate: CANDIDATE_ERROR_RATE },
    ],
    ...(metrics.length > 0 && { monitor: { metrics } }),
    strategies: [
      ...rollouts.map(({ strategy: { type, ...rest } }, i) => ({ type, id: ids[i]!, ...rest })),
      { type: "stay" },
    ],
  };
  let set: unknown = document;
  for (const { path, value } of settings) set = setInDocument(set, path, value);
  const left = assumedIn(
    document,
    pods,
    rollouts.flatMap(({ assumed }) => assumed),
  ).filter((path) => !settings.some((one) => covers(one, path)));
  return { ...fields(set), assumed: left };
}

/** Every place of the document that no manifest filled. */
function assumedIn(document: Fields, pods: Fields | null, objects: readonly Fields[]): string[] {
  const places: Path[] = [
    ["duration"],
    ["traffic", "rate"],
    ...items(valueAt(document, ["traffic", "segments"])).map((_, i): Path => [
      "traffic",
      "segments",
      i,
      "share",
    ]),
    ["versions", 0, "errorRate"],
    ["versions", 0, "latency"],
    ...(pods === null ? [] : Object.keys(PODS).filter((key) => !Object.hasOwn(pods, key))).map(
      (key): Path => ["versions", 0, "pods", key],
    ),
    ["versions", 1, "errorRate"],
    ...placesOf(document["strategies"], new Set<unknown>(objects), ["strategies"]),
  ];
  return places.map(printPath);
}

/** Where some objects stand. */
function placesOf(value: unknown, objects: ReadonlySet<unknown>, path: Path): Path[] {
  if (objects.has(value)) return [path];
  if (Array.isArray(value))
    return value.flatMap((item: unknown, i) => placesOf(item, objects, [...path, i]));
  return Object.entries(fields(value)).flatMap(([key, item]) =>
    placesOf(item, objects, [...path, key]),
  );
}

/** Whether a setting says what is at `path`: it sets it, something above it, or something in it. */
function covers({ path: set }: Setting, path: string): boolean {
  const [mine, theirs] = [printPath(readPath(set)), path];
  const within = (inner: string, outer: string) =>
    inner === outer || inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`);
  return within(theirs, mine) || within(mine, theirs);
}

function runLength(rollouts: readonly Rollout[]): Seconds {
  const longest = Math.max(...rollouts.map(({ length }) => length));
  const roomy = longest + Math.max(SLACK.least, longest * SLACK.share);
  return Math.min(MAX_DURATION, Math.ceil(Math.max(SHORTEST, roomy) / ROUND) * ROUND);
}

/** The matched ones a small share each, everybody else the rest. */
function segmentsOf(ids: readonly string[]): Fields[] {
  const each = Math.min(MATCHED, 0.5 / ids.length);
  const rest = Math.round((1 - each * ids.length) * 1e9) / 1e9;
  return [{ id: "others", share: rest }, ...ids.map((id) => ({ id, share: each }))];
}

function distinct(metrics: readonly Fields[]): Fields[] {
  return [...new Map(metrics.map((metric) => [metric["id"], metric])).values()];
}

/** Ids of strategies: the rollouts' names as far as they can be ids, each its own. */
export function idsOf(rollouts: readonly Rollout[]): string[] {
  const taken = new Set(["stay"]);
  return rollouts.map(({ manifest: { name }, strategy: { type } }) => {
    const base = idText(name, type).slice(0, 60);
    let id = base;
    for (let n = 2; taken.has(id); n++) id = `${base}-${n}`;
    taken.add(id);
    return id;
  });
}

/** `name` as an id of a scenario, which starts with a letter and holds letters, digits, dots, dashes. */
export function idText(name: string, otherwise: string): string {
  const plain = name.replace(/[^\w.-]+/g, "-").replace(/^[^A-Za-z]+/, "");
  return plain === "" ? otherwise : plain;
}
