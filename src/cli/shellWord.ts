// Words as a shell takes them, so that a line which is told can be typed.
import { printable } from "./terminal.ts";

export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${printable(word).replaceAll("'", `'\\''`)}'`;
}
