// Manifests out of documentation and chat: a line of dots stands for what was left out. Only looked at as such when it stands alone.

const DOTS = /^([ \t]*)(?:- )?(?:\.\.\.|…)[ \t]*(?:#.*)?$/;

/**
 * The text with every line of dots made a comment, and which lines those were (from 1). Dots at the beginning of a line end a
 * document in YAML: they are left alone when the text ends there, or another document begins.
 */
export function withoutElisions(text: string): { text: string; lines: readonly number[] } {
  const lines = text.split("\n");
  const elided: number[] = [];
  lines.forEach((line, index) => {
    const dots = DOTS.exec(line.replace(/\r$/, ""));
    if (dots === null || (dots[1] === "" && endsDocument(lines, index))) return;
    elided.push(index + 1);
    lines[index] = "#" + " ".repeat(Math.max(0, line.length - 1));
  });
  return { text: lines.join("\n"), lines: elided };
}

function endsDocument(lines: readonly string[], index: number): boolean {
  for (let i = index + 1; i < lines.length; i++) {
    const line = lines[i]!;
    if (/^\s*(#.*)?$/.test(line)) continue;
    return /^(---|%|\.\.\.)/.test(line);
  }
  return true;
}
