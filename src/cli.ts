#!/usr/bin/env node
// The command line: which commands there are, and what becomes of what they throw.
import { check } from "./cli/check.ts";
import { type Command, invocation, readWords, TOOL } from "./cli/command.ts";
import { guarded } from "./cli/guard.ts";
import { commandHelp, toolHelp } from "./cli/help.ts";
import { list } from "./cli/list.ts";
import { packageVersion } from "./cli/packageFolder.ts";
import { Refusal } from "./cli/refusal.ts";
import { run } from "./cli/run.ts";
import { schema } from "./cli/schema.ts";
import { serve } from "./cli/serve.ts";
import { print } from "./cli/terminal.ts";
import { didYouMean } from "../sim/scenario/nearest.ts";

const commands: readonly Command[] = [run, check, schema, list, serve];

/** Commands to come: whoever calls one is told so. */
const later: ReadonlyMap<string, string> = new Map([
  ["odds", "run a scenario under many seeds: how often each strategy catches, escapes, rolls back"],
  ["import", "read an Argo Rollouts or Flagger manifest as a scenario"],
]);

/** Names kept for commands further off. */
const reserved = ["advise", "fit", "diff", "worker"];

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined) throw new Refusal([toolHelp(commands, later).trimEnd()]);
  if (name === "--help" || name === "-h" || name === "help") {
    const about = commands.find((command) => command.name === rest[0]);
    await print(about === undefined ? toolHelp(commands, later) : commandHelp(about));
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
  if (later.has(name) || reserved.includes(name))
    return new Refusal([`${TOOL} ${name}: not built yet`]);
  const names = [...commands.map((command) => command.name), ...later.keys()];
  const what = name.startsWith("-") ? "option" : "command";
  return new Refusal([
    `${TOOL}: no such ${what} ${name}${didYouMean(name, [...names, "--help", "--version"])}`,
    `see ${invocation()} --help`,
  ]);
}

await guarded(() => main(process.argv.slice(2)));
