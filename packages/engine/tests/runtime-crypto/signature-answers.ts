import type { JWK } from 'jose'

/** A signature, and whether it verifies. */
export interface SignatureAnswer {
  readonly alg: string
  readonly kind: string
  readonly isValid: boolean
  readonly key: JWK
  readonly signed: string
  /** base64url */
  readonly signature: string
}

/** The keys of `madeAnswers`, by kind or curve. Their private halves were never stored. */
const answerKeys = {
  RSA: {
    kty: 'RSA',
    n: '1GaF_5IjoTxBeLbOEPBiA3CKHhlCSE18v6gRT9unWGT8VEKrnDds-lPGvydO_xeAktMlN88squoLuQ4NitAmUIckN4QRHZj4CxEZPkp_FTIZ-K8WOlCSh5y9W7hhdOtNA_C7XctXn_D1K6vZgA3QOGEiXlJOEofzkNSzw9goALm5htLzkEiPpAyH_fLkGcFntpSMQI5RaeP3QHAmP0T3xLDNG5hv0QQh8mHKonDeTBPHVQUAyKJheuENIjATq1sxzex_gpwi97FNioQ0x45Pu8EapmlnBKAdppkea0XG0cb9YQPm9Oa6XSZ326_jzEqf4LmOteJ7erqQG1R7CyKq_w',
    e: 'AQAB',
  },
  'P-256': {
    kty: 'EC',
    x: 'SNmrQjis4a5oX-oa5aa238VgIuyViY8iQl8GDOCTu9E',
    y: 'Y3oinTnab1tMQSCKwIvQn80oN10Gc4QRu1d7gkXOtQ8',
    crv: 'P-256',
  },
  'P-384': {
    kty: 'EC',
    x: 'lyUSERD-l5eJMGepgJCgDAV4_yMsn0LunywUKhwYSRUHaDY5FFbUzjRVgGGhJk5h',
    y: 'uxytqpvjnMuAtSURnUPo909u8lrstgHMoAI41EcKRXEO2wfTDBrqigD5L6dMsL0K',
    crv: 'P-384',
  },
  'P-521': {
    kty: 'EC',
    x: 'AU8mZpM27hUNBN5YmLWJE-V35Q2VQG2Nl6Fud3LzL5kHjg0Zmft-A7GJ3MiCZ24ez9mE0SqjJzJBQsY19RzRmh1X',
    y: 'ALRHACIaEwPHHtmJFvHhQtiaI_AqRJ9YhE0A0NoGexDZrJOV6hDPXXl_SsCln4UQJZg0SiapWcRW-jh3IOEegCkf',
    crv: 'P-521',
  },
  Ed25519: { crv: 'Ed25519', x: 'boABxz-trupfFxuELyov2ryCBRlrlzGvKKZSItuSjdU', kty: 'OKP' },
} as const satisfies Readonly<Record<string, JWK>>

/** What was signed in `madeAnswers`. */
const signed = 'The signed text of the known answers.'

/**
 * Signatures as another implementation, a mistake or an attacker makes them with the private key, by algorithm: what they are, whether they
 * verify, and the signature. OpenSSL verified the valid ones, and those of RSASSA-PSS by the length of their salt.
 */
const madeAnswers: Readonly<Record<string, readonly (readonly [string, boolean, string])[]>> = {
  RS256: [
    [
      'valid',
      true,
      'NufauXEPELfvgt-g2Yhn5oKx2v7NPtLusS---H5BSFjyXxZA_sIh8YNLrGFMUkOBUho9wR_jk9gnNBDLhl_J4eeA0seaEk_8mSpg0I_0wvEVzaSWrKFYdOO33H-MCxg3Z3Ye7NiVHVnDQ0tYlNX9ot-j-o9yh6xU9tMMC5-fqRyxNCoshM425GgPuhKXAmCy6Tt9-Yh7tokgmjnf22EFVudxDBoZ1Qf0zE_6HMYvtnVuRwfVXGlLpKtvC-w-_RJe2qgEfuiLMqfbfJRFHtgws44Sd8P_LjISPUfbQV5uuuKxTL9OWdJ6h5iz4PI2OQuFCclE9jBRxNFCb3vP9ZRGNQ',
    ],
    [
      'DigestInfo without NULL',
      false,
      'dLDg0q635CLZqgPM6nmziACiBiB5vMgxO62riuTnKo-d394dWWg1Kcg8-JT7ONc_1HxYtLUzTxZKQfnRIm2lFdwuqGx1w7tNP4yGZkw1AE8HWt_sXTTIHK58SVV_PcOO08sOvj3iN33wtvRINkcYSEsmAVOdobed8QZk-RlMkJjljitMufdvekDB7z9UrhTtmNEIdxg5BFb1ar47zlAKkC4kc4ALnAF1khT3DJZ-0cC63g7HNOl2y92vb--1Ih6jvMe5swbA0tKEWrNFwMGJ_qlUdbnqPyi4cUnoEpyLY22FENMHqmYUu7iP3R1sURCrrP08cxgpTC2GL5s5gBMTNg',
    ],
    [
      'DigestInfo with a long length',
      false,
      'rAGUJXgVuNpRs49J3QIUtID3r7EvJg5L6xxjfBwYNgIZg_4u_vxCLPGXmzcJqHKIPiQZbflNTY2MP2-Z-59c4YCX_k928oE7QBjLb8mnzDP7vzhj-LXytF1RhrZnrQgrigVjU2L3sVIhOjvehWkBpC06bYIBfxPB3b1KWiiYDCwN4SwJuNSDOnxQHLsFag9j-v4qTWmDs28YgYJ-BbXRLYDVEvnQE9ikUZ-OHQcBw3AepBI4cUy8j0AaQNJdmA1RybNTsK8pTifyfXLnyQXTl4WSjozjeesFMyjgVtIOtKN4-djTR8poRykD2jmHANCDFrofM2k0rrm1SGTx10iLEA',
    ],
    [
      'DigestInfo that names another hash',
      false,
      'h49VvdXFRftdWONmJJix2-yP_CzOBZ_dunNt7feAMw7XqGQGW4IgxqqQLH9WhgTmSDhvsU9Th68OtVFg2H6Taa7tFsO7uAQSIV-KLmdLO-Wh7iwhsf5DpEFyThaxjXFMxZ7L3xEcOk7I1FCwHduT2gfm3S3nooSTJiVc3QdkfHVrR6flE3EXiyi602o2Vyqow1hmUGY36VZp8pO0gfGvW1bN-rKR91XIWuw2esTmP6YQ2d_xQ-QAS_8J2hmFBXD66kWqhjNEeBUH3hpiG52f7CxtTibUm5Kk-2i4mJv2Q5-dsSQQt44TFNZt6EizAm3MjQPa_6dhP65VazSfdVg_Lw',
    ],
    [
      'signed with another hash',
      false,
      'iWQ5UdQqq1vRmQ_ShjDe6eUfVauS9PBF6bFrr3qYs5TbDbRQS5R-Je9lydOaPylvk6aTl8akVTqCA00ezCo9fP8fCtQc75Oih6DqIBkO3b_6__MCDck_c4ZtVdpOYgmm1jgDcj5rUGkReZJ2WMyH7csLHDLg0uaItf4or0N1n-vngIOxAZ3MMfHy6mQjl3hVn7MgJglA3WjZE9drbFChhjTZewzKSqCC1MQwRCuj1gcvD7tS-PXf7IEwA_FVD81JvnZaVU3OZws31JVJzpHWWQXTE2nE95HA_2l0sDLfgRKy4RawQBB9qIznbruzgG6-HGW8tmr_8h_9yWoiuIWskg',
    ],
    [
      'the hash without DigestInfo',
      false,
      'dt1Hs_m-CR_6A2pV_Jv2gk5CD5xn2Rw0LpYWWQz_WgO0eV7F8FEkZcn3RJbDQjF_u_qXKK3vcEs8qHw6g0SOfC0X-plIdB-yFsfyWh9ivD5681ikNk9mIo1ciTHuZyXmlQDQcwdkscsizqzeOL34elYehlyJe8mxh0OjxHiHgiPFEF50pcrC_Y0b9zJaMNLMFeAKaX-yLJHQfb5yGsiWG5icd1pRJfcrW9QOJaAHcNyoc-xeUCzAvF0E_8LYTf_FmbRcOvbpLkksuBpln_7BFpn4hEmDUPwcy51UfB27fmS36jrTo6sW81wcW9nUKnYtee-J6yqjPUwA39iNaSBRPQ',
    ],
    [
      'bytes after the hash, 8 bytes of padding (CVE-2006-4339)',
      false,
      'A-AvKv7JwMWB6sJ2J5aJghoKTbxnrDWpFpPgBVJyxMwuqQddI136tqEd9y-jsUV1BfK_C58BQ3sxZYQezNtbAYpfSt3RkhhyOhJsi4YLI8ovRW5TruFBjZgVCnslOeHv1xoFhTJDqK0XrIvJCGuMlcyk2R-kxAKbjfB0cAk2tDZFNmMIDpV7Bfzbo9H6HthyKmDdAbXW5UBkrcpAEXMyAU_CXIa64o54nuXwfhTvjs9jfpx9ghrJQySEQBJBHNlwQX3VyDR5Scy-N1xP-mAjwEaJl6O7FyechMgJptCbFMPHvwEs064ZG9Z6_cO6U5OQCw2IQXLPS3H0d-kccoo4Kg',
    ],
    [
      'padding of zeros',
      false,
      'Xx5RjLuLftgKkSJEfQMj3b0lNDWPcEWi_8l0OwWR6kMFYK0LbFaXhz58y-frEx8OpKgQCA01eQxRZCy_vIGJf6GOw-VFeN1oA-LWFFw5oMGaKHi2nV6c3AyjVt1haTJk_YYFi9DI957-bBwd4SZ3sqT95Mh0Qe07g15jCGUA0HlaMj_XaighIYmi1rZSkA54mZdY9O2rq_1_4yaGYq_oFNvojPb-APYbK2wpE49BXRNn-SkH44MjHZc6BwhWWACopsVugTsYjKSaWREBnWswoRyhrigxRYpIh1ElHwXu17-9rd6_c2WUYe9pNiH6xE0p1cWETdRqri16UREdYkCODQ',
    ],
    [
      'padding of encryption',
      false,
      'Is_hqQwooE-yAhdnfcwzO6Ijdu7QiN4Ob8NTaLQZa7NG-oiEnI1NTodDUux25uuXGx51DqRclJAZ18uXa5beMGmN1LyIrkwNSIQEQe7kOGe2KJjw0TT1OOtaaxs_OXSpHlhcrak9mq371TFpsRbBUwyjpHWxFwd7XeAEZR3BtgTwHoTjWJ9ync6mjoLF-pkRVVuSXKzG5We7XHqi3iIVlfwOziN7I7HFe7ZHXFO_VUc-Laa1XYBbHuvVBoWjAKR3cCIilBtanhNdOMX2QM_o0mtM8_1XM4j80F0XNCLOG5_dqWhIJmJO_p-71AHvALN5l3j9B-_IXTrFqcQ7bWvBqQ',
    ],
    [
      'signed as RSASSA-PSS',
      false,
      'N_M6CGx8gqo5EJ1XIqmBC18MkqbbmDfMEnqv-a1EDKfqJpt5TdOFuh3g432_w1HIOhTuiNlJ0LXkFXtQq0Xcr0GdgjmRGqUS8BssMiNYm-e_Or5-Lb3FDH_DhSitVqZZJlA7tR-WEMLR-2BxIck2CSK49S-74Y9OoqKs-iH21PipgMA7gwTLBb_7VK6liZueBmSz_HzNYjN0EEkLoU5BSDrtDRDQzx5pBKf7PrxDEG42eGNnSSLyfFf1RdQXw7SLXqz_V4soDVJ4Dq5aNa_SXDyLtdWWqceR8sgvwrhjcRiZLUtIn86z9_puGUfPmym0gxtDH99d3jta6zUiu6tl4g',
    ],
  ],
  RS384: [
    [
      'valid',
      true,
      'iWQ5UdQqq1vRmQ_ShjDe6eUfVauS9PBF6bFrr3qYs5TbDbRQS5R-Je9lydOaPylvk6aTl8akVTqCA00ezCo9fP8fCtQc75Oih6DqIBkO3b_6__MCDck_c4ZtVdpOYgmm1jgDcj5rUGkReZJ2WMyH7csLHDLg0uaItf4or0N1n-vngIOxAZ3MMfHy6mQjl3hVn7MgJglA3WjZE9drbFChhjTZewzKSqCC1MQwRCuj1gcvD7tS-PXf7IEwA_FVD81JvnZaVU3OZws31JVJzpHWWQXTE2nE95HA_2l0sDLfgRKy4RawQBB9qIznbruzgG6-HGW8tmr_8h_9yWoiuIWskg',
    ],
    [
      'DigestInfo without NULL',
      false,
      'WUAn7mgJbUwirgBs0b7U9icFsRc--4oHmpA1nAA4OFQkNy3b18It15kvvJvpjd4jBWxOE1Nn4mk9tAwJMVhS_TPdT0dijI9GZIV_4VrWqxZA3T0IMHZyiZt6NVocWJnOctPKvvXUhp__MLRPGlru54CJwd4B8YCCGK81JtozPC3xC1_tXrC16NCc2TZnYBiod2OYUSlOzBoiDyrJNlSsPT0UKxUzx-ChQAk2x3E-a_ZpJi0k3_0ol6cWfkC28VPGRf5XbSrsNtnLpChBNl5pG52DZqlLSQ2y_uKnrwLN7hmb__3KF0A2VFwHMY4-LPhrP1Q3AUlQcOHyYLA183AGAw',
    ],
    [
      'DigestInfo with a long length',
      false,
      'm6Bsat9GD-CeyDsI3-D50W8R21inbzIDhj_2YQ7lykFF4t_yYqmDL9d1O-fgKL7QIMLXHOwUC0icujQmQBvuRS9GlvDUFw4KjeTIJ2YO176z3y8BTmSVFVedCtgTyqleKIPGZZLg5zta7XaRY6Wa1CduFpyXuVUHs4bEoWzuBrPlQ6w3Prnyzw5DG1ChVhYInZZlf6O2xR5v5Y5hDZcz2TkstLett58yEIrq4kOL6ZvNJ_pC9vaux5-kCNku6l_zYUx7vqqzMn3ZjaNswmhIY9y9zHLhzN6uJxY69-3kmASHK2SccG9z1nZvfHn28I2sBPk804q0gukzxgzk4x7qBg',
    ],
    [
      'DigestInfo that names another hash',
      false,
      'hkhQmb1e86czRyGIn52jst9gDD0QBr_PFAjq8xzlxANeFQh-5bW7WzGZPBFN1wWC77_xevLIc_QwAtcL7FvKCK0rLIB7tmG1a7tLe_c6AYHNVZIQ7I-x2BySBwxLwbjS9zAMMDgPlUj-QX33Nzy3oQxCScBLRS0llSVgAM8CLTaRLmozkTHdn62vaO1eBkuDkpyKcUWBy-IYhOa0s_KRAejwfI13T8gMpJ3JE0YRs8W3hA6CCExVTLsgy5twzfkxuFDpgx7rViYM1zhxg_oaFntEhxJrLsj5JfefeFAG3wRAmBTiaObC6BtSicpVVj1Thym0FXj5kOz993bgAau_qA',
    ],
    [
      'signed with another hash',
      false,
      'NufauXEPELfvgt-g2Yhn5oKx2v7NPtLusS---H5BSFjyXxZA_sIh8YNLrGFMUkOBUho9wR_jk9gnNBDLhl_J4eeA0seaEk_8mSpg0I_0wvEVzaSWrKFYdOO33H-MCxg3Z3Ye7NiVHVnDQ0tYlNX9ot-j-o9yh6xU9tMMC5-fqRyxNCoshM425GgPuhKXAmCy6Tt9-Yh7tokgmjnf22EFVudxDBoZ1Qf0zE_6HMYvtnVuRwfVXGlLpKtvC-w-_RJe2qgEfuiLMqfbfJRFHtgws44Sd8P_LjISPUfbQV5uuuKxTL9OWdJ6h5iz4PI2OQuFCclE9jBRxNFCb3vP9ZRGNQ',
    ],
    [
      'the hash without DigestInfo',
      false,
      'NGGhglk42iRCvtC6XhYYaEhVa3M4Y5uYnJrlWD5AoNzZRTJKlccNtYZH_-AJkZdVdiYS2Y3YGZhMH3BOIcLAQak3QJal6izbdI3BV2ubvGh52C6DiR0F6RoAZq2ak4dsL5gKVljSfqN4TLX0g_H1uTL1MT0FGt5cadJo3G7Rfg0Wnd8fLVWfI8obB16rju_eRCGLAaBf6S75tgp-hlJV-SIWwQpxMhgmcvexVPGt_LwMmNP5sXmOJeSzKdpnQVM6zzwSKQfVbHbZlyCSQT2TxIb-NyWi8clVwKU6uIzycTOre0XmmPUXDu2zsOlsAe76aGqQJ8KX9DM1fscuRFEDcA',
    ],
    [
      'bytes after the hash, 8 bytes of padding (CVE-2006-4339)',
      false,
      'qKAOfdQ55WtyEmaFurK3Mw06Nu1SkCDCUJvCQVEzpgwQhqqZe9K57n8-9VWcrcj-5IMiq-j8QhTgnCvbj4JlbgKRRJ6zh1uPkB2whb9Z-_E_ESkaQYBIClsqXqz8k9Keh9pvHKTT8-gfGv549cYEJhQbxtrI5kzabH5nfEcfqnZ2h397SqBMI0lRVaVU41CY_mkYQny9r9KTZDDkm8tW53pvc96sW4ol6USqvyX0rg60s_cYhHUpxPp3EBdRW4Zwpq90oJ2sS_IUe8h37cDplYYs8tPd8_MxkEqNVgSdfYTZVwCbuKcNrRj1D-JJfUZDbyeb8t4RmsSJctiAR-s9JQ',
    ],
    [
      'padding of zeros',
      false,
      'DTk_Ir65U9nQo55szvOJ0Og62uD4lx8xaX19teSMiDHDcmsShI-rgLzopRs18ei9Gbdbt6-_ppicBS1AweKYFqKZW36i6_ZkWatXPs59KfUydMow_hxLI4zOnIi_Z6P3zoQ3dgF348_dklmoCWlLE88XeY1s-W8OEv783TRAXYUZrDMj0y_DkCje0lf1SBqhLDUeul7ggKf-isy69Op7tNPke9jChbXy_WrWYcSigPtQOgMFrv7gcOfbuKtWgzCGGsnlH0s83tatIZadkdnH47c5q_dKKrJnbcoTdFP77gwJeKFWu7XNEk4ybGtWiF1rsT2ZXW1hQoo1Z98UMQ37ZA',
    ],
    [
      'padding of encryption',
      false,
      'uqyA4CLuZT5S3vcKaNhZ9R3YNG3dZP7WL4OqIMM0JyVNLrSHkubxiOHwwmBX8JMOgt_zYvkE4h4RiwxybPVtMwRHnqrHMouij21ZzNpkD8z9FjbjiAcXv9TLoUf6Iinm-Hw_BI9TA2ozM6h9SlqiUztX5rYMaaWFD2YfaOVor1VFwHYkoLD3AVoDRxMsZ632z6phS41Np2ifgPOkQnP3JgyTix_rlfVgtqjKM-8hKC8sifS4v6X6UO-t3HvgVHxxDtQfMLRG5LXN-DJhfTTKh3mpx0iO1UdduPnqoZz83BukbFtDJXqZ1pQc_JE-LjKKrXZ_r-I_w39WoU7XCdLrcQ',
    ],
    [
      'signed as RSASSA-PSS',
      false,
      'zOi7VxXAG6HvIGsjXzXr9_ACph3fPSruYvErhAhmF-05i3Bn1rFjGwVlPB2_cGZ6b4SdsaxvX69IyCjZIeLrSMdATy5c9992ChSAQ28_L4M0nLneFJ8-De93TsYvuBmKqsuKAokXDKBqX72QmGc4w1RmBhR2wMffYLCp0D1lwtqE4KwW7JvXnbcFZJYAGZYHlie-86Zhl_Vzo8maJo4YqhO6pzlLQdCAZDjduGIdTG4V1Uk49Gxu4OR0v-yw1DJ5TNg_y5fdzI0VtQPj9eEl-pdDfvMm84XsQtPjK5l_hxDqvTITYwus2VjO3NMvApT0FFCiR1cbi1z9lsiEhroX6g',
    ],
  ],
  RS512: [
    [
      'valid',
      true,
      'wLIBBQX3XXA7-TjN806zWrN2cmGE4k-8l7AwIA2JJ8W000WhliCuokDzE_3aueN0gqKjCoAduLWUnNRazD0JBeMtQUxjZYO7-Qo5q4_5KpnZLQHvfVOLcLUsHI0mRCcylK9h2Ft-6qriu3cRbk_XbapeO7E6t8oFnexkznJUj7FmyxzucSV7lIlD4PhWVVPno55i5mGG97kwC745ooGcJtpKlD9qYYcaIl8wagKGCeCBLZ2GmSYBOZTeoXEqObrivA4GU4ko_cMWsRAWJlnkKfB-Abj5N1ARh_vluA7Hb5gnwrK9oq3b5CpAsUjLkUXj6vtiC9VW6IK7Lfz7abskKQ',
    ],
    [
      'DigestInfo without NULL',
      false,
      'u8xmw6eknQKgF-DAcNi7UhSXdeTKa3mQp5tVVtCf82m6ux3m9nxPoBM5o2lpNLVdUqPBk81SfRCyDaGep9WvqUxBEjfBfkDX6Yn7T78eaGh0V3P55_I7hfrfWTS3O5IdOSrmjSk6v0CWRvK5WPY3gNVsbxJhRWfK6EopjYgKvUoSju9cXuur2rxMHhYsLZjbPn3coX1PlXFmdfK3t5R3fg7IToMIA8Eh88oityAHlnRv8NsabzObcLRfH74etNme8ij9-1TmmC89mYANOg0ZaxZkBqRhDnXN2E7IYxFJBlLGh8ZzLcTzXqx9fJvmDqOPOW-GB0EFcWxRV2tJH7oKxg',
    ],
    [
      'DigestInfo with a long length',
      false,
      'UTQWiHMC1QSOEe90NButcZ2wArg6Gs8GxJmvljQvXRbMW3pMS9sGZBO5M9X_IrMQXF_ulKsCMVnsxn5rPY4Uq3307VR9XsrQiBop1UlvBU7KFluy7P5P2HjLDyw-sNPywVFVqVQRws4oSMn_76hCLx4E1-EAqMnvo-ZFa1NnBgemOqnq2Z0np6JVjDJg34Q9ZcTsdNs8_p2TfITY9aUEDBDCn_64hFWanKDhtuUWQxKoJnL04AUbNqUEcIMpKxuhLvQNvIE1d0XRaByEQYe-QHPJGNYQ2Ee--VIZKKfO8xfyRXwF-QNO2fs2Ky7uQ6BbjwEkmYMY7CLajRDQOoIsOQ',
    ],
    [
      'DigestInfo that names another hash',
      false,
      'ws-R0EK5cxBmG3Lzp6DNRrWIyrvydzjKW8eteROAHzymdht7hkfTKjQJqPP_uNtqCDWMw1bAHhIEwv7VkxkKk4NXuvVU5RnpOgUM4Bt-37LenUyWYpdRuE93DhviFrZdVQAkdAm7_nR3Jca8uLNhuGIzNaVwo9OsOeQu0LXxD9B7Gb59nNS_6DTUng0uHHvp5BKA9ZXPGYwVPZmmw9HSnwYJCz2FHHk7DHTTGA-wF4HhhPueztKD9ZttmOOL_EKQYbeEXc4pJrhya-RyFevB7ccCJEv69myXqHRXfasDLX5uvuwBgedGq5cufRCSB3CppeT3xSolqbrtoqHXz9Aghw',
    ],
    [
      'signed with another hash',
      false,
      'NufauXEPELfvgt-g2Yhn5oKx2v7NPtLusS---H5BSFjyXxZA_sIh8YNLrGFMUkOBUho9wR_jk9gnNBDLhl_J4eeA0seaEk_8mSpg0I_0wvEVzaSWrKFYdOO33H-MCxg3Z3Ye7NiVHVnDQ0tYlNX9ot-j-o9yh6xU9tMMC5-fqRyxNCoshM425GgPuhKXAmCy6Tt9-Yh7tokgmjnf22EFVudxDBoZ1Qf0zE_6HMYvtnVuRwfVXGlLpKtvC-w-_RJe2qgEfuiLMqfbfJRFHtgws44Sd8P_LjISPUfbQV5uuuKxTL9OWdJ6h5iz4PI2OQuFCclE9jBRxNFCb3vP9ZRGNQ',
    ],
    [
      'the hash without DigestInfo',
      false,
      'Zs3vewedg6l4gE-pJPsfOiTGD1uv3r62pIwfrX6HlGbsG_dwC9R0uaOGNf6u3kJIyTWdy6LZSeBvVG0T6P_mBa1er7chaUrfguoNgMIt1qOym31Gl6J7AIlOsTKQMVVQjSBhFR2zzelixpe4P4kLnZ38Av1ae-QayG6nfy1rw-kOA-e769UIX9xJVB48hXL3QIMOZ1KEuX6JwHMNtPMt4cmPkWbDL4TOQE2ihHW9pus5YWREBRMEIACnPdmGhg4v5YmO-8uhYI0y73UxWCl_AFymo0pylVxuHy9jvSvZHc4F2lZd-q7J3SOwh_atz26-xF5ktjmWBPpiaFe8Gy8Yrw',
    ],
    [
      'bytes after the hash, 8 bytes of padding (CVE-2006-4339)',
      false,
      'bLT_FOFXhRn8Gf9tmXVq7Vhii1rGFtKJV5zXaz2qrfq8OUre_8arS1mc_4qRZv5lpK5MHE1CgcWg4Kp4qAqfbWchRzsTrxBw8Nd_xmcI7hSVisYFSkXQeabS0EId0xEivNLtWWZPAvsehnUaKJ_eYxDFQ5cjW238HBbfloGjyY-kOLOvtsQX34B1tjzM-S02wVY4vmrVhpXHcKxI8V_QVkEqQ1CD_cRujpe4IozDIGf3BvxYbJW0H0JWXaD0cga2cH3i4RDl7CgFCqWjkPFV269caWTYEzFCnyca8py2MP1lF1mcMIgBDNYE5sc8Zd0FiBiXzxfjm9hfC8V5LOblaA',
    ],
    [
      'padding of zeros',
      false,
      'agJTxEbrBKZSAJBi3RSFl2d-RFcptTe0topKSctywD_CuOYIh7fW1qdANe3UKWsxxa9x0Oe8T0GX4UfLkVF3S-aCVXjz1ThKZryWSanbUzWv-GIggi9_F9w7zsxOVuiuSzmEYkioDWBde5szD-wYRF1YXKBfWtBANGeCYt9YK2CmuaMiwuq8RhiAHatF2B2S8JQp7nVtPN_7WzCXtUJYelbiKp3jiWKgjvz_cJGP2A4nPIq3Yel-EYoTJIDyRr75Riax2sz2J3wetaM7Xy9Z9dUqsXWbLTA9D3KEPy64TITXGFLKTvK-WvjR8IG6LrOBjac-QExTJ1E25ISLKzEr4A',
    ],
    [
      'padding of encryption',
      false,
      'IRbdeHe-bI5vKFcRCqFkYf9Nih_wPgkWL9TIbLAt5VPcROxjouQAErwOvA21p3gNBPn-Y7l7NOHe7Up8w2GLLRtTvyGPXeqaZOk3DwWdUyBx8LF1KKIKs3_7Dn0RCN6wrWuG4rgnXvLqkXsqiONwLSBrbprWd0Dn01-Yz4caaNd00HlDrwpnFwhffYDDriJcbieVUWXiC6REGAovtppmA6aXoi-ZazoYRE_HEKWS3RsT4-cessawdoc58B79mi_Ho-aOd_lmrIfU-DG4jmMrZY7CMoMkhfmhqnDaGXJ_2b9HdYBNB4-6TjX-N7G8x_soqNnRpcY1EUeY_1CoHFd3Jw',
    ],
    [
      'signed as RSASSA-PSS',
      false,
      'xDMsc1GxJ6OgUa_11lYNMzTzmcElLWBhZES1FJhwgESndb_sl9cnjLCt2FlrXsTDFqM0yr7kSlhouNagDcMOSBvyrsmHrQU8SE0Gesncd3n56HUxFUrrhAcxQtR-6H2tySkjY1FB4VSKTj3Pnb5O9kb9QDrt0b40hnBe4GMvJ_zIkbPIchTOxuK8DG2Nx2fK-ydomK3lfpLW8tihN61IRFujkyKB3puW09Azney0XBL7n-Q0i3D-hA3ojxXCgKlECmbGUDUs63JrOyZpjgDrv21ljaxxgGaLTZL2aL9EHzPSKH3DMZPAk8KkkwkUyzgtYSUYbc3xk23aeFhMyVErWw',
    ],
  ],
  PS256: [
    [
      'valid',
      true,
      'ijUELcVKQ-3Qmd44hwwvplrBE4W4zjdXV3YLA5W4iLA5wYxRHtaybCIF5vlgqXGPh1kTcmrQQ4XFRwXhFYkw2Ot6hFNO8QWJxUHw4rJm-8oIEmXpW4AsEZ3A-mH6tBZjPCUlXN9BfH1DxRFXvZ2bKDpojhiLAFFUv4iAVXwN6XfEc6sA6qkukwpL5Zkc9YBzYtyBWMNe6POorBxLtkIfH50WzHyBb4nMz_12n-8eCeoy1is6e2dI8zZ8zTBlcVnUher63HLyweEvQz-9NxSIAf6FOx0pWulfmIsINwxvCSMxP02tPBgoHIovoB7huQe81g_JDJQf9D_enzxNUeuJnQ',
    ],
    [
      'salt of 0 bytes',
      false,
      'fjQf7oc9sOE_Lt2GOqnw0fjtmKrhj3QhRHXIbBbmEeesc30RDybGz4LVBua26ztU397nGFCD8vBGFSmvWG-LG9Op3ZYGnUe6KcEp-hYdtoAOzBPyQYxHcaWp0xq3pvxD_uduE2Z4A1Cs8boHbJVMd--RQ7qnjbm0M8S1Bi7p5ssCG4_wAG0mr_oj5iR3M7zTb6a3ZMAUy_6N1CmCt66mogRQ_hfl2f08mvOpdpIoXHm4j4chGVxvyl3mUHBGSMnBWOy4j0KD8-lUuQvYjOcU07z6Ihxozyo6ikt_-QppvNBBAEjIFH-aVTZ7hdQ_3GRUhgJevJP-C7im_GyTC15EoA',
    ],
    [
      'salt of 20 bytes',
      false,
      'HlsRSCCNFC_zjZ_WBY91pobV0p4-e0bqfr3Il08AuNwidDPwREqXL3I7t_srWgFSeW1kE1vf8QPTUh5MpkwYKBAMiXl6HXBvjWZ1U3o3UWWD20ZG2rXY_g8ewsGwBiXPsv1NKKMXf8tNabDpCDLVR1E5pNJ98caNuAKD4L2aI-rHKZCLGA8nh8gwm3roprznGiwOfJ95d-8Utr8fT6wukq8N77tOR8WdTqpNrDJmn3e_ZW4SpIBrvf0m_TWLc5VjYby6HzbppBX3tERagtO9tuLeaKJbXbIRqG3TVFGbeDaYm2IollxvRG-c2RpYW86mzgMIlowcBsO7kTfKTeKppg',
    ],
    [
      'salt of 31 bytes',
      false,
      'n_M_3EXka98BJ23nW_xRgG5stXrcvIFWqoH1riGfxUfwuEdu1CfJPGS6Ksih90zg2f6XisZgph6E3aLIslzIEsdM1oBdtb65l6saSrpH80e641kLeOfoVnLzc7xlUN3puY2xLPcRxe46yfX8DHA3v_PopOEz3L61mmfOxaKZa63BXXfF7cMwjG93OWkCOeAX51IhrMW29bFkf2MoOCren9M_AVKnyDJyZITDixbsYBezrsIkvDUBIlaQN3doWBt2xkdlRLmVRfDbS45UcW1Lb71bCtZFjEvDLGuzazSSwlAKH-E3L4V0VFERN06VapJyDTb_CKUy-4mv853ILcNsKA',
    ],
    [
      'salt of 33 bytes',
      false,
      'zH1jWzIb6rUsHlmv_TmcNByphEz2xvXYHaO7nvhPFAU1SLicqDKzZ15XF0kZRaVNt5s-nZTB7gP-fj2509rCy_arisESgRmC-F364N7tjSSbbvR-7A3Bxth-jOP3Y_8-4TLsoJvLn34SZgqtHtlk4gaMpghMSJz869LCqo0Uswprrzce2_CtFRQsu8yJDYMq4dkjH49mZ8tW4s3n_Os3ph6ZuofLWPe3loWCsHCMixmcTioJqfGJ9lxhJ265lWgdNa8Nz1RrXCdaxELDenDdXoNZVJdTGrRl2k5ISVTGLD8XIzSrTVC2MXjmygB8QTvlrgcRvd9M5rzjc8qwO-Rgtw',
    ],
    [
      'salt of 222 bytes',
      false,
      'vR9269093JnvEMZI0FiNpF01PPMUZojQPIZttRlfxU_anLqObO9CILsxO_FoNnjFM8oW4SEkxam4ypUsIR7UEZV_30nZ9MJ9tvElPI60u9jIB1y5jBqITy5Xc83BAr3Vd4TOvB2ZD_FqUi253yiwgy3wAhYsLLSwWxlz89lM44mWNzQ6xRjhDHpvxOYJaFsYsJDL0zc0QLn7jmYoSLx-DdXunSQQBc5pWuuuvPw9rKwvxbtT6hnLBX_aJ-i21POn-HPQIYRAfvJiiGIwrqVqfUlk7B6yTedCCMr_vgdNXD0bL0N2l88bYsC3A418FikPLQzmXYdjG1kdI7mEoj6VDg',
    ],
    [
      'mask with another hash',
      false,
      'PtHOIjSbgJPp6iM_rxgih6RV1zZpK7jIo2TuoMJ7P4Ut2UfR0fI50ACrEOsda40844dFdz5NxB2XuoUzbZSk6Ysew4kb4w_vxbMWmYjTshQVFZyupcHX77qCVOlPSYNAa634HNBbTbflT5bhuV5fnyObj0Uc9F-SZ28UgWCPnMbyRFmL_WA7gKM-uJPvKkVfNgcvhyc98Cwtfq5Y2smXCpQkQAS5Brx4jqeBdXvVFH27cVqPS8IlbueTGfSosKFaIdn2GnxJNLK8qtva_COckoc_w7nftoITJuEiAJo8moU4N6A7tdqLWcx6QL5jOc-QH-H0_H87XOMVymLLJS1VOg',
    ],
    [
      'signed with another hash',
      false,
      'urP511A0j2fU58qK1UAFGxP6wVLpQzGws15sCOza06Ks1mNZXC4i8t2Pl6oGkPnE5SQIW1C4hEuvFC-oj6H0ge3FNC9gGeWTZRJ4K_JME2k--Ppoo-heJJn7sgWb9NpRHaDuieb1I1wDDUCI_PBuM6e3eLd-ln-II5KBLctEMan3okR-Omax333sgPAQUsCYzvChZbTY5swiDXNoJWnoRWSJVTTNh3lBnVzfcLzZ0VtFuNOLCOQy7e5GlrgRz1daKuiu6zhtku-n3pXaDZxAWvdl7CqV33ZTC1OI7BgXdbcsI-HLiXSgUGQscrr2g1N3b2eVaAkXJ-WNT7aZ701AWQ',
    ],
    [
      'last byte is not BC',
      false,
      'XvnvZdHstRyQBNMwcU-zAQB0h7Atck8UQee_-bKiWoBx5uQiDmjOUScAAhWdxUEAd3NKPM1ScKhMJYdpY02KNiUMVh8fO44HcnBS8Leh0x5Qh5hR8zhPRgoUtBkBxYIDm_FDoO7eALItBv3MzHp2PwKF4L3HMJ9R8OTdqYG-bSxUk51Bi9QJPoDQhhI7KgdCXQh6dGglwll19fdhpXF6INQ6AfNsxTdXFO3ZtYVpnhk16GyDagyXcVGfOSLDl3lH8dJ-0yruItUW0LPgQ7izYYAydBpRK30c-2wRQRbgpyIgv-Af9M4Vi2-bJWJG0pet56MAE4DRfl7uKnUdvqe5xw',
    ],
    [
      'no 01 in front of the salt',
      false,
      'Ax4qwzYNxrVht6DWITuco-5SebGIkMvXN0_iJd-PJTVaGkVgBvg7ojE9nVhF0BOd-3sVTkriTj8bV6oePVQ3qz19EfgMEjASpgnlS2n588iGCstJtwo1GeQDdvb69lJiB0fvLwXfctn4qm3LE5w_XFE7rO49fmxKIIhORXBHDcHCdcsryZrLSO2tZEIiPefVwBO0bzzwsPHvr6FMGZXrdaLMdmuQM2pxPqclknnjt7sU35BhUscFXbpgi2tQL1z_1gRdUOssGsP4Qnw0c21teHcaigtz5myvWc3hW9ZjzgR5-PwXLyx1dKtKLsG7nJfogVUvuLcpVBnGlP-SAJGcGg',
    ],
    [
      'padding of ones',
      false,
      'e6ma7NI_r6Jcxbiw8OvPqEq-VryftLqYb-mVogk9umLn1CEsdbsqP92OzJmEMhgcmEp_zcQUPLBmXTJ_J60hL3Krx-Sl-JoiFCjxsBaA3mMK0Abqw0IcU0g8Bn2EuHKC_LMJqBXmJ_I6hEfYGMIUIDl_DIlN43w9qJmkr68NdXICL-vk4-O5NPqQEr_HUqH8WxjrGw4E8EjmhQLRzhOdzISogpYIG2mWssa7JGBtwMCRr6cHQZRsyp9aMji5EAiGj5tI3j_jfKw6pzTJCLGLw7OQJhjidcke5w23MA1R1lT1vtAKo0X775Q37zXKyKyfWykP8z3gcUjNojIV3jYAOw',
    ],
    [
      'signed as RSASSA-PKCS1-v1_5',
      false,
      'NufauXEPELfvgt-g2Yhn5oKx2v7NPtLusS---H5BSFjyXxZA_sIh8YNLrGFMUkOBUho9wR_jk9gnNBDLhl_J4eeA0seaEk_8mSpg0I_0wvEVzaSWrKFYdOO33H-MCxg3Z3Ye7NiVHVnDQ0tYlNX9ot-j-o9yh6xU9tMMC5-fqRyxNCoshM425GgPuhKXAmCy6Tt9-Yh7tokgmjnf22EFVudxDBoZ1Qf0zE_6HMYvtnVuRwfVXGlLpKtvC-w-_RJe2qgEfuiLMqfbfJRFHtgws44Sd8P_LjISPUfbQV5uuuKxTL9OWdJ6h5iz4PI2OQuFCclE9jBRxNFCb3vP9ZRGNQ',
    ],
  ],
  PS384: [
    [
      'valid',
      true,
      'SVqjLLjH1T35V0XHDW8a3khAcJvcjaKFSSn5Eozx16PVjoDuc1uQxC9y_RaF2JzeSsNynZQRBWI5VTzxmRSB0URqYEgtm2xAso0WXxUuo-CsFERY1zhfi1NATYbGeqlnvWz1Jp3GbNFXViZNyXkpSrl62cLCqie7AzEcOBNFqYQZ34XyAologpY9vML-SuX5aXTq7nrWm70E4Ja9P4cB-VmmMPFhjwIq7DVa-OlqvrRZoWAI-ee7wjpkmq3J0xOlTIbXwka_yPAOzypI6m0AZ0eckpWkXJrnUxGYdgOBDImVZ65EHnu8rf1GCS8zKmUNaX5PQMRUjwwGqNF06K0FYA',
    ],
    [
      'salt of 0 bytes',
      false,
      'XUqU1jlShaxU49iTm4HepB1zU6DrLj2wzn94HnVKAs4TrWv9ophZ_p24A9Wnn6iQDW9fYKam2ucYVhHVgNwM3PTBO4t0InGpqN9tdwtSBoRRbryHUgqJ01-CWM1Gd85Z_gkrWkrSV63mn-2hEafnvcdXdoGaOyMBamyu7Ee3G3hWeG9f1bMVZpoW_dSWn0yku51q56vrSwa7gP520J_fYGlDC2I8uVKdOIbhFH7N1QI-hIIlKk1IU40vNQod5QMNI5TSnUqhtJAVyT-B534ea2eqSixmJsJrtawiq9pNxdRwiDboUbEWvmwflHdTPv-35WIraQ2o00lMyw6UtJ3lYw',
    ],
    [
      'salt of 20 bytes',
      false,
      'PO7RblOBIXnIVRQge3AtxWyJYzXSVRHEywowow0jW7lVfg79SKnhS95b8q0eARx2g_w-DQ10vp0NJkmXT0yq2HA6zGlfJsHgbu9FRiFfyNMcQNtOj3RevDfbdZmdTDl807h5GJF3yqOYUOt5M00TXP2OpGF1WCsrN_xyDfFSpRJjtxzEudOlqJJ5XJX9w-yEiK4g67kq4c__Au2kWVtAXsfmAZjLMnz8UcF_pYxGHErpHhbCCSlJ-d3-X-fMpzOcT5vosGj3_FIxoV_lc6AYD1t3rTzUxYLxs9PRIHF1WqrTOTKnYBBC2Dvw6ABtrX_kuewsO4D6GnllTLRtDBH5mQ',
    ],
    [
      'salt of 47 bytes',
      false,
      'Du3OdyVb8PkHnE1UGNLoNzGvS5ugwGGtyv_O3nTSPxtLWEhLfXEIAIynB8lYIe5uKgUuhtMTIGleNBf1RP7MSQNYeuU7IBucrKbppkubcZ4gO8TXU2HSBQitHrJaf_qsdtDTmMI8srQb0Un_GjoT9obS6hcxaDWMiCqWcdlVgr-8ebU1w_Ntyb-yy4xoWnL-QX61HXdmseSWAba9BiTfpx0V6UVztdr01JbMuLEXsV3WoHTCqxp1hLxM3sYkZWDsPLi_YMlMc68sxZM1vA9ntTX5Q6ErUNIqqsuSczemvlv6abveuCbZpgikmjvFBsfrXUM_s6LpHJrZC1g1_3ZB7A',
    ],
    [
      'salt of 49 bytes',
      false,
      'VcLyHd0ohylGECSy5p2rJiNPooAxkWTwaq4syPpD5MQI0Sg478-2rmHn0YrClTUOytrUJxI0sagPWle-LWWhoi8ERTCbnMvJCG2i3eP-HKjgQUj_JwnPtUKcuMO_MB6M4PXHE_KB4ZMW4gALglKEuPTdCKcrG7NkLNwpdAsQY37IyFNtN0zFRag2bG1pHms2V1Kl8wlOK88UU-X0UT2hEEedxVNhh4b4EbShr5y5awQykRmvM9wm4Cax_8ZQjTPWPFe9n5LgzXgf-nzHgzYChhvM9EY6vIe9PLzCaTG0kizngWSeKqJQ5G8bNQXS2-IcMjj6tqsRsQIIBPUtmUp1NA',
    ],
    [
      'salt of 206 bytes',
      false,
      'egipkR04_k2WIVllrnjdCbmYlEDp-RohdyOrsJwoGRGPZE0e5e5vmc7A2i-CE8ZPTazudMVP50RpORrag_aoh83pMMbq2pBRGfiSC30CbMwplctOaS6d2ujU64pwsyNSWrH1Gyp1mGDEuozsuMAo--wxE8Hne-l2it4c6Yd-EF2XMSv9ujxX_J54nUW0sicu1RjbBt_kru_dhFHugu_dGoClOrFMJYuCDYA6zUDJw0pdVq2sPJdup2gNFieBCMloSIdm0-EfLRJUmgzw91IZeMaD_cuynXoiHOWBPzcMOCvq-MT5dAgwP_CVDt7U3gMkGvv20mTMoenhksJTrRAe9Q',
    ],
    [
      'mask with another hash',
      false,
      'dlESO7qSRMg26aemHullv-zZFg4NXWbA_193kwltMc-QaTNNekAGSsqGfiizPnYCAK_ne0AvkEfPQeDV_o_RiK05l4GPoNUX-Ex915SHtKYrZGsAP1bRugP6Q0yQUqZd7qRQ5OjXhFl4uy-xvqUo7Wjd0_AmEvz8HMFHp4heQ3Zd-pP_1b-m01SimKOLXzbV8YuxNvzIjb654l7s_iIHKCfwy6CX5sQtpRwa1gByhQar-_k9Kuv2Djan8EKREz8b5TFiy9nBHE3ldFsT6dNt_5NpIvKwUIY93rF-upfMBqR95w4ozcMtC93yxxNH-QIbNfNPPiaUoS7HgW6JmyG7ig',
    ],
    [
      'signed with another hash',
      false,
      'JeWggYk7l-2mf6LOp2xbE8DOXW5k8eQ4xkODfVI_q3Buo8CiS1nDOzwb2SZbxVGZGc-UhJoZUtgSBSJPEPfpQCxje52DlJ4dh0ZfGgFC9Q7a3w5kRVT6sxppX1AfxZjW23HnBptX75Hxlw0A5E9er6fhgy8Ycm7KP9-Puj9fNQjONPPOc4yd-eMM0ssxFH-V1nioDEPd2j9vPNCqb86xBuWl7f1hSxEiWr7sorn3qfc0dcGZYiwcecAiex1hui6VemD6v7_auY9DaZsw71e26y6lCUtn8x7EqgjKPfH2L7SnFSQVgehBtiNO3hgpEaANeyB1a0PKZKAZYHIEFBh9rg',
    ],
    [
      'last byte is not BC',
      false,
      'Ey1B9DgDBTSjsHvmu_OGRa5IDLYYzrwnAmfqoEp1xKGx3TuOjmBYNPyywI8WD755u0loIYSgKFiAqSQ5IMtXrq1421mSCXHkCJKkCpA9XTzM7gZ82IvfP4jDrf9Hyk2AjPUvokd2bUnuGmDiJFVav3ys3t62ygxjQyz85n9OSSo7IlNBKSQWwNmQ_jWMYsHpRxUyF7ViL1vpslCZMKBak9v-N29V5bKoCRABQN3xDBnwDeJSaCtAPJie8NRNxW-JAcX3q6YvMvbMfEpGlvBM5orTQ9IjpDtqFDxT8uqxjKc380LM7SmtFT6stmdpJ9sUinYh0I3dKQq_dimBrzd5Ww',
    ],
    [
      'no 01 in front of the salt',
      false,
      'M5T8BgkfyZtULbalX3Nlrdo7uI4GrlgVyW3IsIBmEqm8lZ26U-PcxsYJBDzdvuyG38NlFgagVn8X_foEpNc4rcpMHAZHcXkSwYgcutputbC9Nt4smIffP7TW_zka3euxFK1AVFyv4LXBmyZevJk9PWGPozgiiM2NNkR5qUuxhPfC0lIKEhx6kabV-yAIW7xj850QpeOul_saYvPO0vqD5XW5OY-5ejGAT7ied65sot7sOqSVN8-n_XD9BVLRblw8_1sq_QOq8rnQ3llnfKLivUB2pZtGHhFK3fM4tmOWZ_XnwuuvjpIVQPcoWClZ4NQ3Cf9R94lY825_xVmVrzIELw',
    ],
    [
      'padding of ones',
      false,
      'hm31eOvLfj5ZaGTMwD2xKT8oED8xc5MUaNZ22jS2CjVUTHe9Lz4VhDZPJH_z_-fVy5knE-FlHU0OlhkFZRzzzptiKtaHf6TXjKlBfazAyDGblfVEEzNxG7km4A0JWvstY-eMPWyJ-qczLcJfQlnr1XbOegE28PQsDFixHF9pyn8OJeNbdcGsEDVNy_Ob3kYuNj40VliGAvrzuNEozxE8ouLoWFK0P_vnXNdD7Iq1yLbZsIfcMA6LRuiGdBuQ8huCl_URNNYdVPeOdPfF7k0xogr7GY_WULATgZUtSEB-GYmWD8T1rCQ5yRvnos6reMc54TJaiN2rE8GMf3ThVjP6Ug',
    ],
    [
      'signed as RSASSA-PKCS1-v1_5',
      false,
      'iWQ5UdQqq1vRmQ_ShjDe6eUfVauS9PBF6bFrr3qYs5TbDbRQS5R-Je9lydOaPylvk6aTl8akVTqCA00ezCo9fP8fCtQc75Oih6DqIBkO3b_6__MCDck_c4ZtVdpOYgmm1jgDcj5rUGkReZJ2WMyH7csLHDLg0uaItf4or0N1n-vngIOxAZ3MMfHy6mQjl3hVn7MgJglA3WjZE9drbFChhjTZewzKSqCC1MQwRCuj1gcvD7tS-PXf7IEwA_FVD81JvnZaVU3OZws31JVJzpHWWQXTE2nE95HA_2l0sDLfgRKy4RawQBB9qIznbruzgG6-HGW8tmr_8h_9yWoiuIWskg',
    ],
  ],
  PS512: [
    [
      'valid',
      true,
      'hAvCS4Ng-3dlSXM9Pxu69yKO9UdWORfHAIlPVxkwVYi3ADob3DWamXIMdxxeTvRkVBPi5_15IqGH57G7R8nNKjdIw17FoXx_JqM55d7930-71EBnmwZ49jb7Y7Xiv17nk7vr98LGRwtjyqjIRTaSm6wZtsdkGRMc6Mso-YCkaO9FQ_SpHOtzf2E8-UvksjUV081eXt7f5TuUQxo3PtURWl03QZCjs6LZ6xkoe3DXCtODHcfDC467Zr3h8ltONT3AaYNqdHXyeRx8UJX3gRf-Oy4VzCeLKcTwmrLw4YWuxyad2KqemMslMF_z9sYuRcuHeU5eNk9X-dBVxknvwCyb3A',
    ],
    [
      'salt of 0 bytes',
      false,
      'IynMgOYHyjLhYZMn5YgDXjAQnE-5bw7vzWs6UaVHvOYtQCTMdU3__H4t7Tz9776RnStJSwN4KbVVt9-6rRTckorgRk7cdKhFGw9ScGLM10qgHhtF2QidlVvRC2E3-_NWIrcdBA0f4plfSftQMtaMiKcMi4Txd0EqsdYFSKE0Px_cLezesE6KOVRt4qsg7hcjZ9PulUD84HiM2s8-g0sOYRqZUOvnRTG7TzovEUAB14XeK5Z0qvbOycbaR35VU5f6d_4d0X-ptWOfe-QsocZfDqvKgdtLxALFv4X4bPWxmGLdNwkBv1fUP9OGoPId3kQMPS7ZkFuScxY0lDvjGL1GOA',
    ],
    [
      'salt of 20 bytes',
      false,
      'VXYrs7OU7DFpzr-cjeCLQhagja9xRQnxM2oK5jDJdGt5KV3LwP2R1yIqK38mn_Kmh27UOSOVTmn0ifCxVgNtyIDQWX6k517NLig-I2-pSAANCxip2VGKSMbJvT6JppRES-dNg0Wfe_1GzHll8suf1fitvZM_uHBT9aLdKnxxYB8tbeGCubpWGpzxbwVX7zZh00kxu2JQViWEtz-BfclJoP-6GlnJpbXWfJMKwV-8w_WX3RKzH3-XVIDNy6HWUx1qQ1LcJd7Z_RuYL7q917fCmQ6FGZJi6TVSG4ESVYKbsckRpxJwhKaoVqhtx8h50uI1gVPwoDif9ouKPxrFQrpXjA',
    ],
    [
      'salt of 63 bytes',
      false,
      'ePU3TYnb0q6Ji0yhh46fTemfUhFWpez8LRz2uSErFlAgAkeAI-8RzHLLm1TwIvp06zHul8V_ZmhJWlMB7oBHyqz-NiUEqHEVUgyKLrQOPVlF8Ac0sTSsklHmDbyaOLyBrEFs9gEtQuqQDrlZmkCxlb_o5vayarPmf9dZuNwdF75djrnrRLCq0vMMpvsypnMdEm0d6cqpYdTW2t46NKGM6YXiX2nSKo8aR2rSAIqlbDDqkSZ99c8G_5ay4YVKP_uFS2o-JyA2DjPwUQwzGCIeOj3ur35H_ep_B0vIs98ne0FtdBrkmWB7gGLTIJSNYmIEhtfBAEwspKrq-Tso9RXiuw',
    ],
    [
      'salt of 65 bytes',
      false,
      'LoksZsAP6tgD4Q-9SntiaHwLXfSq2v2C6n0GcM71djQmuB0ZoZwX5qD0dstNuInX4CCnZZoWlGWXl_Htu6ZZiHwBJRBWV28jz2WgVsYa94TAmdtvzmbT1oDOM5lDO7M2ieAVoJlxa9YlK61PGafLJa1BVoj2ttW7Quxx3-6O5M7iz7Y2BOxyCe2RrJDD-bq2UcFgmx_PdUv8dnBVV4xXl4IYbbVXcHslFhYAdydmBomU41EIJn50geZPTSCYrnX-FTLwzTeufOl2MaCUVgFK3UvmvaV-nAFWLcfzZUEv3FRVAH_qpPL7_2hI5UBAsl99Uy0wPb09bkd1057tPvhVWg',
    ],
    [
      'salt of 190 bytes',
      false,
      'tuPMrFoIeXrxg4xkdQSKU8ocT3DHQaweUtwZ-ukPg8u3Z8GkVYco_m9i4cogKC1Uav0rLxg_vMnYMis47q0fFEmResa8rAKcTOjf7dhZxbwqdJwKCaJbU3axYj7TIYCyT3incKkbCC2O2Msdq5TnXNoLdCW7VvFRKzhYpckHQ1EsvOAVNyvVqJ59_bEnEgkR9XeP-YHWzHVSyEFnA2NSaYJmZEIeYI3Dj4S_roZHmxA1UnIDrIZSbohiCy67pbrxfdzocXvXTQ2ksa0W0DtQTPq4vFCtQFLKkeY0W40LtHHTuRulULvWGCyCGsFMorEnYGXrcxYpv-UiWLOpfOH-3A',
    ],
    [
      'mask with another hash',
      false,
      'rkKDq7BgyhKZUiPfODlqRenufoE9gNg56B5ApChWe-D__qhEPLLUyQPicF7ZA4I6QSSO8lfJ1tEnAghlS3AL06LaJ1JpQdfyU9Ymm6GX4L8-AjnI8mtRSkgZ0GH8kvgnFSedZuZ7OwS_DscYj8Zaz3jqq_Z7HoYQR47rfuxgcf5vPSYzLHLYFzPa2O65G5JErRh_XqxilM2aR4CmfpzCW93_rcZFAMkN5I1QAPYMOrINnPbxx3vATLjh7-2WraXLjfNdW-pqHy_v18rlorKMGTwia58i5NW9ZINAQnrN-VqlO0bwv_9Sz15VX9KzydbSC4wrDs1ZX5WwJZwlKRXzqA',
    ],
    [
      'signed with another hash',
      false,
      'BGqIbCp50ofD7b1u4YEREVWoqAhjEgkySPykPAkHtJ2CAkNVrmyfAusBLcmNMiBf83hIZpP1kIj8KDO-U6P0dIZRWajZjt6yEwyhq9TkpZWOMMVjpwDo1hNTyzZ3onJch69NV6Ba5_sYKSHDsblXyWVDWSTCMbYwjSLbYMhWI9Ik9-dO1NnQuIanQMQb66cViOHuoKpI_vktFBcRWuDmbLTrOfXxxr-aVfeXbOgWA75RfwkF2LOE2tMO0yNFZsrXpuz--m0t65ndONlAJH_aEW3Bibx3WTij3EYQAv4tMQ9-EgszibvqKna2KjtBBed1YH6jml1C_4anUNpahV0RBQ',
    ],
    [
      'last byte is not BC',
      false,
      'wLEfGQv1pDHRDjss5URkKLFFeNBWXug03KdKfzybARXo-oRJsn4ShBhSW4KEpOjCxvY5gQ9YOlyN9Eweti1N1Ild0POTfbzvIdFEVeHqjkrTiT85k4v8o2Mm9GoDHyodKUCYZICJE7PuvzIL_5-43pQWHHcpZxdC8jAcuD8XU29Fhmk07Qm9LVkcJQYWq3dcD3Y-B8GeMppZkHOpUdOt7I6LAw5-XIqUoaSvi1O-uRCHY1gefE7UJ6qoXrQMIavFx2zBrIkFTGoDJtLsG56wIUuWWHxjWBtH1kTBSkOcHnUrzWFORwdUQN7DWjK8FiUWMdZwWZmWy-VkeqEJMzKtCg',
    ],
    [
      'no 01 in front of the salt',
      false,
      'CKRywZKHWGJTJvTGdc3K1PnXH0YCCF2SkHely3H4724t2-g6dCtGVuOqQRhFU-kO2bBBC8fQFQytuu0RfnUfm2ZL2V8EmZul5BDFHK4LVb_5dCFCzUZnx8zQV4VveCL3jC7x48-9Q8OS2yBYJLa7ZicLQIzdOSNMWPJRlI1k_jS9OQbb1y3nTzi4ETxFTRRhX9dVhRgFM8QvtxO3i3GisNrOtJcyqfQsz980scsmgYew8S68O0IMyBTfraT4S3fCJUJti_nJLERHgXrxoGqTSOM8K64BBicQivpAMgL4TDUF_Mye8sNjnhUbMGrS6-FCsb59-GYe56F_fPoJflT5ZA',
    ],
    [
      'padding of ones',
      false,
      'BPFrhmokndVK8LoQaxuDrzh_CX2wx6PsqN37AAAVajo2w4734Na1APw_VvKpQGi8900X0mLB07YviVtcM2Ejy0BCozdYKWe2WJXRQ5_AZ9A33smctH0iOdxVWIXpXOTdh-BCS0WUy4xGT9qd1ZH5THbscI-fZV-ulWQXnR_iHDEHfhMJZRpC-5NUtDsfSFB8O9CNHolVLYKGgRhvecuIzTAUjd1ndnTrVKf-Z74E5OIq3I87-u-Dbl00o_Vp0FmLzsLwstKAVZwXXznYI1hOKGmbJwO_IuqpbQ92pfCFjJlO-7_G_8DtYpB6URytEk35_pTps4tReULeo80Bz7jCEw',
    ],
    [
      'signed as RSASSA-PKCS1-v1_5',
      false,
      'wLIBBQX3XXA7-TjN806zWrN2cmGE4k-8l7AwIA2JJ8W000WhliCuokDzE_3aueN0gqKjCoAduLWUnNRazD0JBeMtQUxjZYO7-Qo5q4_5KpnZLQHvfVOLcLUsHI0mRCcylK9h2Ft-6qriu3cRbk_XbapeO7E6t8oFnexkznJUj7FmyxzucSV7lIlD4PhWVVPno55i5mGG97kwC745ooGcJtpKlD9qYYcaIl8wagKGCeCBLZ2GmSYBOZTeoXEqObrivA4GU4ko_cMWsRAWJlnkKfB-Abj5N1ARh_vluA7Hb5gnwrK9oq3b5CpAsUjLkUXj6vtiC9VW6IK7Lfz7abskKQ',
    ],
  ],
  ES256: [
    ['valid', true, 'A2dMQ2WcE-jOAteduyQk6zGlAJ1S5LVAVRMF3Eddc6Cm6Mgnec6PmcBWUDYHbj7-6AVDq4m62a8Q0fWMYLL8CQ'],
    [
      'valid, r begins with zeros',
      true,
      'AK7I9OF__zNaXtNVQkN9Xzwrqmr0BOtKH_gC3ppKCVi40vGJBpeDzSgN0-aFwjX9c7dvEPlfPSjMQUCetBk_6g',
    ],
    [
      'valid, s begins with zeros',
      true,
      'htx2OnBEoj_s2ayjSsSl-bDlAZhTTb8DENQAut8LTxIAag7suHXnmHkFBVVBPjhmFJrmHalLM_7rrUZeSC3-wg',
    ],
    [
      'signed with another hash',
      false,
      '26kGUdTcWzgvvC5cvkijINubCht_YuUEdVZnf7ubrhYpsI2zGcRZ8iL9Tak6dSZ-TJC2MamUA1NQUyaJOUV3_A',
    ],
  ],
  ES384: [
    [
      'valid',
      true,
      'D7T9EnINdCz_47WgjnL0tlnvPD-tYWyfjZZ04zcg7UCGgDO-qcNQYgbBso6xFIIvg2tYkIkYZztfwdsaLJrfL1TRrMWpXlQetI9bEVje_UCsRv1rKAnWHj-aIxRuUe19',
    ],
    [
      'valid, r begins with zeros',
      true,
      'ALVcP2zbX_X68DN0NnbMgojRX6Jf0oum1OBBMg3a_MfwKnFdm4eN5kHEo8vEOyLs2YbeHNpoHcXLBHNjIfVxQ1ASdwvJEIEgCIu0gKZrziPxtSTeQtJZ4GgMbA4pbLXu',
    ],
    [
      'valid, s begins with zeros',
      true,
      'FVMl5f3O3_--Q_B-8y8WBJdII29KTRG6j1rPMLyxDUR3DSpywIA3WWRBrOkKfk_NAIu4LJoy6t7F5QSh8I-f_peMUIpsVP43BhDYD8CW9SF006VLHzc89IKuceDyI_3d',
    ],
    [
      'signed with another hash',
      false,
      'IG1Mw60Yt5FvmWeQW192LmtxZ1qtSg-KuM8ydAEpeMCcDNS_mcbebN4dsxzsErNPccAGEw8HxD6KXeY41bhE_Z2rc9kM2d_vw_2cM9XjJm3VKHyk7lbaCI06gu-zcGv6',
    ],
  ],
  ES512: [
    [
      'valid',
      true,
      'Af_LOa6bWWk6gpIdFqK_Cf43B5sVaiXU_UK0fxcBwmvqlbSRPkb9joX1BPamdM_X3yzyxPqsP7dM_Ltb6Nwsq0woAFI8tav86gdJD3PTC4U2yiuZfqk0GuNx6pQTVKO7DlFDw1-UpPD5btw_JFdY-rT3KZ7kStDk346lPbrIyhPYsPMA',
    ],
    [
      'valid, r begins with zeros',
      true,
      'AAC1yrHmPL3J60tW6nqniiew14IPOHnlhWPKMyL81ipAIGY0bV3toBKcFbR5azdIq4sjxCCj-NCuLxjctASOux63AH3lyDESsCf2hC4ismJQWo0F_B8iVlahhG-H4rarbPoImfvNbgcVMnYG0VmRYgbk2c3OFRp6a3D5OTgccTGrgVkh',
    ],
    [
      'valid, s begins with zeros',
      true,
      'Acd-MWFMnyNyS_DxIl5jtt_yk5M0LQPPQ9J81VPTk86sCHsy1Qo8VP6rZVazud5eUSY8sLWbD3PRVgOxeBA9aThFAAA5V_UGqjSk41sbStAJiexAllcSqbzrd8u2YzW-mJEm7VZU8j0VFeQw4azAK9TBEpl70wruYvqXbpyYKpp8MQyJ',
    ],
    [
      'signed with another hash',
      false,
      'AXi3Ui-5fMUR4asMCs4Kat5t8fBQljL95d8WUFJaRHvwJOaXlLZLngIIbpd84YgyhmrcvUqPN4x6AR8pBTArQBSvAbJ8x-3k6KTsYDos01vXrAIdVX5y1YllSvmROBfEDrbcciwAQBP4xjkZQ3gtyREWwsIXBzUUs0CCqPPFs-0VYqNv',
    ],
  ],
  EdDSA: [
    ['valid', true, 'Zw4ZxXojHxwMPpoOSji6uGsh6FKa6GBeizLn1ph_0i8O9Q-4Eopgq_57mRBtZCvY_NGF8D3EumxzgAdSDho6BQ'],
    [
      'the hash was signed',
      false,
      'esRTMfAspXS2yzZEYNZwZhX19RIW6rJ4C6ukqmHDI2oGYCtE4mHTRMch99kesw-VtjFgYxQoeufaTC15-pn-BA',
    ],
  ],
}

/** Examples of the specifications. */
const publishedAnswers: readonly SignatureAnswer[] = [
  {
    alg: 'RS256',
    kind: 'RFC 7515, appendix A.2',
    isValid: true,
    key: {
      kty: 'RSA',
      e: 'AQAB',
      n: 'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ',
    },
    signed:
      'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ',
    signature:
      'cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw',
  },
  {
    alg: 'ES256',
    kind: 'RFC 7515, appendix A.3',
    isValid: true,
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
    },
    signed:
      'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ',
    signature: 'DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q',
  },
  {
    alg: 'ES512',
    kind: 'RFC 7515, appendix A.4',
    isValid: true,
    key: {
      kty: 'EC',
      crv: 'P-521',
      x: 'AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk',
      y: 'ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2',
    },
    signed: 'eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA',
    signature:
      'AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn',
  },
  {
    alg: 'EdDSA',
    kind: 'RFC 8037, appendix A.4',
    isValid: true,
    key: { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
    signed: 'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc',
    signature: 'hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg',
  },
]

const answers: readonly SignatureAnswer[] = [
  ...publishedAnswers,
  ...Object.entries(madeAnswers).flatMap(([alg, made]) =>
    made.map(([kind, isValid, signature]) => ({
      ...{ alg, kind, isValid, signature, signed },
      key: findAnswerKey(alg),
    })),
  ),
]

/** EdDSA has a second name (RFC 9864). */
export const signatureAnswers: readonly SignatureAnswer[] = answers.flatMap((answer) =>
  answer.alg === 'EdDSA' ? [answer, { ...answer, alg: 'Ed25519' }] : [answer],
)

function findAnswerKey(alg: string): JWK {
  switch (alg) {
    case 'ES256':
      return answerKeys['P-256']
    case 'ES384':
      return answerKeys['P-384']
    case 'ES512':
      return answerKeys['P-521']
    case 'EdDSA':
      return answerKeys.Ed25519
    default:
      return answerKeys.RSA
  }
}
