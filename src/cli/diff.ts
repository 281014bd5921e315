// `diff`: two plans on equal seeds, for the pull request that changes one into the other.
import { MAX_RUNS } from "../../sim/odds/survey.ts";
import { type DiffOptions, diffSurveys, type PlanDiff, planDiff } from "../../sim/odds/planDiff.ts";
import type { Scenario } from "../../sim/scenario/types.ts";
import { type Command, readInteger, usageRefusal, type Words } from "./command.ts";
import { diffMarkdown } from "./diffMarkdown.ts";
import { sourceName } from "./load.ts";
import { loadPlan } from "./loadPlan.ts";
import { problemsNamed, Refusal } from "./refusal.ts";
import { surveyAll } from "./surveying.ts";
import { print } from "./terminal.ts";
import { assertWritable, writeWhole } from "./wholeFile.ts";

const DEFAULT_RUNS = 400;

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
  ],
  examples: [
    ["diff main.json branch.json --set 'versions[1].errorRate=3%'", "is the new plan any better?"],
  ],
  async run(words) {
    const [before, after] = twoPlans(words);
    const runs = readInteger("diff", words, "runs", MAX_RUNS) ?? DEFAULT_RUNS;
    if (runs < 2) throw usageRefusal("diff", [`--runs: expected at least 2, got ${runs}`]);
    const seed = readInteger("diff", words, "seed", Number.MAX_SAFE_INTEGER);
    const out = words.last("out");
    const toFile = out !== undefined && out !== "-";
    if (toFile) assertWritable(out, "--out");
    const plans = await both(before, after, words.all("set"));
    const options = { runs, seed: seed ?? plans[0].seed, exact: words.has("exact") };
    const result = await compared([before, after], plans, options);
    const text = words.has("json") ? `${JSON.stringify(result, null, 2)}\n` : diffMarkdown(result);
    if (toFile) writeWhole(out, text, "--out");
    else await print(text);
    return 0;
  },
};

function twoPlans({ operands }: Words): [before: string, after: string] {
  const [before, after] = operands;
  if (operands.length !== 2 || before === undefined || after === undefined)
    throw usageRefusal("diff", [`expected two plans, BEFORE and AFTER, got ${operands.length}`]);
  const piped = operands.filter((source) => source === "-");
  if (piped.length > 0) throw usageRefusal("diff", ["expected two files, got standard input (-)"]);
  return [before, after];
}

/** @throws Refusal with the problems of both */
async function both(
  before: string,
  after: string,
  sets: readonly string[],
): Promise<[Scenario, Scenario]> {
  const loaded = await Promise.allSettled([loadPlan(before, sets), loadPlan(after, sets)]);
  const lines: string[] = [];
  const plans = loaded.flatMap((plan) => {
    if (plan.status === "fulfilled") return [plan.value];
    if (!(plan.reason instanceof Refusal)) throw plan.reason;
    lines.push(...plan.reason.lines);
    return [];
  });
  if (lines.length > 0) throw new Refusal([...new Set(lines)]);
  return plans as [Scenario, Scenario];
}

async function compared(
  files: readonly [string, string],
  plans: readonly [Scenario, Scenario],
  options: DiffOptions,
): Promise<PlanDiff> {
  const [before, after] = plans;
  const names = [sourceName(files[0]), sourceName(files[1])] as const;
  const surveys = problemsNamed(names.join(", "), () => diffSurveys(before, after, options));
  if (surveys === null) {
    const ids = ({ strategies }: Scenario) => strategies.map(({ id }) => id).join(", ");
    throw new Refusal([
      `${names[1]}: strategies: expected one of ${ids(before)}, as ${names[0]} has, got ${ids(after)}`,
    ]);
  }
  const old = await surveyAll(names[0], surveys.before);
  const now = await surveyAll(names[1], surveys.after);
  return planDiff(plans, surveys, [old.rows(), now.rows()]);
}
