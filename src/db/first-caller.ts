/** The first caller of a transaction goes without a savepoint. */

interface Connection {
  run(statement: 'ROLLBACK'): void
  /** Begins a transaction that no other writer is in. */
  begin(): Promise<void>
}

/**
 * The first caller of a transaction has it alone, and needs no savepoint: that would make SQLite copy every page before it
 * changes it, and FTS5 write what it has gathered. When it fails, the transaction is begun anew.
 */
export function createFirstCaller({ run, begin }: Connection) {
  /** Whose turn it is: nobody's yet, that of the first, or of one behind others. */
  let turn: 'none' | 'first' | 'later' = 'none'
  return {
    /** A transaction begins. */
    begun(): void {
      turn = 'none'
    },
    /** Does what a statement of the write queue means for the first caller. Answers false when it must be run as it is. */
    async takes(statement: string): Promise<boolean> {
      if (statement === 'SAVEPOINT caller') turn = turn === 'none' ? 'first' : 'later'
      if (turn !== 'first' || !statement.endsWith('SAVEPOINT caller')) return false
      if (statement === 'ROLLBACK TO SAVEPOINT caller') {
        run('ROLLBACK')
        await begin()
      }
      return true
    },
  }
}
