// The checks that there are, in the order of their columns. A new one is a module beside this one, its name in check.mjs, and
// itself here.
import { accessTokens } from './access-tokens.mjs'
import { anotherAccount } from './another-account.mjs'
import { introspection } from './introspection.mjs'
import { keyRotation } from './key-rotation.mjs'
import { roles } from './roles.mjs'
import { signIn } from './sign-in.mjs'
import { signOut } from './sign-out.mjs'

/** @type {readonly import('./check.mjs').Check[]} */
export const checks = [signIn, roles, anotherAccount, signOut, keyRotation, accessTokens, introspection]
