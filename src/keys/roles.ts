/** The roles that a key may have. */
export const roles = ['admin', 'editor', 'contributor', 'partner', 'reader'] as const
export type Role = (typeof roles)[number]
