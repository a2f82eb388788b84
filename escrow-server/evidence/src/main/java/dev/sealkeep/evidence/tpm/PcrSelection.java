package dev.sealkeep.evidence.tpm;

import dev.sealkeep.evidence.ByteCursor;
import java.util.ArrayList;
import java.util.List;

/**
 * The PCRs of one bank that a quote covers (TPM 2.0 Library part 2, TPMS_PCR_SELECTION).
 *
 * @param algorithm the bank's TPM_ALG_ID
 * @param indices the numbers of the PCRs, ascending
 */
public record PcrSelection(int algorithm, List<Integer> indices) {
  /** The longest bitmap that is read, in bytes: 32 PCRs. */
  static final int MAX_BITMAP_BYTES = 4;

  /** Copies the list. */
  public PcrSelection {
    indices = List.copyOf(indices);
  }

  /** hashAlg u16, sizeofSelect u8, bitmap; a longer bitmap spoils the cursor. */
  static PcrSelection read(ByteCursor cursor) {
    int algorithm = cursor.u16();
    int size = cursor.u8();
    byte[] bitmap = cursor.bytes(size <= MAX_BITMAP_BYTES ? size : Integer.MAX_VALUE);
    List<Integer> indices = new ArrayList<>();
    for (int i = 0; i < bitmap.length * Byte.SIZE; i++) {
      if ((bitmap[i / Byte.SIZE] >> i % Byte.SIZE & 1) == 1) {
        indices.add(i);
      }
    }
    return new PcrSelection(algorithm, indices);
  }
}
