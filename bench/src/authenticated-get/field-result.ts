import { median } from '../measure.ts'
import type { Contender, Field } from './contenders.ts'
import { describeMachine, type Machine } from './describe-machine.ts'
import type { Pace, Sample } from './measure-field.ts'
import { readPeerVersion } from './read-peer-version.ts'

/** What a field's run showed, as bench/results keeps it. */
export interface FieldResult extends Machine {
  /** With the version of the framework. */
  readonly title: string
  readonly pace: Pace
  readonly contenders: readonly ContenderResult[]
}

export interface ContenderResult {
  readonly name: string
  readonly kind: Contender['kind']
  /** The median of the rounds, like every number but those of `spread`. */
  readonly requestsPerSecond: number
  /** Throughput as a share of a contender's in the same round. */
  readonly ofSameHeaders: number
  readonly ofBare: number
  /** The lowest and the highest `ofSameHeaders` of a round. */
  readonly spread: readonly [number, number]
  /** Of the server's process, for one request; absent where there is no /proc. */
  readonly cpuMicroseconds?: number
  /** Processors that the server kept busy. Well below 1, something else than the server was the limit. */
  readonly busy?: number
}

/** Sums up the rounds of a field. */
export function buildFieldResult(
  field: Field,
  pace: Pace,
  samples: ReadonlyMap<Contender, readonly Sample[]>,
): FieldResult {
  const samplesOf = (kind: Contender['kind']): readonly Sample[] =>
    samples.get(field.contenders.find((contender) => contender.kind === kind) as Contender) ?? []
  return {
    title: buildTitle(field),
    ...describeMachine(),
    pace,
    contenders: field.contenders.map((contender): ContenderResult => {
      const own = samples.get(contender) ?? []
      const shares = divideRounds(own, samplesOf('same-headers'))
      const cpu = own.flatMap(({ cpuMicroseconds }) => cpuMicroseconds ?? [])
      const busy = own.flatMap((sample) => sample.busy ?? [])
      return {
        name: buildName(contender),
        kind: contender.kind,
        requestsPerSecond: Math.round(median(own.map(({ requestsPerSecond }) => requestsPerSecond))),
        ofSameHeaders: round(median(shares)),
        ofBare: round(median(divideRounds(own, samplesOf('bare')))),
        spread: [round(Math.min(...shares)), round(Math.max(...shares))],
        ...(cpu.length === 0 ? {} : { cpuMicroseconds: round(median(cpu)), busy: round(median(busy)) }),
      }
    }),
  }
}

function divideRounds(samples: readonly Sample[], others: readonly Sample[]): readonly number[] {
  return samples.map(
    ({ requestsPerSecond }, at) => requestsPerSecond / (others[at]?.requestsPerSecond ?? Number.NaN),
  )
}

/** Puts the framework's version behind its name, which is what stands before a comma. */
export function buildTitle({ title, framework }: Pick<Field, 'title' | 'framework'>): string {
  return framework === undefined
    ? title
    : title.replace(/,|$/u, (end) => ` ${readPeerVersion(framework)}${end}`)
}

/** Puts the versions of its packages behind their names. */
export function buildName({ name, packages = [] }: Contender): string {
  return packages.reduce((named, each) => named.replace(each, `${each} ${readPeerVersion(each)}`), name)
}

function round(share: number): number {
  return Math.round(share * 1000) / 1000
}
