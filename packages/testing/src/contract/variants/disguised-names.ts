const hex = (code: number): string => code.toString(16).padStart(2, '0')
const percent = (...bytes: readonly number[]): string => bytes.map((byte) => `%${hex(byte)}`).join('')

/** What a character could be written as, and read as again by a lenient decoder. */
const disguises: readonly ((character: string) => string)[] = [
  (character) => percent(character.charCodeAt(0)),
  (character) => percent(character.charCodeAt(0)).toUpperCase(),
  (character) => percent(character.charCodeAt(0)).replace('%', '%25'),
  (character) => percent(character.charCodeAt(0)).replace('%', '%2525'),
  (character) => `%u00${hex(character.charCodeAt(0))}`,
  (character) => character.toUpperCase(),
  // Overlong UTF-8: the byte in two, and in three.
  (character) => percent(0xc0 | (character.charCodeAt(0) >> 6), 0x80 | (character.charCodeAt(0) & 0x3f)),
  (character) =>
    percent(0xe0, 0x80 | (character.charCodeAt(0) >> 6), 0x80 | (character.charCodeAt(0) & 0x3f)),
  (character) =>
    String.fromCharCode(0xc0 | (character.charCodeAt(0) >> 6), 0x80 | (character.charCodeAt(0) & 0x3f)),
  // The full-width letter, which compatibility normalisation folds to the plain one.
  (character) => encodeURIComponent(String.fromCharCode(character.charCodeAt(0) + 0xfee0)),
]

/** Each disguise, once for only the first letter and once for all letters. */
export function listDisguised(name: string): readonly string[] {
  const [first = '', ...rest] = name
  return disguises.flatMap((disguise) => [disguise(first) + rest.join(''), [...name].map(disguise).join('')])
}
