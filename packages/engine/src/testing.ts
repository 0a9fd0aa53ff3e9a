// For tests of applications, through @x/oidc-testing: sessions without a sign-in. No other entry point and no adapter loads it.
export { createTestSession } from './test-sessions/create-test-session.ts'
export type { TestSession } from './test-sessions/create-test-session.ts'
export type { PersonByClaims, PersonByRoles, TestPerson } from './test-sessions/test-person.ts'
