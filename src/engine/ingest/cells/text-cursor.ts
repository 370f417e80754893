const lettersBeyondLatin = /[\p{L}\p{M}]/u;

/** A place in a text and what stands there. One cursor serves a whole column: an object per cell would cost too much. */
export class TextCursor {
  text = "";
  at = 0;
  /** How many digits {@link number} read. */
  digits = 0;

  set(text: string): void {
    this.text = text;
    this.at = 0;
  }

  /** NaN past the end, which compares false with everything. */
  code(ahead: number): number {
    return this.text.charCodeAt(this.at + ahead);
  }

  isDigit(ahead: number): boolean {
    const code = this.code(ahead);
    return code >= 48 && code <= 57;
  }

  skipBlanks(): void {
    for (let code = this.code(0); code <= 32 || code === 160 || code === 0x202f; code = this.code(0)) this.at += 1;
  }

  isAtEnd(): boolean {
    this.skipBlanks();
    return this.at >= this.text.length;
  }

  rest(): string {
    return this.text.slice(this.at);
  }

  /** Reads digits; −1 when there are none. */
  number(): number {
    let value = 0;
    let digits = 0;
    for (let code = this.code(0); code >= 48 && code <= 57; code = this.code(0)) {
      value = value * 10 + (code - 48);
      digits += 1;
      this.at += 1;
    }
    this.digits = digits;
    return digits === 0 ? -1 : value;
  }

  /** Reads letters of any script, and the mark of abbreviation behind them. */
  word(): string {
    const from = this.at;
    for (;;) {
      while (isLetter(this.code(0))) this.at += 1;
      // พ.ย. has a point inside.
      if (this.code(0) !== 46 || !isThai(this.code(-1)) || !isThai(this.code(1))) break;
      this.at += 1;
    }
    const word = this.text.slice(from, this.at);
    const mark = this.code(0);
    // The point, and its likes in Hebrew and Hindi.
    if (word !== "" && (mark === 46 || mark === 0x5f3 || mark === 0x970)) this.at += 1;
    return word;
  }

  /** Blanks, - / , . and the little words in dates: "of", "de", "del", "d’", "den". */
  skipJoints(): void {
    for (;;) {
      const code = this.code(0);
      if (code <= 32 || (code >= 44 && code <= 47) || code === 160 || code === 39 || code === 0x2019) this.at += 1;
      else {
        const joint =
          (code | 32) === 100 || (code | 32) === 111 ? /^(?:d(?:el?|en|o)\s|d['’]|of\s)/i.exec(this.rest()) : null;
        if (joint === null) return;
        this.at += joint[0].length;
      }
    }
  }

  /** 1st, 2nd, 3rd, 4th, 1er, 1º */
  skipOrdinal(): void {
    const code = this.code(0);
    if (code === 0xba || code === 0xaa) this.at += 1;
    else if (/^(?:st|nd|rd|th|er)(?!\p{L})/iu.test(this.text.slice(this.at, this.at + 3))) this.at += 2;
  }
}

function isLetter(code: number): boolean {
  if (code < 0x250) return ((code | 32) >= 97 && (code | 32) <= 122) || code >= 192;
  return lettersBeyondLatin.test(String.fromCharCode(code));
}

function isThai(code: number): boolean {
  return code >= 0xe00 && code < 0xe80;
}
