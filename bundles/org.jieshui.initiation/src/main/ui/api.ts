// The REST of this bundle, typed.
export interface Approval {
  number: string
  approved: string
  project: string
  registered: string
  by: string | null
  caseId: number | null
  caseNumber: string | null
  customer: string | null
  address: string | null
  district: string | null
  taskId: number | null
  due: string | null
  transferred: string | null
}
export interface ApprovalView {
  approval: Approval
  informed: { department: string; people: string[] }[]
}
/** The paper that the approval is. */
export const PAPER = 'joint-review-approval'
