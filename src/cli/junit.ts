// Verdicts as JUnit XML: a suite a scenario, a case an expectation. A scenario that could not be run is a case with an error;
// one that expects nothing is an empty suite. What was not decided when it was stopped is skipped.
import type { ExpectationResult } from "../../sim/results/expectations.ts";

export interface Suite {
  readonly file: string;
  readonly name: string;
  /** Why it could not be run, a line each; empty when it was. */
  readonly problems: readonly string[];
  readonly results: readonly Checked[];
}

/** An expectation and what came of it; `open`: it was stopped before it was decided. */
export interface Checked extends Omit<ExpectationResult, "met"> {
  readonly verdict: "met" | "unmet" | "open";
}

export function junit(suites: readonly Suite[]): string {
  const cases = suites.map(casesOf);
  const counts = (i: number) => countText([cases[i]!]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="rollout-lab" ${countText(cases)}>`,
    ...suites.flatMap(({ file, name }, i) => [
      `  <testsuite name="${escaped(name)}" file="${escaped(file)}" ${counts(i)}>`,
      ...cases[i]!.map((each) => each.xml),
      "  </testsuite>",
    ]),
    "</testsuites>",
    "",
  ].join("\n");
}

interface Case {
  readonly verdict: "passed" | "failure" | "error" | "skipped";
  readonly xml: string;
}

const VERDICTS = { met: "passed", unmet: "failure", open: "skipped" } as const;

function casesOf({ file, problems, results }: Suite): Case[] {
  if (problems.length > 0)
    return [testCase(file, "the scenario can be run", "error", problems.join("\n"))];
  const seen = new Map<string, number>();
  return results.map(({ name, verdict, sentence }) => {
    // Two expectations in the same words are two cases: a reader of the report tells cases apart by name.
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    const unique = times === 1 ? name : `${name} (${times})`;
    return testCase(file, unique, VERDICTS[verdict], sentence);
  });
}

function testCase(file: string, name: string, verdict: Case["verdict"], sentence: string): Case {
  const opening = `    <testcase classname="${escaped(file)}" name="${escaped(name)}"`;
  const [message = ""] = sentence.split("\n");
  const xml =
    verdict === "passed"
      ? `${opening}/>`
      : `${opening}><${verdict} message="${escaped(message)}">${escaped(sentence)}</${verdict}></testcase>`;
  return { verdict, xml };
}

function countText(cases: readonly (readonly Case[])[]): string {
  const all = cases.flat();
  const count = (verdict: Case["verdict"]) => all.filter((each) => each.verdict === verdict).length;
  return `tests="${all.length}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}"`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "\n": "&#10;",
  "\t": "&#9;",
  "\r": "&#13;",
};

/** Text for an element or an attribute. What XML 1.0 cannot hold at all becomes U+FFFD. */
function escaped(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF\p{Surrogate}]/gu, "\uFFFD")
    .replace(/[&<>"'\n\t\r]/g, (mark) => entities[mark]!);
}
