// A scenario as written, with what one point of a survey sets.
import { setInDocument } from "../parse.ts";
import type { SurveyPoint } from "./types.ts";

/** @throws ScenarioError for a path that leads nowhere */
export function documentAt(document: unknown, set: SurveyPoint["set"]): unknown {
  return Object.entries(set).reduce(
    (before, [path, value]) => setInDocument(before, path, value),
    document,
  );
}
