/** Why a write is not acknowledged although its own work went well. */

/** The transaction that a write was part of was not committed: nothing of it was changed, and it may be sent again. */
export class NotCommitted extends Error {
  readonly code = 'NOT_COMMITTED'
  constructor(cause: unknown) {
    super('the shared transaction was not committed', { cause })
  }
}

/** A commit was made or may have been made, and whether it will be found after a restart is not known. */
export class NotDurable extends Error {
  readonly code = 'NOT_DURABLE'
  constructor(cause: unknown) {
    super('the commit is not known to be durable', { cause })
  }
}
