import { html } from '@x/oidc-picture/markup'
import type { Html } from '@x/oidc-picture/markup'
import { answerTexts } from './answer/answer-texts.ts'
import type { Remarks } from './answer/answer-texts.ts'
import { providerShapes } from './shapes/provider-shapes.ts'
import type { ProviderShape } from './shapes/provider-shapes.ts'

/** Builds the fields and the first decision: a server can send it, and `startPlayground` brings it to life. */
export function buildPlayground(): Html {
  const texts = providerShapes[0]?.texts ?? { claims: '', configuration: '' }
  const answer = answerTexts(texts)
  return html`<div class="playground">
    <form class="trial">
      <div class="chooser">
        <label for="playground-shape">Example</label>
        <select id="playground-shape">
          <option value="link" hidden>The link of this page</option>
          ${buildOptions('Admitted', true)} ${buildOptions('Something gets lost', false)}
        </select>
        <button class="button small" id="playground-restore" type="button" hidden>Show the original</button>
        <button class="button small" id="playground-share" type="button" hidden>Copy a link to this</button>
        <div class="share" id="playground-share-remarks" role="status"></div>
      </div>
      ${buildField(
        'claims',
        'Claims Set',
        html`A Claims Set, a JWT, the response of a token endpoint, or
          <code>{"idToken", "userinfo", "accessToken"}</code>.`,
        texts.claims,
        answer.claims,
      )}
      ${buildField(
        'configuration',
        'Configuration',
        html`The object that <code>createOidc</code> gets, of plain values: JSON or JavaScript. Only what
          decides has to be there.`,
        texts.configuration,
        answer.configuration,
      )}
    </form>
    <section aria-label="Decision">
      <p class="unseen" id="playground-status" role="status">${answer.outcome}</p>
      <p class="remark error" id="playground-stale" hidden>
        <strong>This is the last decision that could be made.</strong> It knows nothing of what you have typed
        since: see the error above.
      </p>
      <div id="playground-decision">${answer.decision}</div>
    </section>
  </div>`
}

function buildOptions(label: string, isAdmitted: boolean): Html {
  return html`<optgroup label="${label}">
    ${providerShapes
      .filter((shape) => shape.isAdmitted === isAdmitted)
      .map(
        ({ id, label: name }: ProviderShape, place) =>
          html`<option value="${id}" ${isAdmitted && place === 0 ? html`selected` : undefined}>
            ${name}
          </option>`,
      )}
  </optgroup>`
}

function buildField(id: string, label: string, hint: Html, text: string, { body }: Remarks): Html {
  return html`<div class="field">
    <label for="playground-${id}">${label}</label>
    <p id="playground-${id}-hint">${hint}</p>
    <textarea
      id="playground-${id}"
      rows="14"
      spellcheck="false"
      autocapitalize="off"
      autocorrect="off"
      aria-describedby="playground-${id}-hint playground-${id}-remarks"
    >
${text}</textarea>
    <div id="playground-${id}-remarks">${body}</div>
  </div>`
}
