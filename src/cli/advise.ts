// `advise`: the cheapest plan that catches as many bad candidates, and sends home as few good ones, as is wished.
import { advising } from "../../sim/odds/advise/advising.ts";
import type { BestSoFar, Question, Reply } from "../../sim/odds/advise/asking.ts";
import { ADVICE_SECONDS } from "../../sim/odds/advise/effort.ts";
import { ADJUSTABLE } from "../../sim/odds/advise/knobs.ts";
import {
  type AdviseOptions,
  DEFAULT_ADVICE_RUNS,
  DEFAULT_WISH,
  MAX_ADVICE_BUDGET,
  MAX_ADVICE_RUNS,
  MAX_ADVICE_SEED,
} from "../../sim/odds/advise/options.ts";
import type { Advice, Setting, Wish } from "../../sim/odds/advise/types.ts";
import { carryOut } from "../../sim/odds/carryOut.ts";
import { sweep } from "../../sim/odds/sweep.ts";
import type { Batch } from "../../sim/odds/types.ts";
import { percentText, wrap } from "../../sim/results/words.ts";
import { readPath } from "../../sim/scenario/path.ts";
import { type Problem, ScenarioError } from "../../sim/scenario/problem.ts";
import type { Scenario, Share } from "../../sim/scenario/types.ts";
import { adviceMarkdown, adviceReport } from "./adviceReport.ts";
import { type Command, type ExitCode, usageRefusal, type Words } from "./command.ts";
import { chosenFormat } from "./format.ts";
import { hearInterrupt } from "./interrupt.ts";
import { WIDTH } from "./layout.ts";
import { loadScenario, settingsOf } from "./load.ts";
import { aborted, type Crews, openCrews } from "./oddsWork.ts";
import { optionsReader } from "./optionsReader.ts";
import { progressBar } from "./progress.ts";
import { oneScenario } from "./scenarioWords.ts";
import { problemLines, problemsNamed, Refusal } from "./refusal.ts";
import { sourceName } from "./source.ts";
import { colours, complain, type Paint, plain, print } from "./terminal.ts";
import { readThreads } from "./threads.ts";
import { assertApart, assertWritable, writeWhole } from "./wholeFile.ts";

type Write = (advice: Advice, scenario: Scenario, paint: Paint) => string;

const formats: Readonly<Record<string, Write>> = {
  json: (advice) => `${JSON.stringify(advice, null, 2)}\n`,
  markdown: adviceMarkdown,
};

export const advise: Command = {
  name: "advise",
  summary: "find the cheapest plan that catches a bad candidate and keeps a good one",
  operands: "SCENARIO",
  options: {
    bad: {
      value: "PATH=VALUE",
      many: true,
      help: "what makes the candidate bad, in every run: versions[1].errorRate=3% (default: the candidate as it is; where that is drawn, runs in which it is bad)",
    },
    good: {
      value: "PATH=VALUE",
      many: true,
      help: "what makes it good (default: it is equal to stable)",
    },
    catch: {
      value: "SHARE",
      help: `of bad candidates, rolled back at least (default: ${percentText(DEFAULT_WISH.catch)})`,
    },
    false: {
      value: "SHARE",
      help: `of good ones, rolled back at most (default: ${percentText(DEFAULT_WISH.falseRollback)})`,
    },
    strategy: { value: "ID", help: "whose plan (default: the first that has one)" },
    runs: {
      value: "N",
      help: `runs, on a bad and on a good candidate, that a plan is verified by (default: ${DEFAULT_ADVICE_RUNS}, fewer where runs take long)`,
    },
    budget: {
      value: "N",
      help: `runs of the search, about, whatever time they take (default: it stops in time for ${ADVICE_SECONDS} s of one core for all)`,
    },
    seed: { value: "S", help: "of the first run (default: the scenario's own, or 1)" },
    set: {
      value: "PATH=VALUE",
      many: true,
      help: "change the scenario first: duration=30m asks for a plan that is over by then",
    },
    exact: { help: "simulate every request, also where drawing counts has the same odds" },
    workers: {
      value: "N",
      help: "threads, at most (default: one a core)",
    },
    json: { help: "print the advice as JSON: every figure, and the change as a JSON patch" },
    markdown: { help: "print it for a pull request" },
    out: { value: "FILE", help: "write the advice there, whole or not at all (default: print it)" },
  },
  details: [
    "Of all plans that meet the wish the cheapest is the one that harms the fewest users while the candidate",
    "is bad; of equal ones that which promotes a good one sooner. It is looked for by successive halving, and",
    "verified on seeds it was not looked for on. What the most powerful test of every request could not",
    "tell apart is refused at once: that is a proof. That no plan was found is none. Given --budget and --runs no",
    "clock is asked: the advice is the same on any machine and any number of threads.",
    "",
    ...wrap(`Plans of ${ADJUSTABLE.join(", ")} can be turned.`, WIDTH),
    "Ctrl-C prints the best so far, which is not verified.",
  ],
  exits: { "1": "no plan meets the wish, or none was found" },
  examples: [
    [
      "advise scenarios/flagger-rolls-back-a-good-release.json --bad 'versions[1].errorRate=3%'",
      "a plan for little traffic that keeps good releases and catches this one",
    ],
  ],
  async run(words) {
    const asked = readOptions(words);
    const { source } = asked;
    const name = sourceName(source);
    const out = words.last("out");
    const toFile = out !== undefined && out !== "-";
    assertApart({ "--out": out }, [source]);
    if (toFile) assertWritable(out, "--out");
    const scenario = await loadScenario(source, words.all("set"));
    const adviser = advising(scenario, asked.options);
    const { advice, code } = await followed(name, adviser, asked.workers);
    if (advice === null) return code;
    const text = asked.write(advice, scenario, toFile ? plain : colours);
    if (toFile) writeWhole(out, text, "--out");
    else await print(text);
    return code;
  },
};

interface Asked {
  readonly source: string;
  readonly write: Write;
  readonly workers: number;
  readonly options: AdviseOptions;
}

/** @throws Refusal with every mistake in the words */
function readOptions(words: Words): Asked {
  const reader = optionsReader("advise", words);
  const source = reader.read(() => oneScenario("advise", words));
  const settings = (option: string): Setting | undefined =>
    words.has(option)
      ? Object.fromEntries(
          (reader.read(() => settingsOf(`--${option}`, words.all(option))) ?? []).map(
            ({ path, value }) => [path, value],
          ),
        )
      : undefined;
  const write = reader.read(() => chosenFormat<Write>("advise", words, formats, adviceReport));
  const wish: Wish = {
    catch: reader.share("catch", "95%") ?? DEFAULT_WISH.catch,
    falseRollback: reader.share("false", "1%") ?? DEFAULT_WISH.falseRollback,
  };
  const workers = reader.read(() => readThreads("advise", words, "workers"));
  const options = {
    strategy: words.last("strategy"),
    bad: settings("bad"),
    good: settings("good"),
    runs: reader.integer("runs", MAX_ADVICE_RUNS, 2),
    budget: reader.integer("budget", MAX_ADVICE_BUDGET, 1),
    seed: reader.integer("seed", MAX_ADVICE_SEED),
  };
  reader.end();
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return {
    source: source!,
    write: write!,
    workers: workers!,
    options: { wish, exact: words.has("exact"), ...(Object.fromEntries(given) as AdviseOptions) },
  };
}

/** What is wrong with the scenario is told by its name, what is wrong with an option as that option's. */
function optionsNamed<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const isOption = (step: unknown) => Object.hasOwn(advise.options, String(step));
    const [ofOptions, others] = [true, false].map((wanted) =>
      error.problems.filter(
        ({ path }) => isOption(path === "" ? "" : readPath(path)[0]) === wanted,
      ),
    ) as [Problem[], Problem[]];
    const mistakes = ofOptions.map(({ path, message }) => {
      const [option, ...rest] = readPath(path);
      return [`--${option}`, ...rest, message].join(": ");
    });
    throw new Refusal([
      ...problemLines(name, others),
      ...(mistakes.length > 0 ? usageRefusal("advise", mistakes).lines : []),
    ]);
  }
}

interface Followed {
  /** null when it was stopped before there was anything to tell. */
  readonly advice: Advice | null;
  readonly code: ExitCode;
}

/** Answers an adviser's questions to the end, or to Ctrl-C. */
async function followed(
  name: string,
  adviser: Generator<Question, Advice, Reply>,
  workers: number,
): Promise<Followed> {
  const interrupt = hearInterrupt();
  const bar = progressBar("runs");
  const crews = openCrews(workers);
  let best: BestSoFar | null = null;
  let runs = 0;
  try {
    let turn = optionsNamed(name, () => adviser.next());
    while (turn.done !== true) {
      const question: Question = turn.value;
      best = question.best ?? best;
      const { share, shareAfter } = question;
      const cpuBefore = cpuSeconds();
      const reply = await answer(name, question, crews, interrupt.signal, (more, part) => {
        bar.show(share + part * (shareAfter - share), runs + more, bestText(best));
      });
      if (reply === null) return stopped(best);
      runs += reply.runs;
      const { rows } = reply;
      const seconds = cpuSeconds() - cpuBefore;
      turn = problemsNamed(name, () => adviser.next({ rows, seconds }));
    }
    const { verdict } = turn.value;
    return { advice: turn.value, code: verdict === "found" || verdict === "kept" ? 0 : 1 };
  } finally {
    bar.clear();
    interrupt.release();
    await crews.close();
  }
}

/** Of all threads of this process. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

interface Answered extends Pick<Reply, "rows"> {
  readonly runs: number;
}

/**
 * @param progress  told how many runs are back, and which share of all
 * @returns         null when it was stopped
 */
async function answer(
  name: string,
  { survey }: Question,
  crews: Crews,
  stop: AbortSignal,
  progress: (runs: number, part: Share) => void,
): Promise<Answered | null> {
  const work = problemsNamed(name, () => sweep(survey));
  const crew = crews.crewFor(work);
  const { total } = work;
  // counted as they come, not as they stand without a gap
  let back = 0;
  const accepted = ({ count }: Batch) => {
    back += count;
    progress(back, Math.min(1, back / total));
  };
  try {
    const all = carryOut(work, crew, { stop, accepted });
    // A batch that takes long is not waited for.
    await Promise.race([all, aborted(stop)]);
    return work.over ? { rows: work.rows(), runs: total } : null;
  } catch (error) {
    return problemsNamed(name, () => {
      throw error;
    });
  } finally {
    await crew.close();
  }
}

function stopped(best: BestSoFar | null): Followed {
  complain([
    best === null
      ? "stopped before any plan was tried"
      : "stopped: this is the best so far, and not verified",
  ]);
  return { advice: best?.advice() ?? null, code: 130 };
}

/** "best of 91 plans: catches 97%, rolls back 0.4% of good ones" */
function bestText(best: BestSoFar | null): string | undefined {
  if (best === null) return undefined;
  const [caught, wrong] = [best.catch, best.falseRollback].map(percentText);
  return `best of ${best.plans} plans: catches ${caught}, false ${wrong}`;
}
