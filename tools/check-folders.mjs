// A folder of sources that imports back is one folder, or three: types count. Files at the top of src/ count as folders of
// their own. dependency-cruiser's rules of folders count the tests, too.
import { join } from 'node:path'
import { findCircle, listFolderImports } from './folder-circles.mjs'
import { reportProblems } from './report-problems.mjs'
import { packageFolders, packageRoot } from './workspace.mjs'

reportProblems(
  packageFolders.flatMap((name) => {
    const imports = listFolderImports(join(packageRoot(name), 'src'))
    const circle = findCircle(imports)
    return circle === undefined ? [] : [`packages/${name}/src: ${circle.join(' → ')}`]
  }),
  'No folder imports back.',
)
