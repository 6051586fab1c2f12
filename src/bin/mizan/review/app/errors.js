// How an engine fails.

/** The project was changed elsewhere since the number that was sent. */
export class Behind extends Error {}

/** No answer: the program has ended or cannot be reached. */
export class Lost extends Error {}

/** The operation is not possible; `code` and `args` say why. */
export class Refused extends Error {
  constructor(answer) {
    super(answer.message ?? "");
    this.code = answer.code ?? "";
    this.args = answer.args ?? {};
  }
}

/** The address was opened without its token, or with an old one. */
export class NoToken extends Error {}
