/* Amounts as the server reads and writes them, in whole kopiikas (BigInt): a float would lose one of them sooner or later. */

const NO_AMOUNT = ["", "-", "−", "–", "—"];
const AMOUNT = /^([-−–]?)(\d[\d.,]*)(?:грн\.?|гривень|гривні|гривня|₴|uah)?$/iu;
const LIMIT = 10n ** 14n;

/** What a typed text means: {amount} in kopiikas, null where nothing is foreseen, or {problem} with its short name. */
export function readAmount(text) {
  const bare = text.replace(/[\s'’`]/gu, "");
  if (NO_AMOUNT.includes(bare)) return { amount: null };
  const found = AMOUNT.exec(bare);
  if (!found) return { problem: "unreadable" };
  const point = Math.max(found[2].lastIndexOf(","), found[2].lastIndexOf("."));
  const whole = point < 0 ? found[2] : found[2].slice(0, point);
  const decimals = point < 0 ? "" : found[2].slice(point + 1);
  const groups = whole.split(/[.,]/);
  // a separator of thousands before the decimal one stands after every three digits, or it is a slip
  const slip = groups.length > 1 && (groups[0].length > 3 || groups.slice(1).some((group) => group.length !== 3));
  if (slip) return { problem: "unreadable" };
  const digits = BigInt(groups.join("") + (decimals + "00").slice(0, 2));
  if (found[1] && (digits > 0n || /[1-9]/.test(decimals))) return { problem: "negative" };
  if (BigInt(groups.join("")) * 100n >= LIMIT) return { problem: "large" };
  if (decimals.length > 2) return { problem: "decimals" };
  return { amount: digits };
}

/** The kopiikas of a content that the server wrote («105600.00», or nothing). */
export function kopiikas(content) {
  return content ? BigInt(content.replace(".", "")) : null;
}

/** «105 600,00» with the separators of the page's language; «+» before a positive amount where a sign is asked for. */
export function writeAmount(amount, marks, signed = false) {
  const bare = (amount < 0n ? -amount : amount).toString().padStart(3, "0");
  const whole = bare.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, marks.thousand);
  const sign = amount < 0n ? "−" : signed && amount > 0n ? "+" : "";
  return `${sign}${whole}${marks.decimal}${bare.slice(-2)}`;
}
