import type { PresetName, ProviderOptions } from '../provider-options.ts'
import { auth0, auth0Rfc9068 } from './auth0.ts'
import { entra, entraOrganizations } from './entra.ts'
import { keycloak } from './keycloak.ts'
import type { Preset } from './preset.ts'

const presets: Readonly<Record<PresetName, Preset>> = {
  keycloak,
  entra,
  entra_organizations: entraOrganizations,
  auth0,
  auth0_rfc9068: auth0Rfc9068,
}

/** Finds the preset. @throws TypeError for an unknown preset, and for options that the preset decides */
export function findPreset(options: ProviderOptions): Preset | undefined {
  const { preset: name, accessTokenFormat, opaqueAudiences } = options
  if (name === undefined) return undefined
  if (!Object.hasOwn(presets, name))
    throw new TypeError(`preset is '${name}', expected one of ${Object.keys(presets).join(', ')}`)
  if (accessTokenFormat !== undefined || opaqueAudiences !== undefined)
    throw new TypeError(
      `preset '${name}' decides the format of access tokens: leave out accessTokenFormat and opaqueAudiences`,
    )
  return presets[name]
}
