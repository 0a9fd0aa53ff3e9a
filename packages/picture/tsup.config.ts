import { buildPackage } from '../../tsup.base.ts'

export default buildPackage(['src/index.ts', 'src/markup.ts'])
