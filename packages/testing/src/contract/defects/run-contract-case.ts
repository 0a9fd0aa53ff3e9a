import { adapterContract } from '../adapter-contract.ts'
import type { ContractApp } from '../contract-app.ts'

/**
 * Runs one case of the contract on an app of its own, and closes the app. With an app that has a defect it shows that the contract
 * finds it: it rejects with an `AssertionError`.
 * @param begin how the name of the case begins, e.g. `Defect.foundBy`
 * @throws TypeError if not exactly one name begins so
 */
export async function runContractCase(
  begin: string,
  start: (basePath: string) => Promise<ContractApp>,
): Promise<void> {
  const [found, ...others] = adapterContract.filter(({ name }) => name.startsWith(begin))
  if (found === undefined || others.length > 0)
    throw new TypeError(
      `${others.length + (found ? 1 : 0)} cases of the contract begin with "${begin}", expected 1.`,
    )
  const app = await start(found.basePath ?? '')
  await found.run(app).finally(() => app.close())
}
