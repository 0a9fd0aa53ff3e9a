import { buildProblem } from '../answer/build-remarks.ts'
import type { Texts } from '../shapes/provider-shapes.ts'
import { buildFragment } from './state-fragment.ts'
import { withoutSecrets } from './without-secrets.ts'

/** What the button to share needs of the playground. */
export interface Sharing {
  readonly button: HTMLButtonElement
  readonly remarks: HTMLElement
  readonly typed: () => Texts
  readonly signal: AbortSignal
}

/** Lets a button put both texts into the address of the page, and copy that address. */
export function startSharing({ button, remarks, typed, signal }: Sharing): void {
  button.hidden = false
  const share = async () => {
    const texts = withoutSecrets(typed())
    const fragment = 'value' in texts ? buildFragment(texts.value) : texts
    if ('problem' in fragment) {
      remarks.innerHTML = buildProblem(fragment.problem).toString()
      return
    }
    // It fires no hashchange, so the fields stay as they are.
    history.replaceState(history.state, '', fragment.value)
    const copied = await copyText(location.href)
    remarks.textContent = `${
      copied ? 'The link is copied.' : 'The link is in the address bar: copy it there.'
    } It carries both texts, without tokens and secrets, and everyone who gets it can read them.`
  }
  button.addEventListener('click', () => void share(), { signal })
}

async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
