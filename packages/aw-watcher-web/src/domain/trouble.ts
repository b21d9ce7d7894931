/** What can be wrong between the extension, its memory and the server. */

/** `unreachable`, `trouble` and perhaps `storage` pass by themselves; the others need somebody to change a setting. */
export type Trouble =
  /** Nobody answers at the address. */
  | 'unreachable'
  /** The browser's user has not allowed this address. */
  | 'permission'
  /** The API key is missing or wrong. */
  | 'key'
  /** Somebody answers, but it is not the tracker's server, or it refuses this extension. */
  | 'stranger'
  /** The server cannot do its work now, such as with a full disk. */
  | 'trouble'
  /** Rules of privacy that cannot be read. */
  | 'rules'
  /** The browser keeps nothing for the extension. */
  | 'storage'
