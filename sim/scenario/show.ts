// A received value as a problem prints it: JSON, short, harmless in a terminal, whatever its size.
const LONGEST = 60;
/** What a terminal may obey or hide: control characters JSON leaves alone, and marks that turn text around. */
const INVISIBLE = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** `text`, or its first 60 characters. */
function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 3)}...`;
}

/** `value` as JSON of at most 60 characters; a value that is not there is "nothing". Reads no more of it than it prints. */
export function show(value: unknown): string {
  return cut(preview(value, LONGEST + 1));
}

/** At least the first `room` characters of `value` as JSON. */
function preview(value: unknown, room: number): string {
  if (typeof value === "string") return quote(value.slice(0, LONGEST + 1));
  if (typeof value === "number" || typeof value === "boolean" || value === null)
    return String(value);
  if (value === undefined) return "nothing";
  if (Array.isArray(value) || value instanceof Float64Array) {
    let text = "[";
    for (let i = 0; i < value.length && text.length < room; i++)
      text += (i === 0 ? "" : ",") + preview(value[i], room - text.length);
    return `${text}]`;
  }
  if (typeof value !== "object") return `a ${typeof value}`;
  let text = "{";
  for (const key in value) {
    if (text.length >= room) break;
    text += `${text === "{" ? "" : ","}${quote(key.slice(0, LONGEST + 1))}:`;
    text += preview((value as Record<string, unknown>)[key], room - text.length);
  }
  return `${text}}`;
}

function quote(text: string): string {
  return JSON.stringify(text).replace(
    INVISIBLE,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
