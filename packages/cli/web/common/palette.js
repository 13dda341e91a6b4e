/** Told apart by most eyes, and seen on light and on dark. */
export const PALETTE = ['#3b82d6', '#cf7a0c', '#2e9e6b', '#c2528b', '#8a6fd1', '#b0702f', '#1f9aa8', '#8b941f'];
