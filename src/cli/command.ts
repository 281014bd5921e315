// What a command is, and how its words are read: options from a table that the help is printed from too.
import { parseArgs } from "node:util";
import { didYouMean } from "../../sim/scenario/nearest.ts";
import { Refusal } from "./refusal.ts";

/** 0 done; 1 an expectation is unmet, or no plan is advised; 2 bad usage or bad input (by `Refusal`); 130 interrupted (else by the signal itself). */
export type ExitCode = 0 | 1 | 130;

export interface Option {
  /** What it takes, as the help writes it: "ID", "FILE". Absent for a switch. */
  readonly value?: string;
  /** Given any number of times. */
  readonly many?: boolean;
  /** There is no running without it: the help writes it without brackets. */
  readonly required?: boolean;
  readonly help: string;
}

/** The words after a command's name. */
export interface Words {
  readonly operands: readonly string[];
  /** Every value given to an option; none when it was not. */
  all(option: string): readonly string[];
  /** The last value given to an option. */
  last(option: string): string | undefined;
  has(option: string): boolean;
}

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What follows its name, without options: "SCENARIO...". */
  readonly operands: string;
  readonly options: Readonly<Record<string, Option>>;
  /** More to know: a paragraph or a table, each line as printed. */
  readonly details?: readonly string[];
  /** Exit codes other than 0, 2 and 130, with their meaning; or what is meant by one of those here. */
  readonly exits?: Readonly<Record<string, string>>;
  /** Words after the tool's name, and what they do. */
  readonly examples: readonly (readonly [words: string, meaning: string])[];
  run(words: Words): Promise<ExitCode>;
}

/** @throws Refusal with every mistake at once */
export function readWords(command: Command, args: readonly string[]): Words {
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries(command.options).map(([name, { value }]) => [
        name,
        { type: value === undefined ? "boolean" : "string" } as const,
      ]),
    ),
    strict: false,
    tokens: true,
  });
  const operands: string[] = [];
  const given = new Map<string, string[]>();
  const mistakes: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") {
      operands.push(token.value);
      // A shell makes one of a variable that is not set.
      if (token.value === "") mistakes.push(`expected ${command.operands}, got an empty word`);
    }
    if (token.kind !== "option") continue;
    const mistake = mistakeIn(command, token);
    if (mistake !== undefined) mistakes.push(mistake);
    else given.set(token.name, [...(given.get(token.name) ?? []), token.value ?? ""]);
  }
  for (const [name, values] of given)
    if (values.length > 1 && command.options[name]!.many !== true)
      mistakes.push(`--${name}: expected once, got ${values.length} times`);
  if (mistakes.length > 0) throw usageRefusal(command.name, mistakes);
  return {
    operands,
    all: (option) => given.get(option) ?? [],
    last: (option) => given.get(option)?.at(-1),
    has: (option) => given.has(option),
  };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function mistakeIn(command: Command, token: OptionToken): string | undefined {
  const { name, rawName, value, inlineValue } = token;
  const names = Object.keys(command.options);
  const option = Object.hasOwn(command.options, name) ? command.options[name] : undefined;
  if (option === undefined || !rawName.startsWith("--")) {
    const hint = didYouMean(
      rawName,
      [...names, "help"].map((known) => `--${known}`),
    );
    return `${rawName}: no such option${hint}`;
  }
  if (option.value === undefined)
    return value === undefined ? undefined : `--${name}: expected no value, got "${value}"`;
  const isOption = value !== undefined && inlineValue !== true && /^-./.test(value);
  return value === undefined || value === "" || isOption
    ? `--${name}: expected a value (${option.value}), got ${isOption ? `the option ${value}` : value === "" ? "an empty one" : "nothing"}`
    : undefined;
}

/** Mistakes in the words of a command, and where its help is. */
export function usageRefusal(command: string, mistakes: readonly string[]): Refusal {
  return new Refusal([
    ...mistakes.map((mistake) => `${TOOL} ${command}: ${mistake}`),
    seeHelp(command),
  ]);
}

/** Where the help of a command is. */
export const seeHelp = (command: string) => `see ${invocation()} ${command} --help`;

export const TOOL = "rollout-lab";

/** How the tool is called here: in a checkout the sources run as they are, and npm knows the way. */
export function invocation(): string {
  return import.meta.filename.endsWith(".ts") ? "npm run -s lab --" : TOOL;
}

/** @throws Refusal unless a command is given none */
export function refuseOperands(command: string, { operands }: Words): void {
  if (operands.length > 0)
    throw usageRefusal(command, [`expected nothing, got ${operands.join(" ")}`]);
}

/** @throws Refusal unless the option is an integer in [least, most] */
export function readInteger(
  command: string,
  words: Words,
  option: string,
  most: number,
  least = 0,
): number | undefined {
  const text = words.last(option);
  if (text === undefined) return undefined;
  const value = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw usageRefusal(command, [
    `--${option}: expected an integer in [${least}, ${most}], got "${text}"`,
  ]);
}
