import { adapterContract } from '../adapter-contract.ts'
import type { ContractApp } from '../contract-app.ts'
import type { RefreshApp, RefreshCase } from '../refresh/refresh-app.ts'
import { refreshContract } from '../refresh/refresh-contract.ts'

/**
 * Starts an app, runs one case of the contract on it, and closes it. If the app has a defect that the case finds, it rejects with
 * an `AssertionError`.
 * @param begin the beginning of the name of the case, e.g. `Defect.foundBy`
 * @throws TypeError if no name or more than one name begins with this text
 */
export async function runContractCase(
  begin: string,
  start: (basePath: string) => Promise<ContractApp>,
): Promise<void> {
  const found = findCase(adapterContract, begin)
  const app = await start(found.basePath ?? '')
  await found.run(app).finally(() => app.close())
}

/**
 * Starts an app, runs one case of a contract with the app of the refresh contract, and closes it. If the app has a defect that the case
 * finds, it rejects with an `AssertionError`.
 * @param begin the beginning of the name of the case, e.g. `RefreshDefect.foundBy`
 * @throws TypeError if no name or more than one name begins with this text
 */
export async function runRefreshCase(
  begin: string,
  start: () => Promise<RefreshApp>,
  contract: readonly RefreshCase[] = refreshContract,
): Promise<void> {
  const found = findCase(contract, begin)
  const app = await start()
  await found.run(app).finally(() => app.close())
}

function findCase<Case extends { readonly name: string }>(cases: readonly Case[], begin: string): Case {
  const [found, ...others] = cases.filter(({ name }) => name.startsWith(begin))
  if (found === undefined || others.length > 0)
    throw new TypeError(
      `${others.length + (found ? 1 : 0)} cases of the contract begin with "${begin}", expected 1.`,
    )
  return found
}
