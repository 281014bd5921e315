// The help of the tool and of each command, from the same tables the words are read by.
import { wrap } from "../../sim/results/words.ts";
import { type Command, invocation, type Option, TOOL } from "./command.ts";
import { columns } from "./layout.ts";

const EXITS: Readonly<Record<string, string>> = {
  "0": "done",
  "2": "bad usage or bad input; every problem on standard error",
  "130": "interrupted (143: by SIGTERM)",
};

export function toolHelp(commands: readonly Command[]): string {
  const rows = commands.map(({ name, summary }) => [`  ${name}`, summary]);
  return [
    `${TOOL}: rehearse a rollout before you ship it`,
    "",
    `Usage: ${invocation()} COMMAND ...`,
    "",
    "Commands:",
    ...columns([...rows]),
    "",
    "Options:",
    ...columns([
      ["  --help, -h", "this text; after a command, that command's"],
      ["  --version", "the version"],
    ]),
    "",
    ...exits({ "1": "an expectation is unmet (check); no plan is advised (advise)" }),
    "",
    "Colours follow the terminal; NO_COLOR=1 turns them off.",
    "",
  ].join("\n");
}

export function commandHelp(command: Command): string {
  const { name, operands, options, summary, details = [], examples } = command;
  const usage = [`${invocation()} ${name}`, operands, ...Object.entries(options).map(inUsage)];
  const [first = "", ...rest] = wrap(usage.filter((word) => word !== "").join(" "), 92);
  return [
    `${TOOL} ${name}: ${summary}`,
    "",
    `Usage: ${first}`,
    ...rest.map((line) => `         ${line}`),
    ...section("Options:", columns([...Object.entries(options).map(optionRow), HELP])),
    ...section("", details),
    ...section(
      examples.length === 1 ? "Example:" : "Examples:",
      examples.flatMap(([words, meaning]) => [`  ${invocation()} ${words}`, `      ${meaning}`]),
    ),
    "",
    ...exits(command.exits ?? {}),
    "",
  ].join("\n");
}

const HELP = ["  --help, -h", "this text"];

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", ...(title === "" ? [] : [title]), ...lines];
}

function inUsage([name, { value, many, required }]: [string, Option]): string {
  const words = `--${name}${value === undefined ? "" : ` ${value}`}`;
  return `${required === true ? words : `[${words}]`}${many === true ? "..." : ""}`;
}

function optionRow([name, { value, help }]: [string, Option]): string[] {
  return [`  --${name}${value === undefined ? "" : ` ${value}`}`, help];
}

function exits(more: Readonly<Record<string, string>>): string[] {
  const rows = Object.entries({ ...EXITS, ...more }).map(([code, meaning]) => [
    `  ${code}`,
    meaning,
  ]);
  return ["Exit codes:", ...columns(rows)];
}
