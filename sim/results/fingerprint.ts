/**
 * A 64-bit hash over typed arrays and text, as 16 hex digits: two of 32 bits with different multipliers, each folding its upper
 * half into its lower after every word. Every step is a bijection, so no change of one word goes unseen.
 */
export class Fingerprint {
  #a = 0x811c9dc5;
  #b = 0x1b873593;

  words(array: Int32Array | Uint32Array): this {
    for (let i = 0; i < array.length; i++) this.#mix(array[i]!);
    return this;
  }

  text(text: string): this {
    for (let i = 0; i < text.length; i++) this.#mix(text.charCodeAt(i));
    return this;
  }

  #mix(word: number): void {
    this.#a = Math.imul(this.#a ^ word, 0x9e3779b1);
    this.#a ^= this.#a >>> 15;
    this.#b = Math.imul(this.#b ^ word, 0x85ebca6b);
    this.#b ^= this.#b >>> 13;
  }

  get hex(): string {
    const word = (x: number) => (x >>> 0).toString(16).padStart(8, "0");
    return word(this.#a) + word(this.#b);
  }
}
