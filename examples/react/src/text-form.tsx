import type { ReactNode } from 'react'
import { useAction } from './use-action.ts'

interface TextFormProps {
  label: string
  button: string
  children?: ReactNode
  onText: (text: string) => Promise<void>
}

/** One line of text, and what became of sending it. */
export function TextForm({ label, button, children, onText }: TextFormProps) {
  const { failure, run } = useAction()
  const submit = (form: FormData): void => {
    const text = form.get('text')
    run(async () => await onText(typeof text === 'string' ? text : ''))
  }
  return (
    <form className="line" action={submit}>
      {children}
      <input name="text" aria-label={label} placeholder={label} required maxLength={500} autoComplete="off" />
      <button>{button}</button>
      <p className="failure" role="alert">
        {failure}
      </p>
    </form>
  )
}
