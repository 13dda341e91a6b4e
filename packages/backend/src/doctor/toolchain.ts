import { run } from '../install/run.js';
import type { DoctorCheck } from './report.js';

const TOOLS: { name: string; command: string; args: string[]; fix: string }[] = [
  {
    name: 'Python with pip',
    command: 'python3',
    args: ['-m', 'pip', '--version'],
    fix: 'Install python3 and pip (Debian and Ubuntu: apt-get install python3-pip). node-gyp needs Python.',
  },
  {
    name: 'C++ compiler',
    command: process.platform === 'win32' ? 'cl' : 'c++',
    args: process.platform === 'win32' ? [] : ['--version'],
    fix: 'Install a C++17 compiler (Debian and Ubuntu: apt-get install build-essential).',
  },
  {
    name: 'make',
    command: process.platform === 'win32' ? 'msbuild' : 'make',
    args: ['--version'],
    fix: 'Install make (Debian and Ubuntu: apt-get install build-essential).',
  },
];

/** The programs that installing the native backend needs; none of them is used once it is in place. */
export function toolchainChecks(): Promise<DoctorCheck[]> {
  return Promise.all(
    TOOLS.map(async ({ name, command, args, fix }) => {
      const result = await run(command, args).catch(() => undefined);
      if (result?.code === 0) return { name, ok: true, detail: result.output.split('\n')[0]! };
      return { name, ok: false, detail: 'not found', fix };
    }),
  );
}
