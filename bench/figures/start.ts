import { ApiClient, logFile, newSecrets, startBare, startProduct } from '../product.js';
import type { Ground } from '../ground.js';
import { median } from '../load.js';
import type { Options } from '../options.js';
import type { Part } from '../report.js';

const SECOND_START_MS = 3_000;

/**
 * From the start of the process to its word that it is ready, on the embedded Postgres of a data directory of its own.
 * The bare limit starts the same Postgres and listens.
 */
export async function measureStart(ground: Ground, options: Options): Promise<Part> {
  const secrets = newSecrets();
  const ours = async (): Promise<number> => {
    const product = await startProduct({
      secrets,
      data_dir: ground.directoryFor('start'),
      log: logFile(ground.directory, 'start'),
    });
    await new ApiClient(product.url).register();
    await product.stop();
    return product.ready_ms;
  };
  const bare = async (): Promise<number> => {
    const program = await startBare({
      data_dir: ground.directoryFor('start-bare'),
      statements: {},
      log: logFile(ground.directory, 'start-bare'),
    });
    await program.stop();
    return program.ready_ms;
  };
  const first = { bare: await bare(), ours: await ours() };
  const again: { bare: number[]; ours: number[] } = { bare: [], ours: [] };
  for (let round = 0; round < options.rounds; round += 1) {
    again.bare.push(await bare());
    again.ours.push(await ours());
  }
  const [limit, second] = [median(again.bare), median(again.ours)];
  const row = (figure: string, own: number, bareMs: number, note: string): Part['rows'][number] => {
    return { figure, unit: 's', ours: own / 1000, bare: bareMs / 1000, ratio: bareMs / own, note };
  };
  return {
    rows: [
      row('first start', first.ours, first.bare, 'with the cluster made and all migrations; once'),
      row('second start', second, limit, 'on the same data directory'),
    ],
    bounds: [
      {
        what: `second start < ${SECOND_START_MS / 1000} s`,
        measured: `${(second / 1000).toFixed(2)} s`,
        holds: second < SECOND_START_MS,
      },
    ],
  };
}
