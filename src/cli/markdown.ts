// A comparison as a table for a pull request.
import type { CandidateVerdict } from "../../sim/results/badCandidate.ts";
import type { Comparison } from "../../sim/results/types.ts";
import { comparisonTable } from "./comparisonTable.ts";
import { printable } from "./terminal.ts";

/** @param drawn  what the seed drew, in words; empty when nothing */
export function markdown(
  comparison: Comparison,
  candidate: CandidateVerdict,
  drawn: string,
): string {
  const { heads, rows } = comparisonTable(comparison.runs);
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    `### ${escaped(comparison.scenario)}`,
    "",
    `Candidate is ${candidate.bad ? "bad" : "good"}: ${escaped(candidate.reason)}. Seed ${comparison.seed}.${drawn === "" ? "" : ` Drawn: ${escaped(drawn)}.`}`,
    "",
    line(heads.map(({ title }) => title)),
    line(heads.map(({ align }) => (align === "left" ? ":--" : "--:"))),
    ...rows.map((row) => line(row.map(escaped))),
    "",
  ].join("\n");
}

/** Text that Markdown leaves as it is, on one line. */
export function escaped(text: string): string {
  return printable(text).replace(/[\\`*_[\]<>#|~@&]/g, (mark) => `\\${mark}`);
}
