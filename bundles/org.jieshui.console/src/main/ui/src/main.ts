import '@jieshui/shell/styles/index.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { i18n, language, setLanguage, watchSession } from '@jieshui/shell'
import App from './App.vue'
import './messages'
import { router } from './router'
import { applyTheme } from './theme'

applyTheme()
setLanguage(language.value)
const app = createApp(App)
app.use(createPinia()).use(i18n).use(router)
watchSession()
app.mount('#app')
