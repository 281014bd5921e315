// `fit`: what happened, as a monitor or a log tells it, as a scenario; and an incident that happens again to a candidate.
import { editText } from "../../sim/scenario/editText.ts";
import { printJson } from "../../sim/scenario/printJson.ts";
import { fit, type Found } from "../../sim/fit/fit.ts";
import { joined, spanOf, usualPeriod } from "../../sim/fit/periods.ts";
import type { Counted, OtherVersion } from "../../sim/fit/types.ts";
import { durationText } from "../../sim/results/words.ts";
import type { Command } from "./command.ts";
import { documentOf, scenarioIn } from "./fitDocument.ts";
import { fitReport } from "./fitReport.ts";
import { readSources } from "./fitSources.ts";
import { type Asked, filesOf, readAsked } from "./fitWords.ts";
import { allOrRefusals, Refusal } from "./refusal.ts";
import { sourceName } from "./source.ts";
import { colours, complain, plain, print } from "./terminal.ts";
import { assertApart, assertWritable, writeWhole } from "./wholeFile.ts";

export const fitCommand: Command = {
  name: "fit",
  summary: "read what happened (Prometheus, an access log) as a scenario; replay an incident",
  operands: "FILE...",
  options: {
    errors: {
      value: "FILE",
      many: true,
      help: "a range query's answer: which share of requests failed, or how many",
    },
    latency: {
      value: "[QUANTILE=]FILE",
      many: true,
      help: "a range query's answer: quantiles of latency, or its buckets; p99=FILE where no label says which quantile",
    },
    of: {
      value: "VERSION=FILE",
      many: true,
      help: "what came to another version, as FILE tells it of stable: its errorRate, from a log its latency, too",
    },
    incident: {
      value: "FROM..TO",
      help: "what happened in between happens again to the candidate, from when its rollout begins; times, or durations from the first sample; an end may be left out",
    },
    without: {
      value: "FROM..TO",
      many: true,
      help: "leave out what was measured in between, as if nobody had looked",
    },
    into: {
      value: "SCENARIO",
      help: "put what was found into this scenario, a JSON file (default: a new one)",
    },
    version: { value: "ID", help: "whom the incident happens to (default: the candidate)" },
    as: {
      value: "WHAT=UNIT",
      many: true,
      help: "what values are: requests=rate, increase or counter; errors=share, percent, rate, increase or counter; latency=s, ms, us or ns",
    },
    column: {
      value: "WHAT=NAME",
      many: true,
      help: "which column of a log holds the time, status, latency, or, a row a period, the requests and errors",
    },
    window: {
      value: "DURATION",
      help: "how far back rate() or increase() looked in the query (default: as far as its step)",
    },
    every: {
      value: "DURATION",
      help: "length of the periods in which the error rate is looked at (default: about 1m)",
    },
    out: {
      value: "FILE",
      help: "write the scenario there, whole or not at all, and print the report (default: print the scenario; the report goes to standard error)",
    },
  },
  details: [
    "FILE is the answer of a range query to Prometheus (query_range, or promtool query range -o json) for",
    "requests, by status code or in all; or an access log as CSV, which says everything at once. - is",
    "standard input. Failures are answers of status 5xx. Several files are slices of time, or what several servers",
    "say: their requests are added up.",
    "",
    "--of VERSION=FILE tells the versions apart that a rollout had: FILE... are stable's then, traffic is what came",
    "to all of them, and each has its own errorRate and latency.",
    "",
    "The scenario gets traffic.rate and traffic.shape, the stable version's errorRate and latency, and noise:",
    "how far the error rate wanders from period to period beyond chance, and how long it remembers.",
  ],
  examples: [
    ["fit access.csv --out measured.json", "then: odds measured.json"],
    [
      "fit requests.json --latency buckets.json --into rollout.json --out measured.json",
      "the same plan, on the traffic there was",
    ],
    [
      "fit stable.csv --of candidate=canary.csv --out measured.json",
      "both versions as their logs tell them, with the traffic of both",
    ],
    [
      "fit requests.json --incident 2h10m..3h --into rollout.json --out incident.json",
      "then: odds incident.json, would this plan have caught it?",
    ],
  ],
  async run(words) {
    const asked = readAsked(words);
    const { out } = asked;
    const toFile = out !== undefined && out !== "-";
    // A scenario may be written back to where it was; what was measured is nowhere else.
    assertApart({ "--out": out }, filesOf(asked));
    if (toFile) assertWritable(out, "--out");
    const [into, { stable, others, notes }] = await allOrRefusals([
      asked.into === undefined ? null : scenarioIn(asked.into),
      readSources(asked),
    ]);
    const { counted, latency, apart } = stable;
    const found = fit(counted, latency, asked.every, apart, others);
    refuseNothing(found, counted, others, asked);
    const document = documentOf(found, into, asked);
    const text = into === null ? `${printJson(document)}\n` : editText(into.text, document);
    if (toFile) {
      writeWhole(out, text, "--out");
      await print(`${fitReport(found, document, notes, colours).join("\n")}\n`);
    } else {
      complain(fitReport(found, document, notes, plain));
      await print(text);
    }
    return 0;
  },
};

/** @throws Refusal when there is nothing to write */
function refuseNothing(
  { traffic, errors, incident, others }: Found,
  counted: Counted,
  measured: readonly OtherVersion[],
  { files, of, incident: asked, every, without }: Asked,
): void {
  const names = files.map(sourceName).join(", ");
  const where = without.length > 0 ? ` outside of --without ${without.join(" and ")}` : "";
  const length = every ?? usualPeriod(counted);
  if (joined(counted, length).periods.length === 0)
    throw new Refusal([
      `${names}: expected a period of ${durationText(length)} without a gap (--every), got ${durationText(Math.round(spanOf(counted)))} in all`,
    ]);
  if (traffic === null) throw new Refusal([`${names}: expected requests${where}, got none`]);
  if (incident !== null && incident.steps.length === 0)
    throw new Refusal([
      `--incident ${asked}: expected requests and errors of that time in ${names}, got none`,
    ]);
  if (incident !== null && errors === null)
    throw new Refusal([`${names}: expected errors outside of the incident, got none`]);
  const unknown = others.filter((one) => one.errors === null && one.latency === null);
  // Errors that were counted, and are not known all the same, are in no whole period.
  const expected = (id: string) =>
    measured
      .find((one) => one.id === id)!
      .counted.periods.some(({ errors: known }) => known !== null)
      ? `a period of ${durationText(length)} of ${id} without a gap (--every)`
      : `requests of ${id} with a status or a latency`;
  if (unknown.length > 0)
    throw new Refusal(
      unknown.map(
        ({ id }) =>
          `${of.get(id)!.map(sourceName).join(", ")}: expected ${expected(id)}${where}, got none`,
      ),
    );
}
