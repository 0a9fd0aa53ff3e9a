import type { ObjectReader } from './object-reader.ts'
import type { TenantsConfig } from './oidc-config.ts'
import { isTenantId, tenantPlaceholder } from './tenant-issuer.ts'
import { checkTransport, parseWebUrl } from './parse-urls.ts'

/** Stands for any tenant while a template is checked as a URL. */
const anyTenant = '00000000-0000-0000-0000-000000000000'

/** Reads `issuerTemplate` and `tenants`, which are set together: without the list, every tenant of the world could sign in. */
export function parseTenants(reader: ObjectReader): TenantsConfig | undefined {
  const issuerTemplate = reader.text('issuerTemplate')
  if (issuerTemplate === undefined) {
    if (reader.has('tenants'))
      reader.error(
        'tenants',
        'conflict',
        'has an effect only with issuerTemplate. Set it, or leave tenants out.',
      )
    return undefined
  }
  checkTemplate(reader, 'issuerTemplate', issuerTemplate)
  for (const key of ['accessTokenLookup', 'introspection'].filter((each) => reader.value(each) !== undefined))
    reader.error(
      key,
      'conflict',
      'asks for one issuer, and issuerTemplate allows several. Leave one of them out.',
    )
  return { issuerTemplate, tenants: parseTenantIds(reader) }
}

/** Reads the issuer of access tokens, which is a template, too, if people of several tenants sign in. */
export function parseAccessTokenIssuer(reader: ObjectReader, issuer: string): string {
  const given = reader.text('accessTokenIssuer')
  if (given?.includes(tenantPlaceholder) === true && reader.value('issuerTemplate') === undefined)
    reader.error(
      'accessTokenIssuer',
      'conflict',
      `has ${tenantPlaceholder}, which needs issuerTemplate and tenants.`,
    )
  return given ?? issuer
}

function checkTemplate(reader: ObjectReader, key: string, template: string): void {
  const filled = template.replace(tenantPlaceholder, anyTenant)
  const url = parseWebUrl(filled)
  const isSegment = template.split('/').filter((segment) => segment === tenantPlaceholder).length === 1
  if (url === undefined || url.query !== undefined || !isSegment || !url.path.includes(anyTenant)) {
    const message =
      `must be an https URL with the path segment ${tenantPlaceholder} once, e.g. ` +
      'https://login.microsoftonline.com/{tenantid}/v2.0, as the discovery document of issuerUrl has it.'
    reader.error(key, 'invalid_url', message)
  } else checkTransport(reader, key, filled, reader.value('allowInsecureIssuer') === true)
}

/** The engine calls a function. `'function'` stands for it in a checked configuration. */
function parseTenantIds(reader: ObjectReader): TenantsConfig['tenants'] {
  const value = reader.value('tenants')
  if (typeof value === 'function' || value === 'function') return 'function'
  if (value === undefined) {
    const message =
      'must list the ids of the tenants whose people may sign in, or be a function of the id: without it, every account of every ' +
      'tenant could sign in.'
    reader.error('tenants', 'missing', message)
    return []
  }
  const tenants = reader.texts('tenants')
  if (tenants.length === 0 || !tenants.every(isTenantId)) {
    const message = 'must list one or more ids of tenants: UUIDs in lower case, as the claim tid has them.'
    reader.error('tenants', 'invalid_value', message)
  }
  return tenants
}
