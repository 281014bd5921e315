// The worker's half of the plan editor: a pasted text becomes a scenario, with all a person should know of how it was understood.
// What reads manifests is loaded when the first one comes: the stories need none of it.
import { type Node, findNodeAtLocation, parseTree } from "jsonc-parser";
import { readScenario, readText } from "../sim/parse.ts";
import { planNotes } from "../sim/planNotes.ts";
import { fields } from "../sim/scenario/document.ts";
import { type Path, readPath, valueAt } from "../sim/scenario/path.ts";
import type { Problem } from "../sim/scenario/problem.ts";
import { wordsOf } from "./names.ts";
import { said } from "./parameters.ts";
import type { Plan } from "./plan.ts";
import type { PlanProblem, Reading } from "./protocol.ts";

export interface ReadPlan {
  readonly reading: Reading;
  /** A scenario, checked; undefined when there are problems. */
  readonly document: unknown;
}

/** Of a problem that is about no one place. */
export const nowhere = { document: "", line: null, column: null };

const nothing = {
  summary: [],
  outlook: [],
  problems: [],
  asks: [],
  notes: [],
  fields: [],
  assumed: [],
};

export async function readPlan(plan: Plan): Promise<ReadPlan> {
  if (isScenario(plan.text)) return readOwnScenario(plan.text);
  let reader: typeof import("./manifestReader.ts");
  try {
    reader = await import("./manifestReader.ts");
  } catch {
    // A new version of the page took the old one's files away.
    return refused("what reads manifests could not be loaded; reload the page to try again");
  }
  return reader.readManifests(plan);
}

/** A scenario is JSON and says nothing of an API; a manifest may be JSON too. */
function isScenario(text: string): boolean {
  return /^\s*(\{|\/[/*])/.test(text) && !/["']?apiVersion["']?\s*:/.test(text);
}

function refused(message: string): ReadPlan {
  const problems = [{ ...nowhere, path: "", message }];
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
    outlook: planNotes(read.scenario),
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
      document: "",
      path: problem.path,
      message: said[3]!,
      line: Number(said[1]),
      column: Number(said[2]),
    };
  const node = places && nearest(places, steps(problem.path));
  if (node === undefined) return { ...nowhere, ...problem };
  const before = text.slice(0, node.offset).split("\n");
  return { ...nowhere, ...problem, line: before.length, column: before.at(-1)!.length + 1 };
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

/** What nobody said and the scenario has all the same, each with its value. */
export function assumptions(document: unknown, paths: readonly string[]): Reading["assumed"] {
  return paths.map((path) => ({
    path,
    name: placeName(document, readPath(path)),
    value: said(valueAt(document, readPath(path))),
  }));
}

/** `versions[1].errorRate` is "candidate error rate": an item goes by its id, whatever list it is in. */
function placeName(document: unknown, path: Path): string {
  const names = path.map((step, i) => {
    if (typeof path[i + 1] === "number") return "";
    if (typeof step !== "number") return wordsOf(step);
    const { id } = fields(valueAt(document, path.slice(0, i + 1)));
    return typeof id === "string" ? id : `${wordsOf(String(path[i - 1]))} ${step + 1}`;
  });
  return names.filter((name) => name !== "").join(" ");
}
