// The script of pages with text to copy.
import { addCopyButtons } from '@x/playground/copy'

addCopyButtons(document)
document.documentElement.dataset['ready'] = ''
