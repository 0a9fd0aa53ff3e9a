import {
  createUserAgent,
  type AgentResponse,
  type MisbehavingProvider,
  type UserAgent,
} from '@x/oidc-testing'

/** A person with a browser. */
export interface Person {
  /** The `sub` at the provider. */
  readonly subject: string
  readonly agent: UserAgent
}

/** A sign-in that waits at the provider. */
export interface RunningSignIn extends Person {
  /** The redirect URI with the authorization response. */
  readonly callback: string
}

/** What people do at an application. Each person has another subject. */
export interface People {
  /** Opens a page and goes to the provider. A person who is not `admitted` has no role. */
  readonly beginSignIn: (isAdmitted?: boolean) => Promise<RunningSignIn>
  /** Comes back from the provider and follows all redirects. */
  readonly completeSignIn: (signIn: RunningSignIn) => Promise<AgentResponse>
  /** Returns the subject of the session, or the status of the response. */
  readonly readSession: (person: Person) => Promise<string>
}

export function createPeople(origin: string, provider: MisbehavingProvider): People {
  let count = 0
  return {
    async beginSignIn(isAdmitted = true) {
      count += 1
      const subject = `person-${count}`
      const agent = createUserAgent()
      provider.setClaims({ sub: subject, name: subject, groups: isAdmitted ? ['staff'] : [] })
      const { chain } = await agent.get(`${origin}/me`, { stopBefore: `${origin}/login/oauth2/code/main` })
      return { subject, agent, callback: chain.at(-1)?.location ?? '' }
    },
    completeSignIn: ({ agent, callback }) => agent.get(callback),
    async readSession({ agent }) {
      const { status, text } = await agent.openTab().get(`${origin}/oauth2/session`)
      return status === 200
        ? (JSON.parse(text) as { user: { subject: string } }).user.subject
        : String(status)
    },
  }
}
