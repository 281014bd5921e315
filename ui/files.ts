// Files somebody opens or drops, as one text.

/** Bytes of all files together: more than any import takes, and little to read. */
const MAX_BYTES = 4_000_000;

/** As much of a File as is needed. */
export type Source = Pick<File, "name" | "size" | "text">;

/** @returns the text that stands after them, or why they were not read */
export async function withFiles(
  before: string,
  files: readonly Source[],
): Promise<{ readonly text: string } | { readonly refused: string }> {
  const size = files.reduce((sum, file) => sum + file.size, 0);
  if (size > MAX_BYTES)
    return {
      refused: `expected at most ${MAX_BYTES / 1e6} MB in all, got ${(size / 1e6).toFixed(1)} MB`,
    };
  try {
    const texts = await Promise.all(files.map((file) => file.text()));
    return { text: texts.reduce(joined, before) };
  } catch {
    return {
      refused: `${files.map(({ name }) => name).join(", ")} cannot be read: a folder, or gone`,
    };
  }
}

/** Manifests come one after another; a scenario stands alone. */
function joined(before: string, text: string): string {
  const alone = [before, text].some((one) => /^\s*(\{|\/[/*])/.test(one));
  if (before.trim() === "" || alone) return text;
  const end = before.endsWith("\n") ? "" : "\n";
  return `${before}${end}${/^---\s/.test(text) ? "" : "---\n"}${text}`;
}
