export const SHEET_COLOURS = { back: '#14181f', title: '#ffffff', note: '#a9b6c6' } as const;
