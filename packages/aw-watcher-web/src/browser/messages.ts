/** What the pages of the extension say to its background. */

/** Try to reach the server now, whatever went wrong before. */
export const TRY_NOW = 'try now'
