// The command line: which commands there are, and what becomes of what they throw.
import { advise } from "./advise.ts";
import { check } from "./check.ts";
import { type Command, invocation, readWords, TOOL } from "./command.ts";
import { diff } from "./diff.ts";
import { fitCommand } from "./fit.ts";
import { commandHelp, toolHelp } from "./help.ts";
import { importCommand } from "./import.ts";
import { list } from "./list.ts";
import { odds } from "./odds.ts";
import { packageVersion } from "./packageFolder.ts";
import { Refusal } from "./refusal.ts";
import { run } from "./run.ts";
import { schema } from "./schema.ts";
import { serve } from "./serve.ts";
import { print } from "./terminal.ts";
import { worker } from "./worker.ts";
import { didYouMean } from "../../sim/scenario/nearest.ts";

export const commands: readonly Command[] = [
  run,
  odds,
  advise,
  check,
  diff,
  importCommand,
  fitCommand,
  schema,
  list,
  serve,
  worker,
];

/** Does what the words say. @returns the exit code */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined) throw new Refusal(toolHelp(commands).trimEnd().split("\n"));
  if (name === "--help" || name === "-h" || name === "help") {
    const about = commands.find((command) => command.name === rest[0]);
    await print(about === undefined ? toolHelp(commands) : commandHelp(about));
    return 0;
  }
  if (name === "--version") {
    await print(`${packageVersion()}\n`);
    return 0;
  }
  const command = commands.find((known) => known.name === name);
  if (command === undefined) throw unknown(name);
  if (rest.includes("--help") || rest.includes("-h")) {
    await print(commandHelp(command));
    return 0;
  }
  return command.run(readWords(command, rest));
}

function unknown(name: string): Refusal {
  const names = commands.map((command) => command.name);
  const what = name.startsWith("-") ? "option" : "command";
  return new Refusal([
    `${TOOL}: no such ${what} ${name}${didYouMean(name, [...names, "--help", "--version"])}`,
    `see ${invocation()} --help`,
  ]);
}
