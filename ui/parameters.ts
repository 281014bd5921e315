// A strategy as its scenario writes it, in a few readable rows: the writer's own words and units, only without brackets and quotes.

export interface Parameter {
  readonly name: string;
  readonly value: string;
}

/** @param strategy one entry of the document's `strategies`: any JSON */
export function parameters(strategy: unknown): Parameter[] {
  if (typeof strategy !== "object" || strategy === null) return [];
  return Object.entries(strategy)
    .filter(([name]) => name !== "type" && name !== "id")
    .map(([name, value]) => ({ name, value: said(value) }));
}

/** `[{"setWeight": 5}, {"pause": "5m"}]` is "setWeight 5 · pause 5m". */
function said(value: unknown): string {
  if (value === null) return "none";
  if (Array.isArray(value)) return value.map(said).join(" · ");
  if (typeof value !== "object") return String(value as string | number | boolean);
  return Object.entries(value)
    .map(([name, inner]) => `${name} ${said(inner)}`.trim())
    .join(", ");
}
