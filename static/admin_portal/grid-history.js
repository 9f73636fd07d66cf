/* The steps of one sitting: undone and done again any number of times before saving, and kept in this tab, so that a lost
   connection or an expired log-in loses nothing. */

const STEPS_KEPT = 500;

export class History {
  constructor(apply) {
    this.apply = apply;
    this.steps = [];
    this.at = 0;
  }

  get canUndo() {
    return this.at > 0;
  }

  get canRedo() {
    return this.at < this.steps.length;
  }

  load(steps, at) {
    this.steps = steps;
    this.at = at;
  }

  add(edits) {
    this.steps.splice(this.at, this.steps.length, edits);
    if (this.steps.length > STEPS_KEPT) this.steps.shift();
    this.at = this.steps.length;
  }

  undo() {
    if (!this.canUndo) return null;
    this.at -= 1;
    const edits = this.steps[this.at];
    this.apply(edits, "before");
    return edits;
  }

  redo() {
    if (!this.canRedo) return null;
    const edits = this.steps[this.at];
    this.at += 1;
    this.apply(edits, "after");
    return edits;
  }
}

export class Store {
  constructor(key) {
    this.key = key;
  }

  keep(fields, history) {
    if (!fields.length) return this.forget();
    const cells = Object.fromEntries(fields.map((field) => [field.name, field.value]));
    return sessionStorage.setItem(this.key, JSON.stringify({ cells, steps: history.steps, at: history.at }));
  }

  read() {
    const kept = sessionStorage.getItem(this.key);
    return kept && JSON.parse(kept);
  }

  forget() {
    sessionStorage.removeItem(this.key);
  }
}
