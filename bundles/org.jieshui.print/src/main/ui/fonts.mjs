// The fonts that papers are printed in, with their licence, into target/ui; Maven puts them into the jar under fonts/.
import { copyFileSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const font = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-sc/package.json'))
const target = join(import.meta.dirname ?? dirname(new URL(import.meta.url).pathname), '../../../target/ui')
mkdirSync(target, { recursive: true })
copyFileSync(join(font, '400Regular/NotoSansSC_400Regular.ttf'), join(target, 'NotoSansSC-Regular.ttf'))
copyFileSync(join(font, '700Bold/NotoSansSC_700Bold.ttf'), join(target, 'NotoSansSC-Bold.ttf'))
copyFileSync(join(font, 'LICENSE_FONT'), join(target, 'OFL.txt'))
