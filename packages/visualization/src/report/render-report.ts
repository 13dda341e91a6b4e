import { type ConfusionPicture, confusionSvg } from '../confusion/confusion-svg.js';
import { type ConfusionDetails, confusedTable } from '../confusion/render-confusion.js';
import { escapeMarkup } from '../draw/escape-markup.js';
import type { Calibration } from './calibration.js';
import { clipLink } from './clip-link.js';
import { htmlPage, htmlTable } from './page.js';
import { reliabilitySvg } from './reliability-svg.js';

/** A clip that a model got wrong. */
export interface WorstClip {
  readonly truth: string;
  readonly predicted: string;
  /** Probabilities of both. */
  readonly truthShare: number;
  readonly predictedShare: number;
  readonly clip?: string;
  /** An address that holds the picture itself. */
  readonly picture?: string;
}

export interface ReportFigures {
  readonly title: string;
  /** Such as the config and the weights, by name. */
  readonly about: Readonly<Record<string, string>>;
  /** Figures of the whole, by name, in [0, 1]. */
  readonly summary: Readonly<Record<string, number>>;
  readonly samples: number;
  readonly classes: readonly { name: string; recall: number; precision: number; f1: number; support: number }[];
  readonly calibration: Calibration;
  readonly confusion: ConfusionPicture;
  readonly confused: ConfusionDetails;
  readonly worst: readonly WorstClip[];
}

/** A page that says how well a model does and where it fails, with all its pictures in it. @param file where it will lie: links are relative to it */
export function renderReport(figures: ReportFigures, file: string): string {
  const { title, about, summary, samples, classes, calibration, confusion, confused, worst } = figures;
  const facts = [
    ...Object.entries(summary).map(([name, value]) => [name, percent(value)] as const),
    ['calibration error (ECE)', percent(calibration.ece)] as const,
    ['samples', String(samples)] as const,
  ];
  const ranked = [...classes]
    .filter(({ support }) => support > 0)
    .sort((a, b) => a.recall - b.recall || b.support - a.support);
  return htmlPage(
    title,
    [
      `<p class="note">${Object.entries(about)
        .map(([name, value]) => `${escapeMarkup(name)}: ${escapeMarkup(value)}`)
        .join('<br>')}</p>`,
      `<dl>${facts.map(([name, value]) => `<div><dt>${escapeMarkup(name)}</dt><dd>${value}</dd></div>`).join('')}</dl>`,
      '<h2>Worst clips</h2>',
      worst.length === 0
        ? '<p>Every sample was recognised.</p>'
        : `<p class="note">Recognised wrongly, those first whose own class had the least probability.</p>\n<div class="sheet">\n${worst.map((each) => figure(each, file)).join('\n')}\n</div>`,
      '<h2>Classes</h2>',
      htmlTable(
        ['class', 'accuracy', ...['', 'precision', 'F1', 'samples'].map((head) => ({ head, isNumber: true as const }))],
        ranked.map(({ name, recall, precision, f1, support }) => [
          escapeMarkup(name),
          `<span class="bar" style="width:${(recall * 10).toFixed(2)}rem"></span>`,
          percent(recall),
          percent(precision),
          percent(f1),
          support,
        ]),
      ),
      '<h2>Which classes are taken for which</h2>',
      confusionSvg(confusion),
      confusedTable(confused, file),
      '<h2>Calibration</h2>',
      '<p class="note">How often the model is right, by how sure it is of its prediction. On the dashed line both agree; below it the model is too sure.</p>',
      reliabilitySvg(calibration),
    ].join('\n'),
  );
}

function figure({ truth, predicted, truthShare, predictedShare, clip, picture }: WorstClip, file: string): string {
  const shown =
    picture === undefined
      ? ''
      : `<img src="${picture}" alt="${escapeMarkup(`a frame of a clip of ${truth}`)}" loading="lazy">`;
  const link = clip === undefined ? '' : `<br>${clipLink(clip, file)}`;
  return `<figure>${shown}<figcaption>${escapeMarkup(truth)} (${percent(truthShare)})<br><span class="wrong">taken for ${escapeMarkup(predicted)} (${percent(predictedShare)})</span>${link}</figcaption></figure>`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
