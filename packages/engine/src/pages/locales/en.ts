import type { PageTexts } from '../page-texts.ts'

const missing = 'The sign-in service did not say enough about you for this application to let you in.'
const notOurs = 'The operator of this application can find the reason in its log, by the code below.'
const again = 'Please sign in again.'

/** `application/problem+json` uses the titles of its errors, too. */
export const en: PageTexts = {
  common: {
    signedInAs: 'Signed in as',
    signOut: 'Sign out',
    useAnotherAccount: 'Use another account',
    tryAgain: 'Try again',
  },
  chooseProvider: { title: 'Sign in', text: 'Choose where your account is.' },
  denied: {
    title: 'No access',
    heading: 'This account has no access',
    reasons: {
      tenant_not_allowed: 'People of your organization cannot sign in here.',
      subject_missing: missing,
      name_missing: missing,
      email_unverified: 'The sign-in service has not verified your e-mail address.',
      too_large: 'The sign-in service sent more about you than this application can take.',
      claims_incomplete:
        'The sign-in service sent only a part of your groups, so your roles cannot be decided.',
      claim_missing: missing,
      claim_unverifiable: 'This application cannot verify what the sign-in service says about your roles.',
      claim_wrong_type: missing,
      role_missing: 'None of your roles gives you access to this application.',
      denied_by_application: 'This application does not admit your account.',
    },
    quote: 'Is this a mistake? Ask the operator of this application and quote',
  },
  forbidden: {
    title: 'Not allowed',
    heading: 'You cannot open this page',
    text: 'You are signed in, but this page needs a permission that your account does not have.',
    quote: 'Should you have it? Ask the operator of this application and quote',
    back: 'Back to the start',
  },
  signInRequired: {
    title: 'Sign in to continue',
    text: 'You are not signed in, or your session has ended. Your request was not carried out.',
    signIn: 'Sign in',
    form: {
      text: 'You are not signed in, or your session has ended.',
      notSaved: 'What you sent was not saved.',
      advice:
        'Nothing is lost if you sign in in a new tab, then come back to this one and reload it: your browser sends everything ' +
        'once more.',
      signIn: 'Sign in in a new tab',
    },
  },
  switchAccount: {
    title: 'Use another account',
    text: 'You have to sign out at the provider of your account before you can choose another account.',
    signOut: 'Sign out and choose',
    cancel: 'Cancel',
  },
  confirmLogout: {
    title: 'Sign out',
    heading: 'Sign out?',
    text: 'You can sign in again at any time.',
    stay: 'Stay signed in',
  },
  loggedOut: {
    title: 'Signed out',
    heading: 'You are signed out',
    hereAlone:
      'You are signed out here. You may still be signed in where your account is: on a shared computer, sign out there too.',
    atProviderToo: 'You are signed out here and at the provider where your account is.',
    back: 'Back to the start',
  },
  error: { quote: 'If you ask for help, quote' },
  unavailable: {
    title: 'Not available right now',
    text:
      'A service that this application needs for signing in does not answer. This is not about your account; please try again ' +
      'in a moment.',
    quote: 'If it lasts, ask for help and quote',
  },
  errors: {
    config_invalid: { title: 'This application is not set up correctly', text: notOurs },
    provider_response_invalid: { title: 'The sign-in service gave an unusable answer', text: notOurs },
    issuer_mismatch: { title: 'The sign-in service is not the expected one', text: notOurs },
    provider_unsupported: { title: 'The sign-in service does not fit this application', text: notOurs },
    authorization_failed: {
      title: 'The sign-in was not completed',
      text: `It was cancelled or refused. ${again}`,
    },
    authorization_response_invalid: {
      title: 'The answer of the sign-in service was refused',
      text: again,
    },
    transaction_missing: {
      title: 'This sign-in was not begun here',
      text: `It may have been begun in another browser, too long ago, or the browser keeps no cookies. ${again}`,
    },
    transaction_expired: { title: 'The sign-in took too long', text: again },
    transaction_used: {
      title: 'This sign-in is already done',
      text: 'Go on, or sign in again if you have to.',
    },
    client_rejected: { title: 'The sign-in service does not accept this application', text: notOurs },
    token_request_failed: { title: 'The sign-in could not be completed', text: again },
    id_token_invalid: { title: 'The sign-in service gave an unusable answer', text: notOurs },
    userinfo_invalid: { title: 'The sign-in service gave an unusable answer', text: notOurs },
    tokens_unavailable: { title: 'Your session has ended', text: again },
    session_too_large: { title: 'Your session does not fit', text: notOurs },
    sign_in_overtaken: { title: 'You were signed out', text: again },
    session_cookie_rejected: {
      title: 'Your browser does not keep the sign-in',
      text: 'You signed in, but the browser did not send the session back. Check that it accepts cookies from this site.',
    },
    provider_required: {
      title: 'Which account do you use?',
      text: 'This application has a sign-in link for each organization. Open the link of yours.',
    },
    unknown_provider: { title: 'There is no such sign-in service here', text: 'Check the address.' },
    method_not_allowed: {
      title: 'This address does not work that way',
      text: 'Open it from a link or a form.',
    },
    cross_site_request: {
      title: 'This request came from another site',
      text: 'It was refused, nothing changed.',
    },
    request_invalid: { title: 'This request cannot be understood', text: 'Check the address.' },
    request_too_large: { title: 'This request is too large', text: 'It was refused, nothing changed.' },
    content_type_unsupported: { title: 'This request has an unknown format', text: 'Send a form.' },
    unexpected: { title: 'Something went wrong', text: notOurs },
  },
}
