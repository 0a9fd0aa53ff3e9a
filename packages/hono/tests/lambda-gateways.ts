/** What an event source sends and takes, as AWS documents it. The events are built by hand. */
export interface Gateway {
  readonly name: string
  readonly baseUrl: string
  /** How many cookies of a response arrive. */
  readonly cookies: number
  readonly send: (handler: LambdaHandler, request: BrowserRequest) => Promise<BrowserResponse>
}

export type LambdaHandler = (event: unknown) => Promise<unknown>

export interface BrowserRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

export interface BrowserResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly setCookies: readonly string[]
  readonly body: Buffer
}

interface Result {
  readonly statusCode: number
  readonly headers?: Readonly<Record<string, string>>
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>
  readonly cookies?: readonly string[]
  readonly body?: string
  readonly isBase64Encoded?: boolean
}

const executeApi = 'https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com'
const domain = 'https://app.example.com'

export const gateways: readonly Gateway[] = [
  createVersion2('a function URL', 'https://abcdefghij.lambda-url.eu-west-1.on.aws', {
    stage: '$default',
    mount: '',
  }),
  createVersion2('an HTTP API', executeApi, { stage: '$default', mount: '' }),
  createVersion2('an HTTP API with a stage', `${executeApi}/prod`, { stage: 'prod', mount: '/prod' }),
  createVersion2('an HTTP API with a stage at a domain', domain, { stage: 'prod', mount: '' }),
  // The event has the stage, and the browser the mapping key.
  createVersion2('an HTTP API with a mapping key', `${domain}/portal`, { stage: 'prod', mount: '/portal' }),
  createVersion2('an HTTP API without a stage with a mapping key', `${domain}/portal`, {
    stage: '$default',
    mount: '/portal',
  }),
  createVersion1('a REST API with a stage', `${executeApi}/prod`, { stage: 'prod', pathHasMount: false }),
  createVersion1('a REST API at a domain', domain, { stage: 'prod', pathHasMount: true }),
  createVersion1('a REST API with a base path mapping', `${domain}/portal`, {
    stage: 'prod',
    pathHasMount: true,
  }),
  createVersion1('an HTTP API with the payload format 1.0', `${executeApi}/prod`, {
    stage: 'prod',
    pathHasMount: true,
  }),
  createLoadBalancer('a load balancer with multi-value headers', domain, true),
  createLoadBalancer('a load balancer below a path', `${domain}/portal`, true),
  createLoadBalancer('a load balancer without multi-value headers', domain, false),
]

/** The payload format 2.0. `rawPath` has a stage by its name, and never the mapping key of a domain. */
function createVersion2(
  name: string,
  baseUrl: string,
  { stage, mount }: { readonly stage: string; readonly mount: string },
): Gateway {
  return {
    name,
    baseUrl,
    cookies: Infinity,
    async send(handler, { method, url, headers: { cookie, ...headers }, body }) {
      const route = url.pathname.slice(mount.length) || '/'
      const rawPath = stage === '$default' ? route : `/${stage}${route}`
      const { queryStringParameters } = readParameters(url, ',')
      const result = (await handler({
        version: '2.0',
        routeKey: '$default',
        rawPath,
        rawQueryString: url.search.slice(1),
        ...(cookie !== undefined && { cookies: cookie.split('; ') }),
        headers,
        ...(url.search !== '' && { queryStringParameters }),
        requestContext: {
          accountId: '123456789012',
          apiId: 'a1b2c3d4e5',
          domainName: url.host,
          domainPrefix: url.host.split('.')[0],
          http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'agent' },
          requestId: 'id=',
          routeKey: '$default',
          stage,
          time: '12/Mar/2026:19:03:58 +0000',
          timeEpoch: 1_793_000_000_000,
        },
        // Bodies of forms come in base64.
        ...(body !== undefined && { body: Buffer.from(body).toString('base64') }),
        isBase64Encoded: body !== undefined,
      })) as Result
      return { ...readResult(result), headers: result.headers ?? {}, setCookies: result.cookies ?? [] }
    },
  }
}

/** The payload format 1.0: parameters are decoded, and `path` of a REST API lacks the stage. */
function createVersion1(
  name: string,
  baseUrl: string,
  { stage, pathHasMount }: { readonly stage: string; readonly pathHasMount: boolean },
): Gateway {
  return {
    name,
    baseUrl,
    cookies: Infinity,
    async send(handler, { method, url, headers, body }) {
      const path = pathHasMount ? url.pathname : url.pathname.slice(stage.length + 1) || '/'
      const named = capitalize(headers)
      const result = (await handler({
        version: '1.0',
        resource: '/{proxy+}',
        path,
        httpMethod: method,
        headers: named,
        multiValueHeaders: mapValues(named, (value) => [value]),
        ...(url.search === ''
          ? { queryStringParameters: null, multiValueQueryStringParameters: null }
          : readParameters(url)),
        pathParameters: { proxy: path.slice(1) },
        stageVariables: null,
        requestContext: {
          accountId: '123456789012',
          apiId: 'a1b2c3d4e5',
          domainName: url.host,
          httpMethod: method,
          identity: { sourceIp: '192.0.2.1', userAgent: 'agent' },
          path: url.pathname,
          protocol: 'HTTP/1.1',
          requestId: 'id=',
          resourcePath: '/{proxy+}',
          stage,
        },
        body: body ?? null,
        isBase64Encoded: false,
      })) as Result
      return readMultiple(result)
    },
  }
}

/** A target group has either multi-value headers and parameters or single ones, never both. Parameters stay encoded. */
function createLoadBalancer(name: string, baseUrl: string, isMultiple: boolean): Gateway {
  return {
    name,
    baseUrl,
    cookies: isMultiple ? Infinity : 1,
    async send(handler, { method, url, headers, body }) {
      const encoded = new URL(url)
      encoded.search = url.search.replaceAll('%', '%25').replaceAll('+', '%2B')
      const { queryStringParameters, multiValueQueryStringParameters } = readParameters(encoded)
      const result = (await handler({
        requestContext: {
          elb: {
            targetGroupArn:
              'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/app/6d0ecf831eec9f09',
          },
        },
        httpMethod: method,
        path: url.pathname,
        ...(isMultiple
          ? { multiValueQueryStringParameters, multiValueHeaders: mapValues(headers, (value) => [value]) }
          : { queryStringParameters, headers }),
        body: body ?? '',
        isBase64Encoded: false,
      })) as Result
      if (isMultiple) return readMultiple(result)
      const { 'set-cookie': cookie, ...others } = result.headers ?? {}
      return { ...readResult(result), headers: others, setCookies: cookie === undefined ? [] : [cookie] }
    },
  }
}

function readMultiple(result: Result): BrowserResponse {
  const { 'set-cookie': setCookies = [], ...others } = result.multiValueHeaders ?? {}
  return { ...readResult(result), headers: mapValues(others, (values) => values.join(', ')), setCookies }
}

function readResult({ body = '', isBase64Encoded = false, statusCode }: Result) {
  return { status: statusCode, body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8') }
}

/** Decoded. Without a separator the last of several values stands for all. */
function readParameters(url: URL, separator?: string) {
  const names = [...new Set(url.searchParams.keys())]
  const multiple = names.map((name) => [name, url.searchParams.getAll(name)] as const)
  const choose = (values: readonly string[]) =>
    separator === undefined ? (values.at(-1) ?? '') : values.join(separator)
  return {
    queryStringParameters: Object.fromEntries(multiple.map(([name, values]) => [name, choose(values)])),
    multiValueQueryStringParameters: Object.fromEntries(multiple),
  }
}

/** A REST API passes on header names as they were sent, and clients differ. */
function capitalize(headers: Readonly<Record<string, string>>): Record<string, string> {
  const rename = (name: string) => name.replace(/(?:^|-)[a-z]/gu, (letter) => letter.toUpperCase())
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [rename(name), value]))
}

function mapValues<From, To>(
  table: Readonly<Record<string, From>>,
  map: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(table).map(([name, value]) => [name, map(value)]))
}
