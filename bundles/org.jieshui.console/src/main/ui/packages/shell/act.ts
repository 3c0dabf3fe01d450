// An action on the server: said when it worked, said why when it did not.
import { ElMessage } from 'element-plus'
import { Problem } from './api'
import { t } from './i18n'

export const say = (text: string) => void ElMessage({ type: 'success', message: text, grouping: true, showClose: true, duration: 3000 })

/** Says what went wrong, with the number to quote where there is one. */
export function complain(error: unknown) {
  if ((error as Error)?.name === 'AbortError') return
  let text = t('error.broken')
  if (error instanceof Problem) {
    text = error.status === 0 ? t('error.notSent') : error.message
    if (error.status >= 500 && error.reference) text += ` ${t('error.reference', { id: error.reference })}`
  } else console.error(error)
  // a number is to be copied: it stays until it is closed
  const numbered = error instanceof Problem && error.status >= 500
  ElMessage({ type: 'error', message: text, grouping: true, showClose: true, duration: numbered ? 0 : 8000 })
}

/** Runs an action; true when it went through. */
export async function act(work: () => Promise<unknown>, done?: string): Promise<boolean> {
  try {
    await work()
    if (done) say(done)
    return true
  } catch (error) {
    complain(error)
    return false
  }
}
