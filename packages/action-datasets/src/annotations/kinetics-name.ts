/** What Kinetics' CSV files say of a clip. */
export interface KineticsClip {
  id: string;
  /** Seconds in the whole video. */
  start: string;
  end: string;
  /** Name of the class; absent in a test set that keeps it secret. */
  label: string | undefined;
}

/**
 * Where a Kinetics clip is: `class/ID_000010_000020.mp4`, in a folder called like the class, with spaces or with underscores,
 * or directly in the folder of the videos.
 *
 * @param folders names in the folder of the videos
 */
export function kineticsName({ id, start, end, label }: KineticsClip, folders: ReadonlySet<string>): string {
  const clip = `${id}_${sixDigits(start)}_${sixDigits(end)}.mp4`;
  if (label === undefined) return clip;
  const plain = label.replaceAll('"', '');
  const folder = [plain.replaceAll(' ', '_'), plain].find((name) => folders.has(name));
  return folder === undefined ? clip : `${folder}/${clip}`;
}

function sixDigits(seconds: string): string {
  return String(Math.trunc(Number(seconds))).padStart(6, '0');
}
