// `check`: holds each scenario's `expect` against what happens. The headless test.
import { evaluateInquiry, inquiries } from "../../sim/odds/expectations.ts";
import {
  evaluateExpectations,
  type ExpectationResult,
  expectationsOfOneRun,
} from "../../sim/results/expectations.ts";
import { pluralText } from "../../sim/results/words.ts";
import type { Scenario } from "../../sim/scenario/types.ts";
import { type Command, usageRefusal } from "./command.ts";
import { junit, type Suite } from "./junit.ts";
import { loadScenario, sourceName } from "./load.ts";
import { NoScenario, problemsNamed, Refusal } from "./refusal.ts";
import { rehearseAll } from "./rehearsal.ts";
import { surveyAll } from "./surveying.ts";
import { colours, complain, print, printable } from "./terminal.ts";
import { assertWritable, writeWhole } from "./wholeFile.ts";

export const check: Command = {
  name: "check",
  summary: "hold scenarios to what they expect; the exit code says whether they do",
  operands: "SCENARIO...",
  options: {
    junit: {
      value: "FILE",
      help: "also write the verdicts there as JUnit XML, whole or not at all",
    },
  },
  details: [
    "SCENARIO is a file, or - for standard input. Strategies nothing is expected of are not run.",
    "A scenario without `expect` passes; a JSON schema, as scenarios/*.json takes in, is passed over.",
  ],
  exits: { "1": "an expectation is unmet" },
  examples: [
    ["check scenarios/*.json --junit report.xml", "every story that comes with Rollout Lab"],
  ],
  async run(words) {
    const { operands } = words;
    if (operands.length === 0)
      throw usageRefusal("check", ["expected a SCENARIO: a file, or - for standard input"]);
    if (operands.filter((source) => source === "-").length > 1)
      throw usageRefusal("check", ["expected standard input (-) once"]);
    const file = words.last("junit");
    if (file !== undefined) assertWritable(file, "--junit");
    const suites: Suite[] = [];
    for (const source of operands) {
      const suite = await checkOne(source);
      if (suite === null) {
        await print(`${sourceName(source)}: ${colours("faint", "a JSON schema, passed over")}\n`);
        continue;
      }
      suites.push(suite);
      await tell(suite);
    }
    if (file !== undefined) writeWhole(file, junit(suites), "--junit");
    await print(`${summary(suites)}\n`);
    const refused = suites.flatMap(({ problems }) => problems);
    if (refused.length > 0) throw new Refusal([]);
    return suites.every(({ results }) => results.every(({ met }) => met)) ? 0 : 1;
  },
};

/** A scenario that cannot be run is a suite with its problems, so that the others still are checked; null for a JSON schema. */
async function checkOne(source: string): Promise<Suite | null> {
  const file = sourceName(source);
  try {
    const scenario = await loadScenario(source, []);
    return { file, name: scenario.name, problems: [], results: await resultsOf(file, scenario) };
  } catch (error) {
    if (error instanceof NoScenario) return null;
    if (!(error instanceof Refusal)) throw error;
    return { file, name: file, problems: error.lines, results: [] };
  }
}

/** In the scenario's order, whether of one run or of many. */
async function resultsOf(file: string, scenario: Scenario): Promise<ExpectationResult[]> {
  // Before anything runs: what is wrong with these is told at once.
  const asked = problemsNamed(file, () => inquiries(scenario));
  const results: ExpectationResult[] = [];
  const strategies = [...new Set(expectationsOfOneRun(scenario).map(({ strategy }) => strategy))];
  if (strategies.length > 0) {
    const { runs } = await rehearseAll(file, scenario, { strategies });
    results.push(...evaluateExpectations(scenario, runs));
  }
  for (const inquiry of asked) {
    const survey = await surveyAll(file, inquiry.survey);
    results.push(...evaluateInquiry(inquiry, survey.result()));
  }
  const place = ({ expectation }: ExpectationResult) => scenario.expect.indexOf(expectation);
  return results.toSorted((a, b) => place(a) - place(b));
}

async function tell({ file, problems, results }: Suite): Promise<void> {
  if (problems.length > 0) return complain(problems);
  if (results.length === 0) return print(`${file}: ${colours("faint", "expects nothing")}\n`);
  const lines = results.map(({ met, sentence }) => {
    const verdict = met ? colours("good", "ok  ") : colours("bad", "FAIL");
    return `  ${verdict}  ${printable(sentence)}\n`;
  });
  await print(`${printable(file)}\n${lines.join("")}`);
}

/** "12 scenarios: 30 expectations met, 1 unmet; 1 scenario could not be run" */
function summary(suites: readonly Suite[]): string {
  const results = suites.flatMap((suite) => suite.results);
  const met = results.filter((result) => result.met).length;
  const refused = suites.filter(({ problems }) => problems.length > 0).length;
  const verdict = `${pluralText(suites.length, "scenario")}: ${pluralText(met, "expectation")} met, ${results.length - met} unmet`;
  return refused === 0
    ? verdict
    : `${verdict}; ${pluralText(refused, "scenario")} could not be run`;
}
