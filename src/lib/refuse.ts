// One way to say no: a Refusal undoes the work of the message and is told in Chinese as it stands.

/** A refusal in words for the person who asked: what is wrong and what to do next. `code` is for tests and logs. */
export class Refusal extends Error {
  readonly code: string;
  constructor(code: string, text: string) {
    super(text);
    this.name = 'Refusal';
    this.code = code;
  }
}

/** Ends the work with a Chinese sentence that is shown as it is. @throws Refusal always */
export function refuse(code: string, text: string): never {
  throw new Refusal(code, text);
}
