/** The workers that there are: starting them, ending them, and who of them does the work beside answering. */
import cluster, { type Worker } from 'node:cluster'
import type { Order, Report } from './worker-messages.ts'

/** A worker, as the primary knows it. */
export interface Member {
  worker: Worker
  state: 'starting' | 'ready' | 'ending'
  /** When it was started, in milliseconds of the monotonic clock. */
  since: number
}

/** How a worker has ended. */
export interface End {
  pid: number | undefined
  code: number | null
  signal: string | null
}

interface Options {
  /** What workers find in their environment beside that of the primary. */
  environment: Record<string, string>
  /** Told of each end, after the member was forgotten. */
  onEnd: (member: Member, end: End) => void
}

function tell({ worker }: Member, order: Order): void {
  // Whoever is gone meanwhile need not be told.
  if (worker.isConnected()) worker.send(order, () => undefined)
}

/** Creates a crew without members. */
export function createCrew({ environment, onEnd }: Options) {
  const members = new Map<number, Member>()
  let holder: Member | undefined

  const present = (): Member[] => [...members.values()]
  const ready = (): Member[] => present().filter(({ state }) => state === 'ready')

  /** The work beside answering goes to the one that has been there for the longest time. */
  function appoint(): void {
    holder = ready()[0]
    if (holder) tell(holder, { type: 'work' })
  }

  function leave(member: Member): void {
    if (member === holder) appoint()
  }

  /** Hands metrics on between workers. */
  function relay(member: Member, report: Report): void {
    if (report.type === 'metrics wanted') {
      const { question } = report
      const others = ready().filter((other) => other !== member)
      for (const other of others) tell(other, { type: 'tell metrics', to: member.worker.id, question })
      tell(member, { type: 'metrics asked', question, others: others.length })
    }
    if (report.type === 'metrics') {
      const { to, question, metrics } = report
      const asking = members.get(to)
      if (asking) tell(asking, { type: 'metrics', question, metrics })
    }
  }

  /** Starts one more worker. Answers what it says when it answers requests; undefined when it ends before that. */
  function start(): Promise<(Report & { type: 'ready' }) | undefined> {
    const worker = cluster.fork(environment)
    const member: Member = { worker, state: 'starting', since: performance.now() }
    members.set(worker.id, member)
    return new Promise((resolve) => {
      worker.on('message', (report: Report) => {
        if (report.type !== 'ready') return relay(member, report)
        if (member.state === 'starting') member.state = 'ready'
        if (!holder) appoint()
        resolve(report)
      })
      const gone = (code: number | null, signal: string | null): void => {
        members.delete(worker.id)
        leave(member)
        onEnd(member, { pid: worker.process.pid, code, signal })
        resolve(undefined)
      }
      worker.once('exit', gone)
      // What could not be started at all has no exit.
      worker.on('error', () => worker.process.pid === undefined && gone(null, null))
    })
  }

  /** Ends a worker after its requests in hand. Resolves when it is gone. */
  function end(member: Member): Promise<void> {
    if (!members.has(member.worker.id)) return Promise.resolve()
    const gone = new Promise<void>((resolve) => void member.worker.once('exit', () => resolve()))
    // One that is starting has no requests, and does not listen yet.
    if (member.state === 'starting') member.worker.process.kill('SIGTERM')
    else tell(member, { type: 'end' })
    member.state = 'ending'
    leave(member)
    return gone
  }

  /** Ends all of them at once. */
  function kill(): void {
    for (const { worker } of present()) worker.process.kill('SIGKILL')
  }

  return { present, start, end, kill }
}
