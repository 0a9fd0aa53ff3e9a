import { describe, expect, it } from 'vitest'
import { describeError, renderFailure } from './describe-error.ts'

const hostile =
  'no such user: Eve\n    at Bearer SECRET_TOKEN\n    at [oidc] error: admin signed in (grant.ts:1:1)'

describe('#17: an error of others', () => {
  it('is told by where it arose, and not by lines of its message that look like frames', () => {
    const { detail } = describeError(new Error(hostile))
    const { at } = detail as { readonly at: readonly string[] }
    expect(at.length).toBeGreaterThan(0)
    expect(at.join('\n')).toContain('describe-error.test.ts')
    expect(at.join('\n')).not.toMatch(/SECRET_TOKEN|admin signed in/u)
  })

  it('has one line for its message on the console, whatever the message looks like', () => {
    const lines = renderFailure(new Error(hostile)).split('\n')
    expect(lines[0]).toContain('Eve')
    expect(lines.slice(1).join('\n')).not.toMatch(/SECRET_TOKEN|admin signed in/u)
  })
})
