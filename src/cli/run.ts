// `run`: every strategy of a scenario on the same traffic, compared.
import { realize } from "../../sim/realize.ts";
import { badCandidate, type CandidateVerdict } from "../../sim/results/badCandidate.ts";
import { drawnText } from "../../sim/results/drawnText.ts";
import type { Comparison } from "../../sim/results/types.ts";
import type { Scenario } from "../../sim/scenario/types.ts";
import type { Command, Words } from "./command.ts";
import { csv, CSV_COLUMNS, seriesCsv, SERIES_CSV_COLUMNS } from "./csv.ts";
import { chosenFormat } from "./format.ts";
import { loadScenario } from "./load.ts";
import { markdown } from "./markdown.ts";
import { optionsReader } from "./optionsReader.ts";
import { rehearseAll } from "./rehearsal.ts";
import { lesson, report } from "./report.ts";
import { chosenStrategies, oneScenario } from "./scenarioWords.ts";
import { sourceName } from "./source.ts";
import { colours, type Paint, plain, print } from "./terminal.ts";
import { assertApart, assertWritable, writeWhole } from "./wholeFile.ts";

interface Format {
  /** Whether it needs series, given whether they were asked for. */
  needsSeries(asked: boolean): boolean;
  write(comparison: Comparison, scenario: Scenario, paint: Paint, words: Words): string;
}

const text: Format = {
  needsSeries: () => true,
  write: (comparison, scenario, paint, words) =>
    [
      report(comparison, scenario, verdict(comparison, scenario), paint),
      // A lesson is about the story as it is written.
      ...(words.has("set") || words.has("strategy") ? [] : lesson(scenario, paint)),
    ].join("\n"),
};

/** Of the candidate as it was built for this run; what befalls all versions is no fault of its. */
function verdict({ seed }: Comparison, scenario: Scenario): CandidateVerdict {
  return badCandidate(realize(scenario, seed).intrinsic);
}

const formats: Readonly<Record<string, Format>> = {
  json: {
    needsSeries: (asked) => asked,
    write: (comparison) => `${JSON.stringify(comparison, null, 2)}\n`,
  },
  csv: {
    needsSeries: (asked) => asked,
    write: (comparison, _scenario, _paint, words) =>
      words.has("series") ? seriesCsv(comparison) : csv(comparison),
  },
  markdown: {
    needsSeries: () => false,
    write: (comparison, scenario) =>
      markdown(
        comparison,
        verdict(comparison, scenario),
        drawnText(comparison.drawn ?? [], scenario),
      ),
  },
};

export const run: Command = {
  name: "run",
  summary: "run a scenario's strategies on the same traffic, and compare them",
  operands: "SCENARIO",
  options: {
    strategy: {
      value: "ID",
      many: true,
      help: "run this strategy only; may be given again (default: all of them)",
    },
    seed: { value: "S", help: "an integer >= 0 (default: the scenario's own, or 1)" },
    set: {
      value: "PATH=VALUE",
      many: true,
      help: "change the scenario first: versions[1].errorRate=5%; VALUE is JSON, or else a string",
    },
    json: { help: "print the result as JSON: every figure and every decision" },
    csv: { help: "print a row of figures for each run" },
    markdown: { help: "print a table for a pull request" },
    series: {
      help: "with --json or --csv, figures over time: bins of equal width (the text draws them anyway)",
    },
    out: { value: "FILE", help: "write the result there, whole or not at all (default: print it)" },
  },
  details: [
    "SCENARIO is a file, or - for standard input. A trace file it names is looked for beside it. It may be a",
    "manifest, where nothing more has to be said than `import` is told by --set.",
    "",
    `CSV columns:             ${CSV_COLUMNS.slice(0, 8).join(",")},`,
    `                         ${CSV_COLUMNS.slice(8, 15).join(",")},`,
    `                         ${CSV_COLUMNS.slice(15).join(",")}`,
    `CSV columns of --series: ${SERIES_CSV_COLUMNS.join(",")}`,
    "A figure that does not exist is null in JSON and empty in CSV.",
  ],
  examples: [
    [
      "run scenarios/canary-catches-a-bad-model.json --set 'versions[1].errorRate=1%' --seed 7",
      "what the same plan does with a candidate that is only a little worse",
    ],
  ],
  async run(words) {
    const { source, format, seed } = readOptions(words);
    const out = words.last("out");
    assertApart({ "--out": out }, [source]);
    if (out !== undefined && out !== "-") assertWritable(out, "--out");
    const scenario = await loadScenario(source, words.all("set"));
    const strategies = chosenStrategies(words, scenario, sourceName(source));
    const comparison = await rehearseAll(sourceName(source), scenario, {
      series: format.needsSeries(words.has("series")),
      ...(strategies !== undefined && { strategies }),
      ...(seed !== undefined && { seed }),
    });
    const toFile = out !== undefined && out !== "-";
    const result = format.write(comparison, scenario, toFile ? plain : colours, words);
    if (toFile) writeWhole(out, result, "--out");
    else await print(result);
    return 0;
  },
};

interface Asked {
  readonly source: string;
  readonly format: Format;
  readonly seed: number | undefined;
}

/** @throws Refusal with every mistake in the words */
function readOptions(words: Words): Asked {
  const reader = optionsReader("run", words);
  const source = reader.read(() => oneScenario("run", words));
  const format = reader.read(() => chosenFormat("run", words, formats, text));
  const seed = reader.integer("seed", Number.MAX_SAFE_INTEGER);
  reader.end();
  return { source: source!, format: format!, seed };
}
