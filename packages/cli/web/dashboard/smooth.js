/**
 * A running mean that forgets, without the pull of its beginning to 0 (as TensorBoard smooths). What is null stays null.
 *
 * @param {(number | null)[]} values
 * @param {number} weight of what was before, from 0 to below 1
 */
export function smooth(values, weight) {
  if (weight === 0) return values;
  let mean = 0;
  let share = 0;
  return values.map((value) => {
    if (value === null) return null;
    mean = weight * mean + (1 - weight) * value;
    share = weight * share + (1 - weight);
    return mean / share;
  });
}
