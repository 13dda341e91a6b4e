/** Signatures and fixed sizes of the records of a zip file (PKWARE's APPNOTE.TXT, section 4.3). */
export const zip = {
  local: { signature: 0x04034b50, bytes: 30 },
  central: { signature: 0x02014b50, bytes: 46 },
  end: { signature: 0x06054b50, bytes: 22 },
  end64: { signature: 0x06064b50, bytes: 56 },
  locator64: { signature: 0x07064b50, bytes: 20 },
  /** Extra block with the 64-bit fields. */
  extra64: 0x0001,
  /** Extra block PyTorch pads with, so that storages start at multiples of `alignment`. */
  extraPadding: 0x4246,
  alignment: 64,
} as const;
