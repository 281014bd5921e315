// The text of a document, changed until it says another one. What both say stays as it is written, with its comments and its layout.
import { type Node, parseTree } from "jsonc-parser";
import { type Layout, printJson, USUAL, WIDTH } from "./printJson.ts";

/** A stretch of the text, and what comes in its place. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly content: string;
}

/** An item of an array, or a key with its value. */
interface Item {
  readonly key: string | number;
  readonly value: Node;
  readonly from: number;
  readonly to: number;
  /** Where its comma stands; null when it has none. */
  readonly comma: number | null;
  /** Where what belongs to it ends: its comma, a comment behind it on its line. */
  readonly tail: number;
}

/** Items to be, by their key. */
type Wanted = ReadonlyMap<string | number, unknown>;

/**
 * A text that says `document`. A comment goes only with what it belongs to: a field that is taken out takes those right before it,
 * and one behind it on its line.
 * @param text      a sound document, as `readText` reads it
 * @param document  what JSON can say; a field that is undefined is none
 */
export function editText(text: string, document: unknown): string {
  const root = parseTree(text, [], { allowTrailingComma: true })!;
  const edits = editsOf(root, document, text, layoutOf(root, text));
  let edited = "";
  let done = 0;
  for (const { from, to, content } of edits.toSorted((a, b) => a.from - b.from)) {
    edited += text.slice(done, from) + content;
    done = Math.max(done, to);
  }
  return edited + text.slice(done);
}

/** The layout of a text, as far as its first field shows it. */
function layoutOf({ children = [] }: Node, text: string): Layout {
  const lineBreak = text.includes("\r\n") ? "\r\n" : "\n";
  const unit = children[0] && ownLine(text, children[0].offset);
  return { lineBreak, unit: unit || USUAL.unit };
}

function editsOf(node: Node, wanted: unknown, text: string, layout: Layout): Edit[] {
  const anew = (): Edit[] => [replaced(node, wanted, text, layout)];
  if (!areAlike(node, wanted)) return node.children || node.value !== wanted ? anew() : [];
  const items = itemsOf(node, text);
  const entries = entriesOf(wanted, items);
  const kept = items.filter(({ key }) => entries.has(key));
  const fresh = [...entries].filter(([key]) => !items.some((item) => item.key === key));
  const last = kept.at(-1);
  if (last === undefined) return items.length + fresh.length > 0 ? anew() : [];
  const added =
    fresh.length === 0 ? [] : addedAfter(last, fresh, Array.isArray(wanted), text, layout);
  if (fresh.length > 0 && isTooLong(node, added, text)) return anew();
  return [
    ...added,
    ...kept.flatMap(({ key, value }) => editsOf(value, entries.get(key), text, layout)),
    ...removed(node, items, entries, text),
    ...(fresh.length === 0 ? trailing(last, items.at(-1)!) : []),
  ];
}

/** Whether both are objects, or both are arrays. */
function areAlike({ type }: Node, wanted: unknown): wanted is object {
  if (Array.isArray(wanted)) return type === "array";
  return type === "object" && typeof wanted === "object" && wanted !== null;
}

function replaced({ offset, length }: Node, wanted: unknown, text: string, layout: Layout): Edit {
  const line = text.slice(lineStart(text, offset), offset);
  const [indent = ""] = /^[ \t]*/.exec(line) ?? [];
  const content = printJson(wanted, layout, indent, line.length + 1);
  return { from: offset, to: offset + length, content };
}

function itemsOf({ type, children = [] }: Node, text: string): Item[] {
  return children.map((child, index): Item => {
    const [name, value = child] = type === "object" ? child.children! : [];
    const [from, to] = [child.offset, child.offset + child.length];
    return { key: name === undefined ? index : (name.value as string), value, from, to, ...behind(text, to) }; // prettier-ignore
  });
}

/**
 * What is to be, by the keys of what there is. Items of an array that only lost some keep the places they had; otherwise they go by
 * their index.
 */
function entriesOf(wanted: object, items: readonly Item[]): Wanted {
  if (!Array.isArray(wanted))
    return new Map(Object.entries(wanted).filter(([, value]) => value !== undefined));
  const rest: unknown[] = [...(wanted as readonly unknown[])];
  const places = items.flatMap(({ key, value }) => {
    if (rest.length === 0 || JSON.stringify(rest[0]) !== JSON.stringify(valueOf(value))) return [];
    return [[key, rest.shift()] as const];
  });
  return new Map(rest.length === 0 ? places : wanted.entries());
}

/** What a part of the text says. */
function valueOf({ type, value, children = [] }: Node): unknown {
  if (type === "array") return children.map(valueOf);
  if (type !== "object") return value;
  return Object.fromEntries(
    children.map(({ children }) => [children![0]!.value as string, valueOf(children![1]!)]),
  );
}

/** A comma, and what comes behind the last item that stays: on lines of their own, if that has one. */
function addedAfter(
  { from, to, comma, tail }: Item,
  fresh: readonly (readonly [key: string | number, value: unknown])[],
  isArray: boolean,
  text: string,
  layout: Layout,
): Edit[] {
  const own = ownLine(text, from);
  const isNewLine = own !== null || text.slice(to, tail).includes("//");
  const indent = own ?? indentOf(text, from);
  const content = fresh.map(([key, value]) => {
    const name = isArray ? "" : `${JSON.stringify(key)}: `;
    const printed = printJson(value, layout, indent, indent.length + name.length + 1);
    return `${isNewLine ? layout.lineBreak + indent : " "}${name}${printed}`;
  });
  const added = { from: tail, to: tail, content: content.join(",") };
  return comma === null ? [{ from: to, to, content: "," }, added] : [added];
}

/** Whether what stood on one line, without a comment, no longer fits there. */
function isTooLong({ offset, length }: Node, added: readonly Edit[], text: string): boolean {
  const now = text.slice(offset, offset + length);
  if (/[\r\n]|\/[/*]/.test(now)) return false;
  const content = added.map((edit) => edit.content).join("");
  const column = offset - lineStart(text, offset);
  return /[\r\n]/.test(content) || column + length + content.length + 1 > WIDTH;
}

function removed({ offset }: Node, items: readonly Item[], entries: Wanted, text: string): Edit[] {
  const heads = [behind(text, offset + 1).tail, ...items.map(({ tail }) => tail)];
  return items.flatMap(({ key, tail }, i) => {
    if (entries.has(key)) return [];
    const [space] = /^\s*/.exec(text.slice(heads[i], tail))!;
    // What comes next on the line moves up to where this began: a comment before that ends with its line.
    const isLineLeft = /[\r\n]/.test(space) && !/^[ \t]*[\r\n]/.test(text.slice(tail));
    return [{ from: heads[i]!, to: tail, content: isLineLeft ? space : "" }];
  });
}

/** Whoever becomes the last has a comma only if the last one had. */
function trailing({ comma }: Item, wasLast: Item): Edit[] {
  const isLeft = comma !== null && wasLast.comma === null;
  return isLeft ? [{ from: comma, to: comma + 1, content: "" }] : [];
}

/** White space, comments and commas between items. */
const BETWEEN = /[ \t]+|(\r\n|[\r\n])|(,)|\/\/[^\r\n]*|\/\*[^]*?\*\//y;

/** Where the comma of what ends at `at` stands, and where what belongs to that ends. */
function behind(text: string, at: number): Pick<Item, "comma" | "tail"> {
  let comma: number | null = null;
  let tail = at;
  let isSameLine = true;
  BETWEEN.lastIndex = at;
  for (let place = at; ; place = BETWEEN.lastIndex) {
    const [all, isBreak, isComma] = BETWEEN.exec(text) ?? [];
    const isEnd = all === undefined && "}]".includes(text[place]!);
    // A comment before the next item on this line is that one's.
    if ((isBreak !== undefined || isEnd) && isSameLine) tail = endOfText(text, tail, place);
    if (isBreak !== undefined) isSameLine = false;
    if (isComma !== undefined) {
      comma = place;
      tail = place + 1;
      isSameLine = true;
    }
    if (all === undefined || (comma !== null && isBreak !== undefined)) return { comma, tail };
  }
}

/** Where what stands between two places ends, without the white space behind it. */
function endOfText(text: string, from: number, to: number): number {
  return from + text.slice(from, to).trimEnd().length;
}

function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
}

function indentOf(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))![0];
}

/** The white space before what begins a line; null when something else does. */
function ownLine(text: string, offset: number): string | null {
  const before = text.slice(lineStart(text, offset), offset);
  return lineStart(text, offset) > 0 && /^[ \t]*$/.test(before) ? before : null;
}
