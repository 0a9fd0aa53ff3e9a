import type { IncomingMessage } from 'node:http'
import type { Express } from 'express'
import { createGraphQLError, createSchema, createYoga } from 'graphql-yoga'
import type { AppOidc } from './oidc.ts'

const typeDefs = /* GraphQL */ `
  type Query {
    me: String
    invoices: [String!]!
  }
`

/** Serves GraphQL at `/graphql`. */
export function serveGraphql(app: Express, oidc: AppOidc): void {
  interface Context {
    readonly auth: ReturnType<typeof oidc.auth>
  }
  interface Received {
    readonly req: IncomingMessage
  }
  type Resolver<Result> = (parent: unknown, args: object, context: Context) => Result

  const refuse = (code: string, status: number): Error =>
    createGraphQLError(code, { extensions: { code, http: { status } } })

  /** A resolver for people with the role. */
  const withRole =
    <Result>(role: Parameters<Context['auth']['hasRole']>[0], resolve: Resolver<Result>): Resolver<Result> =>
    (parent, args, context) => {
      if (context.auth.status === 'anonymous') throw refuse('UNAUTHENTICATED', 401)
      if (!context.auth.hasRole(role)) throw refuse('FORBIDDEN', 403)
      return resolve(parent, args, context)
    }

  const yoga = createYoga<Received, Context>({
    schema: createSchema<Received & Context>({
      typeDefs,
      resolvers: {
        Query: {
          me: (_parent, _args, { auth }) => auth.user?.name,
          invoices: withRole('ROLE_ADMIN', () => ['A-1', 'A-2']),
        },
      },
    }),
    context: ({ req }) => ({ auth: oidc.auth(req) }),
    // A form of another page can send neither JSON nor a query that changes data.
    multipart: false,
    logging: false,
  })
  app.use(yoga.graphqlEndpoint, (req, res) => void yoga(req, res))
}
