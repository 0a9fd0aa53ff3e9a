const shownMilliseconds = 2000

/** Puts a button into every block that `buildCopyable` made and that has none yet. */
export function addCopyButtons(root: ParentNode): void {
  for (const block of root.querySelectorAll<HTMLElement>('.copyable:not(:has(button))')) {
    const text = block.querySelector('pre')
    if (text !== null) block.prepend(createButton(text, block.dataset['copy'] ?? ''))
  }
}

function createButton(text: HTMLElement, what: string): HTMLButtonElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'button copy'
  const label = document.createElement('span')
  label.ariaLive = 'polite'
  label.textContent = 'Copy'
  const rest = document.createElement('span')
  rest.className = 'unseen'
  rest.textContent = ` ${what}`
  button.append(label, rest)
  let pending: ReturnType<typeof setTimeout> | undefined
  button.addEventListener('click', () => {
    clearTimeout(pending)
    void copy(text).then((message) => {
      label.textContent = message
      pending = setTimeout(() => (label.textContent = 'Copy'), shownMilliseconds)
    })
  })
  return button
}

/** Copies a text. Where the browser does not allow it, the text is selected, to copy by hand. */
async function copy(text: HTMLElement): Promise<string> {
  try {
    await navigator.clipboard.writeText(text.textContent)
    return 'Copied'
  } catch {
    getSelection()?.selectAllChildren(text)
    return 'Selected'
  }
}
