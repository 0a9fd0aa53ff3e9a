import { apiOrigin, fetchAs, requireUser, tokens } from '../../../auth.ts'
import { callAsPerson } from './call-as-person.ts'

// With Cache Components: the answer waits for the gate, so that it can still be a redirect or a 403.
export const instant = false

async function TokensPage() {
  const { roles } = await requireUser()
  return (
    <>
      <h1>{[...roles].sort().join(' ')}</h1>
      <p>{await describe()}</p>
      <form action={callAsPerson}>
        <button>Call</button>
      </form>
    </>
  )
}

/** The subject that the API answers, or why there are no tokens. */
async function describe(): Promise<string> {
  try {
    const { expiresAt } = await tokens()
    const answer = await fetchAs(apiOrigin)('/userinfo')
    const { sub } = (await answer.json()) as { readonly sub: string }
    return `subject ${sub}, token until ${expiresAt ?? 0}`
  } catch (error) {
    return `refused: ${error instanceof Error && 'code' in error ? String(error.code) : 'unexpected'}`
  }
}

export { TokensPage as default }
