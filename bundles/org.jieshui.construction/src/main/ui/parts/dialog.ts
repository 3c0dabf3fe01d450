// What the dialogs share: one key per intention, and no typed text lost by a slip of the hand.
import { ElMessageBox } from 'element-plus'
import { ref, watch } from 'vue'
import { newKey, t } from '@jieshui/shell'

/** @param typed all that the dialog would send: the key holds until it changes, so that a request whose answer was lost is sent again as the same */
export function useDialog(typed: () => unknown, close: () => void) {
  const now = () => JSON.stringify(typed())
  const first = now()
  const key = ref(newKey())
  watch(now, () => (key.value = newKey()))
  const ask = () => ElMessageBox.confirm(t('construction.dialog.lose'), { confirmButtonText: t('construction.dialog.loseYes'), cancelButtonText: t('construction.dialog.loseNo') }).then(() => true, () => false)
  return {
    key,
    leave: async () => {
      if (now() === first || (await ask())) close()
    }
  }
}
