// A list of rows of which only those in sight are in the page. Heights are estimated, then measured; what is
// measured above the rows in sight moves nothing on the screen.

const OVERSCAN = 500;

export class List {
  /** Rows shown, by their numbers in the project; nothing if all are. */
  #rows = null;
  #count = 0;
  /** Heights by row of the project: estimated until they are measured. */
  #heights = new Float32Array(0);
  /** Where each position begins, and the end of the last. */
  #tops = new Float64Array(1);
  #mounted = new Map();
  #scroller;
  #canvas;
  #host;
  #kept = -1;
  #width = 0;
  #due = false;

  /**
   * `host` makes and fills rows: `make(row)`, `refill(element, row)`, `estimate(from, to, heights)` in pixels,
   * `wanted(from, to)` says which rows come into sight.
   */
  constructor(scroller, canvas, host) {
    this.#scroller = scroller;
    this.#canvas = canvas;
    this.#host = host;
    scroller.addEventListener("scroll", () => this.#soon(), { passive: true });
    new ResizeObserver(() => {
      if (this.#width === scroller.clientWidth) return this.#soon();
      this.#width = scroller.clientWidth;
      this.remeasure();
    }).observe(scroller);
  }

  get rows() {
    return this.#rows;
  }

  get shown() {
    return this.#rows ? this.#rows.length : this.#count;
  }

  row(position) {
    return this.#rows ? this.#rows[position] : position;
  }

  /** The position of a row, or of the next one that is shown. */
  position(row) {
    if (!this.#rows) return Math.min(row, this.#count - 1);
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#rows[middle] < row) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  isShown(row) {
    return this.#rows ? this.#rows[this.position(row)] === row : row < this.#count;
  }

  /** The height of a row, measured or estimated. */
  height(row) {
    return this.#heights[row];
  }

  element(row) {
    return this.#mounted.get(row);
  }

  mounted() {
    return this.#mounted;
  }

  /** Starts anew with so many rows, of which `rows` are shown. */
  reset(count, rows = null) {
    if (count !== this.#count) {
      this.#heights = new Float32Array(count);
      this.#host.estimate(0, count, this.#heights);
    }
    this.#count = count;
    this.#rows = rows;
    for (const element of this.#mounted.values()) element.remove();
    this.#mounted.clear();
    this.#place(0);
    this.render();
  }

  /** `removed` rows from `from` on were replaced by `inserted` others. */
  splice(from, removed, inserted) {
    const anchor = this.#anchor();
    const heights = new Float32Array(this.#count - removed + inserted);
    heights.set(this.#heights.subarray(0, from));
    heights.set(this.#heights.subarray(from + removed), from + inserted);
    this.#heights = heights;
    this.#count = heights.length;
    this.#host.estimate(from, from + inserted, heights);
    const shift = inserted - removed;
    if (this.#rows) {
      const kept = [];
      let touched = false;
      for (const row of this.#rows) {
        if (row < from) kept.push(row);
        else if (row < from + removed) touched = true;
        else break;
      }
      if (touched) for (let i = 0; i < inserted; i++) kept.push(from + i);
      for (const row of this.#rows) if (row >= from + removed) kept.push(row + shift);
      this.#rows = Uint32Array.from(kept);
    }
    const before = [...this.#mounted];
    this.#mounted.clear();
    for (const [row, element] of before) {
      if (row >= from && row < from + removed) {
        if (row < from + inserted) this.#mounted.set(row, element);
        else element.remove();
      } else {
        this.#mounted.set(row < from ? row : row + shift, element);
      }
    }
    // Elements are used again, so that the focus stays where it is.
    for (const [row, element] of this.#mounted) {
      if (row >= from) this.#host.refill(element, row);
    }
    if (this.#kept >= from + removed) this.#kept += shift;
    this.#place(0);
    if (anchor) {
      const row = anchor.row >= from + removed ? anchor.row + shift : anchor.row;
      this.#scroller.scrollTop = this.#tops[this.position(row)] - anchor.offset;
    }
    this.render();
  }

  /** Fills the rows of a range again. */
  refill(from, to) {
    for (const [row, element] of this.#mounted) {
      if (row >= from && row < to) this.#host.refill(element, row);
    }
    this.render();
  }

  /** Widths or letters have changed: no measured height holds. */
  remeasure() {
    const anchor = this.#anchor();
    this.#host.estimate(0, this.#count, this.#heights);
    this.#place(0);
    if (anchor) this.#scroller.scrollTop = this.#tops[this.position(anchor.row)] - anchor.offset;
    this.render();
  }

  /** Keeps the element of a row although it is out of sight: it holds the focus. */
  keep(row) {
    this.#kept = row;
  }

  /** Scrolls as little as needed to bring a row into the middle part of the window. */
  reveal(row) {
    const position = this.position(row);
    const height = this.#scroller.clientHeight;
    const margin = Math.min(height * 0.22, 180);
    for (let pass = 0; pass < 3; pass++) {
      const top = this.#tops[position];
      const size = this.#tops[position + 1] - top;
      const at = this.#scroller.scrollTop;
      let wanted = at;
      if (top < at + margin) wanted = top - margin;
      else if (top + size > at + height - margin) {
        wanted = Math.min(top + size - height + margin, top - Math.min(margin, 40));
      }
      wanted = Math.max(0, Math.min(wanted, this.#tops[this.shown] - height));
      if (Math.abs(wanted - at) >= 1) this.#scroller.scrollTop = wanted;
      this.render();
      if (Math.abs(this.#tops[position] - top) < 1) return;
    }
  }

  /** How many rows a page of the window holds, around a row. */
  page(row) {
    const position = this.position(row);
    const height = this.#scroller.clientHeight;
    const up = position - this.#find(this.#tops[position] - height * 0.85);
    const down = this.#find(this.#tops[position] + height * 0.85) - position;
    return { up: Math.max(1, up), down: Math.max(1, down) };
  }

  #soon() {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.render();
    });
  }

  #place(from) {
    const count = this.shown;
    if (this.#tops.length !== count + 1) {
      const tops = new Float64Array(count + 1);
      tops.set(this.#tops.subarray(0, Math.min(from + 1, count + 1)));
      this.#tops = tops;
    }
    const [tops, heights, rows] = [this.#tops, this.#heights, this.#rows];
    let top = tops[from] ?? 0;
    for (let position = from; position < count; position++) {
      top += heights[rows ? rows[position] : position];
      tops[position + 1] = top;
    }
    this.#canvas.style.height = `${Math.ceil(this.#tops[count])}px`;
  }

  /** The position at a height. */
  #find(at) {
    let low = 0;
    let high = Math.max(0, this.shown - 1);
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#tops[middle] <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The row that is not to move: the kept one if it is in sight, else the first whole one. */
  #anchor() {
    if (this.shown === 0) return null;
    const at = this.#scroller.scrollTop;
    const inSight = (position) => this.#tops[position + 1] > at && this.#tops[position] < at + this.#scroller.clientHeight;
    let position = this.#find(at + 1);
    if (this.#kept >= 0 && this.isShown(this.#kept) && inSight(this.position(this.#kept))) {
      position = this.position(this.#kept);
    }
    return { row: this.row(position), offset: this.#tops[position] - at };
  }

  render() {
    if (this.shown === 0) {
      for (const element of this.#mounted.values()) element.remove();
      this.#mounted.clear();
      this.#canvas.style.height = "0";
      return;
    }
    for (let pass = 0; pass < 3; pass++) {
      const at = this.#scroller.scrollTop;
      const first = this.#find(at - OVERSCAN);
      const last = this.#find(at + this.#scroller.clientHeight + OVERSCAN);
      this.#mount(first, last);
      if (!this.#measure()) break;
    }
    for (const [row, element] of this.#mounted) {
      const top = Math.round(this.#tops[this.position(row)]);
      if (element.topAt !== top) {
        element.topAt = top;
        element.style.transform = `translateY(${top}px)`;
      }
    }
  }

  #mount(first, last) {
    const wanted = new Set();
    for (let position = first; position <= last; position++) wanted.add(this.row(position));
    for (const [row, element] of this.#mounted) {
      if (wanted.has(row) || (row === this.#kept && this.isShown(row))) continue;
      element.remove();
      this.#mounted.delete(row);
    }
    let after = null;
    for (let position = last; position >= first; position--) {
      const row = this.row(position);
      let element = this.#mounted.get(row);
      if (!element) {
        element = this.#host.make(row);
        this.#mounted.set(row, element);
        this.#canvas.insertBefore(element, after);
      }
      after = element;
    }
    this.#host.wanted(this.row(first), this.row(last) + 1);
  }

  /** Measures what is mounted; whether anything was other than thought. */
  #measure() {
    const anchor = this.#anchor();
    let from = Infinity;
    for (const [row, element] of this.#mounted) {
      const height = element.offsetHeight;
      if (Math.abs(this.#heights[row] - height) < 0.5) continue;
      this.#heights[row] = height;
      from = Math.min(from, this.position(row));
    }
    if (from === Infinity) return false;
    this.#place(from);
    if (anchor) {
      const top = this.#tops[this.position(anchor.row)] - anchor.offset;
      if (Math.abs(top - this.#scroller.scrollTop) >= 1) this.#scroller.scrollTop = top;
    }
    return true;
  }
}
