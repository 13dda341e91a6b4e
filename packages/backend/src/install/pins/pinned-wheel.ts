/** A Python wheel whose content is known. No Python is needed to use what is in it. */
export interface PinnedWheel {
  readonly project: string;
  readonly version: string;
  readonly fileName: string;
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

/** The tags that pip wants to hear to fetch a wheel for a Python other than its own. */
export interface WheelTags {
  readonly pythonVersion: string;
  readonly abi: string;
  readonly platform: string;
}

const NAME = /-(?:cp|py)(\d+)-([^-]+)-([^-]+)\.whl$/;

/** Reads the tags off the name of a wheel; of several platforms it names the first. */
export function tagsOf({ fileName }: Pick<PinnedWheel, 'fileName'>): WheelTags {
  const [, pythonVersion, abi, platforms] = NAME.exec(fileName) ?? [];
  if (pythonVersion === undefined || abi === undefined || platforms === undefined) {
    throw new Error(`${fileName} is no name of a wheel`);
  }
  return { pythonVersion, abi, platform: platforms.split('.')[0]! };
}

const GIGABYTE = 1e9;

/** What all of them weigh, for people. */
export function describeSize(wheels: readonly PinnedWheel[]): string {
  const bytes = wheels.reduce((sum, { size }) => sum + size, 0);
  return bytes < GIGABYTE ? `${(bytes / 1e6).toFixed(0)} MB` : `${(bytes / GIGABYTE).toFixed(1)} GB`;
}
