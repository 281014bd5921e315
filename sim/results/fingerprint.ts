/**
 * A 64-bit hash over typed arrays and text, as 16 hex digits: two of 32 bits with different multipliers, each folding its upper
 * half into its lower after every word. Every step is a bijection, so no change of one word goes unseen.
 */
export class Fingerprint {
  #a = 0x811c9dc5;
  #b = 0x1b873593;

  words(array: Int32Array | Uint32Array): this {
    let a = this.#a;
    let b = this.#b;
    for (let i = 0; i < array.length; i++) {
      a = Math.imul(a ^ array[i]!, 0x9e3779b1);
      a ^= a >>> 15;
      b = Math.imul(b ^ array[i]!, 0x85ebca6b);
      b ^= b >>> 13;
    }
    this.#a = a;
    this.#b = b;
    return this;
  }

  text(text: string): this {
    const words = new Int32Array(text.length);
    for (let i = 0; i < text.length; i++) words[i] = text.charCodeAt(i);
    return this.words(words);
  }

  get hex(): string {
    const word = (x: number) => (x >>> 0).toString(16).padStart(8, "0");
    return word(this.#a) + word(this.#b);
  }
}
