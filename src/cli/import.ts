// `import`: manifests of a rollout as a scenario, and what became of every field of them.
import { EXAMPLES } from "../../sim/manifests/answers.ts";
import type { Import, ImportOptions } from "../../sim/manifests/index.ts";
import type { SourceFile } from "../../sim/manifests/types.ts";
import { readScenario } from "../../sim/parse.ts";
import { planNotes } from "../../sim/planNotes.ts";
import type { Problem } from "../../sim/scenario/problem.ts";
import type { Scenario } from "../../sim/scenario/types.ts";
import { type Command, usageRefusal, type Words } from "./command.ts";
import { importReport, manifestProblemLine } from "./importReport.ts";
import { settingsOf } from "./load.ts";
import { optionsReader } from "./optionsReader.ts";
import { allOrRefusals, problemLines, Refusal } from "./refusal.ts";
import { sourceName, textOf } from "./source.ts";
import { colours, complain, plain, print } from "./terminal.ts";
import { assertApart, assertWritable, writeWhole } from "./wholeFile.ts";

/** Bytes of one file: more than all files together may have. */
const MAX_BYTES = 4 * 1024 * 1024;
/** Problems told, a screen of them; further ones are mostly the same mistake again. */
const MOST_PROBLEMS = 20;

export const importCommand: Command = {
  name: "import",
  summary: "read the manifests of a rollout (Argo Rollouts, Flagger, ...) as a scenario",
  operands: "MANIFEST...",
  options: {
    out: {
      value: "FILE",
      help: "write the scenario there, whole or not at all, and print the report (default: print the scenario; the report goes to standard error)",
    },
    set: {
      value: "PATH=VALUE",
      many: true,
      help: "say what the manifest does not: traffic.rate=200/s; VALUE is JSON, or else a string",
    },
    metric: {
      value: "NAME=METRIC",
      many: true,
      help: `what a metric measures whose query is not understood: ${EXAMPLES}`,
    },
    json: { help: "print scenario, report and notes as JSON" },
  },
  details: [
    "MANIFEST is a YAML file with any number of documents, or - for standard input; what refers to one",
    "another (a Rollout and its AnalysisTemplates) is given together. Every field is reported as modelled,",
    "ignored (it changes no outcome) or unsupported (with what that changes). What no manifest says, who",
    "comes and how good the versions truly are, is assumed: the scenario lists these places in `assumed`.",
    "",
    "A METRIC may name whose it is and its unit: errorRate@all, errorRate:percent, latencyP99@stable:ms.",
  ],
  examples: [
    [
      "import rollout.yaml templates.yaml --out rollout.json --set traffic.rate=200/s",
      "then: run rollout.json",
    ],
  ],
  async run(words) {
    const { sources, options } = readOptions(words);
    const out = words.last("out");
    const toFile = out !== undefined && out !== "-";
    assertApart({ "--out": out }, sources);
    if (toFile) assertWritable(out, "--out");
    const files = await readAll(sources);
    // Only now: a YAML parser takes a while to load, and no other command needs one.
    const { importManifests } = await import("../../sim/manifests/index.ts");
    const read = importManifests(files, options);
    const imported = withPlanNotes(read, soundScenario(read, files));
    const text = `${JSON.stringify(imported.document, null, 2)}\n`;
    if (toFile) writeWhole(out, text, "--out");
    if (words.has("json")) await print(jsonText(imported));
    else if (toFile) await print(`${importReport(imported, colours).join("\n")}\n`);
    else {
      complain(importReport(imported, plain));
      await print(text);
    }
    return 0;
  },
};

interface Asked {
  readonly sources: readonly string[];
  readonly options: ImportOptions;
}

/** @throws Refusal with every mistake in the words */
function readOptions(words: Words): Asked {
  const reader = optionsReader("import", words);
  const sources = reader.read(() => manifestSources(words));
  const read = reader.read(() => answers(words));
  const settings = reader.read(() => settingsOf("--set", words.all("set")));
  reader.end();
  return { sources: sources!, options: { answers: read!, settings: settings! } };
}

function manifestSources({ operands }: Words): readonly string[] {
  if (operands.length === 0)
    throw usageRefusal("import", ["expected a MANIFEST: a file, or - for standard input"]);
  const twice = operands.filter((source, i) => operands.indexOf(source) !== i);
  if (twice.length === 0) return operands;
  throw usageRefusal(
    "import",
    [...new Set(twice)].map((source) => `expected ${sourceName(source)} once`),
  );
}

/** @throws Refusal unless each is NAME=METRIC, and no name is given twice */
function answers(words: Words): ReadonlyMap<string, string> {
  const read = new Map<string, string>();
  const mistakes: string[] = [];
  for (const text of words.all("metric")) {
    const split = text.lastIndexOf("=");
    const name = text.slice(0, Math.max(0, split));
    if (split < 1 || split === text.length - 1)
      mistakes.push(`--metric: expected NAME=METRIC like errors=errorRate, got "${text}"`);
    else if (read.has(name)) mistakes.push(`--metric ${name}: expected once, got twice`);
    else read.set(name, text.slice(split + 1));
  }
  if (mistakes.length > 0) throw usageRefusal("import", mistakes);
  return read;
}

/** @throws Refusal with every file that cannot be read */
function readAll(sources: readonly string[]): Promise<SourceFile[]> {
  return allOrRefusals(
    sources.map(async (source) => ({
      name: sourceName(source),
      text: await textOf(source, MAX_BYTES),
    })),
  );
}

/**
 * The scenario, once it has been read like any other.
 * @throws Refusal with every problem; what became of the fields is told before
 */
function soundScenario(imported: Import, files: readonly SourceFile[]): Scenario {
  const { document, problems, settingProblems } = imported;
  if (problems.length > 0) {
    const told = importReport(imported, plain);
    if (told.length > 0) complain([...told, ""]);
    throw new Refusal(firstOf(problems.map(manifestProblemLine)));
  }
  const names = files.map(({ name }) => name).join(", ");
  const refuse = (found: readonly Problem[]) => new Refusal(problemLines(names, found));
  if (document === undefined) throw refuse(settingProblems);
  const read = readScenario(document);
  if (!read.ok) throw refuse(read.problems);
  return read.scenario;
}

/** What is said of the plan as a whole, beside what is said of its files. */
function withPlanNotes(imported: Import, scenario: Scenario): Import {
  const told = planNotes(scenario).map((text) => ({ text, file: null, line: null }));
  return { ...imported, notes: [...imported.notes, ...told] };
}

function firstOf(lines: readonly string[]): readonly string[] {
  const more = lines.length - MOST_PROBLEMS;
  return more <= 0 ? lines : [...lines.slice(0, MOST_PROBLEMS), `and ${more} problems more`];
}

function jsonText({ document, report, notes }: Import): string {
  return `${JSON.stringify({ lab: 1, scenario: document, report, notes }, null, 2)}\n`;
}
