// A strict reader of the XML that JUnit reports are made of: elements, attributes, text, the five entities and character
// references. Anything else is refused, so what it reads any XML parser reads.

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

const NAME = "[A-Za-z_][\\w.-]*";
const TOKEN = new RegExp(
  `<(${NAME})((?:\\s+${NAME}="[^"<]*")*)\\s*(/?)>|</(${NAME})\\s*>|([^<]+)`,
  "y",
);
const ATTRIBUTE = new RegExp(`(${NAME})="([^"<]*)"`, "g");
const ENTITY = /&(?:(amp|lt|gt|quot|apos)|#(\d+)|#x([\da-f]+));|&/gi;
const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

/** The root element. @throws on anything that is not well-formed */
export function readXml(xml: string): Element {
  const declared = /^<\?xml version="1\.0" encoding="UTF-8"\?>\s*/.exec(xml);
  if (declared === null) throw new Error("no declaration");
  if (/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF\p{Surrogate}]/u.test(xml))
    throw new Error("a character that XML cannot hold");
  const document: Element = { name: "", attributes: {}, children: [], text: "" };
  const open = [document];
  TOKEN.lastIndex = declared[0].length;
  while (TOKEN.lastIndex < xml.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(xml);
    if (token === null) throw new Error(`not well-formed at ${at}: ${xml.slice(at, at + 60)}`);
    const [, name, attributes = "", selfClosed, closed, text] = token;
    const inside = open.at(-1)!;
    if (text !== undefined) inside.text += decoded(text);
    else if (closed !== undefined) {
      if (open.pop()!.name !== closed) throw new Error(`</${closed}> closes another`);
    } else {
      const element = { name: name!, attributes: attributesOf(attributes), children: [], text: "" };
      inside.children.push(element);
      if (selfClosed === "") open.push(element);
    }
  }
  if (open.length !== 1 || document.children.length !== 1) throw new Error("not one whole element");
  return document.children[0]!;
}

function attributesOf(text: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name, value] of text.matchAll(ATTRIBUTE)) {
    if (name! in attributes) throw new Error(`${name} twice`);
    attributes[name!] = decoded(value!);
  }
  return attributes;
}

function decoded(text: string): string {
  return text.replace(ENTITY, (all, named?: string, decimal?: string, hex?: string) => {
    if (named !== undefined) return NAMED[named]!;
    if (decimal === undefined && hex === undefined) throw new Error(`a bare ${all}`);
    return String.fromCodePoint(decimal === undefined ? parseInt(hex!, 16) : Number(decimal));
  });
}
