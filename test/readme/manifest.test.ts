// "Rehearse a manifest": what the README types, and that each line it shows is one the lab says, in that order.
import { describe, expect, it } from "vitest";
import { block } from "./blocks.ts";
import { copyOfLab } from "./copy.ts";

const copy = copyOfLab(["sim", "src", "scenarios"]);

/** Each command of the session, with the pieces of its output that are shown; `...` stands for what is left out. */
const session = block("README.md", "console", "a manifest")
  .split(/^\$ /m)
  .slice(1)
  .map((typed) => {
    const [command = "", ...shown] = typed.split("\n");
    const pieces = shown.join("\n").split(/^\.\.\.$/m);
    return { command, pieces: pieces.map((piece) => piece.trim()).filter((piece) => piece !== "") };
  });

describe("the README's session", () => {
  it.each(session)("$command", ({ command, pieces }) => {
    const { status, said, complained } = copy.type(command);
    expect({ status, complained }).toEqual({ status: 0, complained: "" });
    let from = 0;
    for (const piece of pieces) {
      const at = said.indexOf(piece, from);
      expect(at, `in order: ${piece}`).toBeGreaterThan(-1);
      from = at + piece.length;
    }
    expect(pieces.length).toBeGreaterThan(1);
  });
});
