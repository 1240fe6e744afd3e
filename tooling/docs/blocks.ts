// Markdown → the code blocks that claim to compile, each with what it is checked together with. Compiles nothing.
//
// Hidden comments say what the text leaves out; they speak of the next block:
//   <!-- given … -->          declarations it takes for granted; `given below` for all that follow on the page
//   <!-- continues -->        it goes on where the former one ended
//   <!-- file: name.ts -->    later blocks of the page import it by this name
//   <!-- unchecked: why -->   it is not checked, and why

/** One block of code, ready to be compiled. */
export interface Block {
  readonly page: string
  /** Of its first line in the page, from 1. */
  readonly line: number
  /** Within the page's own folder, with the extension that says how to compile it. */
  readonly file: string
  readonly code: string
  /** For each line of `code`: the line of the page it stands in. */
  readonly origins: readonly number[]
}

/** A block that nobody compiles. */
export interface Exemption {
  readonly page: string
  readonly line: number
  readonly reason: string
}

interface Piece {
  readonly line: number
  readonly text: string
}

type Lines = readonly Piece[]

interface Fence {
  readonly language: string
  readonly line: number
  readonly body: Lines
}

const checkedLanguages = new Set(['ts', 'tsx', 'js', 'jsx', 'vue'])
const spelledOut: Readonly<Record<string, string>> = { typescript: 'ts', javascript: 'js', mts: 'ts', mjs: 'js' }

/** @throws Error when a comment speaks to no block, or asks for what it cannot have. */
export function blocksOf(page: string, markdown: string): { blocks: Block[]; exemptions: Exemption[] } {
  const blocks: Block[] = []
  const exemptions: Exemption[] = []
  const below: Piece[] = []
  let given: Piece[] = []
  let former: Lines | undefined
  let continues = false
  let file: string | undefined
  let reason: string | undefined

  for (const part of partsOf(markdown)) {
    if ('comment' in part) {
      const { line, comment, body } = part
      if (comment === 'given below') {
        below.push(...body)
      } else if (comment === 'given') {
        given.push(...body)
      } else if (comment === 'continues') {
        continues = true
      } else if (comment.startsWith('file: ')) {
        file = comment.slice(6)
      } else if (comment.startsWith('unchecked: ')) {
        reason = comment.slice(11)
      } else if (/^(given|continues|file|unchecked)\b/.test(comment)) {
        throw new Error(`Cannot read ${page}:${line}: a comment to the checker must have its form, got ${comment}`)
      }
      continue
    }
    const language = spelledOut[part.language] ?? part.language
    if (checkedLanguages.has(language)) {
      if (reason === undefined) {
        if (continues && former === undefined) {
          throw new Error(`Cannot continue at ${page}:${part.line}: a block must come before, got none`)
        }
        const start = continues ? (former ?? []) : below
        former = [...start, ...given, ...part.body]
        const whole = language === 'vue' ? toComponent([...start, ...given], part.body) : former
        blocks.push({
          page,
          line: part.line,
          // What is given is TypeScript.
          file: file ?? `line-${part.line}.${language === 'js' && whole.length > part.body.length ? 'ts' : language}`,
          code: whole.map(({ text }) => text).join('\n'),
          origins: whole.map((piece) => piece.line),
        })
      } else {
        exemptions.push({ page, line: part.line, reason })
      }
      given = []
      continues = false
      file = reason = undefined
    }
  }
  if (given.length > 0 || continues || file !== undefined || reason !== undefined) {
    throw new Error(`Cannot read ${page}: its last comment to the checker must have a block behind it, got none`)
  }
  return { blocks, exemptions }
}

/** A whole component takes declarations into its script; a bare template gets a script of them. */
function toComponent(declarations: Lines, body: Lines): Lines {
  const open = body.findIndex(({ text }) => text.startsWith('<script setup'))
  const at = (text: string): Piece => ({ text, line: body[0]?.line ?? 0 })
  return open === -1
    ? [at('<script setup lang="ts">'), ...declarations, at('</script>'), at('<template>'), ...body, at('</template>')]
    : [...body.slice(0, open + 1), ...declarations, ...body.slice(open + 1)]
}

function partsOf(markdown: string): (Fence | { line: number; comment: string; body: Lines })[] {
  const lines: Piece[] = markdown.split('\n').map((text, index) => ({ text, line: index + 1 }))
  const parts: ReturnType<typeof partsOf> = []
  for (let index = 0; index < lines.length; index++) {
    const { text = '', line = 0 } = lines[index] ?? {}
    const [, indent = '', ticks, info = ''] = /^(\s*)(`{3,})(.*)$/.exec(text) ?? []
    if (ticks !== undefined) {
      const end = lines.findIndex((other, at) => at > index && other.text.trim() === ticks)
      const body = lines
        .slice(index + 1, end)
        .map((piece) => ({ line: piece.line, text: piece.text.slice(indent.length) }))
      parts.push({ language: /^\w*/.exec(info)?.[0] ?? '', line: line + 1, body })
      index = end === -1 ? lines.length : end
    } else if (text.startsWith('<!--')) {
      const end = lines.findIndex((other, at) => at >= index && other.text.endsWith('-->'))
      const comment = text.slice(4).replace(/-->$/, '').trim()
      parts.push({ line, comment, body: lines.slice(index + 1, Math.max(end, index + 1)) })
      index = end === -1 ? lines.length : end
    }
  }
  return parts
}
