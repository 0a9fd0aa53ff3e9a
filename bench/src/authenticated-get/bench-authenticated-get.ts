import { writeField } from '../report/results.ts'
import { writeReport } from '../report/write-report.ts'
import { apiFields } from './api-fields.ts'
import { fields } from './contenders.ts'
import { createLoadGenerator } from './create-load-generator.ts'
import { buildFieldResult } from './field-result.ts'
import { measureField, type Pace } from './measure-field.ts'
import { startProviderOfPerson } from './person.ts'

/** Lets every contender of these parts answer, prints and keeps what came out, and writes the report anew. */
export async function benchAuthenticatedGet(parts: readonly string[], pace: Pace): Promise<void> {
  const provider = await startProviderOfPerson()
  const generator = createLoadGenerator()
  try {
    for (const field of [...fields, ...apiFields].filter(({ part }) => parts.includes(part))) {
      const result = buildFieldResult(field, pace, await measureField(field, pace, { provider, generator }))
      writeField(field, result)
      console.log(`\nAn authenticated GET: ${result.title}`)
      console.table(
        Object.fromEntries(
          result.contenders.map(({ name, kind: _kind, spread, ...numbers }) => [
            name,
            { ...numbers, spread: spread.join(' to ') },
          ]),
        ),
      )
    }
  } finally {
    generator.close()
    await provider.close()
  }
  writeReport()
}
