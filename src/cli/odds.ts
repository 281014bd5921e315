// `odds`: the same plan under many seeds: how often it catches, lets pass, rolls back for nothing.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  DEFAULT_RUNS,
  DEFAULT_RUNS_UNTIL,
  MAX_RUNS,
  MAX_SEED,
  surveyOf,
  type SurveyOptions,
} from "../../sim/odds/survey.ts";
import type { Sweep } from "../../sim/odds/sweep.ts";
import type { Batch } from "../../sim/odds/types.ts";
import { type Axis, readAxis } from "../../sim/odds/vary.ts";
import { LOOK } from "../../sim/odds/workbench.ts";
import { documentOf } from "../../sim/parse.ts";
import { countText, pluralText } from "../../sim/results/words.ts";
import { ScenarioError } from "../../sim/scenario/problem.ts";
import { type Command, type ExitCode, invocation, usageRefusal, type Words } from "./command.ts";
import { chosenFormat } from "./format.ts";
import { hearInterrupt, type Interrupt } from "./interrupt.ts";
import { type Journal, openJournal } from "./journal.ts";
import { loadScenario } from "./load.ts";
import { type Asked as AskedOdds, oddsReport } from "./oddsReport.ts";
import { oddsCsv } from "./oddsCsv.ts";
import { oddsMarkdown } from "./oddsMarkdown.ts";
import { type OpenCrew, workOff } from "./oddsWork.ts";
import { optionsReader } from "./optionsReader.ts";
import { readPoints } from "./readPoints.ts";
import { redisModule } from "./redisModule.ts";
import { problemLines, refusalFor, systemReason } from "./refusal.ts";
import { assertRowsFile, writeRows } from "./rowsFile.ts";
import { chosenStrategies, oneScenario } from "./scenarioWords.ts";
import { shellWord } from "./shellWord.ts";
import { sourceName } from "./source.ts";
import { colours, complain, type Paint, plain, print } from "./terminal.ts";
import { readThreads } from "./threads.ts";
import { assertApart, assertWritable, writeWhole } from "./wholeFile.ts";

/** What there is to tell. */
export interface Surveyed extends AskedOdds {
  readonly sweep: Sweep;
}

interface Format {
  /** What is printed; a promise when a package has to be loaded first. */
  write(surveyed: Surveyed, paint: Paint): string | Promise<string>;
}

const text: Format = {
  write: ({ sweep, ...asked }, paint) => oddsReport(sweep.result(), asked, paint),
};

/** Every other format, by its option. */
const formats: Readonly<Record<string, Format>> = {
  json: { write: ({ sweep }) => `${JSON.stringify(sweep.result(), null, 2)}\n` },
  csv: { write: ({ sweep }) => oddsCsv(sweep.result()) },
  markdown: { write: ({ sweep, ...asked }) => oddsMarkdown(sweep.result(), asked) },
};

export const odds: Command = {
  name: "odds",
  summary: "run a scenario under many seeds: how often each strategy catches, escapes, rolls back",
  operands: "SCENARIO",
  options: {
    runs: {
      value: "N",
      help: `runs of each strategy at each point (default: ${DEFAULT_RUNS}; with --until at most so many, default: ${DEFAULT_RUNS_UNTIL})`,
    },
    until: {
      value: "WIDTH",
      help: `stop a point when its widest interval of a share is narrower: 2%; looked at after every ${LOOK} runs`,
    },
    vary: {
      value: "PATH=VALUES",
      many: true,
      help: "a point for each value: versions[1].errorRate=1%,2%,5% or 0.5%..5%/10 (ten at equal distances); given twice: a grid",
    },
    strategy: {
      value: "ID",
      many: true,
      help: "run this strategy only; may be given again (default: all of them)",
    },
    seed: {
      value: "S",
      help: "of the first run; run i has seed S + i (default: the scenario's own, or 1)",
    },
    set: {
      value: "PATH=VALUE",
      many: true,
      help: "change the scenario first: traffic.rate=5/s; VALUE is JSON, or else a string",
    },
    exact: { help: "simulate every request, also where drawing counts has the same odds" },
    workers: {
      value: "N",
      help: "threads, at most; changes no figure (default: one a core)",
    },
    redis: {
      value: "URL",
      help: "let the workers of that Redis do the work (see the command worker); changes no figure",
    },
    wait: { help: "with --redis, wait for a Redis or a worker that is not there yet" },
    resume: {
      value: "FILE",
      help: "keep a journal of the work there, and go on from what stands in it",
    },
    json: { help: "print the result as JSON: every share, spread and difference" },
    csv: { help: "print a row for each strategy at each point: the same figures" },
    markdown: { help: "print a table for a pull request" },
    rows: {
      value: "FILE",
      help: "also write every run there, a row a strategy: FILE.csv or FILE.parquet, whole or not at all",
    },
    out: { value: "FILE", help: "write the result there, whole or not at all (default: print it)" },
  },
  details: [
    "SCENARIO is a file, or - for standard input; a scenario, or a manifest as `run` takes it. All strategies",
    "meet the same seeds: their differences are of equal luck, but between one that is drawn as counts and one",
    "that is not. Intervals are 95%: Wilson's of a share, 1.96 standard errors of a mean.",
    "",
    "Ctrl-C prints what is done so far, marked partial, and says how to go on. However often it was stopped,",
    "and on however many threads it ran: the same words end in the same bytes.",
  ],
  examples: [
    [
      "odds scenarios/canary-catches-a-bad-model.json --vary 'versions[1].errorRate=0.5%..5%/10'",
      "the power curve: how bad must a candidate be to be caught?",
    ],
  ],
  async run(words) {
    const { source, format, workers, asked } = readOptions(words);
    const name = sourceName(source);
    const out = words.last("out");
    const toFile = out !== undefined && out !== "-";
    const rows = words.last("rows");
    assertApart({ "--resume": words.last("resume"), "--out": out, "--rows": rows }, [source]);
    if (toFile) assertWritable(out, "--out");
    if (rows !== undefined) assertRowsFile(rows, "--rows");
    const scenario = await loadScenario(source, words.all("set"));
    const strategies = chosenStrategies(words, scenario, name);
    const survey = optionsNamed(() =>
      surveyOf(documentOf(scenario), {
        ...asked,
        seed: asked.seed ?? scenario.seed,
        strategies: strategies ?? scenario.strategies.map(({ id }) => id),
      }),
    );
    const work = await readPoints(name, survey);
    if (work === null) return 130;
    const code = await workJournalled(name, work, workers, words);
    const surveyed = { scenario, axes: asked.vary, exact: asked.exact, sweep: work };
    const result = await format.write(surveyed, toFile ? plain : colours);
    try {
      // Before the result: whoever reads only its head must not lose them.
      if (rows !== undefined) await writeRows(rows, work, "--rows");
    } finally {
      if (toFile) writeWhole(out, result, "--out");
      else await print(result);
    }
    return code;
  },
};

interface Asked extends Partial<Pick<SurveyOptions, "runs" | "seed" | "until">> {
  readonly vary: readonly Axis[];
  readonly exact: boolean;
}

interface Options {
  readonly source: string;
  readonly format: Format;
  readonly workers: number;
  readonly asked: Asked;
}

/** @throws Refusal with every mistake in the words */
function readOptions(words: Words): Options {
  const reader = optionsReader("odds", words);
  const source = reader.read(() => oneScenario("odds", words));
  const format = reader.read(() => chosenFormat("odds", words, formats, text));
  const runs = reader.integer("runs", MAX_RUNS, 1);
  const seed = reader.integer("seed", MAX_SEED);
  const workers = reader.read(() => readThreads("odds", words, "workers"));
  const until = reader.share("until", "2%");
  const vary = words.all("vary").flatMap((written) => reader.read(() => axisOf(written)) ?? []);
  reader.read(() => assertWhoWorks(words));
  reader.end();
  const asked = {
    vary,
    exact: words.has("exact"),
    ...(runs !== undefined && { runs }),
    ...(seed !== undefined && { seed }),
    ...(until !== undefined && { until }),
  };
  return { source: source!, format: format!, workers: workers!, asked };
}

function assertWhoWorks(words: Words): void {
  const isElsewhere = words.has("redis");
  if (isElsewhere && words.has("workers"))
    throw usageRefusal("odds", [
      "--workers: expected without --redis, whose workers have their own",
    ]);
  if (!isElsewhere && words.has("wait"))
    throw usageRefusal("odds", ["--wait: expected with --redis"]);
}

function axisOf(written: string): Axis {
  try {
    return readAxis(written);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    throw usageRefusal("odds", problemLines("--vary", error.problems));
  }
}

/** Problems of what was asked for, called as the options are. */
function optionsNamed<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    throw usageRefusal(
      "odds",
      error.problems.map(({ path, message }) => `--${path}: ${message}`),
    );
  }
}

/** Works a sweep off, or until Ctrl-C; either way whatever was done is not done again. @returns 130 when it was stopped */
async function workJournalled(
  name: string,
  work: Sweep,
  workers: number,
  words: Words,
): Promise<ExitCode> {
  const file = words.last("resume");
  let interrupt: Interrupt | null = null;
  let journal: Journal | null = null;
  const done: [Batch, Float64Array][] = [];
  try {
    if (file !== undefined)
      journal = openJournal(file, work.survey, "--resume", (batch, rows) =>
        work.accept(batch, rows),
      );
    const crew = await otherMachines(work, words);
    // Not before: who waits for a Redis has nothing to save.
    interrupt = hearInterrupt();
    await workOff(work, {
      workers,
      ...(crew !== null && { crew }),
      stop: interrupt.signal,
      accepted(batch, rows) {
        if (journal === null) done.push([batch, rows]);
        else journal.append(batch, rows);
      },
    });
    if (work.over) return 0;
    const kept = file ?? keep(work, done);
    complain([
      `stopped after ${countText(work.done)} of ${pluralText(work.total, "run")}`,
      ...(kept === null ? [] : [`to go on: ${invocation()} ${resuming(file, kept)}`]),
    ]);
    return 130;
  } catch (error) {
    throw refusalFor(name, error);
  } finally {
    journal?.close();
    interrupt?.release();
  }
}

/** @throws Refusal when Redis is not to be had */
async function otherMachines(work: Sweep, words: Words): Promise<OpenCrew | null> {
  const url = words.last("redis");
  if (url === undefined) return null;
  const { openRedisCrew } = await redisModule();
  const tell = (line: string) => complain([line]);
  return openRedisCrew(work, { url, wait: words.has("wait"), tell });
}

/** A journal where the system keeps what may go; null when nothing is done, or it has no room, which is told: the result still comes. */
function keep(work: Sweep, done: readonly [Batch, Float64Array][]): string | null {
  if (done.length === 0) return null;
  try {
    const file = path.join(mkdtempSync(path.join(tmpdir(), "rollout-lab-")), "odds.ndjson");
    const journal = openJournal(file, work.survey, "journal", () => {});
    for (const [batch, rows] of done) journal.append(batch, rows);
    journal.close();
    return file;
  } catch (error) {
    complain([`no journal is left in ${tmpdir()}: ${systemReason(error)}`]);
    return null;
  }
}

/** The words this was called with, and where to go on from. */
function resuming(file: string | undefined, kept: string): string {
  const words = process.argv.slice(2);
  return [...words, ...(file === undefined ? ["--resume", kept] : [])].map(shellWord).join(" ");
}
