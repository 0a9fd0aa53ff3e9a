import { type Choices, providerIdOf } from './choices.ts'
import { quote } from './quote.ts'

/** Writes the configuration that the application and the command line share. */
export function writeConfiguration(choices: Choices, isTypeScript: boolean): string {
  const { framework, provider, roles, clientId, baseUrl, isPublic } = choices
  const scopes = provider.scopes.map(quote).join(', ')
  const lines = [
    ...(isTypeScript ? [`import type { OidcOptions } from '${framework.adapter}'`, ''] : []),
    '// The application imports these options, and the command line reads them: oidc doctor, oidc login, oidc explain.',
    ...(isTypeScript
      ? ['export default {']
      : [`/** @type {import('${framework.adapter}').OidcOptions} */`, 'export default {']),
    `  baseUrl: process.env.BASE_URL ?? ${quote(baseUrl)},`,
    '  providers: [',
    '    {',
    `      providerId: ${quote(providerIdOf(choices))},`,
    '      issuerUrl: process.env.ISSUER_URL,',
    '      clientId: process.env.CLIENT_ID,',
    ...(isPublic ? [] : ['      clientSecret: process.env.CLIENT_SECRET,']),
    `      nameClaim: ${provider.nameClaim},`,
    `      scopes: [${scopes}],`,
    ...(roles ? [`      rolesClaims: [${roles.rule(clientId)}],`] : []),
    '    },',
    '  ],',
    ...writeSecurity(choices),
    '  session: { secret: process.env.SESSION_SECRET },',
    isTypeScript ? '} as const satisfies OidcOptions' : '}',
  ]
  return `${lines.join('\n')}\n`
}

function writeSecurity({ roles, admit }: Choices): readonly string[] {
  const everyone = '// Everyone who can sign in at the provider is admitted.'
  if (!roles) return [`  ${everyone}`, '  security: { requiredRoles: [] },']
  return [
    '  security: {',
    '    // Left: what the provider sends. Right: what it means in this application.',
    `    roleMapping: ${roles.mapping},`,
    ...(roles.security === undefined ? [] : [`    ${roles.security}`]),
    ...(admit === 'everyone'
      ? [`    ${everyone} To admit only people with a role: ['ROLE_USER'].`, '    requiredRoles: [],']
      : [
          '    // Only people with this role are admitted. To admit everyone who can sign in at the provider: [].',
          "    requiredRoles: ['ROLE_USER'],",
        ]),
    '  },',
  ]
}
