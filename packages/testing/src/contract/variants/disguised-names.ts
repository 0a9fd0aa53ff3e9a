const hex = (code: number): string => code.toString(16).padStart(2, '0')
const percent = (...bytes: readonly number[]): string => bytes.map((byte) => `%${hex(byte)}`).join('')

/** Encodings of a character that a lenient decoder reads as that character. */
const disguises: readonly ((character: string) => string)[] = [
  (character) => percent(character.charCodeAt(0)),
  (character) => percent(character.charCodeAt(0)).toUpperCase(),
  (character) => percent(character.charCodeAt(0)).replace('%', '%25'),
  (character) => percent(character.charCodeAt(0)).replace('%', '%2525'),
  (character) => `%u00${hex(character.charCodeAt(0))}`,
  (character) => character.toUpperCase(),
  // Overlong UTF-8: the character in two bytes, and in three.
  (character) => percent(0xc0 | (character.charCodeAt(0) >> 6), 0x80 | (character.charCodeAt(0) & 0x3f)),
  (character) =>
    percent(0xe0, 0x80 | (character.charCodeAt(0) >> 6), 0x80 | (character.charCodeAt(0) & 0x3f)),
  (character) =>
    String.fromCharCode(0xc0 | (character.charCodeAt(0) >> 6), 0x80 | (character.charCodeAt(0) & 0x3f)),
  // The full-width letter. Unicode compatibility normalisation changes it to the ASCII letter.
  (character) => encodeURIComponent(String.fromCharCode(character.charCodeAt(0) + 0xfee0)),
]

/** Lists the name in each encoding, once with only the first letter encoded and once with all letters. */
export function listDisguised(name: string): readonly string[] {
  const [first = '', ...rest] = name
  return disguises.flatMap((disguise) => [disguise(first) + rest.join(''), [...name].map(disguise).join('')])
}
