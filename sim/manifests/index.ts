// Every controller whose manifests can be read. Adding one: a file, and a line here.
import { type Fields, fields, items } from "../scenario/document.ts";
import { didYouMean } from "../scenario/nearest.ts";
import { type Path, printPath } from "../scenario/path.ts";
import { type Problem, ScenarioError } from "../scenario/problem.ts";
import type { Setting } from "../scenario/set.ts";
import { questionOf } from "./answers.ts";
import { argo } from "./argo.ts";
import { BYSTANDERS } from "./bystanders.ts";
import { deployment } from "./deployment.ts";
import { flagger } from "./flagger.ts";
import { kserve } from "./kserve.ts";
import { commentedOut, tellUnreferenced } from "./leftOut.ts";
import { type Marks, reportOf } from "./report.ts";
import { idsOf, scenarioOf } from "./scenario.ts";
import { problemAt } from "./spot.ts";
import type {
  Desk,
  Importer,
  Kind,
  Manifest,
  ManifestProblem,
  Note,
  ReportLine,
  SourceFile,
  Spot,
  Status,
} from "./types.ts";
import { readManifests } from "./yaml.ts";

/** In this order: a workload that a rollout refers to belongs to it, and is no rollout of its own. */
export const importers: readonly Importer[] = [argo, flagger, kserve, deployment];

export interface Import {
  /** A scenario to be checked like any other; undefined when nothing could be made of the manifests. */
  readonly document: Fields | undefined;
  readonly report: readonly ReportLine[];
  readonly notes: readonly Note[];
  readonly problems: readonly ManifestProblem[];
  /** What is wrong with the settings. */
  readonly settingProblems: readonly Problem[];
  /** Metrics that a person must explain before there can be a scenario; each is a problem, too. */
  readonly asks: readonly Ask[];
  /** What was read, in the order of `strategies`. */
  readonly rollouts: readonly {
    readonly kind: string;
    readonly name: string;
    readonly strategy: string;
  }[];
}

/** A metric nobody knows the meaning of. */
export interface Ask {
  readonly metric: string;
  readonly file: string;
  readonly line: number;
  readonly why: string;
}

export interface ImportOptions {
  /** What each metric measures, by its name in the manifests: "errorRate". */
  readonly answers?: ReadonlyMap<string, string>;
  /** Values of the scenario that a person knows better than any default. */
  readonly settings?: readonly Setting[];
}

/** Manifests -> a scenario, what became of every field, and everything that is wrong. Never throws. */
export function importManifests(
  files: readonly SourceFile[],
  { answers = new Map(), settings = [] }: ImportOptions = {},
): Import {
  const read = readManifests(files);
  const { desk, marks, notes, problems, asks, unheard } = openDesk(read.manifests, answers);
  const rollouts = importers.flatMap((importer) => importer.read(desk));
  tellUnreferenced(desk);
  const report = read.manifests.flatMap((manifest) =>
    reportOf(manifest, kindOf(manifest), BYSTANDERS, marks.get(manifest) ?? NO_MARKS),
  );
  const found = inOrder(files, [...read.problems, ...problems, ...unheard()]);
  if (found.length === 0 && rollouts.length === 0) found.push(nothingToImport(read.manifests));
  const ids = idsOf(rollouts);
  const outcome = {
    report,
    notes: [...read.notes, ...notes, ...files.flatMap(commentedOut)],
    problems: found,
    asks,
    rollouts: rollouts.map(({ manifest: { kind, name } }, i) => ({
      kind,
      name,
      strategy: ids[i]!,
    })),
  };
  if (found.length > 0) return { ...outcome, document: undefined, settingProblems: [] };
  try {
    return { ...outcome, document: scenarioOf(rollouts, settings), settingProblems: [] };
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return { ...outcome, document: undefined, settingProblems: error.problems };
  }
}

const NO_MARKS: Marks = new Map();

function kindOf({ group, kind }: Manifest): Kind | undefined {
  return importers
    .flatMap(({ kinds }) => kinds)
    .find((known) => known.group === group && known.kind === kind);
}

function nothingToImport(manifests: readonly Manifest[]): ManifestProblem {
  const kinds = [...new Set(manifests.map(({ kind }) => kind))].join(", ");
  return {
    file: manifests[0]?.file ?? "",
    line: 1,
    column: 1,
    document: "",
    path: "",
    message: `expected a rollout of ${importers.map(({ system }) => system).join(", ")}; got ${kinds || "nothing"}`,
  };
}

/** By file as given, then by line. */
function inOrder(
  files: readonly SourceFile[],
  problems: readonly ManifestProblem[],
): ManifestProblem[] {
  const rank = new Map(files.map(({ name }, index) => [name, index]));
  return problems.toSorted(
    (a, b) =>
      (rank.get(a.file) ?? 0) - (rank.get(b.file) ?? 0) || a.line - b.line || a.column - b.column,
  );
}

function openDesk(manifests: readonly Manifest[], answers: ReadonlyMap<string, string>) {
  const marks = new Map<Manifest, Map<string, { status: Status; says: string }>>();
  const notes: Note[] = [];
  const problems: ManifestProblem[] = [];
  const claimed = new Set<Manifest>();
  const asks: Ask[] = [];
  const heard = new Set<string>();
  const told = new Set<string>();
  const once = (...words: readonly unknown[]): boolean => {
    const key = JSON.stringify(words);
    return !told.has(key) && told.add(key) !== undefined;
  };
  const desk: Desk = {
    manifests,
    answer(names) {
      const name = names.find((known) => answers.has(known));
      if (name !== undefined) heard.add(name);
      return name === undefined ? undefined : answers.get(name);
    },
    ask(spot, metric, reason, again = false) {
      const why = short(reason);
      const { line } = spot.manifest.position(spot.path);
      const ask = { metric, file: spot.manifest.file, line, why };
      if (once("ask", ask)) asks.push(ask);
      desk.problem(spot, again ? why : `${why}: ${questionOf(metric)}`);
    },
    unclaimed: (group, kind) =>
      manifests.filter((one) => one.group === group && one.kind === kind && !claimed.has(one)),
    claim: (manifest) => void claimed.add(manifest),
    problem(spot, message) {
      const problem = problemAt(spot, short(message));
      if (once(problem)) problems.push(problem);
    },
    note(text, spot?: Spot) {
      const note = {
        text: short(text),
        file: spot?.manifest.file ?? null,
        line: spot === undefined ? null : spot.manifest.position(spot.path).line,
      };
      if (once(note)) notes.push(note);
    },
    mark({ manifest, path }, status, says) {
      let of = marks.get(manifest);
      if (of === undefined) marks.set(manifest, (of = new Map()));
      of.set(printPath(path satisfies Path), { status, says: short(says) });
    },
  };
  /** Answers to questions nobody asked: most likely a name mistyped. */
  const unheard = (): ManifestProblem[] => {
    const known = metricNames(manifests);
    const knownNames =
      known.length === 0 ? ", of which there is none" : short(`: ${known.join(", ")}`);
    return [...answers.keys()]
      .filter((name) => !heard.has(name))
      .map((name) => ({
        file: manifests[0]?.file ?? "",
        line: 1,
        column: 1,
        document: "",
        path: "",
        message: `--metric ${name}: expected the name of a metric${knownNames}${didYouMean(name, known)}`,
      }));
  };
  return { desk, marks, notes, problems, asks, unheard };
}

/** Longest sentence: whatever a manifest's own words make it, it is to be read. */
const LONGEST = 600;

function short(sentence: string): string {
  return sentence.length <= LONGEST ? sentence : `${sentence.slice(0, LONGEST - 3)}...`;
}

/** Names of metrics, wherever kinds keep them; each once. */
function metricNames(manifests: readonly Manifest[]): string[] {
  const all = manifests.flatMap(({ kind, value, name }) => {
    const spec = fields(value["spec"]);
    const lists = [spec["metrics"], fields(spec["analysis"])["metrics"]];
    const names = lists.flatMap(items).map((metric) => fields(metric)["name"]);
    return [
      ...(kind === "MetricTemplate" ? [name] : []),
      ...names.filter((one) => typeof one === "string"),
    ];
  });
  return [...new Set(all)];
}
