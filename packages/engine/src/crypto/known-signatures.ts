import { decodeBase64Url } from './base64url.ts'
import { changeLastBit } from './known-answers.ts'
import type { NodeCrypto } from './node-crypto.ts'
import type { SignatureAlgorithm } from './runtime-crypto.ts'

/** A public key for each curve. The private keys were never stored. */
const keys: Readonly<Record<string, JsonWebKey>> = {
  RSA: {
    kty: 'RSA',
    n: 'wu1yjsaqrEXnxMYFO8Bz3erD_3SGWcSzugHFlFmMivg4lSWhnuQyxtkakQiv2-fVP14PiLw3TBG_CDIwUDYOlQ9e7ZbmytRb6tP59g__7sNgYy31_RN0W1Z_yOGmg0ZkTLoX6nKcrCLJqlq9dZmlBsf5A3Gzbb2ffwAsLr00oDgG1lZdrUOWeP8-fr0-XsmLemOY7u1rnifJVY0WRGSZ7X1cQO5wbsLdeZnyZnCd3LRUGhdnAvnCVxqqz661lRBY74164IgN6oV1Fo1dWVacuK50wv2k8W-KxBuI18hZKnAIXHwGnzYdUeD3gLwrFX6TM6HBzkNo0GM5DOVMZ4g88w',
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

/** A signature of these bytes for each algorithm. */
const signatures: Readonly<Record<string, string>> = {
  RS256:
    'YoX8zYDxhRXZ8YP1Oz_m-K84S8DPlcmTWtF7TFkr0YWkMszIlBpO2q_NqXFD1BVhnEZ-fKLUIO32ExOMXpti_xS9up9qc3n922uU5tlSbExfOpflvLTlddE0cHS1DuDaKQSQPE4CETiHIWriZWU03HQaX5lFj-ZjnzFWvs5Ll7k8oknVRguLkbyf27YuDGKwO63n78zYPTGzyK0DkoKGAOVpDJLeLj4Q95eXZKsKHmTt9z4GTLVN9UiEsDTek8snGobf9o5waScZ1iSnIIO156cajRgCxtTm4a1zJCY-aNR482RK54M_CJYQ_4bzSv730mM2yNvsaEf1VxTeuKJ3lQ',
  RS384:
    'D_EED0iDA7ADUKMGQaWsohv7DDvTaWaaZg3K8TXvaAFISUWlHMQcK4ybPiUFko0mmIvxHGcg5Eh3KFUfj5AszIQ-sQIr2hIUUV8YVvsGUtBO3boQ4t9hmiOMDhfBDfEDH1lmznXvmRszC7fzlADH2LU8zCiX9fO7Tg5sQp87iklVVzMRahUIE4ICVovma8WoGHuSz3S746EbI5qFUdQyAmhRp8hRnTzEnt-HvsWXMcMeHh9AWsETJrNO2nSCxOf01LMHeJfpv30-a8g5P0kEnIgJZ1RwQv6p6WmF4zLrxO543S11VmDE4qWn5Oa6jWMsasD-v7MzicSeqT6OzlWvLA',
  RS512:
    'kVVEoTsxg2RNVoQ4ZH5TWCTpiBsFme2Z9UWVDQ4POq7c3QbTHVWxUojDEVZaSyy3xlPJe0HkFjt07X4l993zX8smEBOeXdtTLSyX2nEPVk8Y2bg62sdfXNjoPfsyBVmx9bvCwrjX_v73NIeYbds4Z3EPkLAXNdci5V9WoruyoCkVR3d0ZICm2BcqzZgx5z9Bb_jaEQT4c1TUbwBFBytBLuZx9iHrbAsDhmiUselmhFxI71FA5Rf3oxr44sgs1zz_rzSaPlA3evEzJOiUF9xRFCHzGyoOeVyde3IJF3lTE7aUAX0pcBeOmjeKGtzOryOEvBeQ9n7ffPG1YpnImfb1OA',
  PS256:
    'f8DViK_WZzwik5InLJ20x6k_Pg6jZvTJ93BbpXPns4sN0096cS1-jcFMyZquoz1I3t1rhJ2znhJSRofMWOuhujwPdyI_i5Fc6bOd85g538iwjaWXx2q9kTkEwVOPgBlTIElHGZnZv1M7In75KE__HwHGhNMX7EZZtgedWfXoRIr1gFSG1VTmna3jpOFfQa1gzVlssqTZJNs8Dip3x526TQ5YY3lRFRioi86JY6xzuSpc0W-US7GF-u8NTqT32q82c3pxQGDbmDIter4Ngi7GKz0-elb4AQlj6OdUB5C5WcQBxOqUavFuGBrGRlHhswpgBClENaogRAMcMEKufgHROw',
  PS384:
    'NPPC18izwPQnM7d9hkRPuTueD1uVJo4Y-0Av9b7_DsU4SKWPb9BhjDmZudCjymgI-wmWgF2MHIwOG8xXXdUdscCHQz1g1iwqAedsBBlryPw0QfjtcqT_YFZEqiUbXzpFSps5YGXhBj-2sFh-naAQ94rUkkuI85q-6KIg9Q2GQESPqWf1q3w8Z7USkNtDqQMaoAzxiOK6BPQXV-Ts7P7ZergdmJZMnqhkxU2vNU73IVe_c5O6IipAqSV7EnvkFxm2cr5gyFnZ1QIAawlEdyyhVFWqKyVyFyDez6_sanaoGuZdDybYsrTQ5iL96m76tPJv96S5bV7fAUIUwlJRqsK4MA',
  PS512:
    'GhNKNUQ103ugYyf91YPZmCLhltOdomvbq8ECEOPsncLl6T7tbV0HIuHpP8S2N1kr4nBoTY3SRGsafIR8jbspH0gIbOGo7Yv7YbzDfv9JyFPSkWOfWrMcGdgkRkTTV4phcfSkTgLt3p0uqDW5uUv39Zpwh5dUsOHA_2hI7Kr8qPYDzq8igaGm_svz_3Q4LfZgZAa76LoO54eQe7QjAWpfocK3Zz_k9QxEc4Oa6GGo5JDJ5twklsNIAP0_9oO5lxscHFnEnVO9Zt4tNwk0zrtCypASHZcGU2E9dT8K2ldYhh2pzvfxwigHOtaccywaIZUmluTN_vK-jfuIiyaAljo1Sw',
  ES256: 'qusY3ap4uHj98wrSfIy0bxkZUlUtHvROQgt-lFbf1oF1hrhPoil_O3SwTE_d-FHj0crdcs3DQj0RCKbMXDndDQ',
  ES384:
    'JM1puTapanB4N672UseMkrr5z9wBF_5j9uLmfsX3Ux-4g2akgZwuxI5Tc-JyWbt7KmRZ7QvD6dnI0-SM7I8sZYRFy3QNp3M2q6aRMEGrn3V26baMgaKwhuKds2G4Jc3N',
  ES512:
    'AWnaSIeWOjz0U3_1IlTVh_PsKhNf0zJgqXHscnGzsQDp_rdkz4Ufy3L_YCKKs0FmR1lbReGyQXq3Y5IPxZRks0JxAKVKL-nRZCbkrEt0W9IVNaAfR4cs85evtzycvCFbvojyDuOKB_dNDGvpfz-cqJa8kZvYrYdOimqDWC8tuZ0TWkjG',
  Ed25519: 'UQEmfQBgTFhQbuEZ8ZnJVcstuvY1t93kwwnMIL7K23HW-voVa12cWdz9OAiBbHaqrULkcciNBG-fUuiCaJfwAQ',
}

/** Signatures of these bytes whose salt is empty. @see RFC 7518, section 3.5: it has the length of the hash */
const unsalted: Readonly<Record<string, string>> = {
  PS256:
    'ZPSY-eH_RLcgHhJKImMiCLjUt2p7q0c2QdeStL_998cyTfrulqFpL8fx23uXPplYE-SY1zvPVzxjNuqutRRyPLjB9Y-Qh8OueSAbjz07AnRoJJQTKA79foK1Z4fcdUKlFyovtEisDXrJU05kFIDUtQ7arWz4loojmZZk6xv-LctZSsytdR4QRlsDoriIg9r5P_jru8eriA5i9nW31TCIlql3FLaZugUZrmGLLiY2wi7TK8pI2GvymKrtLuniMAbBUJChjWch2u2ElifAzqW3kYxQkY89fsEiK-SINPUzrql0_LGf0DBg1Wvzn3rgo25-5sdyI08-FfGtutPEuuj4SA',
  PS384:
    'BO4Wmsi27BHvY36yA2U0bQX-BVJa7JNm0CtTjvdX-mLRUEk4p15M5adeTqqgTMmZWSiHlZ3HaWa5n5ivZMdbRHht8LzdhpBJlu_5T7bBkq3eMB-b8Qw-EZYNyX_RqNEj7ZLeY4tzlXegAn2fao1LhMNAoADkv8uVBbjMFpufqF4SrpEyje1BcAeJBMoujCuRyxBh5-WAkYb6t1FoBvVyCtFTQnTIh7E76Mm7eBMRSDFuwCHO3zSnS_sGZI6j-QUWv3bnuKToejCsv9QWp7yn6DbhJLLcHO0ANEBVGbFnPtiVVrrPbNbeIj9RN-w80W6wGZMjP364EQg2urOgcY0JyA',
  PS512:
    'tZoPFDbW-4pYSCwYPQ_jnPDMBfayMn9EhT2wSSZonRYwm8P_ExvuQAHCSxYW6PJGCyIODvezlWDQQsdw3GX6X_bU1bGZJ1mYQhr6mUBooi7V79W9Xy-SEqhGXM09KHe2g3eTUpvefXO9uJ58JOnD6ivut5w-5bj-CvbJj0_0tUz_8TPAfJUhp5l4QgIWsYOw0lAMwyArYz_RBLWi5kwTdKCb0xI_vAeapTyJ13CLbnSgLDQPfhsFWHS7xkhgt5QRybT4Z-iaJYlaCpetuLjG9b_Y5Yws9UR7kz_jT3C2sjzkLst-6zdU_R3YOVD-5m6A8FFsqR3vr243IQtJZuza3g',
}

/**
 * Whether an algorithm verifies the known signature, and refuses it if a bit of the signature or the text, or the salt length, is
 * changed.
 */
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
  const other = unsalted[alg]
  return (
    crypto.verify({ algorithm, key, signature, signed }) &&
    !crypto.verify({ algorithm, key, signature: changeLastBit(signature), signed }) &&
    !crypto.verify({ algorithm, key, signature, signed: changeLastBit(signed) }) &&
    (other === undefined || !crypto.verify({ algorithm, key, signature: decodeBase64Url(other), signed }))
  )
}
