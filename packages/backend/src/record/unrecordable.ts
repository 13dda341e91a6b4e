/** Why a function cannot be recorded. Never leaves this folder: such a function runs eagerly. */
export class Unrecordable extends Error {
  override readonly name = 'Unrecordable';
}
