// What a user wrote -> a scenario, or everything that is wrong with it.
import "./scenario/noEval.ts";
import * as z from "zod";
import { metricNames } from "./judges/metrics.ts";
import { checkBudgets } from "./scenario/budgets.ts";
import { checkDocument, fields } from "./scenario/document.ts";
import { check, type Finding, toProblem } from "./scenario/explain.ts";
import { MAX_PROBLEMS } from "./scenario/limits.ts";
import { type Problem, ScenarioError } from "./scenario/problem.ts";
import { resolve } from "./scenario/resolve.ts";
import { checkRules } from "./scenario/rules.ts";
import { type ScenarioDocument, scenarioSchema } from "./scenario/schema.ts";
import { readText } from "./scenario/text.ts";
import type { Scenario } from "./scenario/types.ts";
import { strategies } from "./strategies/index.ts";

export { parseSetting, setInDocument, type Setting } from "./scenario/set.ts";
export { readText } from "./scenario/text.ts";

export type ReadScenario =
  | { readonly ok: true; readonly scenario: Scenario; readonly document: unknown }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const schema = scenarioSchema(strategies);

/** What each scenario was read from. */
const documents = new WeakMap<Scenario, unknown>();

/**
 * The document a scenario was read from, to change a value of it and read it again.
 * @throws for a scenario that was not read here
 */
export function documentOf(scenario: Scenario): unknown {
  if (documents.has(scenario)) return documents.get(scenario);
  throw new TypeError("expected a scenario as parseScenario gives it, not a copy of one");
}

/**
 * A scenario from the text of a file (JSON; comments and trailing commas are tolerated) or an already parsed document.
 * @returns the scenario, frozen, and the document it was read from; or every problem, in the order of the file's fields
 */
export function readScenario(input: unknown): ReadScenario {
  const { document, problems } =
    typeof input === "string" ? readText(input) : { document: input, problems: [] };
  if (typeof input === "string" && document === undefined) return refused(problems);
  const bounds = checkDocument(document);
  if (bounds.length > 0) return refused([...problems, ...bounds]);
  const read = check(schema, document);
  const known = { strategies, metrics: metricNames };
  const rest = [...checkRules(fields(document), known), ...checkBudgets(fields(document))];
  const found = inOrder([...(read.ok ? [] : read.findings), ...rest]);
  if (problems.length > 0 || found.length > 0 || !read.ok)
    return refused([...problems, ...found.map(toProblem)]);
  const scenario = resolve(fields(document), read.value as ScenarioDocument);
  documents.set(scenario, document);
  return { ok: true, scenario, document };
}

/**
 * As `readScenario`, for callers who cannot go on without.
 * @throws ScenarioError with every problem
 */
export function parseScenario(input: unknown): Scenario {
  const read = readScenario(input);
  if (!read.ok) throw new ScenarioError(read.problems);
  return read.scenario;
}

/** JSON schema (draft 2020-12) of a scenario file, for editors. */
export function scenarioJsonSchema(): object {
  return z.toJSONSchema(schema, {
    io: "input",
    // The only word in it that is ours: what a form needs to know.
    override: ({ jsonSchema }) => void delete jsonSchema["unit"],
  });
}

function refused(problems: readonly Problem[]): ReadScenario {
  const more = problems.length - MAX_PROBLEMS;
  if (more <= 0) return { ok: false, problems };
  return {
    ok: false,
    problems: [
      ...problems.slice(0, MAX_PROBLEMS),
      { path: "", message: `and ${more} problems more` },
    ],
  };
}

const rank = new Map<unknown, number>(Object.keys(schema.shape).map((key, index) => [key, index]));

/** By the order of the schema's fields, then by position in their lists; otherwise as found. */
function inOrder(findings: readonly Finding[]): Finding[] {
  const field = ({ path }: Finding) => rank.get(path[0]) ?? -1;
  const index = ({ path }: Finding) => (typeof path[1] === "number" ? path[1] : -1);
  return findings.toSorted((a, b) => field(a) - field(b) || index(a) - index(b));
}
