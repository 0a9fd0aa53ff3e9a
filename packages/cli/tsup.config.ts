import { buildPackage } from '../../tsup.base.ts'

export default buildPackage(['src/main.ts', 'src/index.ts'])
