/** The input of HKDF for the key of `sealingAnswers`. */
export const sealingSecret = 'the secret of the known answers'
export const sealingInfo = 'the info of the known answers'

/** Texts sealed with AES-256-GCM by OpenSSL. `iv` is hexadecimal, `ciphertext` and `tag` are base64url. */
export const sealingAnswers = [
  {
    ...{ iv: '000000000000000000000000', additionalData: '', plaintext: '' },
    ...{ ciphertext: '', tag: 'oDqhOtUkY7ueX4vtuWUfWA' },
  },
  {
    ...{ iv: '000102030405060708090a0b', additionalData: 'a header' },
    plaintext: 'a text of more than one block of the cipher',
    ciphertext: 'RSRH-pwluLMlC_DCoUzwo2qqOnHhy3OiQZlPEqPGfRprEeh1ALzyCIfFSw',
    tag: 'oxNqxQ6vQlN-cvqTRsvldw',
  },
  {
    ...{ iv: 'ffffffffffffffffffffffff', additionalData: '', plaintext: 'x' },
    ...{ ciphertext: '0Q', tag: 'YufY5ArLWMXyErY-AqZE-A' },
  },
  {
    ...{ iv: 'cafebabefacedbaddecaf888', additionalData: 'only a header', plaintext: '' },
    ...{ ciphertext: '', tag: 'TEqEaUmPAe9BR_LW0U7dOA' },
  },
] as const

/** RFC 5869, appendix A.3: a secret of 22 bytes 0b, no salt and no info; 42 bytes. */
export const derivedAnswer =
  '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8'

/** The examples of FIPS 180-4 and the empty text, hexadecimal. */
export const digestAnswers = [
  ['SHA-256', '', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['SHA-256', 'abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'SHA-384',
    '',
    '38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b',
  ],
  [
    'SHA-384',
    'abc',
    'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
  ],
  [
    'SHA-512',
    '',
    'cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e',
  ],
  [
    'SHA-512',
    'abc',
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
  ],
] as const
