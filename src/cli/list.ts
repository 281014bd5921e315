// `list`: what there is to choose from.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { judges } from "../../sim/judges/index.ts";
import { policies } from "../../sim/policies/index.ts";
import { fields } from "../../sim/scenario/document.ts";
import { didYouMean } from "../../sim/scenario/nearest.ts";
import { readText } from "../../sim/scenario/text.ts";
import { strategies } from "../../sim/strategies/index.ts";
import { type Command, usageRefusal } from "./command.ts";
import { columns } from "./layout.ts";
import { packageFolder } from "./packageFolder.ts";
import { colours, print, printable } from "./terminal.ts";

type Row = readonly [name: string, summary: string];

const lists: Readonly<Record<string, () => Row[]>> = {
  strategies: () => strategies.map(({ type, summary }) => [type, summary]),
  policies: () => policies.map(({ name, summary }) => [name, summary]),
  judges: () => judges.flatMap(judgeRows),
  scenarios,
};

export const list: Command = {
  name: "list",
  summary: "list strategies, bandit policies, judges and the scenarios that come with the tool",
  operands: "[strategies|policies|judges|scenarios]",
  options: {},
  examples: [["list strategies", "every type a scenario's strategies may have"]],
  async run({ operands }) {
    const names = Object.keys(lists);
    const [asked] = operands;
    if (operands.length > 1 || (asked !== undefined && !names.includes(asked)))
      throw usageRefusal("list", [
        `expected one of ${names.join(", ")}, got ${operands.join(" ")}${didYouMean(asked, names)}`,
      ]);
    const shown = asked === undefined ? names : [asked];
    const parts = shown.map((name) => {
      const rows = columns(lists[name]!().map(([item, summary]) => [`  ${item}`, summary]));
      return [colours("title", name), ...rows].join("\n");
    });
    await print(`${parts.join("\n\n")}\n`);
    return 0;
  },
};

/** A judge, where it comes from and what may be written beside its `type`; a default in brackets. */
function judgeRows({ name, summary, source, config }: (typeof judges)[number]): Row[] {
  const { properties = {}, required = [] } = z.toJSONSchema(config, { io: "input" });
  const parameters = Object.entries(properties).map(([parameter, about]): Row => {
    const { description = "", default: value } = fields(about);
    const said = required.includes(parameter)
      ? " (required)"
      : value === undefined
        ? ""
        : ` (${JSON.stringify(value)})`;
    return [`  ${parameter}${said}`, String(description)];
  });
  return [[name, summary], ["  from", source], ...parameters];
}

/** The stories in the tool's own folder: each file as `run` takes it, and its question. */
function scenarios(): Row[] {
  const folder = path.join(packageFolder(), "scenarios");
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json") && !file.endsWith(".schema.json"))
    .toSorted()
    .map((file): Row => {
      const { document } = readText(readFileSync(path.join(folder, file), "utf8"));
      const { name, story } = fields(document);
      const { question } = fields(story);
      const where = path.relative(process.cwd(), path.join(folder, file));
      const title = [question, name].find((text) => typeof text === "string") ?? "";
      return [where, printable(title)];
    });
}
