/** Readers behind a cache, who note what they were shown and when, and what the server itself would have shown them. */
import { setTimeout as passing } from 'node:timers/promises'
import type { Test } from 'tap'

/** An answer of the server, as long as it was the present one. */
interface State {
  text: string
  /** When the cache was told that it is over, and from when on nobody may be shown it: in milliseconds since 1970. */
  toldAt: number
  overAt: number
}

interface Reading {
  address: string
  text: string
  begun: number
  isHit: boolean
}

const soak = process.env.MASTHEAD_SOAK !== undefined

/** More addresses than this are not read all the time; the oldest articles go. */
const mostAddresses = 24

/** An answer in full, whatever its encoding was; a problem by its status alone, as each has a number of its own. */
async function textOf(url: string): Promise<{ text: string; isHit: boolean }> {
  const answer = await fetch(url)
  const body = await answer.text()
  const { status, headers } = answer
  // Varnish names two transactions when it had the answer: the present one and the one that fetched it.
  const isHit = /^\d+ \d+$/.test(headers.get('x-varnish') ?? '')
  const etag = headers.get('etag')?.replace(/-(gzip|br)"$/, '"')
  return { text: status >= 400 ? String(status) : `${status} ${etag} ${headers.get('link')} ${body}`, isHit }
}

/** Where two texts begin to differ. */
function differenceOf(shown: string, present: string): string {
  const at = [...shown].findIndex((character, index) => character !== present[index])
  const from = Math.max(0, at - 20)
  return `shown ${shown.slice(from, from + 60)}, is ${present.slice(from, from + 60)}`
}

/** Opens them. `cache` and `server` are where the same addresses are read. */
export function openReadThrough(
  t: Test,
  { cache, server, random }: { cache: string; server: string; random: () => number },
) {
  const states = new Map<string, State[]>()
  const readings: Reading[] = []
  const present = new Set<string>()
  let stopped = false
  let busy = 0
  let paused = false
  let reading: Promise<unknown> = Promise.resolve()
  t.teardown(() => {
    stopped = true
  })

  async function add(addresses: string[]): Promise<void> {
    for (const address of addresses) {
      const { text } = await textOf(server + address)
      states.set(address, [{ text, toldAt: Number.POSITIVE_INFINITY, overAt: Number.POSITIVE_INFINITY }])
      present.add(address)
    }
    const articles = [...present].filter((address) => /^\/v1\/articles\/./.test(address))
    for (const address of articles.slice(0, Math.max(0, articles.length - mostAddresses))) present.delete(address)
  }

  async function readSome(): Promise<void> {
    busy++
    const addresses = [...present]
    const address = addresses[Math.floor(random() * addresses.length)] as string
    const begun = Date.now()
    const { text, isHit } = await textOf(cache + address)
    readings.push({ address, text, begun, isHit })
    busy--
  }

  /** Reads on and on, one address after the other, as chance will have it. */
  async function read(): Promise<void> {
    while (!stopped) {
      if (!paused) await readSome()
      // Tests that run beside want to get on, too.
      await passing(soak ? 2 : 10)
    }
  }

  /** Lets the readers rest, and resolves when none waits for an answer; or lets them go on. */
  async function pause(wanted: boolean): Promise<void> {
    paused = wanted
    while (paused && busy > 0) await passing(1)
  }

  /**
   * Notes what the server shows, after a transition; what it showed before may be shown until `over`. Answers the
   * addresses for which the cache shows something else, if that is asked for; `noted` resolves when `over` is known.
   */
  async function changed(
    over: Promise<number>,
    { compared = false } = {},
  ): Promise<{ different: string[]; noted: Promise<void> }> {
    const toldAt = Date.now()
    const ended: State[] = []
    const different: string[] = []
    const look = async (address: string): Promise<void> => {
      const known = states.get(address) as State[]
      const shown = compared ? await textOf(cache + address) : undefined
      const { text } = await textOf(server + address)
      if (shown && shown.text !== text) different.push(`${address}: ${differenceOf(shown.text, text)}`)
      const last = known.at(-1) as State
      if (last.text === text) return
      last.toldAt = toldAt
      ended.push(last)
      known.push({ text, toldAt: Number.POSITIVE_INFINITY, overAt: Number.POSITIVE_INFINITY })
    }
    await Promise.all([...present].map(look))
    const noted = over.then((overAt) => {
      for (const state of ended) state.overAt = overAt
    })
    return { different, noted }
  }

  /** What a reader was shown who asked when all of its states had been over, or that the server never showed. */
  function judge({ address, text, begun }: Reading): 'right' | 'raced' | 'stale' {
    const matching = (states.get(address) ?? []).filter((state) => state.text === text)
    if (matching.some(({ toldAt }) => begun <= toldAt)) return 'right'
    return matching.some(({ overAt }) => begun <= overAt) ? 'raced' : 'stale'
  }

  async function stop() {
    stopped = true
    await reading
    const judged = readings.map((each) => ({ ...each, verdict: judge(each) }))
    const stale = judged.filter(({ verdict }) => verdict === 'stale')
    /** How long after its end something was shown, in milliseconds; `never` when it never was the server's answer. */
    const ageOf = ({ address, text, begun }: Reading): string => {
      const ends = (states.get(address) ?? []).filter((state) => state.text === text).map(({ overAt }) => overAt)
      return ends.length === 0 ? 'never' : String(begun - Math.max(...ends))
    }
    return {
      stale: stale.map((each) => `${each.address} ${ageOf(each)}: ${each.text.slice(0, 80)}`),
      raced: judged.filter(({ verdict }) => verdict === 'raced').length,
      read: judged.length,
      hits: judged.filter(({ isHit }) => isHit).length,
    }
  }

  return {
    add,
    changed,
    pause,
    /** How many addresses there are. */
    number: () => present.size,
    stop,
    /** Starts so many readers. */
    start(number: number) {
      reading = Promise.all(Array.from({ length: number }, read))
    },
  }
}
