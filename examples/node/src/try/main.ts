// The script of the page `/try`. It has no business with the network, and the page's policy forbids it any.
import { startPlayground } from '@x/playground'

const root = document.getElementById('playground')
if (root === null) throw new Error('the page has no playground')
startPlayground(root)
document.documentElement.dataset['ready'] = ''
