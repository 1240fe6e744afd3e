import { useState } from 'react'
import { addresses } from '../../dashboard/src/addresses.ts'
import { useDashboard } from './context.ts'
import { TextForm } from './text-form.tsx'

export function SendNote() {
  const { session, users } = useDashboard()
  const known = addresses(users, session.user)
  const [path, setPath] = useState(known[0]?.path ?? '')
  return (
    <TextForm label="Text" button="Send" onText={async (text) => await session.post(path, { text })}>
      <select aria-label="To" value={path} onChange={({ target }) => setPath(target.value)}>
        {known.map((address) => (
          <option key={address.path} value={address.path}>
            {address.label}
          </option>
        ))}
      </select>
    </TextForm>
  )
}
