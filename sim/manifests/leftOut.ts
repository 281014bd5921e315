// What is in the files and takes no part: templates that nothing refers to, and analyses that somebody has commented out. Both look
// like a rollout that is checked, and are none.
import { fields, items } from "../scenario/document.ts";
import { at, documentName, root } from "./spot.ts";
import type { Desk, Note, SourceFile } from "./types.ts";

/** A field that would have a rollout checked, behind a `#`. */
const CHECKS =
  /^\s*#+\s*(?:- )?(analysis|prePromotionAnalysis|postPromotionAnalysis|metrics|templates)\s*:\s*(#.*)?$/;

/** The first such field of each block of comments. */
export function commentedOut({ name, text }: SourceFile): Note[] {
  const notes: Note[] = [];
  let told = false;
  for (const [index, line] of text.split("\n").entries()) {
    const field = CHECKS.exec(line.slice(0, 200))?.[1];
    if (field !== undefined && !told)
      notes.push({
        file: name,
        line: index + 1,
        text: `${field} is commented out: it checks nothing`,
      });
    told = /^\s*#/.test(line) && (told || field !== undefined);
  }
  return notes;
}

const TEMPLATES = ["AnalysisTemplate", "ClusterAnalysisTemplate"];

/** Templates of an analysis that no rollout, and no other template, refers to. (Flagger's are told with their queries.) */
export function tellUnreferenced(desk: Desk): void {
  const referred = new Set<string>();
  const look = (value: unknown): void => {
    for (const item of items(value)) look(item);
    for (const [key, inner] of Object.entries(fields(value)))
      if (key === "templateName" && typeof inner === "string") referred.add(inner);
      else look(inner);
  };
  for (const { value } of desk.manifests) look(value);
  for (const manifest of desk.manifests) {
    if (!TEMPLATES.includes(manifest.kind) || referred.has(manifest.name)) continue;
    desk.note(`nothing refers to ${documentName(manifest)}: it checks nothing`, root(manifest));
    desk.mark(at(root(manifest), "spec"), "ignored", "nothing refers to it");
  }
}
