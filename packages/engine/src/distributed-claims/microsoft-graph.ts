import { OidcError, renderIssues, takeOptions } from '@x/oidc-core'
import * as v from 'valibot'
import { readJson } from '../providers/outbound.ts'
import type { CompleteClaims } from './complete-claims.ts'

/** Options of `microsoftGraphGroups`. */
export interface MicrosoftGraphOptions {
  /** The cloud of Microsoft in which the tenant is. @default 'global' */
  readonly cloud?: keyof typeof graphHosts | undefined
  /** Whether only security groups count; otherwise Microsoft 365 groups, directory roles and units count too. @default true */
  readonly securityEnabledOnly?: boolean | undefined
}

/** The hosts are fixed and do not depend on claims, so the access token is not sent to another host. */
const graphHosts = {
  global: 'graph.microsoft.com',
  usGovernment: 'graph.microsoft.us',
  china: 'microsoftgraph.chinacloudapi.cn',
} as const

const maxPages = 20
const maxIds = 5000

const memberObjects = v.object({
  value: v.array(v.string()),
  '@odata.nextLink': v.optional(v.string()),
})

/**
 * Creates a `completeClaims` for Microsoft Entra ID. It returns the claim `groups` with the object ids of all groups of the
 * person, including indirect ones. The access token must be for Microsoft Graph and allow reading memberships (scope
 * `User.Read`). With more than 5,000 groups, or 20 pages, the claims stay incomplete.
 * @throws TypeError for another cloud, an unknown or inherited option, or a value of the wrong type
 */
export function microsoftGraphGroups(options?: MicrosoftGraphOptions): CompleteClaims {
  const { host, securityEnabledOnly } = readOptions(options === undefined ? Object.create(null) : options)

  const completeClaims: CompleteClaims = async ({ providerId, accessToken, fetch }) => {
    const failed = (why: string): OidcError =>
      new OidcError('claims_completion_failed', `Microsoft Graph: ${why}.`, { providerId, why })
    const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json' }
    const groups: string[] = []
    let response = await fetch(`https://${host}/v1.0/me/getMemberObjects`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ securityEnabledOnly }),
    })
    for (let page = 1; ; page += 1) {
      if (response.status !== 200) throw failed(`Microsoft Graph answered ${response.status}`)
      const answer = v.safeParse(memberObjects, await readJson(response))
      if (!answer.success) throw failed('the response of Microsoft Graph contains no list of ids')
      groups.push(...answer.output.value)
      if (groups.length > maxIds) return undefined
      const next = answer.output['@odata.nextLink']
      if (next === undefined) return { groups }
      if (page === maxPages) return undefined
      if (!next.startsWith(`https://${host}/`)) throw failed('the next page is not at Microsoft Graph')
      response = await fetch(next, { headers })
    }
  }
  return Object.assign(completeClaims, { hosts: [host] })
}

interface GraphOptions {
  readonly host: string
  readonly securityEnabledOnly: boolean
}

function readOptions(options: unknown): GraphOptions {
  const { values, issues } = takeOptions(options, ['cloud', 'securityEnabledOnly'])
  if (issues.length > 0) throw new TypeError(renderIssues('microsoftGraphGroups', issues))
  const { cloud = 'global', securityEnabledOnly = true } = values
  const host = Object.entries(graphHosts).find(([name]) => name === cloud)?.[1]
  if (host === undefined) throw new TypeError('cloud must be global, usGovernment or china')
  if (typeof securityEnabledOnly !== 'boolean')
    throw new TypeError('securityEnabledOnly must be true or false')
  return { host, securityEnabledOnly }
}
