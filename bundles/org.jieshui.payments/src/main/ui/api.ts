// Shapes of the bundle's REST. Sums come and go as text, so that no fen is lost.
export interface Charge {
  id: number
  caseId: number
  kind: 'connection-fee' | 'deposit'
  amount: string
  paid: string
  returned: string
  outstanding: string
  state: 'due' | 'suspended' | 'cancelled'
  note: string | null
}
export interface Transfer {
  id: number
  serial: string
  receivedOn: string
  amount: string
  payer: string
  payerAccount: string | null
  remark: string | null
  statement: number | null
  enteredAt: string
  allotted: string
  held: string
  refunded: string
  unallotted: string
  voidAt: string | null
  voidReason: string | null
}
export interface Allotment {
  id: number
  transfer: number
  charge: number
  caseId: number
  amount: string
  at: string
  refund: number | null
  reversedAt: string | null
  reason: string | null
}
export interface Refund {
  id: number
  code: string
  kind: 'excess' | 'deposit'
  caseId: number | null
  charge: number | null
  amount: string
  payee: string
  payeeAccount: string
  reason: string
  state: 'requested' | 'approved' | 'rejected' | 'cancelled' | 'paid'
  requestedAt: string
  decidedAt: string | null
  decision: string | null
  droppedAt: string | null
  dropNote: string | null
  paidOn: string | null
  bankSerial: string | null
}
export interface WholeTransfer {
  transfer: Transfer
  enteredBy: string | null
  allotments: { allotment: Allotment; kind: string; number: string | null; customer: string | null; by: string | null }[]
  refunds: Refund[]
}
export type Why = 'number' | 'payer' | 'amount'
export interface Proposal {
  charge: Charge
  number: string
  customer: string
  reasons: Why[]
}
export interface Incoming {
  transfer: Transfer
  reasons: Why[]
}
export interface Receipt {
  id: number
  code: string
  charge: number
  kind: Charge['kind']
  amount: string
  at: string
  voidAt: string | null
  voidReason: string | null
}
export interface Invoice {
  id: number
  charge: number
  number: string
  amount: string
  issuedOn: string
  by: string | null
  voidAt: string | null
  voidReason: string | null
}
export interface CasePayments {
  fee: string | null
  charges: Charge[]
  payments: { allotment: Allotment; serial: string; receivedOn: string; payer: string | null; by: string | null }[]
  receipts: { receipt: Receipt; by: string | null }[]
  invoices: Invoice[]
  refunds: { id: number; code: string; kind: Refund['kind']; charge: number | null; amount: string; state: Refund['state']; reason: string; requestedAt: string; paidOn: string | null; payee: string | null }[]
  changes: { charge: number; at: string; by: string | null; kind: string; before: string | null; after: string | null; released: string; notice: boolean }[]
  arrivalTask: number | null
}

/** 12,345.60 of 12345.6: by text, never by floating point. */
export function money(sum: string | null | undefined): string {
  if (!sum) return ''
  const [whole, part = ''] = sum.split('.')
  return `${whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')}.${part.padEnd(2, '0')}`
}
const SUM = /^\d{1,12}(\.\d{1,2})?$/
/** Hundredths of a yuan; null when the text is no sum. */
export function fen(sum: string | null | undefined): bigint | null {
  const text = (sum ?? '').trim()
  if (!SUM.test(text)) return null
  const [whole, part = ''] = text.split('.')
  return BigInt(whole) * 100n + BigInt(part.padEnd(2, '0'))
}
/** 3174.30 of 317430 */
export const yuan = (sum: bigint) => `${sum / 100n}.${String(sum % 100n).padStart(2, '0')}`
export const smaller = (a: string, b: string) => ((fen(a) ?? 0n) < (fen(b) ?? 0n) ? a : b)
export const some = (sum: string | null | undefined) => (fen(sum) ?? 0n) > 0n
