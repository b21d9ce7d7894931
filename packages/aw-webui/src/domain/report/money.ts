/** Amounts of money. */

/** `12,200.00 €`: the number as the locale writes it, then the currency as the person does. */
export function formatMoney(cents: number, currency: string, locale?: string): string {
  const format = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  return [format.format(cents / 100), currency].filter(Boolean).join('\u00A0')
}
