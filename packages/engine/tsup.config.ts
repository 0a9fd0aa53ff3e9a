import { buildPackage } from '../../tsup.base.ts'

export default buildPackage(['src/index.ts', 'src/adapter.ts', 'src/testing.ts'])
