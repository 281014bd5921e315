// Who may import whom: one table of rooms (folders), in .oxlintrc.json. A file belongs to the innermost room that holds it, and
// may import that room with all rooms inside it, the rooms and packages its room names, and nothing else.
// The types of any `types.ts` may be imported from anywhere inside the same outermost room: they are the words all rooms share.
import { dirname, relative, resolve } from "node:path";
import type { Context, Rule } from "./rule.ts";

interface Room {
  /** Folders or single files from the root, "sim/random", "sim/results/people.ts". */
  rooms: string[];
  /** Package names or specifiers, "zod", "seedrandom/lib/alea.js"; "@scope/*" is all of a scope, "*" all there are. */
  packages: string[];
}

interface Source {
  value: unknown;
  range: [number, number];
}

const schema = [
  {
    type: "object" as const,
    additionalProperties: {
      type: "object" as const,
      properties: {
        rooms: { type: "array" as const, items: { type: "string" as const } },
        packages: { type: "array" as const, items: { type: "string" as const } },
      },
      required: ["rooms", "packages"],
      additionalProperties: false,
    },
  },
];

export const imports: Rule = {
  meta: { type: "problem", schema },
  create(context) {
    const table = context.options[0] as unknown as Record<string, Room>;
    const here = fromRoot(context, context.filename);
    const name = roomOf(table, here);
    const room = name === null ? undefined : table[name];
    if (name === null || !room) return {};

    const check = (source: Source | null, typeOnly: boolean) => {
      if (!source) return;
      const problem =
        typeof source.value === "string"
          ? refusal(table, name, room, here, source.value, typeOnly)
          : "an import's source must be a plain string, so that the walls can be checked";
      if (problem) context.report({ message: problem, node: source });
    };
    return {
      ImportDeclaration: (node) => check(node.source, node.importKind === "type"),
      ExportNamedDeclaration: (node) => check(node.source, node.exportKind === "type"),
      ExportAllDeclaration: (node) => check(node.source, node.exportKind === "type"),
      ImportExpression: (node) =>
        check(
          { value: node.source.type === "Literal" ? node.source.value : null, range: node.range },
          false,
        ),
      TSImportType: (node) => check(node.source, true),
    };
  },
};

function refusal(
  table: Record<string, Room>,
  name: string,
  room: Room,
  here: string,
  specifier: string,
  typeOnly: boolean,
): string | null {
  if (!specifier.startsWith(".")) {
    return room.packages.some((allowed) => matches(allowed, specifier))
      ? null
      : `${name}/ must not import "${specifier}": its packages are ${listed(room.packages)}`;
  }
  const target = resolve("/", dirname(here), specifier).slice(1);
  const allowed = [name, ...room.rooms].some((each) => target === each || isInside(target, each));
  if (allowed) return null;
  const vocabulary =
    typeOnly && target.endsWith("/types.ts") && outermost(target) === outermost(here);
  if (vocabulary) return null;
  const owner = roomOf(table, target) ?? dirname(target);
  return `${name}/ must not import ${owner}/: its rooms are ${listed(room.rooms)}. Pass in what it needs, or move the shared part down`;
}

function matches(allowed: string, specifier: string): boolean {
  if (allowed === "*") return true;
  if (allowed.endsWith("/*")) return specifier.startsWith(allowed.slice(0, -1));
  return specifier === allowed;
}

function roomOf(table: Record<string, Room>, path: string): string | null {
  let best: string | null = null;
  for (const room of Object.keys(table)) {
    if (isInside(path, room) && room.length > (best?.length ?? 0)) best = room;
  }
  return best;
}

function fromRoot(context: Context, file: string): string {
  return relative(context.cwd, file).replaceAll("\\", "/");
}

const isInside = (path: string, room: string): boolean => path.startsWith(`${room}/`);
const outermost = (path: string): string => path.slice(0, path.indexOf("/"));
const listed = (names: string[]): string => (names.length ? names.join(", ") : "none");
