import { html } from '@x/oidc-picture/markup'
import type { Html } from '@x/oidc-picture/markup'

/** How a visitor sees a role go. */
export interface RoleTrial {
  /** The page of the provider on which people lose roles and get them back. */
  readonly peopleUrl: string
  readonly roleMaxAgeSeconds: number
}

export function buildRoleTrial({ peopleUrl, roleMaxAgeSeconds }: RoleTrial): Html {
  return html`<p>
    To see a role go, <a href="${peopleUrl}">take it away at the provider</a>, wait
    ${String(roleMaxAgeSeconds)} seconds (<code>roleMaxAgeSeconds</code> of this demo; the default is 900),
    and reload.
  </p>`
}
