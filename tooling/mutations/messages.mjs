// Stryker's two plugins, which must be JavaScript: what it leaves as it is, the words of messages, which may change without a
// test; and a line per mutant.

const isWords = (node) => node.type === 'StringLiteral' || node.type === 'TemplateLiteral'

/** A literal `code` is one word, and no words: it is broken like the rest. */
function shouldIgnore(path) {
  if (!isWords(path.node)) {
    return undefined
  }
  const text = path.node.type === 'StringLiteral' ? path.node.value : path.node.quasis[0].value.raw
  return /^[A-Za-z-]+$|^[^A-Za-z]*$/.test(text) || path.findParent(({ node }) => isError(node)) === null
    ? undefined
    : 'the words of a message'
}

const isError = (node) => node.type === 'NewExpression' && (node.callee.name ?? '').endsWith('Error')

/** Says at once what became of a mutant: a run that is stopped has not been for nothing. */
class Lines {
  onMutantTested({ status, fileName, location, mutatorName, replacement }) {
    if (status !== 'Ignored') {
      const change = `${mutatorName} ${(replacement ?? '').replace(/\s+/g, ' ').slice(0, 100)}`
      console.log(`${status} ${fileName}:${location.start.line}:${location.start.column} ${change}`)
    }
  }
}

export const strykerPlugins = [
  { kind: 'Ignore', name: 'messages', value: { shouldIgnore } },
  { kind: 'Reporter', name: 'lines', injectableClass: Lines },
]
