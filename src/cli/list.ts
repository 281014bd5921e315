// `list`: what there is to choose from.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { experimentTests } from "../../sim/experiments/index.ts";
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

/** So that it reads well in any terminal. */
const WIDTH = 80;
const LONGEST_DEFAULT = 16;

type Row = readonly [name: string, summary: string];

/** Something a scenario names, and chooses parameters of. */
interface Choice {
  readonly name: string;
  readonly summary: string;
  /** What it computes, and where that comes from. */
  readonly formula?: string;
  readonly source?: string;
  readonly config: z.ZodType;
}

const choices: Readonly<Record<string, readonly Choice[]>> = {
  strategies: strategies.map(({ type, summary, config }) => ({ name: type, summary, config })),
  policies,
  tests: experimentTests,
  judges,
};

const names = [...Object.keys(choices), "scenarios"];

export const list: Command = {
  name: "list",
  summary: "list what a scenario may choose from; one list alone has formulas and parameters too",
  operands: "[strategies|policies|tests|judges|scenarios]",
  options: {},
  examples: [["list policies", "every bandit policy: its formula, source and parameters"]],
  async run({ operands }) {
    const [asked] = operands;
    if (operands.length > 1 || (asked !== undefined && !names.includes(asked)))
      throw usageRefusal("list", [
        `expected one of ${names.join(", ")}, got ${operands.join(" ")}${didYouMean(asked, names)}`,
      ]);
    const parts =
      asked === undefined
        ? names.map((name) => part(name, rows(name)))
        : [part(asked, details(asked))];
    await print(`${parts.join("\n\n")}\n`);
    return 0;
  },
};

function part(title: string, list: readonly Row[]): string {
  const lines = columns(
    list.map(([item, about]) => [`  ${item}`, about]),
    WIDTH,
  );
  return [colours("title", title), ...lines].join("\n");
}

/** Every name once, with its summary. */
function rows(list: string): readonly Row[] {
  return choices[list]?.map(({ name, summary }): Row => [name, summary]) ?? scenarios();
}

/** With formulas, sources and parameters. */
function details(list: string): readonly Row[] {
  return choices[list]?.flatMap(detailed) ?? scenarios();
}

function detailed({ name, summary, formula, source, config }: Choice): Row[] {
  return [
    [name, summary],
    ...(formula === undefined ? [] : [["  formula", formula] as const]),
    ...(source === undefined ? [] : [["  from", source] as const]),
    ...parameters(config),
  ];
}

/** What may be written beside its name; a default in brackets. Of alternatives, what all of them have. */
function parameters(config: z.ZodType): Row[] {
  const schema = z.toJSONSchema(config, { io: "input" });
  const alternatives = (schema.oneOf ?? schema.anyOf ?? [schema]).map(fields);
  const all = alternatives.map(({ properties }) => fields(properties));
  const { required = [] } = alternatives[0]!;
  return Object.entries(all[0]!)
    .filter(([parameter]) => all.every((properties) => parameter in properties))
    .map(([parameter, about]): Row => {
      const { description = "", default: value, const: name } = fields(about);
      if (name !== undefined)
        return [`  ${parameter} (${JSON.stringify(name)})`, `One of ${namesOf(parameter, all)}.`];
      const isRequired = Array.isArray(required) && required.includes(parameter);
      const said = isRequired ? " (required)" : defaultOf(value);
      return [`  ${parameter}${said}`, String(description)];
    });
}

/** What tells alternatives apart. */
function namesOf(parameter: string, alternatives: readonly Readonly<Record<string, unknown>>[]) {
  return alternatives
    .map((properties) => String(fields(properties[parameter])["const"]))
    .join(", ");
}

/** ` (0.05)`; nothing where it says nothing, and for what would fill lines. */
function defaultOf(value: unknown): string {
  if (value === undefined) return "";
  const text = JSON.stringify(value);
  return text === "{}" || text === "[]" || text.length > LONGEST_DEFAULT ? "" : ` (${text})`;
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
