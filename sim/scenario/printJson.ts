// A JSON value as a person lays it out: on one line where it fits, otherwise an item a line.

/** Columns of a line, at most, where there is a choice. */
export const WIDTH = 100;

/** How a text is laid out. */
export interface Layout {
  /** What one level stands further in: spaces, or a tab. */
  readonly unit: string;
  readonly lineBreak: "\n" | "\r\n";
}

export const USUAL: Layout = { unit: "  ", lineBreak: "\n" };

/**
 * @param value   what JSON can say; a field that is undefined is none
 * @param indent  white space before the line that it begins on
 * @param taken   columns of that line before the value and after it, the indent among them
 */
export function printJson(value: unknown, layout = USUAL, indent = "", taken = 0): string {
  const line = onOneLine(value);
  if (typeof value !== "object" || value === null || line.length + taken <= WIDTH) return line;
  const inner = indent + layout.unit;
  const parts = entriesOf(value).map(([key, item]) => {
    const name = key === null ? "" : `${JSON.stringify(key)}: `;
    return name + printJson(item, layout, inner, inner.length + name.length + 1);
  });
  if (parts.length === 0) return line;
  const { lineBreak } = layout;
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return `${open}${lineBreak}${inner}${parts.join(`,${lineBreak}${inner}`)}${lineBreak}${indent}${close}`;
}

function onOneLine(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  const parts = entriesOf(value).map(([key, item]) =>
    key === null ? onOneLine(item) : `${JSON.stringify(key)}: ${onOneLine(item)}`,
  );
  if (Array.isArray(value)) return `[${parts.join(", ")}]`;
  return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
}

/** Items, by their key in an object, and null in an array. */
function entriesOf(value: object): readonly (readonly [key: string | null, item: unknown])[] {
  if (Array.isArray(value)) return value.map((item: unknown) => [null, item]);
  return Object.entries(value).filter(([, item]) => item !== undefined);
}
