package dev.sealkeep.evidence.intel;

import java.time.Instant;
import java.util.List;

/**
 * A level of a platform's TCB.
 *
 * @param sgxComponents 16 least SVNs
 * @param pceSvn the least SVN of the PCE
 * @param tdxComponents 16 least SVNs of TEE_TCB_SVN; empty in TCB info for SGX
 */
record TcbLevel(
    List<Integer> sgxComponents, int pceSvn, List<Integer> tdxComponents, Standing standing) {
  /**
   * What a level means.
   *
   * @param date the newest advisory that the level covers
   * @param advisories the advisories that concern the level
   */
  record Standing(TcbStatus status, Instant date, List<String> advisories) {
    Standing {
      advisories = List.copyOf(advisories);
    }
  }

  /**
   * A level of an enclave's or a TDX module's own SVN.
   *
   * @param isvSvn the least SVN
   */
  record ForSvn(int isvSvn, Standing standing) {}

  TcbLevel {
    sgxComponents = List.copyOf(sgxComponents);
    tdxComponents = List.copyOf(tdxComponents);
  }
}
