// The format a result is printed in: a switch for each but one.
import { usageRefusal, type Words } from "./command.ts";

/**
 * @param formats    by the switch that asks for it
 * @param otherwise  where none is asked for
 * @throws Refusal when several are asked for
 */
export function chosenFormat<Format>(
  command: string,
  words: Words,
  formats: Readonly<Record<string, Format>>,
  otherwise: Format,
): Format {
  const asked = Object.keys(formats).filter((name) => words.has(name));
  if (asked.length <= 1) return formats[asked[0] ?? ""] ?? otherwise;
  const switches = (names: readonly string[], between: string) =>
    names.map((name) => `--${name}`).join(between);
  throw usageRefusal(command, [
    `expected one of ${switches(Object.keys(formats), ", ")}, got ${switches(asked, " and ")}`,
  ]);
}
