import type { Results } from '@mma/engine';
import type { VideoReader } from '@mma/video';

/** Closes the sample's open video, if there is one. */
export async function closeReader(results: Results): Promise<void> {
  const reader = results['video_reader'] as VideoReader | null | undefined;
  results['video_reader'] = null;
  await reader?.close();
}
