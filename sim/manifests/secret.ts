// Values of Kubernetes Secrets: base64, of UTF-8.

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The text that base64 holds; undefined when it is none. */
export function decodeBase64(written: string): string | undefined {
  const body = written.replace(/\s+/g, "").replace(/={1,2}$/, "");
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const letter of body) {
    const value = LETTERS.indexOf(letter);
    if (value === -1) return undefined;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  return decodeUtf8(bytes);
}

/** How many bytes follow the first of a character, and the bits of it that count. */
const LEADS = [
  { below: 0x80, follow: 0, mask: 0x7f },
  { below: 0xc2, follow: -1, mask: 0 },
  { below: 0xe0, follow: 1, mask: 0x1f },
  { below: 0xf0, follow: 2, mask: 0x0f },
  { below: 0xf5, follow: 3, mask: 0x07 },
  { below: 0x100, follow: -1, mask: 0 },
] as const;

function decodeUtf8(bytes: readonly number[]): string | undefined {
  let text = "";
  for (let i = 0; i < bytes.length;) {
    const first = bytes[i++]!;
    const { follow, mask } = LEADS.find(({ below }) => first < below)!;
    if (follow < 0) return undefined;
    let code = first & mask;
    for (let n = 0; n < follow; n++) {
      const next = bytes[i++] ?? 0;
      if ((next & 0xc0) !== 0x80) return undefined;
      code = (code << 6) | (next & 0x3f);
    }
    if (code > 0x10ffff) return undefined;
    text += String.fromCodePoint(code);
  }
  return text;
}
