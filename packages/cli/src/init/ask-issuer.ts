import type { Surroundings } from '../surroundings.ts'
import { answered, askUntilRight } from './ask-until-right.ts'
import { checkIssuer } from './check-answers.ts'
import type { KnownProvider } from './known-provider.ts'
import { lookAtIssuer } from './look-at-issuer.ts'

/** Asks for an issuer until a provider answers there, or the person keeps one where none does. */
export async function askIssuer(
  given: string | undefined,
  provider: KnownProvider,
  surroundings: Surroundings,
): Promise<string> {
  const ask = (initial: string): Promise<string> =>
    askUntilRight(
      () => surroundings.askText('Its issuer?', initial),
      (typed) => checkIssuer('The issuer', typed),
      surroundings,
    )
  let issuer = given ?? (await ask(provider.issuerExample))
  while (!isExample(issuer, provider)) {
    if ((await lookAtIssuer(issuer, surroundings)) === 'issuer') break
    if (await answered(surroundings.confirm(`No sign-in works with that. Keep ${issuer} anyway?`))) break
    issuer = await ask(issuer)
  }
  return issuer
}

/** Whether an issuer is the example that stands for one. That of Google is real. */
export function isExample(issuer: string, { id, issuerExample }: KnownProvider): boolean {
  return issuer === issuerExample && id !== 'google'
}
