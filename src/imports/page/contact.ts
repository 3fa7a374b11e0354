/** E-mail addresses and telephone numbers as a page's head and foot print them, with or without colons, even run together. */

/** A piece of a line that a rule reads: from where to where, and what it says. */
export type Span = { kind: 'email' | 'phone' | 'licence'; value: string; from: number; to: number }

const MAIL_LABEL = 'e-?mail|mail|电子邮箱|电子邮件|邮箱|邮件'
const PHONE_LABEL = 'telephone|phone|tel|联系电话|电话'
const COLON = '\\s{0,3}[.:：﹕]?\\s{0,3}'
const LOCAL_PART = "(?<![\\w.%+-])[\\w.%+'-]{1,64}"
// The last part of a domain ends where a label is glued to it (`163.comPhone`); labels are written with a capital there.
const DOMAIN = '(?:[A-Za-z0-9-]{1,63}\\.){1,8}[A-Za-z]{2,24}?(?=Phone|Tel|PHONE|TEL|[^A-Za-z0-9-]|$)'
const EMAIL = new RegExp(`(?:(?:${anyCase(MAIL_LABEL)})${COLON})?(?<value>${LOCAL_PART}@${DOMAIN})`, 'gu')
const PHONE_VALUE = '[+(（]?\\d[\\d()（）/ -]{4,40}\\d(?:\\s?(?:ext\\.?|转)\\s?\\d{1,6})?'
const PHONE = new RegExp(`(?:${PHONE_LABEL})${COLON}(?<value>${PHONE_VALUE})`, 'giu')
const LABELS_ONLY = new RegExp(`^(?:(?:${MAIL_LABEL}|${PHONE_LABEL})${COLON})+$`, 'iu')
const HEADING = /^\s{0,3}(?:contact\s?us|联系我们)\s?[:：]?/iu

/** The addresses and labelled numbers of a line, each span with its label, in order of kind. */
export function findContacts(text: string): Span[] {
  return [...spans('email', EMAIL, text), ...spans('phone', PHONE, text)]
}

/** Whether a text is the heading "Contact Us" alone. */
export const isContactHeading = (text: string): boolean => text !== '' && contactHeading(text.trim()) === text.trim()

/** The heading "Contact Us" that a text begins with, else nothing; more may be glued to it. */
export const contactHeading = (text: string): string => HEADING.exec(text)?.[0] ?? ''

/** Whether a text is nothing but contact labels without their values. */
export const isContactLabels = (text: string): boolean => text.length < 80 && LABELS_ONLY.test(text.trim())

function spans(kind: Span['kind'], expression: RegExp, text: string): Span[] {
  return [...text.matchAll(expression)].map((match) => {
    const value = match.groups?.value ?? ''
    return { kind, value, from: match.index, to: match.index + match[0].length }
  })
}

/** A pattern's Latin letters in either case, where the rest of the expression must tell them apart. */
function anyCase(pattern: string): string {
  return pattern.replace(/[a-z]/gu, (letter) => `[${letter}${letter.toUpperCase()}]`)
}
