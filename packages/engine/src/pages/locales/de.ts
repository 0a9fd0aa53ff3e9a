import type { PageTexts } from '../page-texts.ts'

const missing = 'Der Anmeldedienst hat zu wenig über Sie mitgeteilt, um Sie in diese Anwendung einzulassen.'
const notOurs = 'Der Betreiber dieser Anwendung findet den Grund in seinem Protokoll, anhand des Codes unten.'
const again = 'Bitte melden Sie sich erneut an.'
const unchanged = 'Sie wurde abgelehnt, es hat sich nichts geändert.'
const unusable = 'Der Anmeldedienst hat eine unbrauchbare Antwort gegeben'

export const de: PageTexts = {
  common: {
    signedInAs: 'Angemeldet als',
    signOut: 'Abmelden',
    useAnotherAccount: 'Anderes Konto verwenden',
    tryAgain: 'Erneut versuchen',
  },
  chooseProvider: { title: 'Anmelden', text: 'Wählen Sie aus, wo Sie Ihr Konto haben.' },
  denied: {
    title: 'Kein Zugang',
    heading: 'Dieses Konto hat keinen Zugang',
    reasons: {
      tenant_not_allowed: 'Personen Ihrer Organisation können sich hier nicht anmelden.',
      subject_missing: missing,
      name_missing: missing,
      email_unverified: 'Der Anmeldedienst hat Ihre E-Mail-Adresse nicht bestätigt.',
      too_large: 'Der Anmeldedienst hat mehr über Sie gesendet, als diese Anwendung verarbeiten kann.',
      claims_incomplete:
        'Der Anmeldedienst hat nur einen Teil Ihrer Gruppen gesendet. Ihre Rollen lassen sich deshalb nicht bestimmen.',
      claim_missing: missing,
      claim_unverifiable:
        'Diese Anwendung kann nicht überprüfen, was der Anmeldedienst über Ihre Rollen mitteilt.',
      claim_wrong_type: missing,
      role_missing: 'Keine Ihrer Rollen berechtigt Sie zum Zugang zu dieser Anwendung.',
      denied_by_application: 'Diese Anwendung lässt Ihr Konto nicht zu.',
    },
    quote:
      'Ist das ein Irrtum? Wenden Sie sich an den Betreiber dieser Anwendung und geben Sie diesen Code an:',
  },
  forbidden: {
    title: 'Keine Berechtigung',
    heading: 'Sie können diese Seite nicht öffnen',
    text: 'Sie sind angemeldet, aber Ihrem Konto fehlt eine Berechtigung, die für diese Seite nötig ist.',
    quote: 'Sollten Sie sie haben? Fragen Sie den Betreiber dieser Anwendung und geben Sie diesen Code an:',
    back: 'Zur Startseite',
  },
  signInRequired: {
    title: 'Bitte melden Sie sich an',
    text: 'Sie sind nicht angemeldet, oder Ihre Sitzung ist beendet. Ihre Anfrage wurde nicht ausgeführt.',
    signIn: 'Anmelden',
    form: {
      text: 'Sie sind nicht angemeldet, oder Ihre Sitzung ist beendet.',
      notSaved: 'Was Sie gesendet haben, wurde nicht gespeichert.',
      advice:
        'Es geht nichts verloren, wenn Sie sich in einem neuen Tab anmelden, hierher zurückkehren und diesen Tab neu laden: Ihr ' +
        'Browser sendet dann alles noch einmal.',
      signIn: 'In neuem Tab anmelden',
    },
  },
  switchAccount: {
    title: 'Anderes Konto verwenden',
    text: 'Bei Ihrem Anmeldedienst können Sie erst dann ein anderes Konto wählen, wenn Sie sich dort abgemeldet haben.',
    signOut: 'Abmelden und Konto wählen',
    cancel: 'Abbrechen',
  },
  confirmLogout: {
    title: 'Abmelden',
    heading: 'Möchten Sie sich abmelden?',
    text: 'Sie können sich jederzeit wieder anmelden.',
    stay: 'Angemeldet bleiben',
  },
  loggedOut: {
    title: 'Abgemeldet',
    heading: 'Sie sind abgemeldet',
    hereAlone:
      'Sie sind hier abgemeldet. Bei Ihrem Anmeldedienst sind Sie möglicherweise noch angemeldet: Melden Sie sich an einem ' +
      'gemeinsam genutzten Computer auch dort ab.',
    atProviderToo: 'Sie sind hier und bei Ihrem Anmeldedienst abgemeldet.',
    back: 'Zur Startseite',
  },
  error: { quote: 'Wenn Sie um Hilfe bitten, geben Sie diesen Code an:' },
  unavailable: {
    title: 'Zurzeit nicht verfügbar',
    text:
      'Ein Dienst, den diese Anwendung für die Anmeldung braucht, antwortet nicht. An Ihrem Konto liegt es nicht. Bitte versuchen ' +
      'Sie es gleich noch einmal.',
    quote: 'Wenn es so bleibt, bitten Sie um Hilfe und geben Sie diesen Code an:',
  },
  errors: {
    config_invalid: { title: 'Diese Anwendung ist nicht richtig eingerichtet', text: notOurs },
    provider_response_invalid: { title: unusable, text: notOurs },
    issuer_mismatch: { title: 'Der Anmeldedienst ist nicht der erwartete', text: notOurs },
    provider_unsupported: { title: 'Der Anmeldedienst passt nicht zu dieser Anwendung', text: notOurs },
    authorization_failed: {
      title: 'Die Anmeldung wurde nicht abgeschlossen',
      text: `Sie wurde abgebrochen oder abgelehnt. ${again}`,
    },
    authorization_response_invalid: {
      title: 'Die Antwort des Anmeldedienstes wurde abgelehnt',
      text: again,
    },
    transaction_missing: {
      title: 'Diese Anmeldung wurde nicht hier begonnen',
      text: `Vielleicht wurde sie in einem anderen Browser oder vor zu langer Zeit begonnen, oder der Browser speichert keine Cookies. ${again}`,
    },
    transaction_expired: { title: 'Die Anmeldung hat zu lange gedauert', text: again },
    transaction_used: {
      title: 'Diese Anmeldung ist bereits abgeschlossen',
      text: 'Fahren Sie fort, oder melden Sie sich erneut an, falls es nötig ist.',
    },
    client_rejected: { title: 'Der Anmeldedienst lässt diese Anwendung nicht zu', text: notOurs },
    token_request_failed: { title: 'Die Anmeldung konnte nicht abgeschlossen werden', text: again },
    id_token_invalid: { title: unusable, text: notOurs },
    userinfo_invalid: { title: unusable, text: notOurs },
    tokens_unavailable: { title: 'Ihre Sitzung ist beendet', text: again },
    session_too_large: { title: 'Ihre Sitzung ist zu groß', text: notOurs },
    sign_in_overtaken: { title: 'Sie wurden abgemeldet', text: again },
    session_cookie_rejected: {
      title: 'Ihr Browser behält die Anmeldung nicht',
      text:
        'Sie haben sich angemeldet, aber der Browser hat die Sitzung nicht zurückgesendet. Prüfen Sie, ob er Cookies von dieser ' +
        'Website annimmt.',
    },
    provider_required: {
      title: 'Welches Konto verwenden Sie?',
      text: 'Jede Organisation hat hier einen eigenen Link zur Anmeldung. Öffnen Sie den Ihrer Organisation.',
    },
    unknown_provider: {
      title: 'Diesen Anmeldedienst gibt es hier nicht',
      text: 'Prüfen Sie die Adresse.',
    },
    method_not_allowed: {
      title: 'So lässt sich diese Adresse nicht aufrufen',
      text: 'Öffnen Sie sie über einen Link oder ein Formular.',
    },
    cross_site_request: { title: 'Diese Anfrage kam von einer anderen Website', text: unchanged },
    request_invalid: { title: 'Diese Anfrage ist nicht verständlich', text: 'Prüfen Sie die Adresse.' },
    request_too_large: { title: 'Diese Anfrage ist zu groß', text: unchanged },
    content_type_unsupported: {
      title: 'Diese Anfrage hat ein unbekanntes Format',
      text: 'Senden Sie ein Formular.',
    },
    unexpected: { title: 'Etwas ist schiefgegangen', text: notOurs },
  },
}
