// Values of Kubernetes Secrets: base64, of UTF-8.

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The text that base64 holds; undefined when it is none. */
export function decodeBase64(written: string): string | undefined {
  const body = written.replace(/\s+/g, "").replace(/={1,2}$/, "");
  let bits = 0;
  let held = 0;
  let escaped = "";
  for (const letter of body) {
    const value = LETTERS.indexOf(letter);
    if (value === -1) return undefined;
    held = (held << 6) | value;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    escaped += `%${((held >> bits) & 0xff).toString(16).padStart(2, "0")}`;
  }
  try {
    return decodeURIComponent(escaped);
  } catch {
    return undefined;
  }
}
