// A strategy as its scenario writes it, in a few readable rows: the writer's own words and units, only without brackets and quotes.

export interface Parameter {
  readonly name: string;
  /** One line; for a list of checks, webhooks and the like, one each. */
  readonly lines: readonly string[];
}

/** @param strategy one entry of the document's `strategies`: any JSON */
export function parameters(strategy: unknown): Parameter[] {
  if (typeof strategy !== "object" || strategy === null) return [];
  return Object.entries(strategy)
    .filter(([name]) => name !== "type" && name !== "id")
    .map(([name, value]) => ({ name, lines: rich(value) ? value.map(said) : [said(value)] }));
}

/** What fits beside others in a line. */
const SHORT = 24;

/** A list of which some item has much to say: checks, not steps. */
function rich(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.some((item) => isRich(item));
}

function isRich(item: unknown): boolean {
  if (typeof item !== "object" || item === null) return false;
  return Object.keys(item).length > 1 || said(item).length > SHORT;
}

/** What an item is, before how it is. */
const heads = ["name", "type", "metric"];

/**
 * `[{"setWeight": 5}, {"pause": "5m"}]` is "setWeight 5 · pause 5m", and
 * `{"name": "smoke", "type": "test", "passes": 0.9}` is "smoke: test, passes 0.9".
 */
export function said(value: unknown): string {
  if (value === null) return "none";
  if (Array.isArray(value))
    return value.length === 1 ? said(value[0]) : value.map(within).join(" · ");
  if (typeof value !== "object") return String(value as string | number | boolean);
  const all = Object.entries(value);
  const who = heads.flatMap((head) => all.filter(([name, of]) => name === head && isWord(of)));
  const rest = all.filter((entry) => !who.some(([name]) => name === entry[0]));
  const head = who.map(([, of]) => String(of));
  const named = who[0]?.[0] === "name" && head.length > 1;
  const first = named ? `${head[0]}: ${head.slice(1).join(" ")}` : head.join(" ");
  const others = rest.map(([name, inner]) => `${name} ${within(inner)}`.trim());
  return [...(first === "" ? [] : [first]), ...others].join(", ");
}

function isWord(value: unknown): value is string {
  return typeof value === "string";
}

/** Inside of something else: in brackets what would run together with it. */
function within(value: unknown): string {
  if (typeof value !== "object" || value === null) return said(value);
  const apart = Array.isArray(value)
    ? value.some((item) => typeof item === "object")
    : Object.keys(value).length > 1;
  return apart ? `(${said(value)})` : said(value);
}
