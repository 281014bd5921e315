// sim/manifests/README.md as text: what becomes of every field of every system, made of the tables that imports themselves use.
import * as z from "zod";
import { judges } from "../sim/judges/index.ts";
import { BYSTANDERS } from "../sim/manifests/bystanders.ts";
import { OBJECT_FIELDS } from "../sim/manifests/fields.ts";
import { importers } from "../sim/manifests/index.ts";
import type { Field, Importer, Kind } from "../sim/manifests/types.ts";
import { strategies } from "../sim/strategies/index.ts";

/** Systems whose rollouts are written as a strategy, for there is no manifest of theirs to read. */
const BY_HAND: readonly { system: string; upstream: string; type: string }[] = [
  {
    system: "AWS CodeDeploy",
    upstream: "the predefined deployment configurations of Lambda, ECS and EC2, as of aws-cdk",
    type: "codeDeploy",
  },
  {
    system: "Amazon SageMaker",
    upstream: "DeploymentConfig of botocore 1.43.107",
    type: "sageMaker",
  },
];

/** The whole document. */
export function fieldTables(): string {
  return `${[
    "# What an import understands",
    "`npm run -s lab -- import MANIFEST...` reads the manifests below. Of every field that is written it says what becomes of it:",
    [
      "- **modelled**: it is in the scenario;",
      "- **ignored**: it is left out, and that changes no outcome;",
      "- **unsupported**: it is left out, and that changes something.",
    ].join("\n"),
    "A field that no table knows is unsupported. In a path `[]` is any item of a list, `*` any key, and `**` everything below. This file is written by `npm run fields` from the tables that imports use.",
    "## Every object",
    table(["field", "status", "what becomes of it"], OBJECT_FIELDS.map(row)),
    ...importers.flatMap(section),
    "## Other kinds",
    "Documents that lie beside rollouts in real files:",
    table(
      ["kind", "status", "why, or what that changes"],
      BYSTANDERS.map(({ group, kind, status, says }) => [nameOf(group, kind), status, says]),
    ),
    ...BY_HAND.flatMap(byHand),
    "## Judges",
    "How a measurement is judged, for `judge` of a check:",
    table(
      ["judge", "what it does", "source"],
      judges.map(({ name, summary, source }) => [`\`${name}\``, summary, source]),
    ),
  ].join("\n\n")}\n`;
}

function section({ system, upstream, kinds }: Importer): string[] {
  const together = new Map<readonly Field[], Kind[]>();
  for (const kind of kinds) together.set(kind.fields, [...(together.get(kind.fields) ?? []), kind]);
  return [
    `## ${system}`,
    `Matched with ${upstream}.`,
    ...[...together].flatMap(([fields, alike]) => [
      `### ${alike.map(({ kind }) => kind).join(", ")}`,
      `Of ${[...new Set(alike.map(apiGroup))].join(", ")}.`,
      table(["field", "status", "what becomes of it"], fields.map(row)),
    ]),
  ];
}

const apiGroup = ({ group }: Kind): string => (group === "" ? "`v1`" : `\`${group}\``);

const nameOf = (group: string, kind: string): string =>
  `\`${group === "" ? "v1" : group}\` ${kind}`;

const row = ({ path, status, says }: Field): string[] => [`\`${path}\``, status, says];

function byHand({ system, upstream, type }: (typeof BY_HAND)[number]): string[] {
  const strategy = strategies.find((known) => known.type === type)!;
  const schema = z.toJSONSchema(strategy.config, { io: "input", unrepresentable: "any" });
  const parameters = Object.entries(schema.properties ?? {}).map(([name, property]) => [
    `\`${name}\``,
    "modelled",
    typeof property === "object" ? (property.description ?? "") : "",
  ]);
  return [
    `## ${system}`,
    `Matched with ${upstream}. No manifest of it is read: a scenario writes \`{"type": "${type}"}\` and, if need be,`,
    table(["parameter", "status", "meaning"], parameters),
  ];
}

/** A table whose columns are as wide as their widest cell, as the formatter has them. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((line) => line.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = head.map((_, i) => Math.max(3, ...cells.map((line) => line[i]!.length)));
  const lines = cells.map(
    (line) => `| ${line.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |`,
  );
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [lines[0], rule, ...lines.slice(1)].join("\n");
}
