import { decodeBase64Url } from './base64url.ts'
import { changeLastBit } from './known-answers.ts'
import type { NodeCrypto } from './node-crypto.ts'
import type { SignatureAlgorithm } from './runtime-crypto.ts'

/** Public keys, by curve. Their private halves were never stored. */
const keys: Readonly<Record<string, JsonWebKey>> = {
  RSA: {
    kty: 'RSA',
    n: 'rLDNspNoQ0YNuWpANKDBsASx3MiDpiijJLR3ESQnm1i0eYqOk3SGWqNVbyfDoUFm1VV6-awJZ8jUr7X9ux1HP-hbCmp7GxFFPvXLjOtSCCXvMPyv2XowZWtI0AVEMX277OfewLfQxvQqhPUNdTrOS1OZZW4iLnxpeVO0XgCtMcR6zNCJXHVVmP7VtuSR07cBOQZ0mANgRuSr_I_G_e7ba4fys8h8X4BKMimAuZ52fgp90aD5N8ooea4Go4EAqhaKmSlwl7v61tEgoijL9mx0s5GE7V0dGBPrEx_b5mXj8AMbcvZwetzAak4cyGZDnpmvu4ypiO_Fp94TfKE0cZS95w',
    e: 'AQAB',
  },
  'P-256': {
    kty: 'EC',
    crv: 'P-256',
    x: 'OsvECPFHAtHZXOaQK9eLc8uJGAtuWWZSBxsEY8GwbPI',
    y: 'trRkbvj3I55yx10NB0JFCgAaNi-J_RE2LAVFWNuC92k',
  },
  'P-384': {
    kty: 'EC',
    crv: 'P-384',
    x: 'v6GnWGrGjMk3W5_q24pMC-jLJegRslBq1Wt2R3MdN319uOjJVRihBJe4MUCPue9X',
    y: 'r0ZjqYrF4jY5EzpYqm-Tb3gRR4_vdfnOFZYQXf_NnLKkNOnVst6flU6pQaehChbf',
  },
  'P-521': {
    kty: 'EC',
    crv: 'P-521',
    x: 'AKPOAr4U7X-StWI8qJvnYg8YAncCUnpEHdmNemWamtCdcnlCgwl24fPCuR2Iy52cFLueFv3OO6TX9_Q8EGc6CBfa',
    y: 'AfGGDcFC6lvEKP-ymkEUUNEP8NxoREAv0giaLb3TDyOdj74c1GrsuYSH69dAu09XeEi84A5JvgeAM3WpwNJPaA61',
  },
  Ed25519: {
    kty: 'OKP',
    crv: 'Ed25519',
    x: '82M-K9ooPKL6as6k1-g14rnYsd0iT_mPk-jRcfxHBqg',
  },
}

const signed = new TextEncoder().encode('known answer')

/** Signatures of these bytes, by algorithm. */
const signatures: Readonly<Record<string, string>> = {
  RS256:
    'InKkB6-y5j0x0akFoiGSHNEdcsPhph1EdnFjwekcgtcwPywBIkVkwLw5IpleVstUGh5pIYj0nW_HAtpwuZUawrAoUQkQEVVLSX1autwwcuHXexxYU2z-Uu-Hyu0vdSL4GxLDooGiCFTzXSbcW61FaKBxHPlOE2xj4djEebpPVWcjQUGwgO87St135jsWknXJSMwqhEqLTELkGlp8vnup6kgWMunWKwflbXzN-DeWjCLKALwBMIQQG9yNcDpxJc0CQ6cAJZvpqeMxmCPpYepjefWTPJEitiwUvOAnDU9Rg-FTpY2lzHD7s88fGFrGlForc6JrtiYcbdtBnUBna2soxg',
  RS384:
    'DkxN05IKlgyeVYfWz5YZ-hGQUK5_4LLmvv9BFVXwmPCOdR0_2PWZOJPfiuqyElF85mghmn3aNkU5w85S5UQBQw-gbdhXCZErFZt7tAN3y8dNciBVys2ftTXgmeLyv0mttOvsxDtfaNnrsSN7Au7GNe4KK78qTMwHp0JxiVFi8M_8zpfzN8xrKN7CnmySHIqSN8E5dNnmn6VPk8XWPeFjdndk51nn2B4AWi734Qkl9zvH53Fsnad4P-CTPxA4hqHYBcWKUyTf06i6o9JRAf_PXRD9BaK7i1-modmNNDUR_imCtB3qnzIkXktcoBqhD0u0Kr-lqVZ0gjChhJC8_bp6XQ',
  RS512:
    'mlBF6MGw4ek7tAbQDpLb_vTQasfDzMaUZkkp3rxxtes4bv9WoniL1zDS-9oqC3goD5JopzoXblpFCb7SOYarQvfzQGXkmGmgVAgYo5iSJyYGJDskcnMok2aYitfWYXBHmAtCOyn_wmY_w6R4ILAkVZjeyBS5ACPSUiX7yKey5XkEK2WPiFxdOXAspgZ3_uk-rQcPEutMJtd0-tZnLP5PotFLfnqgw_Z-zLySmPXj3ES8_M6cKO5xo8PqwKUEX1wnlKAQ2dUCHcKBooTdpoxSy8MaMVY1D9dsUBY0Q9CSfiXO00joD2jJsTF7B5xGUNxsm6QSaPqsh_19NcqyNAYLiQ',
  PS256:
    'jtp51QlrnN3BKgUAhrCIzCioEjw7Z2BXlEwP28J1bKZGaljfbLZmlLZrrxHddPP4yNtvBztGau0HgXlK4iUpTc6E37Y8W_S80l0BICJBonxDgdYRF02wHgKNqEwsFT2mGjKn_9PWaBRFbYX75YZKkXjW-Ngk47cu6U4erFPRGnr1J8-Xkby8U4fGLp9l_OYJTwq49afCzW4NWa0cFU1WZNfyHj10NvXdae_tZ9snn3FFetkfqvVJ10hnqA68UT1vbqNnZj63XV0XfqcYqJXspLtqXy9hhbsfdMzIpyTstM0lR2YH_7tVThpRSYGO_Ey3jB1ywZvDW2D-iq6GO804wg',
  PS384:
    'IthG1UbL9BEiEaWI6jyekxo_Tkme-vIWoNWa9H23Gbti__ehrtvGdfjLO9Bs_Qcaz0nVJ4Ew2GECzlCgrdFNXar02o8i1DA8cqas9syG0zMLac51UFgLc3eCinW-H-9WmQAp98d-_PcdihvXG5OtvIxM7Cdil4xaSR85mSry-TeLpdeg2kAsXriVQOlaCh5uiIjJjWrzmn2_xLf0-42uJT-TemcdzIqOkKyXtPDArIHFkpr3vWk86jCeJrDyF71j3HNmh42yzXJfUjft-R5W8xW-8PxW0YGT9wFBTEa6ukM_sjqIcmK_DqvHX_obyo4yjBZhpAC3WyWN8qi3B5TNPw',
  PS512:
    'P3-s0R02WNhyGVO2Vi0_635kzGmIGXPHOjPNwPf02T5v_KqHmnCiEQB69wApecUOjBnKwH9hI5vhSollg2QWh7ZZXhFgib_xvLk6m4en3RsDaXq-G_Jt4LxKa86WLZPseLJk14H51t5sMM4S5alYqsPEqGRWGcQ2Xo7qhAyZEMnFqEsHM6q7YjzoedcfuM6ra-wdp6ZbjVa_E5M2MSoOGqo-Y6ttkBZnapRmgkcuU08pPlxRD14FtXMkmSrqVrXGIzDWcxXcsm7TXK0wpsEaKonDLYDUFTnMoiam2re9YZ4WzFLOngpw_g9goHq58rpBLgm6-Pij2gz6tcEkLfqt8w',
  ES256: 'qusY3ap4uHj98wrSfIy0bxkZUlUtHvROQgt-lFbf1oF1hrhPoil_O3SwTE_d-FHj0crdcs3DQj0RCKbMXDndDQ',
  ES384:
    'JM1puTapanB4N672UseMkrr5z9wBF_5j9uLmfsX3Ux-4g2akgZwuxI5Tc-JyWbt7KmRZ7QvD6dnI0-SM7I8sZYRFy3QNp3M2q6aRMEGrn3V26baMgaKwhuKds2G4Jc3N',
  ES512:
    'AWnaSIeWOjz0U3_1IlTVh_PsKhNf0zJgqXHscnGzsQDp_rdkz4Ufy3L_YCKKs0FmR1lbReGyQXq3Y5IPxZRks0JxAKVKL-nRZCbkrEt0W9IVNaAfR4cs85evtzycvCFbvojyDuOKB_dNDGvpfz-cqJa8kZvYrYdOimqDWC8tuZ0TWkjG',
  Ed25519: 'UQEmfQBgTFhQbuEZ8ZnJVcstuvY1t93kwwnMIL7K23HW-voVa12cWdz9OAiBbHaqrULkcciNBG-fUuiCaJfwAQ',
}

/** Whether an algorithm verifies the known signature, and refuses it once a bit of it or of the text is another. */
export async function verifiesKnownSignatures(
  crypto: NodeCrypto,
  algorithm: SignatureAlgorithm,
): Promise<boolean> {
  const { alg, name, namedCurve } = algorithm
  const jwk = keys[namedCurve ?? (name === 'Ed25519' ? name : 'RSA')]
  const known = signatures[alg === 'EdDSA' ? 'Ed25519' : alg]
  if (jwk === undefined || known === undefined) return false
  const key = await globalThis.crypto.subtle.importKey('jwk', jwk, algorithm, true, ['verify'])
  const signature = decodeBase64Url(known)
  return (
    crypto.verify({ algorithm, key, signature, signed }) &&
    !crypto.verify({ algorithm, key, signature: changeLastBit(signature), signed }) &&
    !crypto.verify({ algorithm, key, signature, signed: changeLastBit(signed) })
  )
}
