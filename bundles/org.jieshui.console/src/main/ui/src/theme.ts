import { ref } from 'vue'

export type Theme = 'system' | 'light' | 'dark'
const STORED = 'jieshui.theme'
const dark = window.matchMedia('(prefers-color-scheme: dark)')

export const theme = ref<Theme>((localStorage.getItem(STORED) as Theme | null) ?? 'light')

export function applyTheme(to: Theme = theme.value) {
  theme.value = to
  localStorage.setItem(STORED, to)
  const isDark = to === 'dark' || (to === 'system' && dark.matches)
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light'
}
dark.addEventListener('change', () => applyTheme())
