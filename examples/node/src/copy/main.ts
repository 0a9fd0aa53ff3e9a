// The script of pages with text to copy.
import { addCopyButtons } from './add-copy-buttons.ts'

addCopyButtons(document)
document.documentElement.dataset['ready'] = ''
