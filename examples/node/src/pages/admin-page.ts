import type { OidcConfig } from '@x/oidc-node'
import { html } from '@x/oidc-picture/markup'
import { buildChips } from '@x/playground/blocks'
import { copyScript } from './browser-modules.ts'
import { buildPersonAnswers, buildRouteSource } from './gate-facts.ts'
import type { Page, Viewer } from './page.ts'

/** The page behind `ROLE_ADMIN`: the role mapping in force. */
export function buildAdminPage(viewer: Viewer, { providers }: OidcConfig): Page {
  const { security } = providers[0]
  return {
    status: 200,
    title: 'Admin',
    path: '/admin',
    viewer,
    script: copyScript,
    body: html`<h1>Only administrators see this</h1>
      <p class="lead">
        The gate of this page asks for <code>ROLE_ADMIN</code>. A person without that role gets the page of a
        403.
      </p>
      <div class="split">
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
            To be admitted at all takes <code>${security.requiredRoles.join(' or ')}</code>.
          </p>
        </section>
        ${buildPersonAnswers('/admin')}
      </div>
      ${buildRouteSource('/admin')}`,
  }
}
