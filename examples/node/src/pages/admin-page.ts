import type { OidcConfig } from '@x/oidc-node'
import type { User } from '@x/oidc-node'
import { html } from './html.ts'
import { buildChips } from './page-blocks.ts'
import type { Page } from './page.ts'

/** The page behind `requireRole('ROLE_ADMIN')`: the role mapping in force. */
export function buildAdminPage(user: User, { providers }: OidcConfig): Page {
  const { security } = providers[0]
  return {
    status: 200,
    title: 'Admin',
    path: '/admin',
    user,
    body: html`<h1>Only administrators see this</h1>
      <p class="lead">
        The page stands behind <code>requireRole('ROLE_ADMIN')</code>. Sign in as somebody else and the same
        address answers 403.
      </p>
      <section aria-labelledby="mapping">
        <h2 id="mapping">The role mapping in force</h2>
        <div class="card">
          <table>
            <thead>
              <tr>
                <th scope="col">Role key of the provider</th>
                <th scope="col">Roles in this app</th>
              </tr>
            </thead>
            <tbody>
              ${Object.entries(security.roleMapping).map(
                ([key, roles]) =>
                  html`<tr>
                    <th scope="row"><code>${key}</code></th>
                    <td>${buildChips(roles)}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>
        <p class="note">
          ${Object.entries(security.impliedRoles).map(
            ([role, implied]) => html`<code>${role}</code> includes <code>${implied.join(', ')}</code>. `,
          )}
          The gate asks for <code>${security.requiredRoles.join(' or ')}</code>.
        </p>
      </section>`,
  }
}
