// `diff`: two plans on equal seeds, for the pull request that changes one into the other.
import { availableParallelism } from "node:os";
import {
  type DiffOptions,
  type DiffSurveys,
  diffSurveys,
  type PlanDiff,
  planDiff,
} from "../../sim/odds/planDiff.ts";
import { DEFAULT_RUNS, MAX_RUNS, MAX_SEED } from "../../sim/odds/survey.ts";
import type { Sweep } from "../../sim/odds/sweep.ts";
import type { OddsRow } from "../../sim/odds/types.ts";
import { countText, pluralText } from "../../sim/results/words.ts";
import type { Scenario } from "../../sim/scenario/types.ts";
import { type Command, type ExitCode, usageRefusal, type Words } from "./command.ts";
import { diffMarkdown } from "./diffMarkdown.ts";
import { hearInterrupt } from "./interrupt.ts";
import { loadScenario } from "./load.ts";
import { openCrews } from "./oddsWork.ts";
import { optionsReader } from "./optionsReader.ts";
import { allOrRefusals, problemsNamed, Refusal } from "./refusal.ts";
import { sourceName } from "./source.ts";
import { surveyAll } from "./surveying.ts";
import { complain, print } from "./terminal.ts";
import { assertApart, assertWritable, writeWhole } from "./wholeFile.ts";

export const diff: Command = {
  name: "diff",
  summary: "compare two plans on equal seeds, as markdown for a pull request",
  operands: "BEFORE AFTER",
  options: {
    runs: { value: "N", help: `runs of each plan and candidate (default: ${DEFAULT_RUNS})` },
    seed: { value: "S", help: "of the first run (default: that of BEFORE)" },
    set: {
      value: "PATH=VALUE",
      many: true,
      help: "change both first: versions[1].errorRate=5% says how bad the candidate is",
    },
    exact: { help: "simulate every request, also where drawing counts has the same odds" },
    json: { help: "print the result as JSON: every share, spread and difference" },
    out: { value: "FILE", help: "write the result there, whole or not at all (default: print it)" },
  },
  details: [
    "BEFORE and AFTER are scenarios, or manifests as `import` reads them. Strategies of one id are compared,",
    "and the only ones left in each; with the candidate as it is, and with one equal to stable. A difference",
    "is taken run by run on equal seeds; of shares the interval is Tango's, of means 1.96 standard errors.",
    "Ctrl-C prints what the runs that both have done by then say, marked partial.",
  ],
  examples: [
    ["diff main.json branch.json --set 'versions[1].errorRate=3%'", "is the new plan any better?"],
  ],
  async run(words) {
    const { files, out, json, runs, seed, exact } = readOptions(words);
    assertApart({ "--out": out ?? "-" }, files);
    if (out !== null) assertWritable(out, "--out");
    const sets = words.all("set");
    const plans = await allOrRefusals([loadScenario(files[0], sets), loadScenario(files[1], sets)]);
    const options = { runs, seed: seed ?? plans[0].seed, exact };
    const { result, code } = await compared(files, plans, options);
    if (result === null) return code;
    const text = json ? `${JSON.stringify(result, null, 2)}\n` : diffMarkdown(result);
    if (out === null) await print(text);
    else writeWhole(out, text, "--out");
    return code;
  },
};

interface Asked {
  readonly files: readonly [before: string, after: string];
  readonly runs: number;
  readonly seed: number | undefined;
  readonly exact: boolean;
  readonly json: boolean;
  /** null: it is printed. */
  readonly out: string | null;
}

/** @throws Refusal with every mistake in the words */
function readOptions(words: Words): Asked {
  const reader = optionsReader("diff", words);
  const files = reader.read(() => twoPlans(words));
  const runs = reader.integer("runs", MAX_RUNS, 2) ?? DEFAULT_RUNS;
  const seed = reader.integer("seed", MAX_SEED);
  reader.end();
  const out = words.last("out") ?? "-";
  return {
    files: files!,
    runs,
    seed,
    exact: words.has("exact"),
    json: words.has("json"),
    out: out === "-" ? null : out,
  };
}

function twoPlans({ operands }: Words): [before: string, after: string] {
  const [before, after] = operands;
  if (operands.length !== 2 || before === undefined || after === undefined)
    throw usageRefusal("diff", [`expected two plans, BEFORE and AFTER, got ${operands.length}`]);
  if (operands.includes("-"))
    throw usageRefusal("diff", ["expected two files, got standard input (-)"]);
  return [before, after];
}

interface Outcome {
  /** null when it was stopped before both had a run. */
  readonly result: PlanDiff | null;
  readonly code: ExitCode;
}

/** Compares them to the end, or until Ctrl-C. */
async function compared(
  files: Asked["files"],
  plans: readonly [Scenario, Scenario],
  options: DiffOptions,
): Promise<Outcome> {
  const names = files.map(sourceName) as [string, string];
  const surveys = surveysOf(names, plans, options);
  const interrupt = hearInterrupt();
  const crews = openCrews(availableParallelism());
  try {
    const asked = [
      { name: names[0], survey: surveys.before },
      { name: names[1], survey: surveys.after },
    ];
    const works = await surveyAll(asked, { crews, stop: interrupt.signal });
    const [old, now] = works.map((work) => work.rows()) as [Iterable<OddsRow>, Iterable<OddsRow>];
    const result = planDiff(plans, surveys, [old, now]);
    if (result.partial !== true) return { result, code: 0 };
    const [done, total] = [sum(works, "done"), sum(works, "total")];
    complain([`stopped after ${countText(done)} of ${pluralText(total, "run")}`]);
    return { result: result.runs === 0 ? null : result, code: 130 };
  } finally {
    interrupt.release();
    await crews.close();
  }
}

function sum(works: readonly Sweep[], figure: "done" | "total"): number {
  return works.reduce((all, work) => all + work[figure], 0);
}

/** @throws Refusal when no strategy of one is in the other, too */
function surveysOf(
  names: readonly [string, string],
  [before, after]: readonly [Scenario, Scenario],
  options: DiffOptions,
): DiffSurveys {
  const surveys = problemsNamed(names.join(", "), () => diffSurveys(before, after, options));
  if (surveys !== null) return surveys;
  const ids = ({ strategies }: Scenario) => strategies.map(({ id }) => id).join(", ");
  throw new Refusal([
    `${names[1]}: strategies: expected one of ${ids(before)}, as ${names[0]} has, got ${ids(after)}`,
  ]);
}
