// `check`: holds each scenario's `expect` against what happens. The headless test.
import { availableParallelism } from "node:os";
import { evaluateInquiry, inquiries, type Inquiry } from "../../sim/odds/expectations.ts";
import {
  evaluateExpectations,
  type ExpectationResult,
  expectationsOfOneRun,
} from "../../sim/results/expectations.ts";
import { percentText, pluralText } from "../../sim/results/words.ts";
import type { Scenario } from "../../sim/scenario/types.ts";
import { type Command, type ExitCode, usageRefusal } from "./command.ts";
import { hearInterrupt, type Interrupt } from "./interrupt.ts";
import { type Checked, junit, type Suite } from "./junit.ts";
import { loadScenario } from "./load.ts";
import { type Crews, openCrews } from "./oddsWork.ts";
import { NoScenario, problemsNamed, Refusal } from "./refusal.ts";
import { rehearseAll } from "./rehearsal.ts";
import { sourceName } from "./source.ts";
import { surveyAll, type Working } from "./surveying.ts";
import { colours, complain, print, printable, type Tone } from "./terminal.ts";
import { assertApart, assertWritable, writeWhole } from "./wholeFile.ts";

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
    "Ctrl-C tells what is decided by then, and how far the rest has come.",
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
    assertApart({ "--junit": file }, operands);
    if (file !== undefined) assertWritable(file, "--junit");
    const effort = { crews: openCrews(availableParallelism()), interrupt: hearInterrupt() };
    try {
      return await checkAll(operands, file, effort);
    } finally {
      effort.interrupt.release();
      await effort.crews.close();
    }
  },
};

/** Who does the work, and who hears Ctrl-C. */
interface Effort {
  readonly crews: Crews;
  interrupt: Interrupt;
}

/** @throws Refusal when a scenario could not be run: the others are told by then */
async function checkAll(
  sources: readonly string[],
  file: string | undefined,
  effort: Effort,
): Promise<ExitCode> {
  const suites: Suite[] = [];
  let left = sources.length;
  for (const source of sources) {
    if (effort.interrupt.signal.aborted) break;
    left--;
    const suite = await checkOne(source, effort);
    if (suite === null) {
      await print(`${sourceName(source)}: ${colours("faint", "a JSON schema, passed over")}\n`);
      continue;
    }
    suites.push(suite);
    await tell(suite);
  }
  if (file !== undefined) writeWhole(file, junit(suites), "--junit");
  await print(`${summary(suites)}\n`);
  const results = suites.flatMap((suite) => suite.results);
  if (left > 0 || results.some(({ verdict }) => verdict === "open")) {
    const unseen = left === 0 ? "" : `: ${pluralText(left, "scenario")} not looked at`;
    complain([`stopped before its end${unseen}`]);
    return 130;
  }
  if (suites.some(({ problems }) => problems.length > 0)) throw new Refusal([]);
  return results.every(({ verdict }) => verdict === "met") ? 0 : 1;
}

/** A scenario that cannot be run is a suite with its problems, so that the others still are checked; null for a JSON schema. */
async function checkOne(source: string, effort: Effort): Promise<Suite | null> {
  const file = sourceName(source);
  try {
    const scenario = await loaded(source, effort);
    const working = { crews: effort.crews, stop: effort.interrupt.signal };
    const results = await resultsOf(file, scenario, working);
    return { file, name: scenario.name, problems: [], results };
  } catch (error) {
    if (error instanceof NoScenario) return null;
    if (!(error instanceof Refusal)) throw error;
    return { file, name: file, problems: error.lines, results: [] };
  }
}

/** While somebody types a scenario Ctrl-C ends the program; at any other time it is for us to hear. */
async function loaded(source: string, effort: Effort): Promise<Scenario> {
  if (source !== "-") return loadScenario(source, []);
  effort.interrupt.release();
  try {
    return await loadScenario(source, []);
  } finally {
    effort.interrupt = hearInterrupt();
  }
}

/** In the scenario's order, whether of one run or of many. */
async function resultsOf(file: string, scenario: Scenario, effort: Working): Promise<Checked[]> {
  // Before anything runs: what is wrong with these is told at once.
  const asked = problemsNamed(file, () => inquiries(scenario));
  const results = await ofOneRun(file, scenario, effort);
  for (const inquiry of asked) results.push(...(await ofManyRuns(file, inquiry, effort)));
  const place = ({ expectation }: Checked) => scenario.expect.indexOf(expectation);
  return results.toSorted((a, b) => place(a) - place(b));
}

async function ofOneRun(file: string, scenario: Scenario, { stop }: Working): Promise<Checked[]> {
  const expectations = expectationsOfOneRun(scenario);
  const strategies = [...new Set(expectations.map(({ strategy }) => strategy))];
  if (strategies.length === 0) return [];
  const comparison = await rehearseAll(file, scenario, { strategies }, stop);
  return comparison === null
    ? expectations.map(notRun)
    : evaluateExpectations(scenario, comparison.runs).map(decided);
}

async function ofManyRuns(file: string, inquiry: Inquiry, effort: Working): Promise<Checked[]> {
  const [survey] = await surveyAll([{ name: file, survey: inquiry.survey }], effort);
  const { over, done, total } = survey!;
  const results = evaluateInquiry(inquiry, survey!.result());
  if (over) return results.map(decided);
  const soFar = `so far: ${percentText(done / total)} of the runs`;
  return results.map(({ met: _met, sentence, ...rest }) => ({
    ...rest,
    sentence: `${sentence}, ${soFar}`,
    verdict: "open",
  }));
}

function decided({ met, ...rest }: ExpectationResult): Checked {
  return { ...rest, verdict: met ? "met" : "unmet" };
}

function notRun(expectation: Checked["expectation"]): Checked {
  const told = `${expectation.strategy}: not run`;
  return { expectation, name: told, sentence: told, verdict: "open" };
}

const MARKS: Readonly<Record<Checked["verdict"], readonly [tone: Tone, mark: string]>> = {
  met: ["good", "ok  "],
  unmet: ["bad", "FAIL"],
  open: ["waiting", "open"],
};

async function tell({ file, problems, results }: Suite): Promise<void> {
  if (problems.length > 0) return complain(problems);
  if (results.length === 0) return print(`${file}: ${colours("faint", "expects nothing")}\n`);
  const lines = results.map(
    ({ verdict, sentence }) => `  ${colours(...MARKS[verdict])}  ${printable(sentence)}\n`,
  );
  await print(`${printable(file)}\n${lines.join("")}`);
}

/** "12 scenarios: 30 expectations met, 1 unmet, 2 open; 1 scenario could not be run" */
function summary(suites: readonly Suite[]): string {
  const results = suites.flatMap((suite) => suite.results);
  const count = (which: Checked["verdict"]) =>
    results.filter(({ verdict }) => verdict === which).length;
  const refused = suites.filter(({ problems }) => problems.length > 0).length;
  return [
    `${pluralText(suites.length, "scenario")}: ${pluralText(count("met"), "expectation")} met, ${count("unmet")} unmet`,
    ...(count("open") > 0 ? [`, ${count("open")} open`] : []),
    ...(refused > 0 ? [`; ${pluralText(refused, "scenario")} could not be run`] : []),
  ].join("");
}
