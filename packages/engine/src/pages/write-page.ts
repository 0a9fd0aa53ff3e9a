import { buildPageResponse } from './build-page-response.ts'
import { buildChooseProviderPage } from './choose-provider-page.ts'
import { chooseLocale } from './choose-locale.ts'
import { buildConfirmLogoutPage } from './confirm-logout-page.ts'
import { buildDeniedPage } from './denied-page.ts'
import { buildErrorPage } from './error-page.ts'
import { buildForbiddenPage } from './forbidden-page.ts'
import { resolveFormSchemes } from './form-schemes.ts'
import { loadTexts } from './load-texts.ts'
import { buildLoggedOutPage } from './logged-out-page.ts'
import type { Page } from './page.ts'
import { resolveBrand } from './page-brand.ts'
import type { PageContent, PageData, PageKind } from './page-content.ts'
import { buildDocument } from './page-document.ts'
import type { PageTexts } from './page-texts.ts'
import type { PageRequest, PageSettings } from './page-settings.ts'
import { renderByApplication } from './render-by-application.ts'
import { buildSignInRequiredPage } from './sign-in-required-page.ts'
import { buildSwitchAccountPage } from './switch-account-page.ts'
import { buildUnavailablePage } from './unavailable-page.ts'

const builders: { readonly [Kind in PageKind]: (data: PageData[Kind], texts: PageTexts) => Page } = {
  chooseProvider: buildChooseProviderPage,
  denied: buildDeniedPage,
  forbidden: buildForbiddenPage,
  signInRequired: buildSignInRequiredPage,
  switchAccount: buildSwitchAccountPage,
  confirmLogout: buildConfirmLogoutPage,
  loggedOut: buildLoggedOutPage,
  error: buildErrorPage,
  unavailable: buildUnavailablePage,
}

/** Builds title and content of a page. */
export function buildPage<Kind extends PageKind>(kind: Kind, data: PageData[Kind], texts: PageTexts): Page {
  return builders[kind](data, texts)
}

/** Builds the response with a page in the language of the application or the request. `pages.render` may change the page. */
export async function writePage(
  settings: PageSettings,
  request: PageRequest,
  { status, ...content }: PageContent & { readonly status: number },
): Promise<Response> {
  const { pages } = settings.config
  const locale = pages.locale === 'auto' ? chooseLocale(request.header('accept-language')) : pages.locale
  const brand = resolveBrand(settings.config)
  const page = buildPage(content.kind, content.data, await loadTexts(locale))
  const html = buildDocument(page, { locale, brand })
  const main = page.body.toString()
  const rendered = await renderByApplication(settings, { ...content, title: page.title, main, html, locale })
  // Interpolated values are escaped, so this matches only our own forms.
  const hasForm = main.includes('<form ')
  return buildPageResponse({
    status,
    html: rendered?.html ?? html,
    nonce: rendered?.nonce,
    hasForm,
    // Another site could place a button of ours under its own one.
    isFrameable: settings.config.session.sameSite === 'none' && !hasForm,
    formSchemes: resolveFormSchemes(settings.config),
    logoSource: brand.logoSource,
    variesByLanguage: pages.locale === 'auto',
  })
}
