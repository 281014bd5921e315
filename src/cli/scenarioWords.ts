// Words that name a scenario, and strategies of it: the same for every command that runs one.
import { didYouMean } from "../../sim/scenario/nearest.ts";
import { show } from "../../sim/scenario/show.ts";
import type { Scenario } from "../../sim/scenario/types.ts";
import { usageRefusal, type Words } from "./command.ts";
import { Refusal } from "./refusal.ts";

/** @throws Refusal unless there is one */
export function oneScenario(command: string, { operands }: Words): string {
  const [source] = operands;
  if (source !== undefined && operands.length === 1) return source;
  throw usageRefusal(command, [
    source === undefined
      ? "expected a SCENARIO: a file, or - for standard input"
      : `expected one SCENARIO, got ${operands.length}: ${operands.join(" ")}`,
  ]);
}

/** Ids given by --strategy; undefined when there are none. @throws Refusal naming every id that is not in the scenario */
export function chosenStrategies(
  words: Words,
  scenario: Scenario,
  name: string,
): string[] | undefined {
  if (!words.has("strategy")) return undefined;
  const asked = [...new Set(words.all("strategy"))];
  const known = scenario.strategies.map(({ id }) => id);
  const unknown = asked.filter((id) => !known.includes(id));
  if (unknown.length === 0) return asked;
  throw new Refusal(
    unknown.map(
      (id) =>
        `${name}: --strategy: expected one of ${known.join(", ")}, got ${show(id)}${didYouMean(id, known)}`,
    ),
  );
}
