// The blocks of a document that a test can take out and use: fenced, with `title="..."` behind the language.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "../..");

/** What stands in the only block of this language and title. @throws when there is none, or more than one */
export function block(document: string, language: string, title: string): string {
  const text = readFileSync(join(root, document), "utf8");
  const found = [...text.matchAll(/^```(\w+) title="([^"]+)"\n([\s\S]*?)^```$/gm)].filter(
    (match) => match[1] === language && match[2] === title,
  );
  if (found.length !== 1)
    throw new Error(`${document} has ${found.length} ${language} blocks titled "${title}"`);
  return found[0]![3]!;
}
