// The worker's half of the plan editor: a pasted text becomes a scenario, with all a person should know of how it was understood.
// What reads manifests is loaded when the first one comes: the stories need none of it.
import { type Node, findNodeAtLocation, parseTree } from "jsonc-parser";
import type { Import } from "../sim/manifests/index.ts";
import { readScenario, readText } from "../sim/parse.ts";
import { type Fields, fields, items } from "../sim/scenario/document.ts";
import { readPath, valueAt } from "../sim/scenario/path.ts";
import type { Problem } from "../sim/scenario/problem.ts";
import { strategyName } from "./names.ts";
import type { Plan } from "./plan.ts";
import type { PlanProblem, Reading } from "./protocol.ts";

export interface ReadPlan {
  readonly reading: Reading;
  /** A scenario, checked; undefined when there are problems. */
  readonly document: unknown;
}

/** In a manifest's `source`, and before its lines: there is only the one text. */
const FILE = "plan";

const nothing = { summary: [], problems: [], asks: [], notes: [], fields: [], assumed: [] };

export async function readPlan(plan: Plan): Promise<ReadPlan> {
  if (isScenario(plan.text)) return readOwnScenario(plan.text);
  try {
    const { importManifests } = await import("../sim/manifests/index.ts");
    const answers = new Map(Object.entries(plan.metrics));
    return understood(importManifests([{ name: FILE, text: plan.text }], { answers }));
  } catch (error) {
    // A chunk that is not there any more is no mistake of the text.
    if (!(error instanceof TypeError) || !/import|module|fetch/i.test(error.message)) throw error;
    return refused("what reads manifests could not be loaded; reload the page to try again");
  }
}

/** A scenario is JSON and says nothing of an API; a manifest may be JSON too. */
function isScenario(text: string): boolean {
  return /^\s*(\{|\/[/*])/.test(text) && !/["']?apiVersion["']?\s*:/.test(text);
}

function refused(message: string): ReadPlan {
  const problems = [{ path: "", message, line: null, column: null }];
  return { reading: { question: "", ...nothing, problems }, document: undefined };
}

function readOwnScenario(text: string): ReadPlan {
  const read = readScenario(text);
  if (!read.ok) {
    const places = placesIn(text);
    const problems = read.problems.map((problem) => placed(problem, text, places));
    return { reading: { question: "", ...nothing, problems }, document: undefined };
  }
  const { name, story, strategies, assumed } = read.scenario;
  const reading = {
    ...nothing,
    question: story?.question ?? name,
    summary: [`Scenario ${name}: ${strategies.map(({ id }) => id).join(", ")}`],
    assumed: assumptions(read.document, assumed),
  };
  return { reading, document: read.document };
}

/** The text as a tree, to find places in; undefined when it is none. */
function placesIn(text: string): Node | undefined {
  const { document, problems } = readText(text);
  return document === undefined || problems.length > 0 ? undefined : parseTree(text, [], LENIENT);
}

const LENIENT = { allowTrailingComma: true };

/** A problem with its line: said in the message already, or that of the value at its path, or of the nearest above it. */
function placed(problem: Problem, text: string, places: Node | undefined): PlanProblem {
  const said = /^line (\d+), column (\d+): (.*)$/s.exec(problem.message);
  if (said !== null)
    return {
      path: problem.path,
      message: said[3]!,
      line: Number(said[1]),
      column: Number(said[2]),
    };
  const node = places && nearest(places, steps(problem.path));
  if (node === undefined) return { ...problem, line: null, column: null };
  const before = text.slice(0, node.offset).split("\n");
  return { ...problem, line: before.length, column: before.at(-1)!.length + 1 };
}

function nearest(places: Node, path: (string | number)[]): Node | undefined {
  for (; path.length > 0; path.pop()) {
    const node = findNodeAtLocation(places, path);
    if (node !== undefined) return node;
  }
  return undefined;
}

function steps(path: string): (string | number)[] {
  try {
    return [...readPath(path)];
  } catch {
    return []; // a key too odd to be printed whole
  }
}

function understood(made: Import): ReadPlan {
  const { document, report, notes } = made;
  const problems: PlanProblem[] = made.problems.map(({ document: whose, message, ...place }) => ({
    ...place,
    message: whose === "" ? message : `${message} (${whose})`,
  }));
  const read = document === undefined ? undefined : readScenario(document);
  // An import that makes no sound scenario: rare, and said as the scenario's own.
  if (read?.ok === false)
    problems.push(...read.problems.map((problem) => ({ ...problem, line: null, column: null })));
  const sound = read?.ok === true && problems.length === 0;
  return {
    reading: {
      question: question(document),
      summary: summary(document),
      problems,
      asks: [],
      notes: notes.map(({ text, line }) => ({ text, line })),
      fields: report.map(({ line, document: whose, path, status, says }) => ({
        line,
        document: whose,
        path,
        status,
        says,
      })),
      assumed: assumptions(document, items(fields(document)["assumed"]).map(String)),
    },
    document: sound ? document : undefined,
  };
}

/** Rollouts as the scenario names them ("Rollout ranker"), each with its strategy. */
function rollouts(document: unknown): { whose: string; strategy: Fields }[] {
  const { source, strategies } = fields(document);
  const all = typeof source === "string" ? source.split(SOURCES).slice(1) : [];
  return all.map((whose, i) => ({ whose, strategy: fields(items(strategies)[i]) }));
}

const SOURCES = new RegExp(`(?:^|, )${FILE}: `);

/** "Would ranker’s rollout catch a bad release?" */
function question(document: unknown): string {
  const all = rollouts(document);
  if (all.length > 1) return `Which of these ${all.length} rollouts would catch a bad release?`;
  const [kind = "", name] = all[0]?.whose.split(" ") ?? [];
  const what = kind.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase() || "rollout";
  return `Would ${name === undefined ? "this" : `${name}’s`} ${what} catch a bad release?`;
}

/** "Rollout ranker: canary, 8 steps, 1 check" */
function summary(document: unknown): string[] {
  return rollouts(document).map(({ whose, strategy }) => {
    const lists = Object.entries(strategy).flatMap(([name, value]) =>
      Array.isArray(value) ? [`${value.length} ${value.length === 1 ? one(name) : name}`] : [],
    );
    return `${whose}: ${[strategyName(String(strategy["type"])), ...lists].join(", ")}`;
  });
}

function one(name: string): string {
  return name.replace(/s$/, "");
}

function assumptions(document: unknown, paths: readonly string[]): Reading["assumed"] {
  return paths.map((path) => {
    const value = valueAt(document, readPath(path));
    return { path, value: typeof value === "string" ? value : JSON.stringify(value) };
  });
}
